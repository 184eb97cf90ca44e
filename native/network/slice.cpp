#include "slice.h"

#include <cstring>

namespace elman {

void Slice::load_inputs(long first_step, long num_steps) const {
  const Layer& layer = layout.layers[0];
  const long inputs = layer.input_size;
  for (long step = 0; step < num_steps; step++)
    for (long b = 0; b < sequences.count; b++) {
      const long row = step * sequences.count + b;
      const long source = (sequences.first + b) * window.num_steps + first_step + step;
      float* x = workspace.rows[0].data() + row * layer.row_stride + layer.padded_size;
      for (long i = 0; i < inputs; i++) x[i] = window.x[source * inputs + i];
      x[inputs] = 1.0f;
    }
}

void Slice::store_prediction(long first_step, long num_steps) const {
  const long outputs = layout.head.output_size, stride = layout.head.output_stride;
  for (long step = 0; step < num_steps; step++)
    for (long b = 0; b < sequences.count; b++) {
      const float* y = workspace.prediction.data() + (step * sequences.count + b) * stride;
      const long target = (sequences.first + b) * window.num_steps + first_step + step;
      for (long o = 0; o < outputs; o++) window.prediction[target * outputs + o] = y[o];
    }
}

template <class Copy>
void Slice::for_each_state(Copy&& copy) const {
  const long num_layers = static_cast<long>(layout.layers.size());
  for (long index = 0; index < num_layers; index++) {
    const Layer& layer = layout.layers[index];
    const long units = layer.hidden_size;
    const auto state = [&](long array) {
      return window.state + ((array * num_layers + index) * window.batch + sequences.first) * units;
    };
    copy(workspace.rows[index].data(), layer.row_stride, state(0), units);
    if (layout.num_states > 1) copy(workspace.memory[index].data(), layer.unit_stride, state(1), units);
  }
}

void Slice::load_state() const {
  for_each_state([&](float* rows, long stride, const float* state, long units) {
    for (long b = 0; b < sequences.count; b++)
      std::memcpy(rows + b * stride, state + b * units, units * sizeof(float));
  });
}

void Slice::store_state(long num_steps) const {
  for_each_state([&](const float* rows, long stride, float* state, long units) {
    const float* last = rows + num_steps * sequences.count * stride;
    for (long b = 0; b < sequences.count; b++)
      std::memcpy(state + b * units, last + b * stride, units * sizeof(float));
  });
}

}  // namespace elman
