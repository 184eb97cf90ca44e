// What a network is built from. Python checks these values; here they are taken as right.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../index.h"

namespace elman {

// What is chosen from a registry, with its options in the order in which its class in Python hands them over.
struct Choice {
  std::string name;
  std::vector<double> numbers;
};

struct NetworkConfig {
  std::string cell = "rnn";
  Index input_size = 1, hidden_size = 32, num_layers = 1, output_size = 1;
  double dropout = 0.0;
  Index num_quantiles = 1;
  Choice loss{"mse", {}};
  Choice optimizer{"adam", {0.9, 0.999, 1e-8, 0.0}};
  Choice schedule{"constant", {}};
  double learning_rate = 1e-3;  // before the schedule
  double clip_norm = 0.0;       // 0: off
  uint64_t seed = 0;
  Index threads = 1;
  std::string isa;  // empty: the best one
};

}  // namespace elman
