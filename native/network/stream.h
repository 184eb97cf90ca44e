// Lanes that go on from row to row: scaling, missing inputs, the carried state, and how the inputs fare.
#pragma once

#include <cstdint>
#include <vector>

#include "network.h"

namespace elman {

// Scaled = (value - centre) / scale, in float64: a centre may be much larger than the scale.
struct Channel {
  double centre, scale;
};

// What was seen of an input in its units.
struct InputHealth {
  int64_t below, above;  // of the training range
  int64_t missing;
};

struct LaneHealth {
  int64_t rows;
  int64_t not_finite;  // of them, those whose prediction was not
};

struct StreamConfig {
  std::vector<Channel> inputs, targets;
  std::vector<double> low, high;  // the training range of the inputs; NaN where it is not known
  bool hold = true;               // a missing input is held from the last known one; or else refused
  bool rounded = false;           // an input is rounded to float before anything else, as 0.1.0 did
  int num_lanes = 1;
};

class Stream {
 public:
  Stream(Network&, StreamConfig);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Goes `num_steps` rows on in every lane: x (B,T,F) in units, NaN where missing, to y (B,T,O) in units.
  // False if a row cannot be used, an infinite input or one missing that may not be: nothing changes then.
  // Whoever calls it holds the network's mutex.
  bool run(const double* x, double* y, long num_steps);

  Network& network() { return network_; }
  int num_lanes() const { return config_.num_lanes; }
  int num_inputs() const { return static_cast<int>(config_.inputs.size()); }
  int num_targets() const { return static_cast<int>(config_.targets.size()); }

  // All that a lane remembers, to be copied in and out.
  std::vector<float> state;         // (S,L,B,H)
  std::vector<float> held;          // (B,F): the last known inputs, scaled; 0 before the first
  std::vector<int64_t> steps;       // (B): rows since the lane's start
  std::vector<InputHealth> inputs;  // (B,F)
  std::vector<LaneHealth> lanes;    // (B)

 private:
  // Rows `first` to `first + num_steps` of every lane, of T in all, into and out of this chunk's buffers.
  bool scale(const double* x, long first, long num_steps, long total_steps);
  void fill(const double* x, long first, long num_steps, long total_steps);
  void unscale(double* y, long first, long num_steps, long total_steps);

  double as_read(double x) const { return config_.rounded ? static_cast<float>(x) : x; }

  Network& network_;
  StreamConfig config_;
  std::vector<float> scaled_, prediction_;  // of one chunk: (B,T,F), (B,T,O)
};

}  // namespace elman
