// What one thread needs to run one slice of a window; reused for every slice that it runs.
#pragma once

#include <vector>

#include "buffer.h"
#include "layout.h"

namespace elman {

struct Workspace {
  explicit Workspace(size_t num_layers) : rows(num_layers), gates(num_layers), memory(num_layers) {}

  // Makes room for a slice; `keep` for what the backward pass needs. Nothing is allocated as long as
  // slices do not grow.
  void reserve(const Layout& layout, Index batch, Index num_steps, bool keep);

  // The kernels' view of one layer.
  LayerBuffers layer(size_t index, bool keep) {
    return {rows[index].data(), keep ? gates[index].data() : nullptr, memory[index].data()};
  }

  // The same from row `row` on.
  LayerBuffers layer_from(size_t index, bool keep, const Layer& layer, Index row) {
    LayerBuffers buffers = this->layer(index, keep);
    buffers.rows += row * layer.row_stride;
    if (buffers.gates) buffers.gates += row * layer.gate_stride;
    if (buffers.memory) buffers.memory += row * layer.unit_stride;
    return buffers;
  }

  std::vector<Buffer> rows, gates, memory;  // one a layer
  Buffer prediction, d_prediction, d_out, d_carry;
  std::vector<double> d_bias;
};

}  // namespace elman
