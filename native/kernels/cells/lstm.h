// The long short-term memory, as in torch.nn.LSTM:
//
//   i, f, o = logistic(a + u)    g = tanh(a_g + u_g)
//   c' = f c + i g               h' = o tanh(c')
#pragma once

#include "../activations.h"

namespace elman::ELMAN_ISA {
namespace {

struct Lstm {
  static constexpr int kGates = 4, kSums = 4, kSlots = 5, kInputSlot = 0, kUnitsPerPanel = 1;
  static constexpr bool kHasMemory = true;
  static constexpr int kHiddenGate[kGates] = {0, 1, 2, 3},
                       kInputGate[kGates] = {0, 1, 2, 3};  // PyTorch: i, f, g, o

  // Keeps i, f, g, o, tanh(c').
  template <bool kKeep>
  static ELMAN_INLINE Vec forward(const float* sums, float* slots, Vec, const float* c_before,
                                  float* c_after) {
    const Vec i = logistic(load(sums)), f = logistic(load(sums + kWidth));
    const Vec g = hyperbolic_tangent(load(sums + 2 * kWidth)), o = logistic(load(sums + 3 * kWidth));
    const Vec c = fused(f, load(c_before), i * g);
    const Vec tanh_c = hyperbolic_tangent(c);
    store(c_after, c);
    if constexpr (kKeep) {
      store(slots, i);
      store(slots + kWidth, f);
      store(slots + 2 * kWidth, g);
      store(slots + 3 * kWidth, o);
      store(slots + 4 * kWidth, tanh_c);
    }
    return o * tanh_c;
  }

  static ELMAN_INLINE void backward(Vec d_h, float* slots, Vec, Vec, const float* c_before, float* d_carry) {
    const Vec i = load(slots), f = load(slots + kWidth), g = load(slots + 2 * kWidth),
              o = load(slots + 3 * kWidth);
    const Vec tanh_c = load(slots + 4 * kWidth);
    const Vec d_c =
        fused(d_h * o, fused(-tanh_c, tanh_c, broadcast(1.0f)), load(d_carry));  // + d_h o (1 - tanh^2 c')
    store(d_carry, d_c * f);                                                     // d_c before
    store(slots, d_c * g * i * (1.0f - i));                                      // d_i
    store(slots + kWidth, d_c * load(c_before) * f * (1.0f - f));                // d_f
    store(slots + 2 * kWidth, d_c * i * fused(-g, g, broadcast(1.0f)));          // d_g
    store(slots + 3 * kWidth, d_h * tanh_c * o * (1.0f - o));                    // d_o
  }
};

}  // namespace
}  // namespace elman::ELMAN_ISA
