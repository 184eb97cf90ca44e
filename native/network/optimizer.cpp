#include "optimizer.h"

#include <algorithm>
#include <cmath>

#include "registry.h"

namespace elman {

Optimizer::Optimizer(const Blueprint& blueprint)
    : blueprint_(blueprint),
      kernel_(choose("optimizer", blueprint.table.optimizers, blueprint.table.num_optimizers,
                     blueprint.config.optimizer)),
      schedule_(choose("schedule", kSchedules, kNumSchedules, blueprint.config.schedule)),
      powers_(blueprint.config.optimizer.numbers.data(), kernel_.num_decays) {
  m_.reserve(blueprint.layout.num_floats);
  v_.reserve(blueprint.layout.num_floats);
}

void Optimizer::update(Parameters& parameters, const float* gradient, double sum_of_squares) {
  const NetworkConfig& config = blueprint_.config;
  Update update{};
  update.gradient_scale =
      config.clip_norm > 0.0 ? std::min(1.0, config.clip_norm / (std::sqrt(sum_of_squares) + 1e-6)) : 1.0;
  update.learning_rate =
      config.learning_rate * schedule_.factor(config.schedule.numbers.data(), powers_.step());
  powers_.count_step();
  update.numbers = config.optimizer.numbers.data();
  update.powers = powers_.values();
  kernel_.update(parameters.packed(), m_.data(), v_.data(), gradient, blueprint_.layout.num_floats, update);
  parameters.refresh_panels();
}

void Optimizer::reset() {
  m_.clear();
  v_.clear();
  powers_.go_to(0);
}

void Optimizer::read_moments(float* m, float* v) const {
  blueprint_.layout.unpack(m_.data(), m);
  blueprint_.layout.unpack(v_.data(), v);
}

void Optimizer::restore(const float* m, const float* v, int64_t num_steps) {
  blueprint_.layout.pack(m, m_.data());
  blueprint_.layout.pack(v, v_.data());
  powers_.go_to(num_steps);
}

}  // namespace elman
