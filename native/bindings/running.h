// Who runs a network's method: its turn, and the GIL released where the work is worth it.
#pragma once

#include <nanobind/nanobind.h>

#include <optional>
#include <thread>

#include "../network/network.h"

namespace elman {

// The GIL, given up until this is destroyed.
class ReleasedGil {
 public:
  ReleasedGil() : state_(PyEval_SaveThread()) {}
  ~ReleasedGil() { take_back(); }
  ReleasedGil(const ReleasedGil&) = delete;
  ReleasedGil& operator=(const ReleasedGil&) = delete;

  // Whether a signal's handler has raised an exception, which is left set. Handlers run in Python's main
  // thread.
  static bool ask(void* self) {
    auto* released = static_cast<ReleasedGil*>(self);
    released->take_back();
    const bool has_raised = PyErr_CheckSignals() < 0;
    released->state_ = PyEval_SaveThread();
    return has_raised;
  }

 private:
  // Once the interpreter has begun to end, it ends every other thread that asks for the GIL, by unwinding the
  // stack: through destructors that may not throw, which would abort the process. Such a thread stays here.
  void take_back() {
    try {
      PyEval_RestoreThread(state_);
    } catch (...) {
      for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
    }
  }

  PyThreadState* state_;
};

// The turn of a thread that has the GIL, or gets it back at the end. It does not wait with the GIL: the
// holder of the turn may ask for that, to look at signals.
class Turn {
 public:
  Turn(Network& network, std::optional<ReleasedGil>& released) : network_(network) {
    if (network_.try_begin_turn()) return;
    if (!released) released.emplace();
    network_.begin_turn();
  }
  ~Turn() { network_.end_turn(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Network& network_;
};

// Whether this is the thread on which Python runs the handlers of signals; it is found when the module is
// made.
void find_main_thread();
bool is_main_thread();

// Rows times parameters from which it is worth while to give the GIL up, and from which somebody could want
// to interrupt, a millisecond or so: the clock that says when to ask takes 30 nanoseconds at a time.
constexpr Index kWorkForTheGil = 100'000, kWorkForInterrupting = 20'000'000;

// work(interruption) in a turn of the network's; `interruption` is null in calls that are short, or that no
// signal can end. Python's exception (KeyboardInterrupt) if one did.
template <class Work>
auto run(Network& network, Index num_rows, Work work) {
  try {
    std::optional<ReleasedGil> released;  // declared first, destroyed last
    const Index work_to_do = num_rows * network.blueprint().num_parameters();
    if (work_to_do > kWorkForTheGil) released.emplace();
    std::optional<Interruption> interruption;
    if (work_to_do > kWorkForInterrupting && is_main_thread())
      interruption.emplace(ReleasedGil::ask, &*released);
    const Turn turn(network, released);
    return work(interruption ? &*interruption : nullptr);
  } catch (const Interrupted&) {
    throw nanobind::python_error();
  }
}

// work() in a turn of the network's, for what takes no time.
template <class Work>
auto run_shortly(Network& network, Work work) {
  std::optional<ReleasedGil> released;
  const Turn turn(network, released);
  return work();
}

}  // namespace elman
