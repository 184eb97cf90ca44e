#include "network.h"

#include <cmath>
#include <stdexcept>

#include "flush_to_zero.h"

namespace elman {

Network::Network(const NetworkConfig& config)
    : blueprint_(config),
      parameters_(blueprint_),
      optimizer_(blueprint_),
      workers_(blueprint_),
      forward_(blueprint_, parameters_),
      backward_(blueprint_, parameters_, forward_) {}

void Network::forward(const Window& window) {
  check_whole();
  const FlushToZero flushing;
  forward_.predict(window, workers_);
}

double Network::train(const Window& window) {
  const FlushToZero flushing;
  const auto [loss, sum_of_squares] = accumulate(window);
  if (!std::isfinite(loss)) return loss;
  if (!std::isfinite(sum_of_squares)) return std::nan("");
  is_changing_ = true;
  optimizer_.update(parameters_, backward_.gradient(), sum_of_squares);
  is_changing_ = false;
  return loss;
}

double Network::gradients(const Window& window, float* flat) {
  const FlushToZero flushing;
  const double loss = accumulate(window).loss;
  blueprint_.layout.unpack(backward_.gradient(), flat);
  return loss;
}

BackwardPass::Result Network::accumulate(const Window& window) {
  check_whole();
  return backward_.run(window, Dropout(blueprint_.config, optimizer_.num_steps()), workers_);
}

void Network::read_parameters(float* flat) const {
  check_whole();
  parameters_.read(flat);
}

void Network::read_moments(float* m, float* v) const {
  check_whole();
  optimizer_.read_moments(m, v);
}

void Network::load(const float* flat) {
  is_changing_ = true;
  parameters_.load(flat);
  optimizer_.reset();
  is_changing_ = false;
}

void Network::restore(const float* parameters, const float* m, const float* v, int64_t step) {
  is_changing_ = true;
  parameters_.load(parameters);
  optimizer_.restore(m, v, step);
  is_changing_ = false;
}

bool Network::take_over(Turns::Begun begun) {
  if (begun == Turns::Begun::kInherited) workers_.abandon();
  return begun != Turns::Begun::kNot;
}

// None of what changes it throws, so only a thread that is no longer there can have left it like this.
void Network::check_whole() const {
  if (is_changing_)
    throw std::runtime_error(
        "network must not be in the middle of a training step when the process forks, got one that another "
        "thread was training. Load its parameters or restore a snapshot, or start processes with 'spawn'.");
}

}  // namespace elman
