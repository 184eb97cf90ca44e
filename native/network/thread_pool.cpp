#include "thread_pool.h"

#include <system_error>

#include "flush_to_zero.h"
#include "platform.h"

namespace elman {

namespace {

// A window takes microseconds to milliseconds: waiting awake for about as long as that saves the
// wake-up, and no more than that leaves the core to others.
constexpr int kSpins = 4000;
// Between so many looks the core is offered to others: with nobody else there that takes a third of a
// microsecond.
constexpr int kSpinsBeforeYield = 64;
constexpr std::uint64_t kOne = 1, kHalf = 32;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Whether the value is no longer `old`, for which it waits awake.
template <class T>
bool changes(const std::atomic<T>& value, T old) {
  for (int spin = 1; spin <= kSpins; spin++) {
    if (value.load(std::memory_order_acquire) != old) return true;
    if (spin % kSpinsBeforeYield == 0)
      std::this_thread::yield();
    else
      pause();
  }
  return false;
}

}  // namespace

ThreadPool::ThreadPool(Index num_threads) : generation_(process_generation()) {
  threads_.reserve(static_cast<size_t>(num_threads));
  try {
    for (Index thread = 1; thread < num_threads; thread++)
      threads_.emplace_back([this, thread] { serve(thread); });
  } catch (const std::system_error&) {  // a limit of the system: fewer threads give the same bits
  }
}

ThreadPool::~ThreadPool() {
  stopping_ = true;
  round_.fetch_add(1);
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool ThreadPool::is_orphaned() const {
  return generation_ != process_generation();
}

void ThreadPool::run_tasks(Index num_tasks, Interruption* interruption, Function function, void* context) {
  function_ = function;
  context_ = context;
  num_unfinished_.store(num_tasks, std::memory_order_relaxed);
  const auto count = static_cast<std::uint64_t>(num_tasks);
  left_.store(count << kHalf | count, std::memory_order_release);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  take_tasks(0);
  wait_for_others(interruption);
}

void ThreadPool::wait_for_others(Interruption* interruption) {
  for (Index unfinished = num_unfinished_.load(std::memory_order_acquire); unfinished > 0;
       unfinished = num_unfinished_.load(std::memory_order_acquire)) {
    if (changes(num_unfinished_, unfinished)) continue;
    std::unique_lock lock(mutex_);
    const auto are_done = [this] { return num_unfinished_.load(std::memory_order_acquire) == 0; };
    if (!interruption) return done_.wait(lock, are_done);
    if (done_.wait_for(lock, Interruption::kPause, are_done)) return;
    lock.unlock();
    interruption->is_wanted();
  }
}

void ThreadPool::take_tasks(Index thread) {
  std::uint64_t left = left_.load(std::memory_order_relaxed);
  for (;;) {
    const auto num_tasks = static_cast<Index>(left >> kHalf);
    const auto num_left = static_cast<Index>(left & ((kOne << kHalf) - 1));
    if (num_left == 0 || thread >= num_tasks) return;
    // Whoever gets a task sees what its run was told: a run does not end before its tasks do.
    if (!left_.compare_exchange_weak(left, left - 1, std::memory_order_acquire, std::memory_order_relaxed))
      continue;
    function_(context_, num_tasks - num_left, thread);
    finish_task();
    left = left_.load(std::memory_order_relaxed);
  }
}

void ThreadPool::finish_task() {
  if (num_unfinished_.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
  const std::lock_guard lock(mutex_);  // who waits has either seen the 0 or sleeps
  done_.notify_one();
}

void ThreadPool::serve(Index thread) {
  const FlushToZero flushing;  // as the thread that hands out the work
  for (;;) {
    const unsigned seen = round_.load(std::memory_order_acquire);
    if (stopping_) return;
    take_tasks(thread);
    if (!changes(round_, seen)) round_.wait(seen, std::memory_order_acquire);
  }
}

}  // namespace elman
