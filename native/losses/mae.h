// Absolute error, |e|; its derivative at 0 is 0.
#pragma once

#include <cmath>
#include <vector>

#include "../index.h"

namespace elman {

struct Mae {
  explicit Mae(const std::vector<double>&) {}
  double value(float e, Index) const { return std::fabs(e); }
  float derivative(float e, Index) const { return e > 0.0f ? 1.0f : e < 0.0f ? -1.0f : 0.0f; }
};

}  // namespace elman
