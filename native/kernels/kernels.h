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
  return {name,
          Cell::kGates,
          Cell::kSlots,
          Cell::kInputSlot,
          Cell::kHasMemory,
          Cell::kUnitsPerPanel,
          {Cell::kHiddenGate[0], Cell::kHiddenGate[1], Cell::kHiddenGate[2], Cell::kHiddenGate[3]},
          {Cell::kInputGate[0], Cell::kInputGate[1], Cell::kInputGate[2], Cell::kInputGate[3]},
          forward_layer<Cell>,
          backward_layer<Cell>,
          make_backward_panels<Cell>};
}

constexpr CellKernels kCells[] = {
    cell<Gru>("gru"),
    cell<Lstm>("lstm"),
    cell<Rnn<Tanh>>("rnn"),
    cell<Rnn<Relu>>("rnn_relu"),
};

constexpr OptimizerKernel kOptimizers[] = {
    {"adam", adam_update<false>},
    {"adamw", adam_update<true>},
};

} // namespace

extern const KernelTable kTable;
const KernelTable kTable = {
    ELMAN_ISA_NAME,
    kWidth,
    kCells,
    sizeof(kCells) / sizeof(kCells[0]),
    kOptimizers,
    sizeof(kOptimizers) / sizeof(kOptimizers[0]),
    feed_layer,
    mask_gradient,
    head_forward,
    head_backward,
    make_wide_panels,
    reduce,
    all_finite,
};

} // namespace elman::ELMAN_ISA
