// Names to what the engine has of a kind: cells, losses, optimizers, schedules.
#pragma once

#include <stdexcept>
#include <string>

#include "../index.h"

namespace elman {

// The entry of this name. Throws std::invalid_argument with a sentence if there is none.
template <class Entry>
const Entry& find(const char* kind, const Entry* entries, Index count, const std::string& name) {
  for (Index i = 0; i < count; i++)
    if (name == entries[i].name) return entries[i];
  throw std::invalid_argument(std::string(kind) + " must be one that the native engine has, got '" + name +
                              "'. Use the reference engine.");
}

}  // namespace elman
