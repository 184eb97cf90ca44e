// How a step is made: the optimizer's kernel, its moments, and how many steps were taken.
#pragma once

#include <cstdint>

#include "blueprint.h"
#include "buffer.h"
#include "parameters.h"

namespace elman {

class Optimizer {
 public:
  // Throws std::invalid_argument with a sentence for an optimizer that the engine lacks.
  explicit Optimizer(const Blueprint&);

  // One step along the gradient, packed as the parameters are; its sum of squares is for clipping.
  void update(Parameters&, const float* gradient, double sum_of_squares);

  // Before the first step.
  void reset();

  // The moments in PyTorch's order.
  void read_moments(float* m, float* v) const;
  void restore(const float* m, const float* v, int64_t num_steps);

  int64_t num_steps() const { return num_steps_; }

 private:
  void count_step();

  const Blueprint& blueprint_;
  const OptimizerKernel& kernel_;
  Buffer m_, v_;
  int64_t num_steps_ = 0;
  double beta1_power_ = 1.0, beta2_power_ = 1.0;  // beta^step, multiplied up: a resumed run has the same bits
};

}  // namespace elman
