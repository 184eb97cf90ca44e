// The Elman cell, h' = f(a + u), with f = tanh or relu.
#pragma once

#include "../activations.h"

namespace elman::ELMAN_ISA {
namespace {

struct Tanh {
  static ELMAN_INLINE Vec value(Vec x) { return hyperbolic_tangent(x); }
  static ELMAN_INLINE Vec derivative(Vec y) { return fused(-y, y, broadcast(1.0f)); }
};

struct Relu {
  static ELMAN_INLINE Vec value(Vec x) { return at_least(x, Vec{}); }
  static ELMAN_INLINE Vec derivative(Vec y) { return y > 0.0f ? broadcast(1.0f) : Vec{}; }
};

template <class Activation>
struct Rnn {
  static constexpr int kGates = 1, kSums = 1, kSlots = 1, kInputSlot = 0, kUnitsPerPanel = 2;
  static constexpr bool kHasMemory = false;
  static constexpr int kHiddenGate[kGates] = {0}, kInputGate[kGates] = {0};

  template <bool kKeep>
  static ELMAN_INLINE Vec forward(const float* sums, float*, Vec, const float*, float*) {
    return Activation::value(load(sums));
  }

  // d_a = d_h f'(a)
  static ELMAN_INLINE void backward(Vec d_h, float* slots, Vec, Vec h, const float*, float*) {
    store(slots, d_h * Activation::derivative(h));
  }
};

}  // namespace
}  // namespace elman::ELMAN_ISA
