// What a network is, chosen once and never changed: its options, its kernels, and where everything lies.
#pragma once

#include "../kernels/table.h"
#include "config.h"
#include "layout.h"

namespace elman {

struct Blueprint {
  // Throws std::invalid_argument with a sentence for an instruction set or a cell that is not there.
  explicit Blueprint(const NetworkConfig&);

  size_t num_layers() const { return layout.layers.size(); }
  Index num_parameters() const { return static_cast<Index>(layout.packed.size()); }

  const NetworkConfig config;
  const KernelTable& table;
  const CellKernels& cell;
  const Layout layout;
};

}  // namespace elman
