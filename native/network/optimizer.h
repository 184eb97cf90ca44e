// How a step is made: the optimizer's kernel, its moments, and how many steps were taken.
#pragma once

#include <cstdint>

#include "../schedules/schedules.h"
#include "blueprint.h"
#include "buffer.h"
#include "decay_powers.h"
#include "parameters.h"

namespace elman {

class Optimizer {
 public:
  // Throws std::invalid_argument with a sentence for an optimizer or a schedule that the engine lacks.
  explicit Optimizer(const Blueprint&);

  // One step along the gradient, packed as the parameters are; its sum of squares is for clipping.
  void update(Parameters&, const float* gradient, double sum_of_squares);

  // Before the first step.
  void reset();

  // The moments in PyTorch's order.
  void read_moments(float* m, float* v) const;
  void restore(const float* m, const float* v, int64_t num_steps);

  int64_t num_steps() const { return powers_.step(); }

 private:
  const Blueprint& blueprint_;
  const OptimizerKernel& kernel_;
  const ScheduleEntry& schedule_;
  DecayPowers powers_;
  Buffer m_, v_;
};

}  // namespace elman
