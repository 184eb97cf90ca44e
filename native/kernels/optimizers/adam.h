// Adam and AdamW, with PyTorch's arithmetic.
#pragma once

#include "../table.h"
#include "../vector.h"

namespace elman::ELMAN_ISA {
namespace {

// The numbers are beta1, beta2, epsilon, weight_decay; the first two are decays.
constexpr int kAdamDecays = 2, kAdamNumbers = 4;

struct AdamConstants {
  explicit AdamConstants(const Update& update)
      : gradient_scale(static_cast<float>(update.gradient_scale)),
        one_less_beta1(static_cast<float>(1.0 - update.numbers[0])),
        one_less_beta2(static_cast<float>(1.0 - update.numbers[1])),
        beta2(static_cast<float>(update.numbers[1])),
        epsilon(static_cast<float>(update.numbers[2])),
        weight_decay(static_cast<float>(update.numbers[3])),
        learning_rate(static_cast<float>(update.learning_rate)),
        correction1(static_cast<float>(1.0 - update.powers[0])),
        correction2(static_cast<float>(1.0 - update.powers[1])) {}

  float gradient_scale;
  // Made in float64: in float32, 1 - beta2 would be off by 1e-5 of itself, and every step with it.
  float one_less_beta1, one_less_beta2;
  float beta2, epsilon, weight_decay, learning_rate;
  float correction1;  // 1 - beta1^t
  float correction2;  // 1 - beta2^t
};

// m += (1 - beta1) (g - m)    v = beta2 v + (1 - beta2) g^2
// p -= rate / correction1 * m / (sqrt(v) / sqrt(correction2) + epsilon)
//
// Adam adds weight_decay p to the gradient; AdamW (kDecoupled) shrinks p itself beforehand. Where neither
// weights decay nor gradients are clipped (kPlain), both factors are left out: same bits, less to do.
template <bool kDecoupled, bool kPlain>
ELMAN_INLINE void adam_pass(float* parameters, float* m, float* v, const float* gradient, Index n,
                            const AdamConstants& c) {
  const Vec scale = broadcast(c.gradient_scale), one_less_beta1 = broadcast(c.one_less_beta1),
            beta2 = broadcast(c.beta2), one_less_beta2 = broadcast(c.one_less_beta2),
            epsilon = broadcast(c.epsilon), rate = broadcast(-c.learning_rate / c.correction1),
            root_scale = 1.0f / square_root(broadcast(c.correction2)),
            decay = broadcast(kDecoupled ? 1.0f - c.learning_rate * c.weight_decay : c.weight_decay);
  for (Index i = 0; i < n; i += kWidth) {
    Vec p = load(parameters + i), g = load(gradient + i);
    if constexpr (!kPlain) {
      g *= scale;
      if constexpr (kDecoupled)
        p *= decay;
      else
        g = fused(decay, p, g);
    }
    const Vec m_before = load(m + i);
    const Vec m_after = fused(one_less_beta1, g - m_before, m_before);
    const Vec v_after = fused(one_less_beta2 * g, g, beta2 * load(v + i));
    store(m + i, m_after);
    store(v + i, v_after);
    store(parameters + i,
          fused(rate * m_after, reciprocal(fused(square_root(v_after), root_scale, epsilon)), p));
  }
}

template <bool kDecoupled>
void adam_update(float* parameters, float* m, float* v, const float* gradient, Index n,
                 const Update& update) {
  const AdamConstants c(update);
  if (c.gradient_scale == 1.0f && c.weight_decay == 0.0f)
    adam_pass<kDecoupled, true>(parameters, m, v, gradient, n, c);
  else
    adam_pass<kDecoupled, false>(parameters, m, v, gradient, n, c);
}

}  // namespace
}  // namespace elman::ELMAN_ISA
