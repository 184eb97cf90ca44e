#include "states.h"

#include <cstring>

#include "arrays.h"

namespace nb = nanobind;

namespace elman {

namespace {

// The attributes of a State, as Python compares them fastest.
struct AttributeNames {
  PyObject* names = PyUnicode_InternFromString("names");
  PyObject* values = PyUnicode_InternFromString("values_SLBH");
  PyObject* fingerprint = PyUnicode_InternFromString("fingerprint");
  PyObject* inputs = PyUnicode_InternFromString("inputs");
};

const AttributeNames& attributes() {
  static const AttributeNames names;
  return names;
}

nb::object get(nb::handle object, PyObject* name) {
  PyObject* value = PyObject_GetAttr(object.ptr(), name);
  if (!value) nb::raise_python_error();
  return nb::steal(value);
}

void set(nb::handle object, PyObject* name, nb::handle value) {
  if (PyObject_SetAttr(object.ptr(), name, value.ptr()) < 0) nb::raise_python_error();
}

}  // namespace

StatefulNetwork::StatefulNetwork(const NetworkConfig& config, nb::object state_class, nb::tuple state_names)
    : Network(config),
      fingerprint(nb::str("")),
      state_class_(std::move(state_class)),
      state_names_(std::move(state_names)) {}

bool StatefulNetwork::is_own(nb::handle state) const {
  if (!PyObject_TypeCheck(state.ptr(), reinterpret_cast<PyTypeObject*>(state_class_.ptr()))) return false;
  const nb::object made_by = get(state, attributes().fingerprint);
  return made_by.is(fingerprint) || made_by.equal(fingerprint);
}

nb::object StatefulNetwork::copy_state(nb::handle state, long batch) const {
  const long arrays = num_states(), layers = config().num_layers, units = config().hidden_size;
  nb::object copied = new_array<float>({arrays, layers, batch, units});
  const size_t size = static_cast<size_t>(arrays * layers * batch * units);
  if (state.is_none()) {
    std::memset(data_of<float>(copied), 0, size * sizeof(float));
    return copied;
  }
  require(is_own(state));
  const nb::object values = get(state, attributes().values);
  using Values = Array<const float, 4>;
  require(Values::fits(values.ptr()));
  const Values given(values.ptr());
  require(given.shape(0) == static_cast<size_t>(arrays) && given.shape(1) == static_cast<size_t>(layers) &&
          given.shape(2) == static_cast<size_t>(batch) && given.shape(3) == static_cast<size_t>(units) &&
          all_finite(given.data(), static_cast<long>(size)));
  std::memcpy(data_of<float>(copied), given.data(), size * sizeof(float));
  return copied;
}

// Attribute by attribute: calling the class from here takes as long as a step of a small network.
nb::object StatefulNetwork::make_state(nb::handle values) const {
  auto* type = reinterpret_cast<PyTypeObject*>(state_class_.ptr());
  const nb::object state = nb::steal(type->tp_alloc(type, 0));
  if (!state.is_valid()) nb::raise_python_error();
  set(state, attributes().names, state_names_);
  set(state, attributes().values, values);
  set(state, attributes().fingerprint, fingerprint);
  set(state, attributes().inputs, nb::none());
  return state;
}

}  // namespace elman
