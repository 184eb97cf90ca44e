// Names to what the engine has of a kind: cells, losses, optimizers, schedules.
#pragma once

#include <stdexcept>
#include <string>

#include "../index.h"
#include "config.h"

namespace elman {

// The entry of this name. Throws std::invalid_argument with a sentence if there is none.
template <class Entry>
const Entry& find(const char* kind, const Entry* entries, Index count, const std::string& name) {
  for (Index i = 0; i < count; i++)
    if (name == entries[i].name) return entries[i];
  throw std::invalid_argument(std::string(kind) + " must be one that the native engine has, got '" + name +
                              "'. Use the reference engine.");
}

// The entry that is chosen, which must have as many options as it is given.
template <class Entry>
const Entry& choose(const char* kind, const Entry* entries, Index count, const Choice& choice) {
  const Entry& entry = find(kind, entries, count, choice.name);
  const Index given = static_cast<Index>(choice.numbers.size());
  if (entry.num_numbers != given)
    throw std::invalid_argument(std::string(kind) + " must have the " + std::to_string(entry.num_numbers) +
                                " numbers that the native engine knows of '" + choice.name + "', got " +
                                std::to_string(given) + ". Use the reference engine.");
  return entry;
}

}  // namespace elman
