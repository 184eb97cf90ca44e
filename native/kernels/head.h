// The linear layer on top of the last recurrent one.
#pragma once

#include "product.h"
#include "table.h"

namespace elman::ELMAN_ISA {
namespace {

// Columns of a result, in tiles of four vectors and then of one: tile.operator()<C>(first_column).
template <class Tile>
ELMAN_INLINE void for_column_blocks(Index num_columns, Tile&& tile) {
  Index column = 0;
  for (; column + 4 * kWidth <= num_columns; column += 4 * kWidth) tile.template operator()<4>(column);
  for (; column < num_columns; column += kWidth) tile.template operator()<1>(column);
}

// Few outputs: a dot product each, W rows at a time. One row alone adds up in the same order.
void head_forward_narrow(const Head& head, const float* weights, const float* h, Index row_stride, float* y,
                         Index n) {
  const float* bias = weights + head.output_size * head.padded_size;
  for (Index o = 0; o < head.output_size; o++) {
    const float* w = weights + o * head.padded_size;
    Index row = 0;
    for (; row + kWidth <= n; row += kWidth) {
      Vec terms[kWidth];
      ELMAN_UNROLL
      for (int i = 0; i < kWidth; i++) terms[i] = Vec{};
      for (Index unit = 0; unit < head.padded_size; unit += kWidth) {
        const Vec right = load(w + unit);
        ELMAN_UNROLL
        for (int i = 0; i < kWidth; i++)
          terms[i] = fused(load(h + (row + i) * row_stride + unit), right, terms[i]);
      }
      alignas(64) float column[kWidth];
      store(column, sums(terms) + bias[o]);
      for (int i = 0; i < kWidth; i++) y[(row + i) * head.output_stride + o] = column[i];
    }
    for (; row < n; row++) {
      Vec terms = Vec{};
      for (Index unit = 0; unit < head.padded_size; unit += kWidth)
        terms = fused(load(h + row * row_stride + unit), load(w + unit), terms);
      y[row * head.output_stride + o] = sum(terms) + bias[o];
    }
  }
}

// Many outputs: a product with the transposed weights, whose rows are as long as a row of y. Its rows
// are those of all time steps, so they must give the same bits in every tile.
void head_forward_wide(const Head& head, const float* bias, const float* panels, const float* h,
                       Index row_stride, float* y, Index n) {
  const Index stride = head.output_stride;
  for_column_blocks(stride, [&]<int C>(Index column) __attribute__((always_inline)) {
    for_row_blocks<max_rows(C)>(n, [&]<int R>(Index row) __attribute__((always_inline)) {
      Vec tile[R][C];
      clear(tile);
      accumulate<R, C, 0, false, C == 1 ? 2 : 1>(tile, h + row * row_stride, row_stride, panels + column,
                                                 stride, head.padded_size);
      ELMAN_UNROLL
      for (int r = 0; r < R; r++) {
        ELMAN_UNROLL
        for (int c = 0; c < C; c++) tile[r][c] += load(bias + column + c * kWidth);
      }
      store_tile(tile, y + row * stride + column, stride);
    });
  });
}

void head_forward(const Head& head, const float* weights, const float* wide_panels, const float* h,
                  Index row_stride, float* y, Index n) {
  const float* bias = weights + head.output_size * head.padded_size;
  if (head.wide)
    head_forward_wide(head, bias, wide_panels, h, row_stride, y, n);
  else
    head_forward_narrow(head, weights, h, row_stride, y, n);
}

void head_backward(const Head& head, const float* weights, const float* h, Index row_stride, const float* d_y,
                   float* d_out, float* d_weights, Index n) {
  for_column_blocks(head.padded_size, [&]<int C>(Index unit) __attribute__((always_inline)) {
    for_row_blocks<max_rows(C)>(n, [&]<int R>(Index row) __attribute__((always_inline)) {
      Vec tile[R][C];
      clear(tile);
      accumulate<R, C, 0, false>(tile, d_y + row * head.output_stride, head.output_stride, weights + unit,
                                 head.padded_size, head.output_size);
      store_tile(tile, d_out + row * head.unit_stride + unit, head.unit_stride);
    });
    add_transposed_product<C>(d_y, head.output_stride, head.output_size, h + unit, row_stride, n,
                              d_weights + unit, head.padded_size);
  });
}

void make_wide_panels(const Head& head, const float* weights, float* wide_panels) {
  for (Index o = 0; o < head.output_size; o++)
    for (Index unit = 0; unit < head.padded_size; unit++)
      wide_panels[unit * head.output_stride + o] = weights[o * head.padded_size + unit];
}

}  // namespace
}  // namespace elman::ELMAN_ISA
