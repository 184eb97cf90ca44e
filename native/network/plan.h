// How a batch is divided. Shards have a gradient of their own and are what threads work on; a shard
// runs in slices, few enough rows at a time to stay in the cache. Both depend on the batch and the
// network alone: any number of threads adds up the same numbers in the same order.
#pragma once

#include <algorithm>

#include "layout.h"

namespace elman {

struct Range {
  Index first, count;
};

// Part `index` of `num_parts` as even ones of `total`.
inline Range part(Index total, Index num_parts, Index index) {
  if (num_parts == 1) return {0, total};
  const Index first = total * index / num_parts;
  return {first, total * (index + 1) / num_parts - first};
}

struct Plan {
  Plan(const Layout& layout, Index batch) : batch(batch), largest_slice(batch) {
    if (batch <= kFewRows) return;  // the divisions take a while beside a step of a small network
    // Large weights leave the cache between two rows; more rows then share one reading of them.
    const Index layer_bytes =
        layout.layer_weights.size() > 1 ? layout.layer_weights[1] * 4 : layout.num_floats * 4;
    const Index rows = layer_bytes <= (256 << 10) ? kFewRows : layer_bytes <= (1 << 20) ? 16 : 32;
    const Index most_rows = std::max(kSliceRows, rows);
    // Two shards as soon as each is worth a thread, however large the weights.
    num_shards = std::clamp(batch / rows, Index{batch >= 2 * kShardRows ? 2 : 1}, kMaxShards);
    const Index largest_shard = (batch + num_shards - 1) / num_shards;
    slices_per_shard = (largest_shard + most_rows - 1) / most_rows;
    largest_slice = (largest_shard + slices_per_shard - 1) / slices_per_shard;
  }

  // The sequences of one slice: at least one, for no shard is cut into more slices than it has rows.
  Range slice(Index shard, Index index) const {
    const Range rows = part(batch, num_shards, shard), within = part(rows.count, slices_per_shard, index);
    return {rows.first + within.first, within.count};
  }

  static constexpr Index kMaxShards = 16, kFewRows = 8, kSliceRows = 12, kShardRows = 16;
  Index batch, num_shards = 1, slices_per_shard = 1, largest_slice;
};

}  // namespace elman
