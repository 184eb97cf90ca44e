// Huber's loss: e^2 / 2 for |e| < delta, else delta (|e| - delta / 2).
#pragma once

#include <cmath>
#include <vector>

#include "../index.h"

namespace elman {

struct Huber {
  explicit Huber(const std::vector<double>& numbers) : delta(static_cast<float>(numbers.at(0))) {}
  double value(float e, Index) const {
    const double size = std::fabs(e);
    return size < delta ? 0.5 * size * size : delta * (size - 0.5 * delta);
  }
  float derivative(float e, Index) const { return e > delta ? delta : e < -delta ? -delta : e; }

  float delta;
};

}  // namespace elman
