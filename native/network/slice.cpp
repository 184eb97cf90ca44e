#include "slice.h"

#include <cstring>

namespace elman {

namespace {

size_t num_bytes(Index num_floats) {
  return static_cast<size_t>(num_floats) * sizeof(float);
}

}  // namespace

void Slice::load_inputs(Index first_step, Index num_steps) const {
  const Layer& layer = layout.layers[0];
  const Index inputs = layer.input_size;
  for (Index step = 0; step < num_steps; step++)
    for (Index b = 0; b < sequences.count; b++) {
      const Index row = step * sequences.count + b;
      const Index source = (sequences.first + b) * window.num_steps + first_step + step;
      float* x = workspace.rows[0].data() + row * layer.row_stride + layer.padded_size;
      for (Index i = 0; i < inputs; i++) x[i] = window.x[source * inputs + i];
      x[inputs] = 1.0f;
    }
}

void Slice::store_prediction(Index first_step, Index num_steps) const {
  const Index outputs = layout.head.output_size, stride = layout.head.output_stride;
  for (Index step = 0; step < num_steps; step++)
    for (Index b = 0; b < sequences.count; b++) {
      const float* y = workspace.prediction.data() + (step * sequences.count + b) * stride;
      const Index target = (sequences.first + b) * window.num_steps + first_step + step;
      for (Index o = 0; o < outputs; o++) window.prediction[target * outputs + o] = y[o];
    }
}

template <class Copy>
void Slice::for_each_state(Copy&& copy) const {
  const size_t num_layers = layout.layers.size();
  for (size_t index = 0; index < num_layers; index++) {
    const Layer& layer = layout.layers[index];
    const Index units = layer.hidden_size;
    const auto state = [&](size_t array) {
      const Index place = static_cast<Index>(array * num_layers + index);
      return window.state + (place * window.batch + sequences.first) * units;
    };
    copy(workspace.rows[index].data(), layer.row_stride, state(0), units);
    if (layout.num_states > 1) copy(workspace.memory[index].data(), layer.unit_stride, state(1), units);
  }
}

void Slice::load_state() const {
  for_each_state([&](float* rows, Index stride, const float* state, Index units) {
    for (Index b = 0; b < sequences.count; b++)
      std::memcpy(rows + b * stride, state + b * units, num_bytes(units));
  });
}

void Slice::store_state(Index num_steps) const {
  for_each_state([&](const float* rows, Index stride, float* state, Index units) {
    const float* last = rows + num_steps * sequences.count * stride;
    for (Index b = 0; b < sequences.count; b++)
      std::memcpy(state + b * units, last + b * stride, num_bytes(units));
  });
}

}  // namespace elman
