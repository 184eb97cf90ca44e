// One vector of floats, and the few operations that the compilers' vector extensions do not spell.
//
// Every fused multiply-add is written as `fused`, and contraction is off in the build: one row then
// goes through the same roundings whatever tile it falls into.
#pragma once

#include <cstdint>

#include "../index.h"

#if defined(__AVX2__) || defined(__SSE2__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#define ELMAN_INLINE inline __attribute__((always_inline))
#if defined(__clang__)
#define ELMAN_UNROLL _Pragma("clang loop unroll(full)")
#define ELMAN_KEEP_LOOP _Pragma("clang loop unroll(disable)")
#else
#define ELMAN_UNROLL _Pragma("GCC unroll 16")
#define ELMAN_KEEP_LOOP _Pragma("GCC unroll 1")
#endif

namespace elman::ELMAN_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int kWidth = 16;
#elif defined(__AVX2__)
constexpr int kWidth = 8;
#else
constexpr int kWidth = 4;
#endif

typedef float Vec __attribute__((vector_size(kWidth * 4)));
typedef uint32_t Bits __attribute__((vector_size(kWidth * 4)));
typedef float UnalignedVec __attribute__((vector_size(kWidth * 4), aligned(4), may_alias));

ELMAN_INLINE Vec load(const float* p) {
  return *reinterpret_cast<const UnalignedVec*>(p);
}
ELMAN_INLINE void store(float* p, Vec v) {
  *reinterpret_cast<UnalignedVec*>(p) = v;
}
// x - 0 is x for every x, and costs nothing; 0 + x is not x for -0, so the compilers would add it.
ELMAN_INLINE Vec broadcast(float x) {
  return x - Vec{};
}

// Keeps a vector that is used several times in its register: gcc reads it from memory again for every
// use, since a load within an instruction looks free, and the load ports are what is scarce.
ELMAN_INLINE Vec in_register(Vec v) {
#if defined(__SSE2__)
  asm("" : "+v"(v));
#elif defined(__ARM_NEON)
  asm("" : "+w"(v));
#endif
  return v;
}

// `fused(a, b, c)` = a * b + c, rounded once where the machine can.
// `at_most(x, limit)` and `at_least(x, limit)` keep a NaN in x.
#if defined(__AVX512F__)
ELMAN_INLINE Vec fused(Vec a, Vec b, Vec c) {
  return _mm512_fmadd_ps(a, b, c);
}
ELMAN_INLINE Vec at_most(Vec x, Vec limit) {
  return _mm512_min_ps(limit, x);
}
ELMAN_INLINE Vec at_least(Vec x, Vec limit) {
  return _mm512_max_ps(limit, x);
}
ELMAN_INLINE Vec square_root(Vec x) {
  return _mm512_sqrt_ps(x);
}
#elif defined(__AVX2__)
ELMAN_INLINE Vec fused(Vec a, Vec b, Vec c) {
  return _mm256_fmadd_ps(a, b, c);
}
ELMAN_INLINE Vec at_most(Vec x, Vec limit) {
  return _mm256_min_ps(limit, x);
}
ELMAN_INLINE Vec at_least(Vec x, Vec limit) {
  return _mm256_max_ps(limit, x);
}
ELMAN_INLINE Vec square_root(Vec x) {
  return _mm256_sqrt_ps(x);
}
#elif defined(__SSE2__)
ELMAN_INLINE Vec fused(Vec a, Vec b, Vec c) {
  return a * b + c;
}
ELMAN_INLINE Vec at_most(Vec x, Vec limit) {
  return _mm_min_ps(limit, x);
}
ELMAN_INLINE Vec at_least(Vec x, Vec limit) {
  return _mm_max_ps(limit, x);
}
ELMAN_INLINE Vec square_root(Vec x) {
  return _mm_sqrt_ps(x);
}
#elif defined(__ARM_NEON)
ELMAN_INLINE Vec fused(Vec a, Vec b, Vec c) {
  return (Vec)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
}
ELMAN_INLINE Vec at_most(Vec x, Vec limit) {
  return x > limit ? limit : x;
}
ELMAN_INLINE Vec at_least(Vec x, Vec limit) {
  return x < limit ? limit : x;
}
ELMAN_INLINE Vec square_root(Vec x) {
  return (Vec)vsqrtq_f32((float32x4_t)x);
}
#else
ELMAN_INLINE Vec fused(Vec a, Vec b, Vec c) {
  return a * b + c;
}
ELMAN_INLINE Vec at_most(Vec x, Vec limit) {
  return x > limit ? limit : x;
}
ELMAN_INLINE Vec at_least(Vec x, Vec limit) {
  return x < limit ? limit : x;
}
ELMAN_INLINE Vec square_root(Vec x) {
  for (int i = 0; i < kWidth; i++) x[i] = __builtin_sqrtf(x[i]);
  return x;
}
#endif

