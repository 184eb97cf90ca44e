#include "thread_pool.h"

#include <system_error>

#include "flush_to_zero.h"
#include "platform.h"

namespace elman {

namespace {

// A window takes microseconds to milliseconds: waiting awake for about as long as that saves the
// wake-up, and no more than that leaves the core to others.
constexpr int kSpins = 4000;

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
  for (int spin = 0; spin < kSpins; spin++) {
    if (value.load(std::memory_order_acquire) != old) return true;
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
  num_tasks_ = num_tasks;
  next_task_ = 0;
  num_busy_ = static_cast<int>(threads_.size());
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  take_tasks(0);
  wait_for_others(interruption);
}

void ThreadPool::wait_for_others(Interruption* interruption) {
  for (int busy = num_busy_.load(std::memory_order_acquire); busy > 0;
       busy = num_busy_.load(std::memory_order_acquire)) {
    if (changes(num_busy_, busy)) continue;
    std::unique_lock lock(mutex_);
    const auto are_done = [this] { return num_busy_.load(std::memory_order_acquire) == 0; };
    if (!interruption) return done_.wait(lock, are_done);
    if (done_.wait_for(lock, Interruption::kPause, are_done)) return;
    lock.unlock();
    interruption->is_wanted();
  }
}

void ThreadPool::take_tasks(Index thread) {
  for (Index task = next_task_.fetch_add(1); task < num_tasks_; task = next_task_.fetch_add(1))
    function_(context_, task, thread);
}

void ThreadPool::serve(Index thread) {
  const FlushToZero flushing;  // as the thread that hands out the work
  for (unsigned seen = 0;; seen++) {
    if (!changes(round_, seen)) round_.wait(seen, std::memory_order_acquire);
    if (stopping_) return;
    if (thread < num_tasks_) take_tasks(thread);
    if (num_busy_.fetch_sub(1) == 1) {
      const std::lock_guard lock(mutex_);  // who waits has either seen the 0 or sleeps
      done_.notify_one();
    }
  }
}

}  // namespace elman
