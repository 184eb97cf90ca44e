#include "stream.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace elman {

namespace {

// Rows of all lanes that are scaled at a time: memory does not grow with what is asked for at once.
constexpr Index kChunkRows = 4096;

}  // namespace

Stream::Stream(Network& network, StreamConfig config) : network_(network), config_(std::move(config)) {
  if (config_.num_lanes < 0 || config_.num_lanes > kMostLanes)
    throw std::length_error("lanes must be from 0 to " + std::to_string(kMostLanes) + ", got " +
                            std::to_string(config_.num_lanes) + ". Run them in several batches.");
  const NetworkConfig& shape = network_.config();
  const size_t num_lanes = static_cast<size_t>(config_.num_lanes), num_inputs = config_.inputs.size();
  const Index lane_floats = network_.blueprint().layout.num_states * shape.num_layers * shape.hidden_size;
  memory_.state.resize(static_cast<size_t>(lane_floats) * num_lanes);
  memory_.held.resize(num_lanes * num_inputs, std::numeric_limits<float>::quiet_NaN());
  memory_.steps.resize(num_lanes);
  memory_.inputs.resize(num_lanes * num_inputs);
  memory_.lanes.resize(num_lanes);
}

StreamMemory& Stream::memory() {
  if (is_changing_)
    throw std::runtime_error(
        "stream must not be in the middle of its rows when the process forks, got one that another thread "
        "was "
        "running. Make a stream from a state that was saved before.");
  return memory_;
}

bool Stream::run(const double* x, double* y, Index num_steps, Interruption* interruption) {
  memory();
  const Index batch = num_lanes();
  if (batch == 0) return true;
  const Index chunk = std::min(num_steps, std::max(Index{1}, kChunkRows / batch));
  const size_t rows = static_cast<size_t>(batch * chunk);
  if (scaled_.size() < rows * config_.inputs.size()) scaled_.resize(rows * config_.inputs.size());
  if (prediction_.size() < rows * config_.targets.size()) prediction_.resize(rows * config_.targets.size());
  // All chunks are looked at before the first one changes anything.
  for (Index first = 0; first < num_steps; first += chunk)
    if (!scale(x, first, std::min(chunk, num_steps - first), num_steps)) return false;
  if (interruption) before_ = memory_;
  is_changing_ = true;
  try {
    advance(x, y, num_steps, chunk, interruption);
  } catch (...) {
    if (interruption) memory_ = before_;  // of the same sizes: nothing is allocated
    is_changing_ = false;
    throw;
  }
  is_changing_ = false;
  return true;
}

void Stream::advance(const double* x, double* y, Index num_steps, Index chunk, Interruption* interruption) {
  for (Index first = 0; first < num_steps; first += chunk) {
    const Index length = std::min(chunk, num_steps - first);
    if (chunk < num_steps) scale(x, first, length, num_steps);  // a single chunk has been scaled
    fill(x, first, length, num_steps);
    Window window{scaled_.data(), memory_.state.data(), num_lanes(), length};
    window.prediction = prediction_.data();
    window.interruption = interruption;
    network_.forward(window);
    unscale(y, first, length, num_steps);
  }
  for (int64_t& seen : memory_.steps) seen += num_steps;
  for (LaneHealth& lane : memory_.lanes) lane.rows += num_steps;
}

bool Stream::scale(const double* x, Index first, Index num_steps, Index total_steps) {
  float* out = scaled_.data();
  bool usable = true;
  for (Index lane = 0; lane < num_lanes(); lane++) {
    const double* in = x + (lane * total_steps + first) * num_inputs();
    for (Index step = 0; step < num_steps; step++)
      for (const Channel& channel : config_.inputs) {
        *out = static_cast<float>((as_read(*in++) - channel.centre) / channel.scale);
        usable &= !std::isinf(*out) && (config_.hold || !std::isnan(*out));
        out++;
      }
  }
  return usable;
}

void Stream::fill(const double* x, Index first, Index num_steps, Index total_steps) {
  const Index count = num_inputs();
  const double *low = config_.low.data(), *high = config_.high.data();
  float* scaled = scaled_.data();
  for (Index lane = 0; lane < num_lanes(); lane++) {
    const double* in = x + (lane * total_steps + first) * count;
    float* last = memory_.held.data() + lane * count;
    InputHealth* seen = memory_.inputs.data() + lane * count;
    for (Index step = 0; step < num_steps; step++, in += count, scaled += count)
      for (Index f = 0; f < count; f++) {
        const bool missing = std::isnan(scaled[f]);
        // Before the first known value the scaling's centre, 0, stands.
        if (missing)
          scaled[f] = std::isnan(last[f]) ? 0.0f : last[f];
        else
          last[f] = scaled[f];
        seen[f].missing += missing;
        seen[f].below += as_read(in[f]) < low[f];
        seen[f].above += as_read(in[f]) > high[f];
      }
  }
}

void Stream::unscale(double* y, Index first, Index num_steps, Index total_steps) {
  const float* scaled = prediction_.data();
  for (Index lane = 0; lane < num_lanes(); lane++) {
    double* out = y + (lane * total_steps + first) * num_targets();
    for (Index step = 0; step < num_steps; step++) {
      bool finite = true;
      for (const Channel& channel : config_.targets) {
        *out = static_cast<double>(*scaled++) * channel.scale + channel.centre;
        finite &= std::isfinite(*out++);
      }
      memory_.lanes[static_cast<size_t>(lane)].not_finite += !finite;
    }
  }
}

}  // namespace elman
