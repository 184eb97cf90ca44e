#include "optimizer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "registry.h"

namespace elman {

Optimizer::Optimizer(const Blueprint& blueprint)
    : blueprint_(blueprint),
      kernel_(find("optimizer", blueprint.table.optimizers, blueprint.table.num_optimizers,
                   blueprint.config.optimizer.name)) {
  m_.reserve(blueprint.layout.num_floats);
  v_.reserve(blueprint.layout.num_floats);
}

void Optimizer::update(Parameters& parameters, const float* gradient, double sum_of_squares) {
  const OptimizerConfig& options = blueprint_.config.optimizer;
  double scale = 1.0, learning_rate = options.learning_rate;
  if (options.clip_norm > 0.0) scale = std::min(1.0, options.clip_norm / (std::sqrt(sum_of_squares) + 1e-6));
  if (options.cosine_steps > 0) {
    const double done = static_cast<double>(std::min(num_steps_, options.cosine_steps)) /
                        static_cast<double>(options.cosine_steps);
    learning_rate *= 0.5 * (1.0 + std::cos(std::numbers::pi * done));
  }
  count_step();
  UpdateConstants constants{};
  constants.gradient_scale = static_cast<float>(scale);
  constants.one_less_beta1 = static_cast<float>(1.0 - options.beta1);
  constants.one_less_beta2 = static_cast<float>(1.0 - options.beta2);
  constants.beta2 = static_cast<float>(options.beta2);
  constants.epsilon = static_cast<float>(options.epsilon);
  constants.weight_decay = static_cast<float>(options.weight_decay);
  constants.learning_rate = static_cast<float>(learning_rate);
  constants.correction1 = static_cast<float>(1.0 - beta1_power_);
  constants.correction2 = static_cast<float>(1.0 - beta2_power_);
  kernel_.update(parameters.packed(), m_.data(), v_.data(), gradient, blueprint_.layout.num_floats,
                 constants);
  parameters.refresh_panels();
}

void Optimizer::count_step() {
  num_steps_++;
  beta1_power_ *= blueprint_.config.optimizer.beta1;
  beta2_power_ *= blueprint_.config.optimizer.beta2;
}

void Optimizer::reset() {
  m_.clear();
  v_.clear();
  num_steps_ = 0;
  beta1_power_ = beta2_power_ = 1.0;
}

void Optimizer::read_moments(float* m, float* v) const {
  blueprint_.layout.unpack(m_.data(), m);
  blueprint_.layout.unpack(v_.data(), v);
}

void Optimizer::restore(const float* m, const float* v, int64_t num_steps) {
  reset();
  blueprint_.layout.pack(m, m_.data());
  blueprint_.layout.pack(v, v_.data());
  while (num_steps_ < num_steps) count_step();
}

}  // namespace elman
