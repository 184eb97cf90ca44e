#include "workers.h"

#include <algorithm>

namespace elman {

Workers::Workers(const Blueprint& blueprint) : blueprint_(blueprint) {
  for (Index thread = 0; thread < blueprint.config.threads; thread++)
    workspaces_.push_back(std::make_unique<Workspace>(blueprint.num_layers()));
}

Workers::~Workers() = default;

void Workers::reserve(const Plan& plan, Index num_steps, bool keep) {
  const size_t num_busy = std::min(workspaces_.size(), static_cast<size_t>(plan.num_shards));
  for (size_t thread = 0; thread < num_busy; thread++)
    workspaces_[thread]->reserve(blueprint_.layout, plan.largest_slice, num_steps, keep);
}

ThreadPool& Workers::pool() {
  if (pool_ && pool_->is_orphaned()) pool_.release();  // its threads are in the parent process
  if (!pool_) pool_ = std::make_unique<ThreadPool>(static_cast<Index>(workspaces_.size()));
  return *pool_;
}

}  // namespace elman
