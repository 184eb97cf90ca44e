// The weights of the backward pass, made from those of the forward pass after every update.
#pragma once

#include "layer_backward.h"

namespace elman::ELMAN_ISA {
namespace {

// target[i][j] = source[j][i] for a square of W; rows of the source from `num_rows` on count as zero.
ELMAN_INLINE void transpose_square(const float* source, Index source_stride, Index num_rows, float* target,
                                   Index target_stride) {
  Vec square[kWidth];
  ELMAN_UNROLL
  for (int i = 0; i < kWidth; i++) square[i] = i < num_rows ? load(source + i * source_stride) : Vec{};
  transpose(square);
  ELMAN_UNROLL
  for (int i = 0; i < kWidth; i++) store(target + i * target_stride, square[i]);
}

// From the rows of the forward panels that belong to `num_rows` inputs of a product (h, or the x of
// an upper layer): panels of kBackwardUnits blocks of these inputs, one row per unit and gate.
template <class Cell>
void untranspose(const Layer& layer, const float* weights, Index first_row, Index num_rows, float* target) {
  constexpr int U = Cell::kUnitsPerPanel, G = Cell::kGates;
  const Index num_blocks = layer.padded_size / kWidth;
  for (Index first_block = 0; first_block < num_blocks; first_block += kBackwardUnits) {
    const Index blocks =
        num_blocks - first_block < kBackwardUnits ? num_blocks - first_block : kBackwardUnits;
    const Index target_stride = blocks * kWidth;
    for (Index unit = 0; unit < num_blocks; unit++) {
      const Index first_in_panel = unit / U * U,
                  in_panel = num_blocks - first_in_panel < U ? num_blocks - first_in_panel : U;
      const Index source_stride = in_panel * G * kWidth;
      const float* panel =
          weights + first_in_panel * G * kWidth * layer.panel_rows + (unit - first_in_panel) * G * kWidth;
      for (int gate = 0; gate < G; gate++, target += kWidth * target_stride)
        for (Index block = 0; block < blocks; block++) {
          const Index row = (first_block + block) * kWidth;
          transpose_square(panel + (first_row + row) * source_stride + gate * kWidth, source_stride,
                           num_rows - row, target + block * kWidth, target_stride);
        }
    }
  }
}

template <class Cell>
void make_backward_panels(const Layer& layer, const float* weights, float* recurrent_panels,
                          float* input_panels) {
  untranspose<Cell>(layer, weights, 0, layer.hidden_size, recurrent_panels);
  if (input_panels) untranspose<Cell>(layer, weights, layer.hidden_size, layer.input_size, input_panels);
}

}  // namespace
}  // namespace elman::ELMAN_ISA
