#include "workers.h"

#include <algorithm>

namespace elman {

Workers::Workers(const Blueprint& blueprint) : blueprint_(blueprint) {
  make_workspaces();
}

// The threads of an orphaned pool can be neither joined nor let go: it is left where it is.
Workers::~Workers() {
  if (pool_ && pool_->is_orphaned()) static_cast<void>(pool_.release());
}

void Workers::make_workspaces() {
  const Index num_threads = std::min(blueprint_.config.threads, Plan::kMaxShards);
  for (Index thread = 0; thread < num_threads; thread++)
    workspaces_.push_back(std::make_unique<Workspace>(blueprint_.num_layers()));
}

void Workers::abandon() {
  for (std::unique_ptr<Workspace>& workspace : workspaces_) static_cast<void>(workspace.release());
  workspaces_.clear();
  make_workspaces();
}

void Workers::reserve(const Plan& plan, Index num_steps, bool keep) {
  const size_t num_busy = std::min(workspaces_.size(), static_cast<size_t>(plan.num_shards));
  for (size_t thread = 0; thread < num_busy; thread++)
    workspaces_[thread]->reserve(blueprint_.layout, plan.largest_slice, num_steps, keep);
}

ThreadPool& Workers::pool() {
  if (pool_ && pool_->is_orphaned())
    static_cast<void>(pool_.release());  // its threads are in the parent process
  if (!pool_) pool_ = std::make_unique<ThreadPool>(static_cast<Index>(workspaces_.size()));
  return *pool_;
}

}  // namespace elman
