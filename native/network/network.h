// A network: its parts, and the way of one window through them.
#pragma once

#include "backward_pass.h"
#include "blueprint.h"
#include "forward_pass.h"
#include "optimizer.h"
#include "parameters.h"
#include "turns.h"
#include "workers.h"

namespace elman {

class Network {
 public:
  explicit Network(const NetworkConfig&);
  Network(const Network&) = delete;  // its parts know each other by reference
  Network& operator=(const Network&) = delete;

  // Predicts: writes prediction and state. All three throw Interrupted if the window's interruption wants it:
  // the network is as it was then, and what was to be written is worthless.
  void forward(const Window&);

  // One training step: writes the state, returns the loss before the step. If the loss or the
  // gradient is not finite, no step is taken and NaN or infinity returned.
  double train(const Window&);

  // The gradient that `train` would follow, in PyTorch's order; returns the loss.
  double gradients(const Window&, float* flat);

  // All numbers in PyTorch's order. `load` also forgets the moments.
  void load(const float* flat);
  void read_parameters(float* flat) const;
  void read_moments(float* m, float* v) const;
  void restore(const float* parameters, const float* m, const float* v, int64_t step);

  const Blueprint& blueprint() const { return blueprint_; }
  const NetworkConfig& config() const { return blueprint_.config; }
  int64_t step() const { return optimizer_.num_steps(); }

  // Whoever runs a method has a turn, and ends it afterwards; see Turns for what they throw. A forked process
  // can inherit a network that a thread of its parent was changing: its methods throw std::runtime_error with
  // a sentence until it is loaded or restored.
  bool try_begin_turn() { return take_over(turns_.try_begin()); }
  void begin_turn() { take_over(turns_.begin()); }
  void end_turn() { turns_.end(); }

 private:
  bool take_over(Turns::Begun);
  void check_whole() const;
  BackwardPass::Result accumulate(const Window&);

  const Blueprint blueprint_;
  Parameters parameters_;
  Optimizer optimizer_;
  Workers workers_;
  const ForwardPass forward_;
  BackwardPass backward_;
  Turns turns_;
  bool is_changing_ = false;  // while its numbers are neither those of before nor those of after
};

}  // namespace elman
