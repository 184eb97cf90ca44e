#include "forward_pass.h"

#include <algorithm>

namespace elman {

namespace {

// Prediction runs in chunks of time, so that its memory does not grow with the sequence.
constexpr Index kChunkRows = 512;

// Rows times parameters from which a prediction wakes threads, some 30 microseconds of work: a step of a
// hundred small streams is done before they are awake, and waits ten times as long if another process has
// their core.
constexpr Index kThreadWork = 1'000'000;

}  // namespace

void ForwardPass::predict(const Window& window, Workers& workers) const {
  const Plan plan(blueprint_.layout, window.batch);
  // One length for all: a smaller slice could take longer chunks, for which there is no room.
  const Index chunk = std::min(window.num_steps, std::max(Index{1}, kChunkRows / plan.largest_slice));
  workers.reserve(plan, chunk, false);
  const auto work = [&](Index shard, Workspace& workspace) {
    for (Index i = 0; i < plan.slices_per_shard; i++)
      predict_slice({blueprint_.layout, window, workspace, plan.slice(shard, i)}, chunk);
  };
  if (window.batch * window.num_steps * blueprint_.num_parameters() >= kThreadWork)
    workers.run(plan.num_shards, window.interruption, work);
  else
    workers.run_here(plan.num_shards, work);
  if (window.is_stopped()) throw Interrupted();
}

void ForwardPass::predict_slice(const Slice& slice, Index chunk) const {
  const Index num_steps = slice.window.num_steps;
  for (Index first = 0; first < num_steps && !slice.window.is_stopped(); first += chunk) {
    const Index steps = std::min(chunk, num_steps - first);
    slice.load_state();
    slice.load_inputs(first, steps);
    run_layers(slice, steps, nullptr);
    run_head(slice, steps);
    slice.store_prediction(first, steps);
    slice.store_state(steps);
  }
}

void ForwardPass::run_to_learn(const Slice& slice, const Dropout& dropout) const {
  const Index num_steps = slice.window.num_steps;
  slice.load_state();
  slice.load_inputs(0, num_steps);
  run_layers(slice, num_steps, &dropout);
  run_head(slice, num_steps);
}

void ForwardPass::run_layers(const Slice& slice, Index num_steps, const Dropout* dropout) const {
  const Index batch = slice.sequences.count;
  const std::vector<Layer>& layers = blueprint_.layout.layers;
  for (size_t index = 0; index < layers.size(); index++) {
    run_layer(slice, index, num_steps, dropout != nullptr);
    if (index + 1 == layers.size()) break;
    DropoutMask mask{};
    const bool masked = dropout && dropout->is_on();
    if (masked) mask = dropout->mask(index, slice.sequences.first);
    blueprint_.table.feed_layer(layers[index], slice.workspace.layer(index, false), layers[index + 1],
                                slice.workspace.layer(index + 1, false), masked ? &mask : nullptr, batch,
                                num_steps);
  }
}

void ForwardPass::run_layer(const Slice& slice, size_t index, Index num_steps, bool keep) const {
  const Layer& layer = blueprint_.layout.layers[index];
  const Index batch = slice.sequences.count;
  const Index most = slice.window.interruption
                         ? std::max(Index{1}, blueprint_.rows_between_looks(index) / batch)
                         : num_steps;
  for (Index first = 0; first < num_steps && !slice.window.is_stopped(); first += most)
    blueprint_.cell.forward(layer, parameters_.layer(index),
                            slice.workspace.layer_from(index, keep, layer, first * batch), batch,
                            std::min(most, num_steps - first));
}

void ForwardPass::run_head(const Slice& slice, Index num_steps) const {
  const Layout& layout = blueprint_.layout;
  blueprint_.table.head_forward(layout.head, parameters_.head(), parameters_.wide_panels(), slice.outputs(),
                                layout.layers.back().row_stride, slice.workspace.prediction.data(),
                                num_steps * slice.sequences.count);
}

}  // namespace elman
