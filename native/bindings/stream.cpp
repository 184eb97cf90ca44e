#include "../network/stream.h"

#include <nanobind/nanobind.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstring>

#include "arrays.h"
#include "bindings.h"
#include "rows.h"
#include "running.h"

namespace nb = nanobind;
using namespace nb::literals;
using namespace elman;

namespace {

// A stream with what Python knows of it, the channels' names, and the network that it keeps alive.
struct NamedStream {
  NamedStream(nb::object network, const StreamConfig& config, nb::tuple input_names, nb::tuple target_names)
      : owner(std::move(network)),
        stream(nb::cast<Network&>(owner), config),
        inputs(std::move(input_names)),
        targets(std::move(target_names)) {
    const size_t num_inputs = config.inputs.size(), num_targets = config.targets.size();
    const NetworkConfig& shape = stream.network().config();
    const bool fits = stream.num_inputs() == shape.input_size && stream.num_targets() == shape.output_size &&
                      inputs.size() == num_inputs && targets.size() == num_targets &&
                      config.low.size() == num_inputs && config.high.size() == num_inputs;
    if (!fits) throw nb::value_error("the channels do not fit the network");
  }

  bool run(const double* x, double* y, Index num_steps) {
    return elman::run(stream.network(), num_steps * stream.num_lanes(),
                      [&](Interruption* interruption) { return stream.run(x, y, num_steps, interruption); });
  }

  // work(memory) while nobody runs the stream.
  template <class Work>
  void use_memory(Work work) {
    run_shortly(stream.network(), [&] { work(stream.memory()); });
  }

  nb::object owner;
  Stream stream;
  nb::tuple inputs, targets;
  std::vector<double> row, prediction;  // of a step, while none has them
};

// The numbers of one step. They are the stream's own, so that a step asks for no memory; while the step of
// another thread has those and waits for its turn without the GIL, they are new.
class StepNumbers {
 public:
  explicit StepNumbers(NamedStream& named)
      : named_(named), row_(std::move(named.row)), prediction_(std::move(named.prediction)) {
    row_.resize(static_cast<size_t>(named.stream.num_inputs()));
    prediction_.resize(static_cast<size_t>(named.stream.num_targets()));
  }
  ~StepNumbers() {
    named_.row = std::move(row_);
    named_.prediction = std::move(prediction_);
  }
  StepNumbers(const StepNumbers&) = delete;
  StepNumbers& operator=(const StepNumbers&) = delete;

  double* row() { return row_.data(); }
  double* prediction() { return prediction_.data(); }

