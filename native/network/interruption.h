// How a call that takes long is stopped by whoever made it.
#pragma once

#include <atomic>
#include <chrono>
#include <exception>
#include <thread>

namespace elman {

// Thrown by a call that was stopped. Nothing has changed.
struct Interrupted : std::exception {
  const char* what() const noexcept override { return "the call was interrupted"; }
};

// Made for one call, on the thread that makes it.
class Interruption {
 public:
  // ask(context): whether to stop.
  using Ask = bool (*)(void* context);

  Interruption(Ask ask, void* context) : ask_(ask), context_(context) {}

  // Whether to stop, for loops to look at every millisecond or so, on any thread. The caller is asked on
  // its own thread, and not often: asking may mean to wait for a lock.
  bool is_wanted() {
    if (is_wanted_.load(std::memory_order_relaxed)) return true;
    if (std::this_thread::get_id() != caller_) return false;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return false;
    if (ask_(context_)) is_wanted_.store(true, std::memory_order_relaxed);
    next_ = std::chrono::steady_clock::now() + kPause;
    return is_wanted_.load(std::memory_order_relaxed);
  }

  // People feel an answer within this time to be at once, and a lock that others hold for 5 milliseconds at a
  // time costs 3 % at most.
  static constexpr std::chrono::milliseconds kPause{200};

 private:
  const Ask ask_;
  void* const context_;
  const std::thread::id caller_ = std::this_thread::get_id();
  std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + kPause;
  std::atomic<bool> is_wanted_{false};
};

}  // namespace elman
