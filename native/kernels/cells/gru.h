// The gated recurrent unit, reset gate applied after the recurrent product, as in torch.nn.GRU:
//
//   r = logistic(a_r + u_r)    z = logistic(a_z + u_z)    n = tanh(a_n + r u_n)
//   h' = n + z (h - n)
//
// The candidate's two products stay apart, so a unit has four sums, in the order u_n, r, z, a_n: the
// three that the recurrent weights make and the three that the input weights make are both
// neighbours.
#pragma once

#include "../activations.h"

namespace elman::ELMAN_ISA {
namespace {

struct Gru {
  static constexpr int kGates = 3, kSums = 4, kSlots = 4, kInputSlot = 1, kUnitsPerPanel = 1;
  static constexpr bool kHasMemory = false;
  static constexpr int kHiddenGate[kGates] = {2, 0, 1}, kInputGate[kGates] = {0, 1, 2};  // PyTorch: r, z, n

  // Keeps u_n, r, z, n.
  template <bool kKeep>
  static ELMAN_INLINE Vec forward(const float* sums, float* slots, Vec h, const float*, float*) {
    const Vec u_n = load(sums);
    const Vec r = logistic(load(sums + kWidth));
    const Vec z = logistic(load(sums + 2 * kWidth));
    const Vec n = hyperbolic_tangent(fused(r, u_n, load(sums + 3 * kWidth)));
    if constexpr (kKeep) {
      store(slots, u_n);
      store(slots + kWidth, r);
      store(slots + 2 * kWidth, z);
      store(slots + 3 * kWidth, n);
    }
    return fused(z, h - n, n);
  }

  static ELMAN_INLINE void backward(Vec d_h, float* slots, Vec h, Vec, const float*, float* d_carry) {
    const Vec u_n = load(slots), r = load(slots + kWidth), z = load(slots + 2 * kWidth),
              n = load(slots + 3 * kWidth);
    d_h += load(d_carry);
    store(d_carry, d_h * z);                                           // d_h before, past the products
    const Vec d_n = d_h * (1.0f - z) * fused(-n, n, broadcast(1.0f));  // d_a_n = d_h (1 - z) (1 - n^2)
    store(slots, d_n * r);                                             // d_u_n = d_a_n r
    store(slots + kWidth, d_n * u_n * r * (1.0f - r));                 // d_r = d_a_n u_n r (1 - r)
    store(slots + 2 * kWidth, d_h * (h - n) * z * (1.0f - z));         // d_z = d_h (h - n) z (1 - z)
    store(slots + 3 * kWidth, d_n);
  }
};

}  // namespace
}  // namespace elman::ELMAN_ISA
