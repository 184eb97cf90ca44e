#include "platform.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <thread>

#if defined(_WIN32)
#include <malloc.h>
#else
#include <pthread.h>
#endif
#if defined(__linux__)
#include <sched.h>
#include <sys/mman.h>
#endif

namespace elman {

namespace {

constexpr std::size_t kLine = 64, kHugePage = std::size_t{2} << 20;

void* allocate(std::size_t alignment, std::size_t num_bytes) {
#if defined(_WIN32)
  return _aligned_malloc(num_bytes, alignment);
#else
  return std::aligned_alloc(alignment, num_bytes);
#endif
}

void advise_huge_pages([[maybe_unused]] void* block, [[maybe_unused]] std::size_t num_bytes) {
#if defined(MADV_HUGEPAGE)
  madvise(block, num_bytes, MADV_HUGEPAGE);  // advice: it may be refused
#endif
}

int affine_cores() {
#if defined(__linux__)
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof(cores), &cores) == 0) return CPU_COUNT(&cores);
#endif
  return static_cast<int>(std::thread::hardware_concurrency());  // 0 where it is not known
}

std::atomic<unsigned> generation{0};

#if !defined(_WIN32)
[[maybe_unused]] const int registered =
    pthread_atfork(nullptr, nullptr, [] { generation.fetch_add(1, std::memory_order_relaxed); });
#endif

}  // namespace

void* allocate_zeros(std::size_t num_bytes) {
  const std::size_t alignment = num_bytes >= 2 * kHugePage ? kHugePage : kLine;
  const std::size_t rounded = (num_bytes + alignment - 1) / alignment * alignment;
  void* block = rounded >= num_bytes ? allocate(alignment, rounded) : nullptr;
  if (!block) throw std::bad_alloc();
  if (alignment == kHugePage) advise_huge_pages(block, rounded);
  std::memset(block, 0, rounded);
  return block;
}

void free_zeros(void* block) {
#if defined(_WIN32)
  _aligned_free(block);
#else
  std::free(block);
#endif
}

int num_usable_cores() {
  const int cores = affine_cores();
  return cores > 0 ? cores : 1;
}

unsigned process_generation() {
  return generation.load(std::memory_order_relaxed);
}

}  // namespace elman
