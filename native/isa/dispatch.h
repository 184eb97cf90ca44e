// Which instruction set runs: the best that this machine has, or the one that is asked for.
#pragma once

#include <string>
#include <vector>

#include "../kernels/table.h"

namespace elman {

// The tables that were built and that this machine can run, best first.
const std::vector<const KernelTable*>& usable_tables();

// The table of this name; the best one for an empty name. Throws std::invalid_argument with a
// sentence if there is none.
const KernelTable& choose_table(const std::string& name);

}  // namespace elman
