// A block of floats on a cache line, zero when it is made; it only ever grows.
#pragma once

#include <cstring>
#include <utility>

#include "../index.h"
#include "platform.h"

namespace elman {

class Buffer {
 public:
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { free_zeros(data_); }

  // Makes room for `size` floats. Growing throws away what was there and clears the new block.
  void reserve(Index size) {
    if (size <= size_) return;
    size_ = 0;
    free_zeros(std::exchange(data_, nullptr));
    // One line more than asked for: the last row may be read by whole vectors.
    data_ = static_cast<float*>(allocate_zeros(num_bytes(size) + kLine));
    size_ = size;
  }

  void clear() {
    if (data_) std::memset(data_, 0, num_bytes(size_));
  }

  float* data() { return data_; }
  const float* data() const { return data_; }

 private:
  static constexpr std::size_t kLine = 64;
  static std::size_t num_bytes(Index size) { return static_cast<std::size_t>(size) * sizeof(float); }

  float* data_ = nullptr;
  Index size_ = 0;
};

}  // namespace elman
