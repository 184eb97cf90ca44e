// From inputs and state to the predictions and the state after them.
#pragma once

#include "blueprint.h"
#include "dropout.h"
#include "parameters.h"
#include "slice.h"
#include "workers.h"

namespace elman {

class ForwardPass {
 public:
  ForwardPass(const Blueprint& blueprint, const Parameters& parameters)
      : blueprint_(blueprint), parameters_(parameters) {}

  // Predicts a window: writes its prediction and its state. Throws Interrupted, and has written some of both.
  void predict(const Window&, Workers&) const;

  // Runs a slice from its state on, and keeps in its workspace what the backward pass needs.
  void run_to_learn(const Slice&, const Dropout&) const;

 private:
  void predict_slice(const Slice&, Index chunk) const;
  // `dropout`: null where nothing is kept for a backward pass.
  void run_layers(const Slice&, Index num_steps, const Dropout* dropout) const;
  void run_layer(const Slice&, size_t index, Index num_steps, bool keep) const;
  void run_head(const Slice&, Index num_steps) const;

  const Blueprint& blueprint_;
  const Parameters& parameters_;
};

}  // namespace elman
