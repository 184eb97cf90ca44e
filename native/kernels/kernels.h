// Everything that is compiled once per instruction set, gathered in one table. To add a cell or an
// optimizer: write its file, and one line here.
#pragma once

#include "cells/gru.h"
#include "cells/lstm.h"
#include "cells/rnn.h"
#include "dropout.h"
#include "head.h"
#include "layer_backward.h"
#include "layer_forward.h"
#include "optimizers/adam.h"
#include "panels.h"
#include "reduction.h"
#include "table.h"

namespace elman::ELMAN_ISA {
namespace {

template <class Cell>
constexpr CellKernels cell(const char* name) {
  CellKernels kernels = {.name = name,
                         .gates = Cell::kGates,
                         .slots = Cell::kSlots,
                         .has_memory = Cell::kHasMemory,
                         .units_per_panel = Cell::kUnitsPerPanel,
                         .hidden_gate = {},
                         .input_gate = {},
                         .forward = forward_layer<Cell>,
                         .backward = backward_layer<Cell>,
                         .make_backward_panels = make_backward_panels<Cell>};
  for (int gate = 0; gate < Cell::kGates; gate++) {
    kernels.hidden_gate[gate] = Cell::kHiddenGate[gate];
    kernels.input_gate[gate] = Cell::kInputGate[gate];
  }
  return kernels;
}

constexpr CellKernels kCells[] = {
    cell<Gru>("gru"),
    cell<Lstm>("lstm"),
    cell<Rnn<Tanh>>("rnn"),
    cell<Rnn<Relu>>("rnn_relu"),
};

constexpr OptimizerKernel kOptimizers[] = {
    {"adam", kAdamDecays, kAdamNumbers, adam_update<false>},
    {"adamw", kAdamDecays, kAdamNumbers, adam_update<true>},
};

}  // namespace

extern const KernelTable kTable;
const KernelTable kTable = {.name = ELMAN_ISA_NAME,
                            .width = kWidth,
                            .cells = kCells,
                            .num_cells = sizeof(kCells) / sizeof(kCells[0]),
                            .optimizers = kOptimizers,
                            .num_optimizers = sizeof(kOptimizers) / sizeof(kOptimizers[0]),
                            .feed_layer = feed_layer,
                            .mask_gradient = mask_gradient,
                            .head_forward = head_forward,
                            .head_backward = head_backward,
                            .make_wide_panels = make_wide_panels,
                            .reduce = reduce,
                            .all_finite = all_finite};

}  // namespace elman::ELMAN_ISA
