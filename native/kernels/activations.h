// tanh and the logistic function, on a vector.
//
// The coefficients, lowest power first, are fitted, and the errors measured, by
// scripts/fit_activations.py. Both functions divide: an estimated reciprocal with a Newton step was
// slower and less exact, and the estimates differ between makers of processors.
#pragma once

#include "vector.h"

namespace elman::ELMAN_ISA {
namespace {

// tanh(x) = x P(x^2) / Q(x^2) for |x| <= kTanhClamp, beyond which it is 1 in float32.
constexpr float kTanhNumerator[] = {1.00000000f, 0.134345442f, 0.00355953467f, 2.16833141e-05f,
                                    1.49033443e-08f};
constexpr float kTanhDenominator[] = {1.00000000f, 0.467678726f, 0.0261192024f, 0.000339105987f,
                                      8.39648180e-07f};
constexpr float kTanhClamp = 8.19999981f;

// 2^f on [-1/2, 1/2].
constexpr float kExponential[] = {1.00000000f,   0.693147004f,   0.240222350f,
                                  0.0555071831f, 0.00967146736f, 0.00132647040f};
constexpr float kNegativeLog2E = -1.44269502f;
constexpr float kLogisticClamp = 87.0f;

// c0 + c1 s + ... + c4 s^4, in pairs: a shorter chain than Horner's.
ELMAN_INLINE Vec polynomial4(const float (&c)[5], Vec s, Vec s_squared) {
  const Vec low = fused(broadcast(c[1]), s, broadcast(c[0]));
  const Vec high = fused(broadcast(c[4]), s_squared, fused(broadcast(c[3]), s, broadcast(c[2])));
  return fused(high, s_squared, low);
}

ELMAN_INLINE Vec clamp(Vec x, float limit) {
  return at_least(at_most(x, broadcast(limit)), broadcast(-limit));
}

ELMAN_INLINE Vec hyperbolic_tangent(Vec x) {
  x = clamp(x, kTanhClamp);
  const Vec s = x * x, s_squared = s * s;
  return (x * polynomial4(kTanhNumerator, s, s_squared)) / polynomial4(kTanhDenominator, s, s_squared);
}

// 1 / (1 + 2^y), y = -x log2(e) = n + f, n whole and |f| <= 1/2. Adding 1.5 * 2^23 to y leaves n in
// the low bits of the sum, from where it is added to the exponent of 2^f.
ELMAN_INLINE Vec logistic(Vec x) {
  const Vec shifter = broadcast(12582912.0f), scale = broadcast(kNegativeLog2E);
  x = clamp(x, kLogisticClamp);
  const Vec shifted = fused(x, scale, shifter);
  const Vec f = fused(x, scale, shifter - shifted), f_squared = f * f;
  const Vec low = fused(broadcast(kExponential[1]), f, broadcast(kExponential[0]));
  const Vec middle = fused(broadcast(kExponential[3]), f, broadcast(kExponential[2]));
  const Vec high = fused(broadcast(kExponential[5]), f, broadcast(kExponential[4]));
  const Vec fraction = fused(fused(high, f_squared, middle), f_squared, low);
  const Vec power = (Vec)((Bits)fraction + ((Bits)shifted << 23));
  return 1.0f / (power + 1.0f);
}

}  // namespace
}  // namespace elman::ELMAN_ISA
