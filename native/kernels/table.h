// The seam between the network (compiled once) and the kernels (compiled once per instruction set).
//
// Plain data and function pointers only: a file compiled for AVX may export nothing that the linker
// could merge with its baseline twin, so there is no inline function and no standard container here.
//
// All matrices are float32. W is the table's vector width in floats, U its `units_per_panel`, G the
// cell's gates; H units are padded to Hp, a multiple of W, with zero weights. Unit block j is the
// units jW .. jW+W-1.
//
// A window is laid out by time: row t * batch + b belongs to sequence b at step t.
//   rows    (T+1) x batch rows [h before step t: Hp | x_t: I | 1], so that a product with them
//           yields the pre-activations, and their transposed product all gradients, biases included
//   gates   T x batch rows of `slots` vectors per unit block: what the cell keeps for the backward
//           pass, overwritten there by the gradients of the pre-activations
//   memory  (T+1) x batch rows of Hp: the LSTM's c; unused by other cells
//
// Weights are panels of U unit blocks. A panel's rows are [H rows of W_hh^T | I rows of W_ih^T |
// b_ih | b_hh], each U * G vectors long, the gates of a unit block side by side.
#pragma once

#include <cstdint>

#include "../index.h"

namespace elman {

struct Layer {
  Index input_size, hidden_size, padded_size;  // I, H, Hp
  Index row_stride, gate_stride, unit_stride;  // of `rows`, of `gates`, of `memory` and `d_out`
  Index panel_rows;                            // H + I + 2
};

struct LayerBuffers {
  float* rows;
  float* gates;  // may be null where nothing is kept for a backward pass
  float* memory;
};

struct Head {
  Index output_size, padded_size;  // O, Hp of the top layer
  Index unit_stride;               // of `d_out`
  Index output_stride;             // of a row of predictions: O, or O padded to W when `wide`
  bool wide;                       // whether predictions are made by panels (many outputs) or row by row
};

struct CellKernels {
  const char* name;
  int gates;            // G
  int slots;            // vectors per unit block in `gates`
  bool has_memory;      // whether it carries c beside h
  int units_per_panel;  // U
  int hidden_gate[4];   // which of PyTorch's gates stands in each column of a panel's W_hh rows
  int input_gate[4];    // the same for its W_ih rows

  // Runs T steps. Reads rows[0] (h, and x of every step) and memory[0]; writes h and memory of
  // every later row, and `gates` if it is not null.
  void (*forward)(const Layer&, const float* weights, const LayerBuffers&, Index batch, Index num_steps);

  // Back-propagates through the steps before `end`, for at least `num_rows` rows or to the first step, and
  // returns the step that it came to: it is called with the end T first, and then with what it returned until
  // that is 0. On entry d_out (T x batch rows) is the gradient by this layer's outputs; on return, if
  // input_panels is not null, by its inputs. d_carry holds batch rows of Hp, from call to call. Adds to
  // d_weights, which is laid out as the weights.
  Index (*backward)(const Layer&, const float* recurrent_panels, const float* input_panels,
                    const LayerBuffers&, float* d_out, float* d_carry, float* d_weights, Index batch,
                    Index num_steps, Index end, Index num_rows);

  // Makes the panels of the backward pass, W_hh and (if not null) W_ih untransposed.
  void (*make_backward_panels)(const Layer&, const float* weights, float* recurrent_panels,
                               float* input_panels);
};

// Where a dropout mask applies: entry (b, t, j) has the index ((first_sequence + b) * T + t) * H + j.
struct DropoutMask {
  uint32_t key_low, key_high, threshold;  // dropped where the hash's upper 24 bits are below threshold
  float scale;                            // of what is kept
  Index first_sequence;
};

// One step of an optimizer.
struct Update {
  double gradient_scale;  // clipping
  double learning_rate;   // after the schedule
  const double* numbers;  // the optimizer's options, in the order of its class in Python: its decays first
  const double* powers;   // each decay to the number of steps, this one included
};

struct OptimizerKernel {
  const char* name;
  int num_decays, num_numbers;
  // One update of n floats, n a multiple of W.
  void (*update)(float* parameters, float* m, float* v, const float* gradient, Index n, const Update&);
};

struct KernelTable {
  const char* name;
  int width;  // W

  const CellKernels* cells;
  int num_cells;
  const OptimizerKernel* optimizers;
  int num_optimizers;

  // Copies the outputs h of `from` to the inputs x of `to`, masked if a mask is given.
  void (*feed_layer)(const Layer& from, const LayerBuffers&, const Layer& to, const LayerBuffers&,
                     const DropoutMask*, Index batch, Index num_steps);
  // Multiplies d_out by the mask.
  void (*mask_gradient)(const Layer&, const DropoutMask&, float* d_out, Index batch, Index num_steps);

  // y = h W^T + b for n rows: h is the top layer's rows from its second step on. `weights` holds O
  // rows of Hp, then the biases; `wide_panels` is W transposed (null unless wide).
  void (*head_forward)(const Head&, const float* weights, const float* wide_panels, const float* h,
                       Index row_stride, float* y, Index n);
  // Writes d_out = d_y W, and adds to the gradient of W. Biases are the caller's.
  void (*head_backward)(const Head&, const float* weights, const float* h, Index row_stride, const float* d_y,
                        float* d_out, float* d_weights, Index n);
  void (*make_wide_panels)(const Head&, const float* weights, float* wide_panels);

  // Sums `num_parts` gradients of n floats (n a multiple of W), `part_stride` apart, into the first
  // in order; returns the sum of squares.
  double (*reduce)(float* parts, Index part_stride, Index num_parts, Index n);
  bool (*all_finite)(const float* values, Index n);
};

}  // namespace elman
