// A part of a window's sequences on its way between the caller's arrays and the rows of a workspace.
#pragma once

#include "interruption.h"
#include "layout.h"
#include "plan.h"
#include "workspace.h"

namespace elman {

// The caller's arrays, all C-contiguous: x (B,T,F), y and weight (B,T,O/Q), state (S,L,B,H).
struct Window {
  const float* x;
  float* state;  // before the window; overwritten by the state after it
  Index batch, num_steps;
  const float* y = nullptr;
  const float* weight = nullptr;  // null: every target counts 1
  float* prediction = nullptr;    // (B,T,O)

  Interruption* interruption = nullptr;  // null: none
  Window with(Interruption* other) const {
    Window window = *this;
    window.interruption = other;
    return window;
  }
  bool is_stopped() const { return interruption && interruption->is_wanted(); }
};

// Sequences `first` to `first + count` of a window, run in one workspace.
struct Slice {
  const Layout& layout;
  const Window& window;
  Workspace& workspace;
  Range sequences;

  // Rows of `num_steps` steps, of which the first is the window's `first_step`.
  void load_inputs(Index first_step, Index num_steps) const;
  void store_prediction(Index first_step, Index num_steps) const;

  // What the linear layer reads: the top layer's rows from their second step on.
  const float* outputs() const {
    return workspace.rows.back().data() + sequences.count * layout.layers.back().row_stride;
  }

  // The state before the rows' first step, and after their last.
  void load_state() const;
  void store_state(Index num_steps) const;

 private:
  // copy(array of the workspace, its stride, the same array of the window's state, units of a row)
  template <class Copy>
  void for_each_state(Copy&& copy) const;
};

}  // namespace elman