 private:
  NamedStream& named_;
  std::vector<double> row_, prediction_;
};

using Self = nb::pointer_and_handle<NamedStream>;

// Python says in a sentence what is wrong with a row; nothing has changed.
[[noreturn]] void refuse(const Self& self, nb::handle row) {
  self.h.attr("_refuse")(row);
  throw nb::value_error("the row does not fit the stream");
}

// x and y may be the stream's own buffers. A row that was read and is refused is explained as it was read: to
// read it again may give other numbers, or none at all.
void advance(const Self& self, const double* x, double* y) {
  if (self.p->run(x, y, 1)) return;
  const nb::object row = new_array<double>({self.p->stream.num_inputs()});
  std::copy_n(x, self.p->stream.num_inputs(), data_of<double>(row));
  refuse(self, row);
}

nb::object step_array(const Self& self, const double* x) {
  nb::object y = new_array<double>({self.p->stream.num_targets()});
  advance(self, x, data_of<double>(y));
  return y;
}

nb::object step_mapping(const Self& self, nb::handle row) {
  NamedStream& named = *self.p;
  StepNumbers numbers(named);
  if (!read_mapping(row.ptr(), named.inputs, numbers.row())) refuse(self, row);
  advance(self, numbers.row(), numbers.prediction());
  nb::dict answer;
  for (Index o = 0; o < named.stream.num_targets(); o++)
    answer[named.targets[o]] = nb::float_(numbers.prediction()[o]);
  return answer;
}

nb::object step_number(const Self& self, nb::handle row) {
  const Stream& stream = self.p->stream;
  StepNumbers numbers(*self.p);
  if (stream.num_inputs() != 1 || !read_number(row.ptr(), numbers.row())) refuse(self, row);
  if (stream.num_targets() > 1) return step_array(self, numbers.row());
  advance(self, numbers.row(), numbers.prediction());
  return nb::float_(numbers.prediction()[0]);
}

nb::object step_sequence(const Self& self, nb::handle row) {
  StepNumbers numbers(*self.p);
  if (!read_sequence(row.ptr(), numbers.row(), self.p->stream.num_inputs())) refuse(self, row);
  return step_array(self, numbers.row());
}

nb::object step(Self self, nb::handle row) {
  const Stream& stream = self.p->stream;
  if (stream.num_lanes() != 1) refuse(self, row);
  using Row = Array<const double, 1>;
  if (Row::fits(row.ptr())) {
    const Row x(row.ptr());
    if (x.shape(0) != stream.num_inputs()) refuse(self, row);
    return step_array(self, x.data());
  }
  if (is_number(row.ptr())) return step_number(self, row);
  if (is_mapping(row.ptr())) return step_mapping(self, row);
  return is_sequence(row.ptr()) ? step_sequence(self, row) : step_number(self, row);
}

bool run_rows(NamedStream& named, Array<const double, 3> x, Array<double, 3> y) {
  const Stream& stream = named.stream;
  const auto fits = [&](const auto& array, Index channels) {
    return array.shape(0) == stream.num_lanes() && array.shape(1) == x.shape(1) && array.shape(2) == channels;
  };
  if (!fits(x, stream.num_inputs()) || !fits(y, stream.num_targets()))
    throw nb::value_error("the arrays do not fit the stream");
  return named.run(x.data(), y.data(), x.shape(1));
}

template <class Entry, class Number, int kDims>
void copy_out(const std::vector<Entry>& from, const Array<Number, kDims>& to) {
  if (static_cast<size_t>(to.size()) * sizeof(Number) != from.size() * sizeof(Entry))
    throw nb::value_error("the sizes differ");
  if (!from.empty()) std::memcpy(to.data(), from.data(), from.size() * sizeof(Entry));
}

template <class Entry, class Number, int kDims>
void copy_in(std::vector<Entry>& to, const Array<const Number, kDims>& from) {
  if (static_cast<size_t>(from.size()) * sizeof(Number) != to.size() * sizeof(Entry))
    throw nb::value_error("the sizes differ");
  if (!to.empty()) std::memcpy(to.data(), from.data(), to.size() * sizeof(Entry));
}

void read_state(NamedStream& named, Array<float, 4> values, Array<float, 2> held, Array<int64_t, 1> steps) {
  named.use_memory([&](const StreamMemory& memory) {
    copy_out(memory.state, values);
    copy_out(memory.held, held);
    copy_out(memory.steps, steps);
  });
}

void write_state(NamedStream& named, Array<const float, 4> values, Array<const float, 2> held,
                 Array<const int64_t, 1> steps) {
  named.use_memory([&](StreamMemory& memory) {
    copy_in(memory.state, values);
    copy_in(memory.held, held);
    copy_in(memory.steps, steps);
  });
}

void read_health(NamedStream& named, Array<int64_t, 3> inputs, Array<int64_t, 2> lanes) {
  named.use_memory([&](const StreamMemory& memory) {
    copy_out(memory.inputs, inputs);
    copy_out(memory.lanes, lanes);
  });
}

void write_health(NamedStream& named, Array<const int64_t, 3> inputs, Array<const int64_t, 2> lanes) {
  named.use_memory([&](StreamMemory& memory) {
    copy_in(memory.inputs, inputs);
    copy_in(memory.lanes, lanes);
  });
}

constexpr const char* kStepDocstring = R"(Goes one row on, and returns the prediction for it.

Args:
    row: the inputs in their units: a mapping of their names (other names are ignored), an array or list of
        F numbers in the model's order, or one number where there is one input. None or NaN is a missing
        value: the last known one is held, or the row refused, as the model's policy says.

Returns:
    The targets in their units, in kind: a dict of their names to floats for a mapping, an array (O,),
    float64, for an array or list; for one number a float, or an array where there are several targets.
    A prediction that is not finite is returned as it is and counted in `health`; the state may not be
    finite then either: `reset()`, or go on from a `fork()` or `state` of before.

Raises:
    ArgumentError: the row has another shape, lacks an input, or an input is no number, infinite, or missing
        where the policy refuses that. Nothing has changed: the next row may follow.)";

}  // namespace

void bind_stream(nb::module_& m) {
  nb::class_<Channel>(m, "Channel").def(nb::init<double, double>(), "centre"_a, "scale"_a);
  nb::class_<StreamConfig>(m, "StreamConfig")
      .def(nb::init<>())
      .def_rw("inputs", &StreamConfig::inputs)
      .def_rw("targets", &StreamConfig::targets)
      .def_rw("low", &StreamConfig::low)
      .def_rw("high", &StreamConfig::high)
      .def_rw("hold", &StreamConfig::hold)
      .def_rw("rounded", &StreamConfig::rounded)
      .def_rw("num_lanes", &StreamConfig::num_lanes);
  nb::class_<NamedStream>(m, "Stream")
      .def(nb::init<nb::object, const StreamConfig&, nb::tuple, nb::tuple>(), "network"_a, "config"_a,
           "inputs"_a, "targets"_a)
      .def("step", &step, "row"_a.none(), kStepDocstring)
      .def("_run", &run_rows)
      .def("_read_state", &read_state)
      .def("_write_state", &write_state)
      .def("_read_health", &read_health)
      .def("_write_health", &write_health);
}
