#pragma once
// Counts every call of operator new in a program that is built with allocations.cpp.

#include <atomic>

namespace concord::test {

extern std::atomic<long> allocations;  ///< calls so far
extern std::atomic<long> bytes_held;   ///< as the allocator rounds them up

}  // namespace concord::test
