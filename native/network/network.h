// A network: its parts, and the way of one window through them.
#pragma once

#include <mutex>

#include "backward_pass.h"
#include "blueprint.h"
#include "forward_pass.h"
#include "optimizer.h"
#include "parameters.h"
#include "workers.h"

namespace elman {

class Network {
 public:
  explicit Network(const NetworkConfig&);
  Network(const Network&) = delete;  // its parts know each other by reference
  Network& operator=(const Network&) = delete;

  // Predicts: writes prediction and state.
  void forward(const Window&);

  // One training step: writes the state, returns the loss before the step. If the loss or the
  // gradient is not finite, no step is taken and NaN or infinity returned.
  double train(const Window&);

  // The gradient that `train` would follow, in PyTorch's order; returns the loss.
  double gradients(const Window&, float* flat);

  // All numbers in PyTorch's order. `load` also forgets the moments.
  void load(const float* flat);
  void read_parameters(float* flat) const { parameters_.read(flat); }
  void read_moments(float* m, float* v) const { optimizer_.read_moments(m, v); }
  void restore(const float* parameters, const float* m, const float* v, int64_t step);

  const Blueprint& blueprint() const { return blueprint_; }
  const NetworkConfig& config() const { return blueprint_.config; }
  int64_t step() const { return optimizer_.num_steps(); }
  std::mutex& mutex() { return mutex_; }

 private:
  BackwardPass::Result accumulate(const Window&);

  const Blueprint blueprint_;
  Parameters parameters_;
  Optimizer optimizer_;
  Workers workers_;
  const ForwardPass forward_;
  BackwardPass backward_;
  std::mutex mutex_;  // held by whoever runs a method
};

}  // namespace elman
