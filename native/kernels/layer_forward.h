// One layer through time: product, cell, next step.
#pragma once

#include "product.h"
#include "table.h"

namespace elman::ELMAN_ISA {
namespace {

// The pre-activations of R rows and U unit blocks, and the cell on them while they are in the cache.
// The pointers stand at the tile's first row and, but for `before`, at its first unit block.
template <class Cell, int R, int U, bool kKeep>
ELMAN_INLINE void forward_tile(const Layer& layer, const float* panel, const float* before, float* after,
                               float* gates, const float* memory_before, float* memory_after,
                               const float* h_before) {
  static_assert(U == 1 || Cell::kSums == Cell::kGates, "a panel of several units needs one sum per gate");
  constexpr int columns = U * Cell::kGates, num_sums = U * Cell::kSums;
  const Index panel_stride = columns * kWidth;
  const float* input_bias = panel + (layer.panel_rows - 2) * panel_stride;
  const float* hidden_bias = input_bias + panel_stride;
  Vec sums[R][num_sums];
  clear(sums);
  ELMAN_UNROLL
  for (int r = 0; r < R; r++) {
    ELMAN_UNROLL
    for (int c = 0; c < columns; c++) {
      sums[r][Cell::kInputSlot + c] += load(input_bias + c * kWidth);
      sums[r][c] += load(hidden_bias + c * kWidth);
    }
  }
  accumulate<R, columns, Cell::kInputSlot, false>(sums, before + layer.padded_size, layer.row_stride,
                                                  panel + layer.hidden_size * panel_stride, panel_stride,
                                                  layer.input_size);
  accumulate<R, columns, 0, false>(sums, before, layer.row_stride, panel, panel_stride, layer.hidden_size);
  alignas(64) float tile[R][num_sums * kWidth];
  store_tile(sums, tile[0], num_sums * kWidth);
  const Index memory_stride = Cell::kHasMemory ? layer.unit_stride : 0;
  ELMAN_KEEP_LOOP
  for (int r = 0; r < R; r++) {
    ELMAN_UNROLL
    for (int u = 0; u < U; u++) {
      const Index unit = u * kWidth;
      float* slots = kKeep ? gates + r * layer.gate_stride + unit * Cell::kSlots : nullptr;
      const Index memory = r * memory_stride + (Cell::kHasMemory ? unit : 0);
      const Vec h = Cell::template forward<kKeep>(tile[r] + u * Cell::kSums * kWidth, slots,
                                                  load(h_before + r * layer.row_stride + unit),
                                                  memory_before + memory, memory_after + memory);
      store(after + r * layer.row_stride + unit, h);
    }
  }
}

// One time step of one panel, for all rows of the batch.
template <class Cell, int U, bool kKeep>
ELMAN_INLINE void forward_panel(const Layer& layer, const float* panel, const LayerBuffers& buffers,
                                Index step, Index first_unit, Index batch) {
  const Index row = step * batch;
  const float* before = buffers.rows + row * layer.row_stride;
  float* after = buffers.rows + (row + batch) * layer.row_stride + first_unit;
  float* gates = kKeep ? buffers.gates + row * layer.gate_stride + first_unit * Cell::kSlots : nullptr;
  const float* memory_before = buffers.memory + (Cell::kHasMemory ? row * layer.unit_stride + first_unit : 0);
  float* memory_after =
      buffers.memory + (Cell::kHasMemory ? (row + batch) * layer.unit_stride + first_unit : 0);
  for_row_blocks<max_rows(U * Cell::kSums)>(batch, [&]<int R>(Index r) __attribute__((always_inline)) {
    const Index rows = r * layer.row_stride, memory = Cell::kHasMemory ? r * layer.unit_stride : 0;
    forward_tile<Cell, R, U, kKeep>(layer, panel, before + rows, after + rows,
                                    kKeep ? gates + r * layer.gate_stride : nullptr, memory_before + memory,
                                    memory_after + memory, before + rows + first_unit);
  });
}

template <class Cell, bool kKeep>
void forward_steps(const Layer& layer, const float* weights, const LayerBuffers& buffers, Index batch,
                   Index num_steps) {
  constexpr int U = Cell::kUnitsPerPanel;
  const Index panel_floats = U * Cell::kGates * kWidth * layer.panel_rows;
  for (Index step = 0; step < num_steps; step++) {
    const float* panel = weights;
    Index unit = 0;
    for (; unit + U * kWidth <= layer.padded_size; unit += U * kWidth, panel += panel_floats)
      forward_panel<Cell, U, kKeep>(layer, panel, buffers, step, unit, batch);
    if constexpr (U > 1)
      if (unit < layer.padded_size) forward_panel<Cell, 1, kKeep>(layer, panel, buffers, step, unit, batch);
  }
}

template <class Cell>
void forward_layer(const Layer& layer, const float* weights, const LayerBuffers& buffers, Index batch,
                   Index num_steps) {
  if (buffers.gates)
    forward_steps<Cell, true>(layer, weights, buffers, batch, num_steps);
  else
    forward_steps<Cell, false>(layer, weights, buffers, batch, num_steps);
}

}  // namespace
}  // namespace elman::ELMAN_ISA
