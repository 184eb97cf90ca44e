// Half a cosine from 1 down to 0 over `numbers[0]` steps, and 0 afterwards: (1 + cos(pi t / T)) / 2.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace elman {

inline double cosine_factor(const double* numbers, int64_t step) {
  const double done = std::min(static_cast<double>(step), numbers[0]) / numbers[0];
  return 0.5 * (1.0 + std::cos(std::numbers::pi * done));
}

}  // namespace elman
