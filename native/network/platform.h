// What the engine asks of the operating system, and nothing else does: memory in pages, cores, forks.
#pragma once

#include <cstddef>

namespace elman {

// A block of zeros that begins on a cache line, on huge pages where it is large and the system has them.
// Throws std::bad_alloc.
void* allocate_zeros(std::size_t num_bytes);
void free_zeros(void* block);  // null will do

// Cores that this process may run on, at least 1.
int num_usable_cores();

// Grows by one in a process that was forked: what it was before, the parent's threads know, and they are not
// here. Always the same where processes do not fork.
unsigned process_generation();

}  // namespace elman
