// What a core can do at best: fused multiply-adds on registers alone, in as many chains as it takes to
// keep both units busy. Compiled once per vector width (kWidth floats) by ceilings.py.
typedef float Vec __attribute__((vector_size(kWidth * 4)));

extern "C" double fused_multiply_adds(long rounds) {
  constexpr int kChains = 12;
  Vec sums[kChains] = {};
  // Unknown to the compiler. The sums settle at 2, far from overflow and from subnormal numbers.
  volatile float factor = 0.5f, term = 1.0f;
  const Vec a = Vec{} + factor, b = Vec{} + term;
  for (long round = 0; round < rounds; round++) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; i++) {
      sums[i] = sums[i] * a + b;
      asm volatile("" : "+v"(sums[i]));  // keeps every chain in its register
    }
  }
#pragma GCC unroll 12
  for (int i = 1; i < kChains; i++) sums[0] += sums[i];
  volatile float result = sums[0][0];
  (void)result;
  return 2.0 * kChains * kWidth * static_cast<double>(rounds);
}
