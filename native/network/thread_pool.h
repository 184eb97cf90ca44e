// A few threads that wait for short work.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "../index.h"

namespace elman {

// Tasks are handed out as threads become free; what a task computes must not depend on its thread.
class ThreadPool {
 public:
  // `num_threads` counts the calling one.
  explicit ThreadPool(Index num_threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // Calls work(task, thread) for every task below num_tasks, thread below num_threads and below
  // num_tasks; returns when all are done.
  template <class Work>
  void run(Index num_tasks, Work& work) {
    run_tasks(
        num_tasks,
        [](void* context, Index task, Index thread) { (*static_cast<Work*>(context))(task, thread); }, &work);
  }

  // Whether this process was forked from the one that made the threads: they are not in it.
  bool is_orphaned() const;

 private:
  using Function = void (*)(void* context, Index task, Index thread);

  void run_tasks(Index num_tasks, Function, void* context);
  void take_tasks(Index thread);
  void serve(Index thread);

  Function function_ = nullptr;
  void* context_ = nullptr;
  Index num_tasks_ = 0;
  std::atomic<Index> next_task_{0};
  std::atomic<int> num_busy_{0};
  std::atomic<unsigned> round_{0};
  std::atomic<bool> stopping_{false};
  const unsigned generation_;  // of the process that the threads are in
  std::vector<std::thread> threads_;
};

}  // namespace elman
