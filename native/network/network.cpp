#include "network.h"

#include <cmath>

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
  const FlushToZero flushing;
  forward_.predict(window, workers_);
}

double Network::train(const Window& window) {
  const FlushToZero flushing;
  const auto [loss, sum_of_squares] = accumulate(window);
  if (!std::isfinite(loss)) return loss;
  if (!std::isfinite(sum_of_squares)) return std::nan("");
  optimizer_.update(parameters_, backward_.gradient(), sum_of_squares);
  return loss;
}

double Network::gradients(const Window& window, float* flat) {
  const FlushToZero flushing;
  const double loss = accumulate(window).loss;
  blueprint_.layout.unpack(backward_.gradient(), flat);
  return loss;
}

BackwardPass::Result Network::accumulate(const Window& window) {
  return backward_.run(window, Dropout(blueprint_.config, optimizer_.num_steps()), workers_);
}

void Network::load(const float* flat) {
  parameters_.load(flat);
  optimizer_.reset();
}

void Network::restore(const float* parameters, const float* m, const float* v, int64_t step) {
  parameters_.load(parameters);
  optimizer_.restore(m, v, step);
}

}  // namespace elman
