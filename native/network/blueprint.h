// What a network is, chosen once and never changed: its options, its kernels, and where everything lies.
#pragma once

#include <algorithm>

#include "../kernels/table.h"
#include "config.h"
#include "layout.h"

namespace elman {

struct Blueprint {
  // Throws std::invalid_argument with a sentence for an instruction set or a cell that is not there.
  explicit Blueprint(const NetworkConfig&);

  size_t num_layers() const { return layout.layers.size(); }
  Index num_parameters() const { return static_cast<Index>(layout.packed.size()); }

  // Rows of a layer between two looks at an interruption: a millisecond or so of work, and rows enough that
  // the look costs nothing.
  Index rows_between_looks(size_t index) const {
    constexpr Index kWork = Index{1} << 25, kRows = 128;
    const Layer& layer = layout.layers[index];
    return std::max(kRows, kWork / (cell.gates * layer.padded_size * layer.panel_rows));
  }

  const NetworkConfig config;
  const KernelTable& table;
  const CellKernels& cell;
  const Layout layout;
};

}  // namespace elman
