// Who runs a network's method: the network's lock, and the GIL released where the work is worth it.
#pragma once

#include <nanobind/nanobind.h>

#include <mutex>
#include <optional>

#include "../network/network.h"

namespace elman {

// Giving the GIL up and getting it back costs more than a small window takes.
class Running {
 public:
  Running(Network& network, Index num_rows) {
    if (num_rows * network.blueprint().num_parameters() > 100'000) released_.emplace();
    lock_ = std::unique_lock(network.mutex());  // after the release: its holder may be waiting for the GIL
  }

 private:
  std::optional<nanobind::gil_scoped_release> released_;  // declared first, destroyed last
  std::unique_lock<std::mutex> lock_;
};

}  // namespace elman