// 1 / x, for where a division is the bottleneck. AVX-512's estimate is defined to the bit, so with a
// Newton step it gives the same result on every machine; the older estimates differ between makers.
ELMAN_INLINE Vec reciprocal(Vec x) {
#if defined(__AVX512F__)
  const Vec estimate = _mm512_rcp14_ps(x);
  return estimate * _mm512_fnmadd_ps(x, estimate, broadcast(2.0f));
#else
  return 1.0f / x;
#endif
}

// zip_low(a, b) = a0 b0 a1 b1 ... of the lower halves; zip_high the same of the upper halves.
#if defined(__AVX512F__)
ELMAN_INLINE Vec zip_low(Vec a, Vec b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
ELMAN_INLINE Vec zip_high(Vec a, Vec b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
#elif defined(__AVX2__)
ELMAN_INLINE Vec zip_low(Vec a, Vec b) {
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
ELMAN_INLINE Vec zip_high(Vec a, Vec b) {
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
#else
ELMAN_INLINE Vec zip_low(Vec a, Vec b) {
  return __builtin_shufflevector(a, b, 0, 4, 1, 5);
}
ELMAN_INLINE Vec zip_high(Vec a, Vec b) {
  return __builtin_shufflevector(a, b, 2, 6, 3, 7);
}
#endif

// Transposes a square of vectors: after log2(W) rounds of zipping row i with row i + W/2, lane j of
// row i is what lane i of row j was.
ELMAN_INLINE void transpose(Vec (&square)[kWidth]) {
  Vec zipped[kWidth];
  ELMAN_UNROLL
  for (int round = 1; round < kWidth; round *= 2) {
    ELMAN_UNROLL
    for (int i = 0; i < kWidth / 2; i++) {
      zipped[2 * i] = zip_low(square[i], square[i + kWidth / 2]);
      zipped[2 * i + 1] = zip_high(square[i], square[i + kWidth / 2]);
    }
    ELMAN_UNROLL
    for (int i = 0; i < kWidth; i++) square[i] = zipped[i];
  }
}

// Lane i of the result is the sum of terms[i], added in the order of `sum`.
ELMAN_INLINE Vec sums(Vec (&terms)[kWidth]) {
  ELMAN_UNROLL
  for (int left = kWidth / 2; left > 0; left /= 2) {
    ELMAN_UNROLL
    for (int i = 0; i < left; i++)
      terms[i] = zip_low(terms[i], terms[i + left]) + zip_high(terms[i], terms[i + left]);
  }
  return terms[0];
}

// The sum of all lanes: upper half to lower half, again and again.
ELMAN_INLINE float sum(Vec v) {
  ELMAN_UNROLL
  for (int left = kWidth; left > 1; left /= 2) v = zip_low(v, v) + zip_high(v, v);
  return v[0];
}

}  // namespace
}  // namespace elman::ELMAN_ISA
