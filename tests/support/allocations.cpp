#include "tests/support/allocations.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace concord::test {
std::atomic<long> allocations = 0, bytes_held = 0;
}

namespace {

using concord::test::allocations;
using concord::test::bytes_held;

void* counted(std::size_t size, std::size_t alignment) {
  const std::size_t whole = std::max(alignment, (size + alignment - 1) / alignment * alignment);
  void* memory = std::aligned_alloc(alignment, whole);
  if (memory == nullptr) throw std::bad_alloc();
  ++allocations;
  bytes_held += static_cast<long>(malloc_usable_size(memory));
  return memory;
}
/// Not inlined, or compilers complain of memory from new that goes to free.
[[gnu::noinline]] void release(void* memory) {
  if (memory != nullptr) bytes_held -= static_cast<long>(malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }
