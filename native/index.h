// Sizes and places: signed, and as wide as a pointer on every system (`long` has 32 bits on Windows).
#pragma once

#include <cstddef>

namespace elman {

using Index = std::ptrdiff_t;

}  // namespace elman
