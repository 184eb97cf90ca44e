// Sums over whole buffers, in an order that depends on nothing but their size.
#pragma once

#include "table.h"
#include "vector.h"

namespace elman::ELMAN_ISA {
namespace {

// One vector: sums the parts into the first, and adds its squares.
ELMAN_INLINE void add_parts(float* parts, Index part_stride, Index num_parts, Index i, Vec& squares) {
  Vec value = load(parts + i);
  for (Index part = 1; part < num_parts; part++) value += load(parts + part * part_stride + i);
  store(parts + i, value);
  squares = fused(value, value, squares);
}

double reduce(float* parts, Index part_stride, Index num_parts, Index n) {
  constexpr int kChains = 4;      // so that no square waits for the one before
  constexpr Index kBlock = 4096;  // squares are added in float32 within a block, in float64 across
  double total = 0.0;
  for (Index first = 0; first < n; first += kBlock) {
    const Index end = first + kBlock < n ? first + kBlock : n;
    Vec squares[kChains] = {};
    Index i = first;
    for (; i + kChains * kWidth <= end; i += kChains * kWidth) {
      ELMAN_UNROLL
      for (int chain = 0; chain < kChains; chain++)
        add_parts(parts, part_stride, num_parts, i + chain * kWidth, squares[chain]);
    }
    for (; i < end; i += kWidth) add_parts(parts, part_stride, num_parts, i, squares[0]);
    total += sum((squares[0] + squares[1]) + (squares[2] + squares[3]));
  }
  return total;
}

// x * 0 is NaN for NaN and infinity, and 0 for everything else.
bool all_finite(const float* values, Index n) {
  Vec zeros = Vec{};
  Index i = 0;
  for (; i + kWidth <= n; i += kWidth) zeros = fused(load(values + i), Vec{}, zeros);
  float rest = sum(zeros);
  for (; i < n; i++) rest += values[i] * 0.0f;
  return rest == 0.0f;
}

}  // namespace
}  // namespace elman::ELMAN_ISA
