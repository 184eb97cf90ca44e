// A block of floats on a cache line, zero when it is made; it only ever grows.
#pragma once

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <new>

namespace elman {

class Buffer {
 public:
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { std::free(data_); }

  // Makes room for `size` floats. Growing throws away what was there and clears the new block.
  void reserve(size_t size) {
    if (size <= size_) return;
    constexpr size_t kLine = 64, kHugePage = size_t{2} << 20;
    const size_t alignment = size * sizeof(float) >= 2 * kHugePage ? kHugePage : kLine;
    // One line more than asked for: the last row may be read by whole vectors.
    const size_t bytes = (size * sizeof(float) + kLine + alignment - 1) / alignment * alignment;
    std::free(data_);
    size_ = 0;
    data_ = static_cast<float*>(std::aligned_alloc(alignment, bytes));
    if (!data_) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    if (alignment == kHugePage) madvise(data_, bytes, MADV_HUGEPAGE);
#endif
    std::memset(data_, 0, bytes);
    size_ = size;
  }

  void clear() {
    if (data_) std::memset(data_, 0, size_ * sizeof(float));
  }

  float* data() { return data_; }
  const float* data() const { return data_; }

 private:
  float* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace elman
