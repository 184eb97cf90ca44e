// From a window to its loss and gradient: shards are summed up apart, and then in order.
#pragma once

#include "../losses/score.h"
#include "blueprint.h"
#include "buffer.h"
#include "forward_pass.h"

namespace elman {

class BackwardPass {
 public:
  // Throws std::invalid_argument with a sentence for a loss that the engine lacks.
  BackwardPass(const Blueprint&, const Parameters&, const ForwardPass&);

  struct Result {
    double loss, sum_of_squares;  // of the gradient
  };

  // Loss and gradient of a window; writes its state. Throws Interrupted, and has written some of it.
  Result run(const Window&, const Dropout&, Workers&);

  // Of the last window, packed as the parameters are.
  const float* gradient() const { return shards_.data(); }

 private:
  double run_slice(const Slice&, const Dropout&, float* d_parameters, float scale) const;
  double score_slice(const Slice&, float* d_bias, float scale) const;
  void run_head(const Slice&, float* d_head) const;
  void run_layers(const Slice&, const Dropout&, float* d_parameters) const;
  void run_layer(const Slice&, size_t index, float* d_weights) const;
  double total_weight(const Window&) const;

  const Blueprint& blueprint_;
  const Parameters& parameters_;
  const ForwardPass& forward_;
  const ScoreFunction score_;
  Buffer shards_;  // a gradient of num_floats for each; the first takes the sum
};

}  // namespace elman
