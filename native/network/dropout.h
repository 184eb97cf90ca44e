// The dropout masks of one training step; network/dropout.py defines them.
#pragma once

#include <cmath>
#include <cstdint>

#include "../kernels/table.h"
#include "config.h"

namespace elman {

class Dropout {
 public:
  // `step`: training steps taken before this one.
  Dropout(const NetworkConfig& config, int64_t step)
      : share_(config.dropout), seed_(config.seed), step_(static_cast<uint64_t>(step)) {}

  bool is_on() const { return share_ > 0.0; }

  // On the outputs of a layer, for sequences from `first_sequence` on.
  DropoutMask mask(size_t layer, Index first_sequence) const {
    const uint64_t place = (step_ << 16) + layer + 1;
    const uint64_t key = splitmix64(seed_ + 0x9E3779B97F4A7C15u * place);
    return {static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32),
            static_cast<uint32_t>(std::lround(share_ * (1 << 24))), static_cast<float>(1.0 / (1.0 - share_)),
            first_sequence};
  }

 private:
  static uint64_t splitmix64(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  const double share_;
  const uint64_t seed_, step_;
};

}  // namespace elman
