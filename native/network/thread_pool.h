// A few threads that wait for short work.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "../index.h"
#include "interruption.h"

namespace elman {

// Tasks are handed out as threads become free; what a task computes must not depend on its thread. A thread
// that the system does not let run, because others keep the cores busy, takes none and is not waited for.
class ThreadPool {
 public:
  // `num_threads` counts the calling one. Where the system starts no more of them, those that there are do.
  explicit ThreadPool(Index num_threads);
  ~ThreadPool();  // of a pool that is not orphaned
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // Calls work(task, thread) for every task below num_tasks, thread below num_threads and below
  // num_tasks; returns when all are done. While it waits for the last ones it lets the interruption (null:
  // none) ask: a task that looks at it ends then.
  template <class Work>
  void run(Index num_tasks, Interruption* interruption, Work& work) {
    run_tasks(
        num_tasks, interruption,
        [](void* context, Index task, Index thread) { (*static_cast<Work*>(context))(task, thread); }, &work);
  }

  // Whether this process was forked from the one that made the threads: they are not in it.
  bool is_orphaned() const;

 private:
  using Function = void (*)(void* context, Index task, Index thread);

  void run_tasks(Index num_tasks, Interruption*, Function, void* context);
  void take_tasks(Index thread);
  void finish_task();
  void serve(Index thread);
  void wait_for_others(Interruption*);

  Function function_ = nullptr;
  void* context_ = nullptr;
  std::atomic<std::uint64_t> left_{0};  // of the run: all tasks in the upper half, those left in the lower
  std::atomic<Index> num_unfinished_{0};
  std::atomic<unsigned> round_{0};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;  // only for waking who waits for the last task
  std::condition_variable done_;
  const unsigned generation_;  // of the process that the threads are in
  std::vector<std::thread> threads_;
};

}  // namespace elman
