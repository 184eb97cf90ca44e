#include "turns.h"

#include <stdexcept>

#include "platform.h"

namespace elman {

Turns::Begun Turns::try_begin() {
  const std::thread::id self = std::this_thread::get_id();
  if (thread_.load(std::memory_order_relaxed) == self)
    throw std::runtime_error(
        "network must be between two calls, got a call from within one, as a signal handler makes it. "
        "Let the handler set a flag, and look at the flag after the call.");
  const unsigned mine = process_generation() + 1;
  unsigned held = 0;
  Begun begun = Begun::kClean;
  if (!holder_.compare_exchange_strong(held, mine, std::memory_order_acquire)) {
    if (held == mine || !holder_.compare_exchange_strong(held, mine, std::memory_order_acquire))
      return Begun::kNot;
    begun = Begun::kInherited;
  }
  thread_.store(self, std::memory_order_relaxed);
  return begun;
}

Turns::Begun Turns::begin() {
  for (;;) {
    const Begun begun = try_begin();
    if (begun != Begun::kNot) return begun;
    holder_.wait(process_generation() + 1, std::memory_order_relaxed);
  }
}

void Turns::end() {
  thread_.store({}, std::memory_order_relaxed);
  holder_.store(
      0);  // sequentially consistent: whoever begins to wait is seen by the next line, or sees the 0
  holder_.notify_one();
}

}  // namespace elman
