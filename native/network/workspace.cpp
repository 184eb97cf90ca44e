#include "workspace.h"

namespace elman {

void Workspace::reserve(const Layout& layout, Index batch, Index num_steps, bool keep) {
  const Index num_rows = batch * num_steps, rows_and_state = num_rows + batch;
  for (size_t index = 0; index < layout.layers.size(); index++) {
    const Layer& layer = layout.layers[index];
    rows[index].reserve(rows_and_state * layer.row_stride);
    if (layout.num_states > 1) memory[index].reserve(rows_and_state * layer.unit_stride);
    if (keep) gates[index].reserve(num_rows * layer.gate_stride);
  }
  prediction.reserve(num_rows * layout.head.output_stride);
  if (!keep) return;
  d_prediction.reserve(num_rows * layout.head.output_stride);
  d_out.reserve(num_rows * layout.head.unit_stride);
  d_carry.reserve(batch * layout.head.unit_stride);
  d_bias.resize(static_cast<size_t>(layout.head.output_size));
}

}  // namespace elman
