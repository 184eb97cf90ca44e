#include "states.h"

#include <cstring>

#include "arrays.h"

namespace nb = nanobind;

namespace elman {

namespace {

// By its place: by its name, an attribute takes a good part of a small network's step.
PyObject*& slot(nb::handle object, Py_ssize_t offset) {
  return *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(object.ptr()) + offset);
}

}  // namespace

StatefulNetwork::StatefulNetwork(const NetworkConfig& config, nb::object state_class, nb::tuple state_names)
    : Network(config),
      fingerprint(nb::str("")),
      state_class_(std::move(state_class)),
      state_names_(std::move(state_names)),
      names_(find_slot("names")),
      values_(find_slot("values_SLBH")),
      fingerprint_(find_slot("fingerprint")),
      inputs_(find_slot("inputs")) {}

// Where it is found: in an instance whose attribute has just been set. The stable ABI has no other way.
Py_ssize_t StatefulNetwork::find_slot(const char* attribute) const {
  const nb::object instance = make_empty(), mark = nb::list();
  state_class_.attr(attribute).attr("__set__")(instance, mark);
  const auto end = nb::cast<Py_ssize_t>(state_class_.attr("__basicsize__"));
  for (Py_ssize_t offset = sizeof(PyObject); offset < end;
       offset += static_cast<Py_ssize_t>(sizeof(PyObject*)))
    if (slot(instance, offset) == mark.ptr()) return offset;
  throw nb::type_error("a state must have slots");
}

nb::object StatefulNetwork::make_empty() const {
  nb::object state = nb::steal(PyType_GenericAlloc(reinterpret_cast<PyTypeObject*>(state_class_.ptr()), 0));
  if (!state.is_valid()) nb::raise_python_error();
  return state;
}

nb::object StatefulNetwork::copy_state(nb::handle state, Index batch) const {
  const Index arrays = blueprint().layout.num_states, layers = config().num_layers,
              units = config().hidden_size;
  nb::object copied = new_array<float>({arrays, layers, batch, units});
  const size_t size = static_cast<size_t>(arrays * layers * batch * units);
  if (state.is_none()) {
    std::memset(data_of<float>(copied), 0, size * sizeof(float));
    return copied;
  }
  require(PyObject_TypeCheck(state.ptr(), reinterpret_cast<PyTypeObject*>(state_class_.ptr())));
  const nb::object values = nb::borrow(slot(state, values_)), maker = nb::borrow(slot(state, fingerprint_));
  using Values = Array<const float, 4>;
  require(maker.is_valid() && (maker.is(fingerprint) || maker.equal(fingerprint)) && values.is_valid() &&
          Values::fits(values.ptr()));
  const Values given(values.ptr());
  require(given.shape(0) == arrays && given.shape(1) == layers && given.shape(2) == batch &&
          given.shape(3) == units && blueprint().table.all_finite(given.data(), given.size()));
  std::memcpy(data_of<float>(copied), given.data(), size * sizeof(float));
  return copied;
}

// Slot by slot: calling the class from here would take as long as the whole call should.
nb::object StatefulNetwork::make_state(nb::handle values) const {
  nb::object state = make_empty();
  slot(state, names_) = nb::object(state_names_).release().ptr();
  slot(state, values_) = values.inc_ref().ptr();
  slot(state, fingerprint_) = nb::object(fingerprint).release().ptr();
  slot(state, inputs_) = nb::none().release().ptr();
  return state;
}

}  // namespace elman
