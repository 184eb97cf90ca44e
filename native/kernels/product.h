// The inner loop of everything: a small tile of a matrix product, held in registers.
#pragma once

#include "vector.h"

namespace elman::ELMAN_ISA {
namespace {

// Most rows of a tile that has `columns` vectors a row, so that the tile, one row of b and a
// broadcast fit the registers: 32 of them on AVX-512 and ARM, 16 elsewhere.
constexpr int max_rows(int columns) {
#if defined(__AVX512F__) || defined(__ARM_NEON)
  return columns >= 3 ? 6 : 8;
#else
  return columns >= 4 ? 3 : columns == 3 ? 4 : columns == 2 ? 6 : 8;
#endif
}

// Independent sums per entry, so that a small tile does not wait for its own additions.
constexpr int num_chains(int entries) {
  return entries >= 8 ? 1 : entries >= 4 ? 2 : 4;
}

// One step: sums[r][First + c] += a(r) * b[c].
template <int R, int C, int First, bool kTransposed, int N>
ELMAN_INLINE void accumulate_one(Vec (&sums)[R][N], const float* a, Index a_stride, const float* b) {
  if constexpr (C <= R) {
    Vec right[C];
    ELMAN_UNROLL
    for (int c = 0; c < C; c++) right[c] = R > 1 ? in_register(load(b + c * kWidth)) : load(b + c * kWidth);
    ELMAN_UNROLL
    for (int r = 0; r < R; r++) {
      const Vec left = broadcast(kTransposed ? a[r] : a[r * a_stride]);
      ELMAN_UNROLL
      for (int c = 0; c < C; c++) sums[r][First + c] = fused(left, right[c], sums[r][First + c]);
    }
  } else {
    Vec left[R];
    ELMAN_UNROLL
    for (int r = 0; r < R; r++) left[r] = broadcast(kTransposed ? a[r] : a[r * a_stride]);
    ELMAN_UNROLL
    for (int c = 0; c < C; c++) {
      const Vec right = R > 1 ? in_register(load(b + c * kWidth)) : load(b + c * kWidth);
      ELMAN_UNROLL
      for (int r = 0; r < R; r++) sums[r][First + c] = fused(left[r], right, sums[r][First + c]);
    }
  }
}

// sums[r][First + c] += sum over k of A(r, k) * b[k][c], for R rows and C vectors of columns.
// A(r, k) is a[r * a_stride + k], or a[k * a_stride + r] if transposed. A row's bits depend on the
// number of chains: where they must not depend on the tile, it is given.
template <int R, int C, int First, bool kTransposed, int chains = num_chains(R * C), int N>
ELMAN_INLINE void accumulate(Vec (&sums)[R][N], const float* a, Index a_stride, const float* b,
                             Index b_stride, Index depth) {
  const Index a_step = kTransposed ? a_stride : 1;
  Index k = 0;
  if constexpr (chains > 1) {
    if (depth >= chains) {
      Vec others[chains - 1][R][C];
      ELMAN_UNROLL
      for (int i = 0; i < chains - 1; i++) {
        ELMAN_UNROLL
        for (int r = 0; r < R; r++) {
          ELMAN_UNROLL
          for (int c = 0; c < C; c++) others[i][r][c] = Vec{};
        }
      }
      for (; k + chains <= depth; k += chains) {
        accumulate_one<R, C, First, kTransposed>(sums, a + k * a_step, a_stride, b + k * b_stride);
        ELMAN_UNROLL
        for (int i = 1; i < chains; i++)
          accumulate_one<R, C, 0, kTransposed>(others[i - 1], a + (k + i) * a_step, a_stride,
                                               b + (k + i) * b_stride);
      }
      ELMAN_UNROLL
      for (int r = 0; r < R; r++) {
        ELMAN_UNROLL
        for (int c = 0; c < C; c++) {
          Vec other = others[0][r][c];
          if constexpr (chains == 4) other += others[1][r][c] + others[2][r][c];
          sums[r][First + c] += other;
        }
      }
    }
  }
  for (; k < depth; k++)
    accumulate_one<R, C, First, kTransposed>(sums, a + k * a_step, a_stride, b + k * b_stride);
}

template <int R, int N>
ELMAN_INLINE void clear(Vec (&sums)[R][N]) {
  ELMAN_UNROLL
  for (int r = 0; r < R; r++) {
    ELMAN_UNROLL
    for (int c = 0; c < N; c++) sums[r][c] = Vec{};
  }
}

template <int R, int N>
ELMAN_INLINE void store_tile(const Vec (&sums)[R][N], float* tile, Index stride) {
  ELMAN_UNROLL
  for (int r = 0; r < R; r++) {
    ELMAN_UNROLL
    for (int c = 0; c < N; c++) store(tile + r * stride + c * kWidth, sums[r][c]);
  }
}

// Calls tile.template operator()<R>(first_row) on blocks of at most kMaxRows rows, as even as can be.
template <int kMaxRows, class Tile>
ELMAN_INLINE void for_row_blocks(Index num_rows, Tile&& tile) {
  const Index num_blocks = (num_rows + kMaxRows - 1) / kMaxRows;
  const Index fewest =
      num_blocks <= 1 ? num_rows : num_rows / num_blocks;  // a division is slow for one block
  const Index num_larger = num_rows - fewest * num_blocks;
  Index row = 0;
  for (Index i = 0; i < num_blocks; i++) {
    const Index rows = fewest + (i < num_larger);
    switch (rows) {
#define ELMAN_ROWS(n)                                              \
  case n:                                                          \
    if constexpr (n <= kMaxRows) tile.template operator()<n>(row); \
    break;
      ELMAN_ROWS(1)
      ELMAN_ROWS(2) ELMAN_ROWS(3) ELMAN_ROWS(4) ELMAN_ROWS(5) ELMAN_ROWS(6) ELMAN_ROWS(7) ELMAN_ROWS(8)
#undef ELMAN_ROWS
    }
    row += rows;
  }
}

// C (+)= A^T B over `depth` rows: A has `num_rows` columns, B has C vectors of columns.
template <int C>
ELMAN_INLINE void add_transposed_product(const float* a, Index a_stride, Index num_rows, const float* b,
                                         Index b_stride, Index depth, float* result, Index result_stride) {
  for_row_blocks<max_rows(C)>(num_rows, [&]<int R>(Index row) __attribute__((always_inline)) {
    Vec sums[R][C];
    clear(sums);
    accumulate<R, C, 0, true>(sums, a + row, a_stride, b, b_stride, depth);
    ELMAN_UNROLL
    for (int r = 0; r < R; r++) {
      ELMAN_UNROLL
      for (int c = 0; c < C; c++) {
        float* target = result + (row + r) * result_stride + c * kWidth;
        store(target, load(target) + sums[r][c]);
      }
    }
  });
}

}  // namespace
}  // namespace elman::ELMAN_ISA
