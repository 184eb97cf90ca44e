#include "backward_pass.h"

#include <algorithm>
#include <cstring>

#include "registry.h"

namespace elman {

BackwardPass::BackwardPass(const Blueprint& blueprint, const Parameters& parameters,
                           const ForwardPass& forward)
    : blueprint_(blueprint),
      parameters_(parameters),
      forward_(forward),
      score_(find("loss", kLosses, static_cast<Index>(kNumLosses), blueprint.config.loss.name).score) {}

BackwardPass::Result BackwardPass::run(const Window& window, const Dropout& dropout, Workers& workers) {
  const Layout& layout = blueprint_.layout;
  const Plan plan(layout, window.batch);
  const double weight = total_weight(window);
  const float scale = weight > 0.0 ? static_cast<float>(1.0 / weight) : 0.0f;
  shards_.reserve(plan.num_shards * layout.num_floats);
  workers.reserve(plan, window.num_steps, true);
  double losses[Plan::kMaxShards];
  workers.run(plan.num_shards, window.interruption, [&](Index shard, Workspace& workspace) {
    float* d_parameters = shards_.data() + shard * layout.num_floats;
    std::memset(d_parameters, 0, static_cast<size_t>(layout.num_floats) * sizeof(float));
    losses[shard] = 0.0;
    for (Index i = 0; i < plan.slices_per_shard && !window.is_stopped(); i++)
      losses[shard] +=
          run_slice({layout, window, workspace, plan.slice(shard, i)}, dropout, d_parameters, scale);
  });
  if (window.is_stopped()) throw Interrupted();
  double loss = 0.0;
  for (Index shard = 0; shard < plan.num_shards; shard++) loss += losses[shard];
  const double squares =
      blueprint_.table.reduce(shards_.data(), layout.num_floats, plan.num_shards, layout.num_floats);
  return {weight > 0.0 ? loss / weight : 0.0, squares};
}

double BackwardPass::run_slice(const Slice& slice, const Dropout& dropout, float* d_parameters,
                               float scale) const {
  forward_.run_to_learn(slice, dropout);
  const Head& head = blueprint_.layout.head;
  float* d_head = d_parameters + blueprint_.layout.head_weights;
  const double loss = score_slice(slice, d_head + head.output_size * head.padded_size, scale);
  run_head(slice, d_head);
  run_layers(slice, dropout, d_parameters);
  slice.store_state(slice.window.num_steps);
  return loss;
}

double BackwardPass::score_slice(const Slice& slice, float* d_bias, float scale) const {
  Workspace& workspace = slice.workspace;
  const NetworkConfig& config = blueprint_.config;
  std::fill(workspace.d_bias.begin(), workspace.d_bias.end(), 0.0);
  const double loss = score_(
      config.loss.numbers,
      {workspace.prediction.data(), workspace.d_prediction.data(), blueprint_.layout.head.output_stride,
       slice.window.y, slice.window.weight, slice.sequences.first, slice.sequences.count,
       slice.window.num_steps, config.output_size / config.num_quantiles, config.num_quantiles, scale},
      workspace.d_bias.data());
  for (size_t o = 0; o < workspace.d_bias.size(); o++) d_bias[o] += static_cast<float>(workspace.d_bias[o]);
  return loss;
}

void BackwardPass::run_head(const Slice& slice, float* d_head) const {
  const Layout& layout = blueprint_.layout;
  Workspace& workspace = slice.workspace;
  blueprint_.table.head_backward(layout.head, parameters_.head(), slice.outputs(),
                                 layout.layers.back().row_stride, workspace.d_prediction.data(),
                                 workspace.d_out.data(), d_head,
                                 slice.window.num_steps * slice.sequences.count);
}

void BackwardPass::run_layers(const Slice& slice, const Dropout& dropout, float* d_parameters) const {
  const Layout& layout = blueprint_.layout;
  Workspace& workspace = slice.workspace;
  const Index batch = slice.sequences.count, num_steps = slice.window.num_steps;
  for (size_t index = layout.layers.size(); index-- > 0;) {
    run_layer(slice, index, d_parameters + layout.layer_weights[index]);
    if (index > 0 && dropout.is_on())
      blueprint_.table.mask_gradient(layout.layers[index - 1], dropout.mask(index - 1, slice.sequences.first),
                                     workspace.d_out.data(), batch, num_steps);
  }
}

void BackwardPass::run_layer(const Slice& slice, size_t index, float* d_weights) const {
  Workspace& workspace = slice.workspace;
  const Index num_steps = slice.window.num_steps, num_rows = slice.window.interruption
                                                                 ? blueprint_.rows_between_looks(index)
                                                                 : num_steps * slice.sequences.count;
  for (Index end = num_steps; end > 0 && !slice.window.is_stopped();)
    end = blueprint_.cell.backward(blueprint_.layout.layers[index], parameters_.recurrent_panels(index),
                                   parameters_.input_panels(index), workspace.layer(index, true),
                                   workspace.d_out.data(), workspace.d_carry.data(), d_weights,
                                   slice.sequences.count, num_steps, end, num_rows);
}

double BackwardPass::total_weight(const Window& window) const {
  const NetworkConfig& config = blueprint_.config;
  const Index num_targets = window.batch * window.num_steps * (config.output_size / config.num_quantiles);
  double total = window.weight ? 0.0 : static_cast<double>(num_targets);
  if (window.weight)
    for (Index i = 0; i < num_targets; i++) total += static_cast<double>(window.weight[i]);
  return total * static_cast<double>(config.num_quantiles);
}

}  // namespace elman
