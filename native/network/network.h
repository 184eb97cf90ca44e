// A network: parameters, optimizer, and the way of one window through both.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "../kernels/table.h"
#include "../losses/score.h"
#include "buffer.h"
#include "config.h"
#include "layout.h"
#include "slice.h"
#include "thread_pool.h"
#include "workspace.h"

namespace elman {

class Network {
 public:
  explicit Network(const NetworkConfig&);

  // Predicts: writes prediction and state.
  void forward(const Window&);

  // One training step: writes the state, returns the loss before the step. If the loss or the
  // gradient is not finite, no step is taken and NaN or infinity returned.
  double train(const Window&);

  // The gradient that `train` would follow, in PyTorch's order; returns the loss.
  double gradients(const Window&, float* flat);

  // All numbers in PyTorch's order. `load` also forgets the moments.
  void load(const float* flat);
  void read_parameters(float* flat) const { unpack(parameters_, flat); }
  void read_moments(float* m, float* v) const;
  void restore(const float* parameters, const float* m, const float* v, int64_t step);

  bool all_finite(const float* values, long n) const { return table_.all_finite(values, n); }

  const NetworkConfig& config() const { return config_; }
  const KernelTable& table() const { return table_; }
  long num_parameters() const { return static_cast<long>(layout_.packed.size()); }
  int num_states() const { return layout_.num_states; }
  int64_t step() const { return step_; }
  std::mutex& mutex() { return mutex_; }

 private:
  void forward_slice(const Slice&, long chunk);
  double train_slice(const Slice&, float* d_parameters, float scale);
  void run_layers(const Slice&, long num_steps, bool train);
  void predict(const Slice&, long num_steps);
  double score_slice(const Slice&, float* d_bias, float scale);
  void backward_layers(const Slice&, float* d_parameters);
  DropoutMask mask_of(const Slice&, size_t layer) const;

  double total_weight(const Window&) const;
  // Loss and gradient of a window: the gradient is left in the first shard's; also its sum of squares.
  double accumulate_gradients(const Window&, double* sum_of_squares);
  void update(double sum_of_squares);
  void count_step();
  void refresh_panels();
  void pack(const float* flat, Buffer& packed) const;
  void unpack(const Buffer& packed, float* flat) const;

  // Room in every workspace for the plan's largest slice.
  void reserve(const Plan&, long num_steps, bool keep);
  // work(task, thread) for every task, on as many threads as there is work for.
  template <class Work>
  void run(int num_tasks, Work work);

  NetworkConfig config_;
  const KernelTable& table_;
  const CellKernels& cell_;
  const OptimizerKernel& optimizer_;
  ScoreFunction score_;
  Layout layout_;
  Buffer parameters_, backward_parameters_, m_, v_;
  Buffer gradients_;  // one of num_floats for each shard
  int64_t step_ = 0;
  double beta1_power_ = 1.0, beta2_power_ = 1.0;  // beta^step, multiplied up: a resumed run has the same bits
  std::vector<std::unique_ptr<Workspace>> workspaces_;  // one a thread
  std::unique_ptr<ThreadPool> pool_;                    // made when a window first has two tasks
  std::mutex mutex_;                                    // held by whoever runs a method
};

}  // namespace elman
