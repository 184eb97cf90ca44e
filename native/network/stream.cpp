#include "stream.h"

#include <algorithm>
#include <cmath>

namespace elman {

namespace {

// Rows of all lanes that are scaled at a time: memory does not grow with what is asked for at once.
constexpr long kChunkRows = 4096;

}  // namespace

Stream::Stream(Network& network, StreamConfig config) : network_(network), config_(std::move(config)) {
  const NetworkConfig& shape = network_.config();
  const size_t num_lanes = config_.num_lanes, num_inputs = config_.inputs.size();
  state.resize(network_.num_states() * shape.num_layers * num_lanes * shape.hidden_size);
  held.resize(num_lanes * num_inputs);
  steps.resize(num_lanes);
  inputs.resize(num_lanes * num_inputs);
  lanes.resize(num_lanes);
}

bool Stream::run(const double* x, double* y, long num_steps) {
  const int batch = num_lanes();
  if (batch == 0) return true;
  const long chunk = std::min(num_steps, std::max(1L, kChunkRows / batch));
  if (static_cast<long>(scaled_.size()) < batch * chunk * num_inputs()) {
    scaled_.resize(batch * chunk * num_inputs());
    prediction_.resize(batch * chunk * num_targets());
  }
  // Of several chunks, all are looked at before the first one changes anything.
  for (long first = 0; chunk < num_steps && first < num_steps; first += chunk)
    if (!scale(x, first, std::min(chunk, num_steps - first), num_steps)) return false;
  for (long first = 0; first < num_steps; first += chunk) {
    const long length = std::min(chunk, num_steps - first);
    if (!scale(x, first, length, num_steps)) return false;
    fill(x, first, length, num_steps);
    Window window{scaled_.data(), state.data(), batch, static_cast<int>(length)};
    window.prediction = prediction_.data();
    network_.forward(window);
    unscale(y, first, length, num_steps);
  }
  for (int64_t& seen : steps) seen += num_steps;
  for (LaneHealth& lane : lanes) lane.rows += num_steps;
  return true;
}

bool Stream::scale(const double* x, long first, long num_steps, long total_steps) {
  float* out = scaled_.data();
  bool usable = true;
  for (long lane = 0; lane < num_lanes(); lane++) {
    const double* in = x + (lane * total_steps + first) * num_inputs();
    for (long step = 0; step < num_steps; step++)
      for (const Channel& channel : config_.inputs) {
        *out = static_cast<float>((as_read(*in++) - channel.centre) / channel.scale);
        usable &= !std::isinf(*out) && (config_.hold || !std::isnan(*out));
        out++;
      }
  }
  return usable;
}

void Stream::fill(const double* x, long first, long num_steps, long total_steps) {
  const long count = num_inputs();
  float* scaled = scaled_.data();
  for (long lane = 0; lane < num_lanes(); lane++) {
    const double* in = x + (lane * total_steps + first) * count;
    float* last = held.data() + lane * count;
    InputHealth* seen = inputs.data() + lane * count;
    for (long step = 0; step < num_steps; step++, in += count, scaled += count)
      for (long f = 0; f < count; f++) {
        const bool missing = std::isnan(scaled[f]);
        scaled[f] = last[f] = missing ? last[f] : scaled[f];
        seen[f].missing += missing;
        seen[f].below += as_read(in[f]) < config_.low[f];
        seen[f].above += as_read(in[f]) > config_.high[f];
      }
  }
}

void Stream::unscale(double* y, long first, long num_steps, long total_steps) {
  const float* scaled = prediction_.data();
  for (long lane = 0; lane < num_lanes(); lane++) {
    double* out = y + (lane * total_steps + first) * num_targets();
    for (long step = 0; step < num_steps; step++) {
      bool finite = true;
      for (const Channel& channel : config_.targets) {
        *out = static_cast<double>(*scaled++) * channel.scale + channel.centre;
        finite &= std::isfinite(*out++);
      }
      lanes[lane].not_finite += !finite;
    }
  }
}

}  // namespace elman
