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
  Index num_lanes = 1;
};

// All that the lanes remember.
struct StreamMemory {
  std::vector<float> state;         // (S,L,B,H)
  std::vector<float> held;          // (B,F): the last known inputs, scaled; NaN before the first
  std::vector<int64_t> steps;       // (B): rows since the lane's start
  std::vector<InputHealth> inputs;  // (B,F)
  std::vector<LaneHealth> lanes;    // (B)
};

// Beyond this, the memory of the lanes and whatever their callers keep of each would take the machine down.
constexpr Index kMostLanes = 1'000'000;

class Stream {
 public:
  // Throws std::length_error with a sentence for too many lanes.
  Stream(Network&, StreamConfig);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Goes `num_steps` rows on in every lane: x (B,T,F) in units, NaN where missing, to y (B,T,O) in units.
  // False if a row cannot be used, an infinite input or one missing that may not be: nothing changes then.
  // Throws Interrupted if the interruption (null: none) wants it, and nothing has changed either. Whoever
  // calls it, or uses the memory, has the network's turn.
  bool run(const double* x, double* y, Index num_steps, Interruption*);

  Network& network() { return network_; }
  Index num_lanes() const { return config_.num_lanes; }
  Index num_inputs() const { return static_cast<Index>(config_.inputs.size()); }
  Index num_targets() const { return static_cast<Index>(config_.targets.size()); }

  // To be copied in and out. Throws std::runtime_error with a sentence in a process that was forked while a
  // thread of its parent ran this stream.
  StreamMemory& memory();

 private:
  double as_read(double x) const { return config_.rounded ? static_cast<double>(static_cast<float>(x)) : x; }
  void advance(const double* x, double* y, Index num_steps, Index chunk, Interruption*);
  // Rows `first` to `first + num_steps` of every lane, of T in all, into and out of this chunk's buffers.
  bool scale(const double* x, Index first, Index num_steps, Index total_steps);
  void fill(const double* x, Index first, Index num_steps, Index total_steps);
  void unscale(double* y, Index first, Index num_steps, Index total_steps);

  Network& network_;
  StreamConfig config_;
  StreamMemory memory_, before_;            // `before_`: to go back to, where a call can be interrupted
  bool is_changing_ = false;                // while it is neither
  std::vector<float> scaled_, prediction_;  // of one chunk: (B,T,F), (B,T,O)
};

}  // namespace elman
