// A few threads that wait for short work.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace elman {

// Tasks are handed out as threads become free; what a task computes must not depend on its thread.
class ThreadPool {
 public:
  // `num_threads` counts the calling one.
  explicit ThreadPool(int num_threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // Calls work(task, thread) for every task below num_tasks, thread below num_threads and below
  // num_tasks; returns when all are done.
  template <class Work>
  void run(int num_tasks, Work& work) {
    run_tasks(
        num_tasks, [](void* context, int task, int thread) { (*static_cast<Work*>(context))(task, thread); },
        &work);
  }

  // Whether this process was forked from the one that made the threads: they are not in it.
  bool is_orphaned() const;

 private:
  using Function = void (*)(void* context, int task, int thread);

  void run_tasks(int num_tasks, Function, void* context);
  void take_tasks(int thread);
  void serve(int thread);

  Function function_ = nullptr;
  void* context_ = nullptr;
  int num_tasks_ = 0;
  std::atomic<int> next_task_{0}, num_busy_{0};
  std::atomic<unsigned> round_{0};
  std::atomic<bool> stopping_{false};
  pid_t process_;
  std::vector<std::thread> threads_;
};

}  // namespace elman
