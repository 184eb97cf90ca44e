#include "network.h"

#include <cmath>
#include <cstring>
#include <stdexcept>

#include "../isa/dispatch.h"
#include "flush_to_zero.h"

namespace elman {

namespace {

template <class Entry>
const Entry& find(const char* kind, const Entry* entries, int count, const std::string& name) {
  for (int i = 0; i < count; i++)
    if (name == entries[i].name) return entries[i];
  throw std::invalid_argument(std::string(kind) + " must be one that the native engine has, got '" + name +
                              "'. Use the reference engine.");
}

// Prediction runs in chunks of time, so that its memory does not grow with the sequence.
long chunk_steps(long batch, long num_steps) {
  constexpr long kChunkRows = 512;
  return std::min(num_steps, std::max(1L, kChunkRows / batch));
}

// Rows times parameters from which a prediction wakes threads, some 30 microseconds of work: a step of a
// hundred small streams is done before they are awake, and waits ten times as long if another process has
// their core.
constexpr long kThreadWork = 1'000'000;

// The output function of splitmix64, as in network/dropout.py.
uint64_t splitmix64(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

}  // namespace

Network::Network(const NetworkConfig& config)
    : config_(config),
      table_(choose_table(config.isa)),
      cell_(find("cell", table_.cells, table_.num_cells, config.cell)),
      optimizer_(find("optimizer", table_.optimizers, table_.num_optimizers, config.optimizer.name)),
      score_(find("loss", kLosses, static_cast<int>(kNumLosses), config.loss.name).score),
      layout_(config_, table_, cell_) {
  parameters_.reserve(layout_.num_floats);
  backward_parameters_.reserve(layout_.num_backward_floats);
  m_.reserve(layout_.num_floats);
  v_.reserve(layout_.num_floats);
  for (int thread = 0; thread < config_.threads; thread++)
    workspaces_.push_back(std::make_unique<Workspace>(layout_.layers.size()));
}

// On the calling thread, where running out of memory is an error and not the end of the process.
void Network::reserve(const Plan& plan, long num_steps, bool keep) {
  const int num_threads = std::min(config_.threads, plan.num_shards);
  for (int thread = 0; thread < num_threads; thread++)
    workspaces_[thread]->reserve(layout_, plan.largest_slice, num_steps, keep);
}

template <class Work>
void Network::run(int num_tasks, Work work) {
  if (num_tasks == 1 || config_.threads == 1) {
    for (int task = 0; task < num_tasks; task++) work(task, 0);
    return;
  }
  if (pool_ && pool_->is_orphaned()) pool_.release();  // its threads are in the parent process
  if (!pool_) pool_ = std::make_unique<ThreadPool>(config_.threads);
  pool_->run(num_tasks, work);
}

// ---------------------------------------------------------------- forward

DropoutMask Network::mask_of(const Slice& slice, size_t layer) const {
  const uint64_t place = (static_cast<uint64_t>(step_) << 16) + layer + 1;
  const uint64_t key = splitmix64(config_.seed + 0x9E3779B97F4A7C15u * place);
  return {static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32),
          static_cast<uint32_t>(std::lround(config_.dropout * (1 << 24))),
          static_cast<float>(1.0 / (1.0 - config_.dropout)), slice.sequences.first};
}

// `train` keeps what the backward pass needs, and drops out.
void Network::run_layers(const Slice& slice, long num_steps, bool train) {
  const int batch = slice.sequences.count, steps = static_cast<int>(num_steps);
  for (size_t index = 0; index < layout_.layers.size(); index++) {
    const Layer& layer = layout_.layers[index];
    const LayerBuffers buffers = slice.workspace.layer(index, train);
    cell_.forward(layer, parameters_.data() + layout_.layer_weights[index], buffers, batch, steps);
    if (index + 1 == layout_.layers.size()) break;
    const DropoutMask mask = mask_of(slice, index);
    table_.feed_layer(layer, buffers, layout_.layers[index + 1], slice.workspace.layer(index + 1, train),
                      train && config_.dropout > 0.0 ? &mask : nullptr, batch, steps);
  }
}

void Network::predict(const Slice& slice, long num_steps) {
  const Layer& top = layout_.layers.back();
  const float* h = slice.workspace.rows.back().data() + slice.sequences.count * top.row_stride;
  table_.head_forward(layout_.head, parameters_.data() + layout_.head_weights,
                      backward_parameters_.data() + layout_.wide_panels, h, top.row_stride,
                      slice.workspace.prediction.data(), num_steps * slice.sequences.count);
}

void Network::forward_slice(const Slice& slice, long chunk) {
  const long num_steps = slice.window.num_steps;
  for (long first = 0; first < num_steps; first += chunk) {
    const long steps = std::min(chunk, num_steps - first);
    slice.load_state();
    slice.load_inputs(first, steps);
    run_layers(slice, steps, false);
    predict(slice, steps);
    slice.store_prediction(first, steps);
    slice.store_state(steps);
  }
}

void Network::forward(const Window& window) {
  const FlushToZero flushing;
  const Plan plan(layout_, window.batch);
  // One length for all: a smaller slice could take longer chunks, for which there is no room.
  const long chunk = chunk_steps(plan.largest_slice, window.num_steps);
  reserve(plan, chunk, false);
  const auto work = [&](int shard, int thread) {
    for (int i = 0; i < plan.slices_per_shard; i++)
      forward_slice({layout_, window, *workspaces_[thread], plan.slice(shard, i)}, chunk);
  };
  if (static_cast<long>(window.batch) * window.num_steps * num_parameters() >= kThreadWork)
    run(plan.num_shards, work);
  else
    for (int shard = 0; shard < plan.num_shards; shard++) work(shard, 0);
}

// ---------------------------------------------------------------- training

double Network::score_slice(const Slice& slice, float* d_bias, float scale) {
  Workspace& workspace = slice.workspace;
  std::fill(workspace.d_bias.begin(), workspace.d_bias.end(), 0.0);
  const int quantiles = config_.num_quantiles;
  const double loss =
      score_(config_.loss.numbers,
             {workspace.prediction.data(), workspace.d_prediction.data(), layout_.head.output_stride,
              slice.window.y, slice.window.weight, slice.sequences.first, slice.sequences.count,
              slice.window.num_steps, config_.output_size / quantiles, quantiles, scale},
             workspace.d_bias.data());
  for (int o = 0; o < config_.output_size; o++) d_bias[o] += static_cast<float>(workspace.d_bias[o]);
  return loss;
}

void Network::backward_layers(const Slice& slice, float* d_parameters) {
  Workspace& workspace = slice.workspace;
  const int batch = slice.sequences.count, num_steps = slice.window.num_steps;
  for (size_t index = layout_.layers.size(); index-- > 0;) {
    const float* recurrent = backward_parameters_.data() + layout_.recurrent_panels[index];
    const float* inputs = index > 0 ? backward_parameters_.data() + layout_.input_panels[index] : nullptr;
    cell_.backward(layout_.layers[index], recurrent, inputs, workspace.layer(index, true),
                   workspace.d_out.data(), workspace.d_carry.data(),
                   d_parameters + layout_.layer_weights[index], batch, num_steps);
    if (index > 0 && config_.dropout > 0.0)
      table_.mask_gradient(layout_.layers[index - 1], mask_of(slice, index - 1), workspace.d_out.data(),
                           batch, num_steps);
  }
}

double Network::train_slice(const Slice& slice, float* d_parameters, float scale) {
  const long batch = slice.sequences.count, num_steps = slice.window.num_steps;
  Workspace& workspace = slice.workspace;
  slice.load_state();
  slice.load_inputs(0, num_steps);
  run_layers(slice, num_steps, true);
  predict(slice, num_steps);
  float* d_head = d_parameters + layout_.head_weights;
  const long num_head_weights = static_cast<long>(layout_.head.output_size) * layout_.head.padded_size;
  const double loss = score_slice(slice, d_head + num_head_weights, scale);
  const Layer& top = layout_.layers.back();
  table_.head_backward(layout_.head, parameters_.data() + layout_.head_weights,
                       workspace.rows.back().data() + batch * top.row_stride, top.row_stride,
                       workspace.d_prediction.data(), workspace.d_out.data(), d_head, num_steps * batch);
  backward_layers(slice, d_parameters);
  slice.store_state(num_steps);
  return loss;
}

double Network::total_weight(const Window& window) const {
  const long num_targets =
      static_cast<long>(window.batch) * window.num_steps * (config_.output_size / config_.num_quantiles);
  double total = window.weight ? 0.0 : static_cast<double>(num_targets);
  if (window.weight)
    for (long i = 0; i < num_targets; i++) total += window.weight[i];
  return total * config_.num_quantiles;
}

double Network::accumulate_gradients(const Window& window, double* sum_of_squares) {
  const Plan plan(layout_, window.batch);
  const double weight = total_weight(window);
  const float scale = weight > 0.0 ? static_cast<float>(1.0 / weight) : 0.0f;
  gradients_.reserve(plan.num_shards * layout_.num_floats);
  reserve(plan, window.num_steps, true);
  double losses[Plan::kMaxShards];
  run(plan.num_shards, [&](int shard, int thread) {
    float* d_parameters = gradients_.data() + shard * layout_.num_floats;
    std::memset(d_parameters, 0, layout_.num_floats * sizeof(float));
    losses[shard] = 0.0;
    for (int i = 0; i < plan.slices_per_shard; i++)
      losses[shard] +=
          train_slice({layout_, window, *workspaces_[thread], plan.slice(shard, i)}, d_parameters, scale);
  });
  double loss = 0.0;
  for (int shard = 0; shard < plan.num_shards; shard++) loss += losses[shard];
  *sum_of_squares = table_.reduce(gradients_.data(), layout_.num_floats, plan.num_shards, layout_.num_floats);
  return weight > 0.0 ? loss / weight : 0.0;
}

double Network::train(const Window& window) {
  const FlushToZero flushing;
  double sum_of_squares;
  const double loss = accumulate_gradients(window, &sum_of_squares);
  if (!std::isfinite(loss)) return loss;
  if (!std::isfinite(sum_of_squares)) return std::nan("");
  update(sum_of_squares);
  return loss;
}

double Network::gradients(const Window& window, float* flat) {
  const FlushToZero flushing;
  double sum_of_squares;
  const double loss = accumulate_gradients(window, &sum_of_squares);
  unpack(gradients_, flat);
  return loss;
}

void Network::update(double sum_of_squares) {
  const OptimizerConfig& options = config_.optimizer;
  double scale = 1.0, learning_rate = options.learning_rate;
  if (options.clip_norm > 0.0) scale = std::min(1.0, options.clip_norm / (std::sqrt(sum_of_squares) + 1e-6));
  if (options.cosine_steps > 0) {
    const double done = static_cast<double>(std::min(step_, options.cosine_steps)) / options.cosine_steps;
    learning_rate *= 0.5 * (1.0 + std::cos(M_PI * done));
  }
  count_step();
  UpdateConstants constants{};
  constants.gradient_scale = static_cast<float>(scale);
  constants.one_less_beta1 = static_cast<float>(1.0 - options.beta1);
  constants.one_less_beta2 = static_cast<float>(1.0 - options.beta2);
  constants.beta2 = static_cast<float>(options.beta2);
  constants.epsilon = static_cast<float>(options.epsilon);
  constants.weight_decay = static_cast<float>(options.weight_decay);
  constants.learning_rate = static_cast<float>(learning_rate);
  constants.correction1 = static_cast<float>(1.0 - beta1_power_);
  constants.correction2 = static_cast<float>(1.0 - beta2_power_);
  optimizer_.update(parameters_.data(), m_.data(), v_.data(), gradients_.data(), layout_.num_floats,
                    constants);
  refresh_panels();
}

void Network::count_step() {
  step_++;
  beta1_power_ *= config_.optimizer.beta1;
  beta2_power_ *= config_.optimizer.beta2;
}

// ---------------------------------------------------------------- parameters

void Network::refresh_panels() {
  float* panels = backward_parameters_.data();
  for (size_t index = 0; index < layout_.layers.size(); index++)
    cell_.make_backward_panels(layout_.layers[index], parameters_.data() + layout_.layer_weights[index],
                               panels + layout_.recurrent_panels[index],
                               index > 0 ? panels + layout_.input_panels[index] : nullptr);
  if (layout_.head.wide)
    table_.make_wide_panels(layout_.head, parameters_.data() + layout_.head_weights,
                            panels + layout_.wide_panels);
}

void Network::pack(const float* flat, Buffer& packed) const {
  for (size_t i = 0; i < layout_.packed.size(); i++) packed.data()[layout_.packed[i]] = flat[i];
}

void Network::unpack(const Buffer& packed, float* flat) const {
  for (size_t i = 0; i < layout_.packed.size(); i++) flat[i] = packed.data()[layout_.packed[i]];
}

void Network::load(const float* flat) {
  pack(flat, parameters_);
  m_.clear();
  v_.clear();
  step_ = 0;
  beta1_power_ = beta2_power_ = 1.0;
  refresh_panels();
}

void Network::read_moments(float* m, float* v) const {
  unpack(m_, m);
  unpack(v_, v);
}

void Network::restore(const float* parameters, const float* m, const float* v, int64_t step) {
  load(parameters);
  pack(m, m_);
  pack(v, v_);
  while (step_ < step) count_step();
}

}  // namespace elman
