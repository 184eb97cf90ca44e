// The quantile loss: (1 - q) e above the target, -q e below; its derivative on it is 0.
#pragma once

#include <vector>

#include "../index.h"

namespace elman {

struct Pinball {
  explicit Pinball(const std::vector<double>& numbers) : quantiles(numbers.data()) {}
  double value(float e, Index k) const { return e > 0.0f ? (1.0 - quantiles[k]) * e : -quantiles[k] * e; }
  float derivative(float e, Index k) const {
    return static_cast<float>(e > 0.0f ? 1.0 - quantiles[k] : e < 0.0f ? -quantiles[k] : 0.0);
  }

  const double* quantiles;
};

}  // namespace elman
