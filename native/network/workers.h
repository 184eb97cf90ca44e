// Who does the work: up to so many threads, each with a workspace of its own.
#pragma once

#include <memory>
#include <vector>

#include "blueprint.h"
#include "plan.h"
#include "thread_pool.h"
#include "workspace.h"

namespace elman {

class Workers {
 public:
  explicit Workers(const Blueprint&);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // In a process that was forked while a thread of its parent was at work: begins anew with both.
  void abandon();

  // Room in every workspace for the plan's largest slice, made on the calling thread, where running out of
  // memory is an error and not the end of the process. `keep`: for the backward pass too.
  void reserve(const Plan&, Index num_steps, bool keep);

  // work(shard, workspace) for every shard, on as many threads as there is work for.
  template <class Work>
  void run(Index num_shards, Interruption* interruption, Work work) {
    if (num_shards == 1 || workspaces_.size() == 1) return run_here(num_shards, work);
    auto task = [&](Index shard, Index thread) { work(shard, *workspaces_[static_cast<size_t>(thread)]); };
    pool().run(num_shards, interruption, task);
  }

  // The same on the calling thread alone.
  template <class Work>
  void run_here(Index num_shards, Work work) {
    for (Index shard = 0; shard < num_shards; shard++) work(shard, *workspaces_[0]);
  }

 private:
  ThreadPool& pool();
  void make_workspaces();

  const Blueprint& blueprint_;
  std::vector<std::unique_ptr<Workspace>> workspaces_;  // one a thread
  std::unique_ptr<ThreadPool> pool_;                    // made when a window first has two shards
};

}  // namespace elman
