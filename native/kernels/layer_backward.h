// One layer back through time, and its weight gradients.
#pragma once

#include "product.h"
#include "table.h"

namespace elman::ELMAN_ISA {
namespace {

// Rows whose gate gradients are still in the cache when the weight gradients are made of them.
constexpr int kFlushRows = 128;

// Unit blocks that a panel of the backward pass makes at once.
constexpr int kBackwardUnits = 2;

// sums[r][u] += d_gates W over all gates that start at `slot` of each unit block.
template <class Cell, int R, int U>
ELMAN_INLINE void accumulate_gates(Vec (&sums)[R][U], const Layer& layer, const float* d_gates, int slot,
                                   const float* panel) {
  constexpr Index depth = Cell::kGates * kWidth, stride = U * kWidth;
  if constexpr (Cell::kSlots == Cell::kGates) {
    accumulate<R, U, 0, false>(sums, d_gates, layer.gate_stride, panel, stride,
                               layer.padded_size * Cell::kGates);
  } else {
    const float* unit_gates = d_gates + slot * kWidth;
    for (Index unit = 0; unit < layer.padded_size; unit += kWidth) {
      accumulate<R, U, 0, false>(sums, unit_gates, layer.gate_stride, panel, stride, depth);
      unit_gates += Cell::kSlots * kWidth;
      panel += depth * stride;
    }
  }
}

// The gradient by h of R rows and U unit blocks at one step, and the cell's backward on it.
// `row` is the tile's first row in the window; d_next its gate gradients at the next step, or null.
template <class Cell, int R, int U>
ELMAN_INLINE void backward_tile(const Layer& layer, const float* panel, const LayerBuffers& buffers,
                                Index row, Index batch, Index first_unit, const float* d_next,
                                const float* d_out, float* d_carry) {
  Vec sums[R][U];
  clear(sums);
  if (d_next) accumulate_gates<Cell, R, U>(sums, layer, d_next, 0, panel);
  alignas(64) float tile[R][U * kWidth];
  store_tile(sums, tile[0], U * kWidth);
  ELMAN_KEEP_LOOP
  for (int r = 0; r < R; r++) {
    ELMAN_KEEP_LOOP
    for (int u = 0; u < U; u++) {
      const Index unit = first_unit + u * kWidth;
      const float* h_before = buffers.rows + (row + r) * layer.row_stride + unit;
      const Vec d_h = load(tile[r] + u * kWidth) + load(d_out + r * layer.unit_stride + unit);
      Cell::backward(d_h, buffers.gates + (row + r) * layer.gate_stride + unit * Cell::kSlots, load(h_before),
                     load(h_before + batch * layer.row_stride),
                     buffers.memory + (Cell::kHasMemory ? (row + r) * layer.unit_stride + unit : 0),
                     d_carry + r * layer.unit_stride + unit);
    }
  }
}

template <class Cell, int U>
ELMAN_INLINE void backward_panel(const Layer& layer, const float* panel, const LayerBuffers& buffers,
                                 Index step, Index batch, Index first_unit, bool is_last, const float* d_out,
                                 float* d_carry) {
  for_row_blocks<max_rows(U)>(batch, [&]<int R>(Index r) __attribute__((always_inline)) {
    const Index row = step * batch + r;
    const float* d_next = is_last ? nullptr : buffers.gates + (row + batch) * layer.gate_stride;
    backward_tile<Cell, R, U>(layer, panel, buffers, row, batch, first_unit, d_next,
                              d_out + row * layer.unit_stride, d_carry + r * layer.unit_stride);
  });
}

template <class Cell>
void backward_step(const Layer& layer, const float* panels, const LayerBuffers& buffers, Index step,
                   Index batch, bool is_last, const float* d_out, float* d_carry) {
  const Index panel_floats = kBackwardUnits * kWidth * Cell::kGates * layer.padded_size;
  Index unit = 0;
  for (; unit + kBackwardUnits * kWidth <= layer.padded_size;
       unit += kBackwardUnits * kWidth, panels += panel_floats)
    backward_panel<Cell, kBackwardUnits>(layer, panels, buffers, step, batch, unit, is_last, d_out, d_carry);
  if (unit < layer.padded_size)
    backward_panel<Cell, 1>(layer, panels, buffers, step, batch, unit, is_last, d_out, d_carry);
}

// d_x = d_gates W_ih for `num_rows` rows, written over d_out: the layer below takes it from there.
template <class Cell, int U>
ELMAN_INLINE void input_gradient_panel(const Layer& layer, const float* panel, const float* d_gates,
                                       float* d_x, Index num_rows) {
  for_row_blocks<max_rows(U)>(num_rows, [&]<int R>(Index r) __attribute__((always_inline)) {
    Vec sums[R][U];
    clear(sums);
    accumulate_gates<Cell, R, U>(sums, layer, d_gates + r * layer.gate_stride, Cell::kInputSlot, panel);
    store_tile(sums, d_x + r * layer.unit_stride, layer.unit_stride);
  });
}

template <class Cell>
void input_gradient(const Layer& layer, const float* panels, const float* d_gates, float* d_x,
                    Index num_rows) {
  const Index panel_floats = kBackwardUnits * kWidth * Cell::kGates * layer.padded_size;
  Index unit = 0;  // the inputs of a layer above the first are as many as its units
  for (; unit + kBackwardUnits * kWidth <= layer.padded_size;
       unit += kBackwardUnits * kWidth, panels += panel_floats)
    input_gradient_panel<Cell, kBackwardUnits>(layer, panels, d_gates, d_x + unit, num_rows);
  if (unit < layer.padded_size) input_gradient_panel<Cell, 1>(layer, panels, d_gates, d_x + unit, num_rows);
}

// Adds the gradients of one panel over `num_rows` rows: W_hh, then W_ih with b_ih, then b_hh.
template <class Cell, int U>
ELMAN_INLINE void weight_gradient_panel(const Layer& layer, const float* rows, const float* d_gates,
                                        Index num_rows, float* d_panel) {
  constexpr int columns = U * Cell::kGates;
  constexpr Index stride = columns * kWidth;
  const float* d_input_gates = d_gates + Cell::kInputSlot * kWidth;
  const float* inputs = rows + layer.padded_size;
  float* d_input = d_panel + layer.hidden_size * stride;
  add_transposed_product<columns>(rows, layer.row_stride, layer.hidden_size, d_gates, layer.gate_stride,
                                  num_rows, d_panel, stride);
  add_transposed_product<columns>(inputs, layer.row_stride, layer.input_size + 1, d_input_gates,
                                  layer.gate_stride, num_rows, d_input, stride);
  add_transposed_product<columns>(inputs + layer.input_size, layer.row_stride, 1, d_gates, layer.gate_stride,
                                  num_rows, d_input + (layer.input_size + 1) * stride, stride);
}

template <class Cell>
void weight_gradient(const Layer& layer, const float* rows, const float* d_gates, Index num_rows,
                     float* d_weights) {
  constexpr int U = Cell::kUnitsPerPanel;
  const Index panel_floats = U * Cell::kGates * kWidth * layer.panel_rows;
  Index unit = 0;
  for (; unit + U * kWidth <= layer.padded_size; unit += U * kWidth, d_weights += panel_floats)
    weight_gradient_panel<Cell, U>(layer, rows, d_gates + unit * Cell::kSlots, num_rows, d_weights);
  if constexpr (U > 1)
    if (unit < layer.padded_size)
      weight_gradient_panel<Cell, 1>(layer, rows, d_gates + unit * Cell::kSlots, num_rows, d_weights);
}

template <class Cell>
Index backward_layer(const Layer& layer, const float* recurrent_panels, const float* input_panels,
                     const LayerBuffers& buffers, float* d_out, float* d_carry, float* d_weights, Index batch,
                     Index num_steps, Index end, Index num_rows) {
  if (end == num_steps)
    for (Index i = 0; i < batch * layer.unit_stride; i++) d_carry[i] = 0.0f;
  const Index flush_steps = batch >= kFlushRows ? 1 : kFlushRows / batch;
  Index done = end;  // steps from here on are flushed
  for (Index step = end - 1; step >= 0; step--) {
    backward_step<Cell>(layer, recurrent_panels, buffers, step, batch, step == num_steps - 1, d_out, d_carry);
    if (done - step < flush_steps && step > 0) continue;
    const Index first_row = step * batch, flushed_rows = (done - step) * batch;
    const float* d_gates = buffers.gates + first_row * layer.gate_stride;
    weight_gradient<Cell>(layer, buffers.rows + first_row * layer.row_stride, d_gates, flushed_rows,
                          d_weights);
    if (input_panels)
      input_gradient<Cell>(layer, input_panels, d_gates, d_out + first_row * layer.unit_stride, flushed_rows);
    done = step;
    if ((end - done) * batch >= num_rows) break;
  }
  return done;
}

}  // namespace
}  // namespace elman::ELMAN_ISA
