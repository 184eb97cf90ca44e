// Where everything lies: strides of the rows, offsets of the packed parameters, and their order in
// PyTorch.
#pragma once

#include <cstdint>
#include <vector>

#include "../kernels/table.h"
#include "config.h"

namespace elman {

struct Layout {
  Layout(const NetworkConfig&, const KernelTable&, const CellKernels&);

  std::vector<Layer> layers;
  Head head;
  Index num_states;  // arrays of a state: h, or h and c

  // Packed parameters: the panels of every layer, then the head's O rows of Hp and its biases. All
  // sizes are multiples of the vector width, and all padding is zero and stays so: its gradients are.
  std::vector<Index> layer_weights;  // offset of each layer's panels
  Index head_weights;
  Index num_floats;

  // Parameters of the backward pass, made from those.
  std::vector<Index> recurrent_panels, input_panels;  // offsets; input_panels[0] is unused
  Index wide_panels;
  Index num_backward_floats;

  // packed[i] is the place of the i-th parameter in PyTorch's order.
  std::vector<uint32_t> packed;
  void pack(const float* flat, float* to) const;
  void unpack(const float* from, float* flat) const;
};

}  // namespace elman
