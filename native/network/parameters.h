// The parameters, packed as the kernels read them, and the panels that are made of them.
#pragma once

#include "blueprint.h"
#include "buffer.h"

namespace elman {

class Parameters {
 public:
  explicit Parameters(const Blueprint&);

  // All numbers in PyTorch's order.
  void load(const float* flat);
  void read(float* flat) const { blueprint_.layout.unpack(packed_.data(), flat); }

  // `num_floats` packed numbers. Whoever changes them calls `refresh_panels` afterwards.
  float* packed() { return packed_.data(); }
  void refresh_panels();

  // Where a kernel begins to read.
  const float* layer(size_t index) const { return packed_.data() + blueprint_.layout.layer_weights[index]; }
  const float* head() const { return packed_.data() + blueprint_.layout.head_weights; }
  const float* wide_panels() const { return panels_.data() + blueprint_.layout.wide_panels; }
  const float* recurrent_panels(size_t index) const {
    return panels_.data() + blueprint_.layout.recurrent_panels[index];
  }
  // Null for the first layer: nobody asks for the gradient by a window's inputs.
  const float* input_panels(size_t index) const {
    return index > 0 ? panels_.data() + blueprint_.layout.input_panels[index] : nullptr;
  }

 private:
  const Blueprint& blueprint_;
  Buffer packed_, panels_;
};

}  // namespace elman
