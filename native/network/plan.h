// How a batch is divided. Shards have a gradient of their own and are what threads work on; a shard
// runs in slices, few enough rows at a time to stay in the cache. Both depend on the batch and the
// network alone: any number of threads adds up the same numbers in the same order.
#pragma once

#include <algorithm>

#include "layout.h"

namespace elman {

struct Range {
  int first, count;
};

// Part `index` of `num_parts` as even ones of `total`.
inline Range part(int total, int num_parts, int index) {
  const int first = static_cast<int>(static_cast<long>(total) * index / num_parts);
  return {first, static_cast<int>(static_cast<long>(total) * (index + 1) / num_parts) - first};
}

struct Plan {
  Plan(const Layout& layout, int batch) {
    // Large weights leave the cache between two rows; more rows then share one reading of them.
    const long bytes = layout.layer_weights.size() > 1 ? layout.layer_weights[1] * 4 : layout.num_floats * 4;
    const int rows = bytes <= (256 << 10) ? 8 : bytes <= (1 << 20) ? 16 : 32;
    num_shards = std::clamp(batch / rows, 1, kMaxShards);
    const int largest_shard = (batch + num_shards - 1) / num_shards;
    slices_per_shard = (largest_shard + std::max(kSliceRows, rows) - 1) / std::max(kSliceRows, rows);
  }

  static constexpr int kMaxShards = 16, kSliceRows = 12;
  int num_shards, slices_per_shard;
};

}  // namespace elman
