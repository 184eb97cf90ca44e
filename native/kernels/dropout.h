// Handing outputs from layer to layer, with the dropout mask on the way. The mask is a hash of its
// place, so that no thread, tile or engine can change it; network/dropout.py defines it.
#pragma once

#include "table.h"
#include "vector.h"

namespace elman::ELMAN_ISA {
namespace {

ELMAN_INLINE Bits hash(Bits x) {
  x = (x ^ (x >> 16)) * 0x21F0AAADu;
  x = (x ^ (x >> 15)) * 0xD35A2D97u;
  return x ^ (x >> 15);
}

// The factors on W units of one row, from the index of the first.
ELMAN_INLINE Vec mask_factors(const DropoutMask& mask, uint32_t index) {
  Bits place;
  for (int i = 0; i < kWidth; i++) place[i] = index + static_cast<uint32_t>(i);
  const Bits bits = hash(hash(place ^ mask.key_low) + mask.key_high) >> 8;
  return bits >= mask.threshold ? broadcast(mask.scale) : Vec{};
}

ELMAN_INLINE uint32_t mask_index(const Layer& layer, const DropoutMask& mask, Index sequence, Index step,
                                 Index num_steps) {
  return static_cast<uint32_t>(((mask.first_sequence + sequence) * num_steps + step) * layer.hidden_size);
}

void feed_layer(const Layer& from, const LayerBuffers& from_buffers, const Layer& to,
                const LayerBuffers& to_buffers, const DropoutMask* mask, Index batch, Index num_steps) {
  for (Index step = 0; step < num_steps; step++)
    for (Index b = 0; b < batch; b++) {
      const Index row = step * batch + b;
      const float* h = from_buffers.rows + (row + batch) * from.row_stride;
      float* x = to_buffers.rows + row * to.row_stride + to.padded_size;
      const uint32_t index = mask ? mask_index(from, *mask, b, step, num_steps) : 0;
      for (Index unit = 0; unit < from.padded_size; unit += kWidth) {
        Vec value = load(h + unit);
        if (mask) value *= mask_factors(*mask, index + static_cast<uint32_t>(unit));
        store(x + unit, value);
      }
      x[to.input_size] = 1.0f;  // the padding of h may have been written over it
    }
}

void mask_gradient(const Layer& layer, const DropoutMask& mask, float* d_out, Index batch, Index num_steps) {
  for (Index step = 0; step < num_steps; step++)
    for (Index b = 0; b < batch; b++) {
      float* row = d_out + (step * batch + b) * layer.unit_stride;
      const uint32_t index = mask_index(layer, mask, b, step, num_steps);
      for (Index unit = 0; unit < layer.padded_size; unit += kWidth)
        store(row + unit, load(row + unit) * mask_factors(mask, index + static_cast<uint32_t>(unit)));
    }
}

}  // namespace
}  // namespace elman::ELMAN_ISA
