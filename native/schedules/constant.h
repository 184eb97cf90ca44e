// The same learning rate at every step.
#pragma once

#include <cstdint>

namespace elman {

inline double constant_factor(const double*, int64_t) {
  return 1.0;
}

}  // namespace elman
