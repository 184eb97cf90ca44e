// What a network is built from. Python checks these values; here they are taken as right.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../index.h"

namespace elman {

struct LossConfig {
  std::string name = "mse";
  std::vector<double> numbers;  // Huber's delta; the quantiles
};

struct OptimizerConfig {
  std::string name = "adam";
  double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0.0;
  double clip_norm = 0.0;    // 0: off
  int64_t cosine_steps = 0;  // 0: constant learning rate
};

struct NetworkConfig {
  std::string cell = "rnn";
  Index input_size = 1, hidden_size = 32, num_layers = 1, output_size = 1;
  double dropout = 0.0;
  Index num_quantiles = 1;
  LossConfig loss;
  OptimizerConfig optimizer;
  uint64_t seed = 0;
  Index threads = 1;
  std::string isa;  // empty: the best one
};

}  // namespace elman
