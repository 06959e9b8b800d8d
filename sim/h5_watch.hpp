#pragma once
// For a process that watches over one that reads with HDF5, which can stand still on a damaged file.

#include <atomic>
#include <cstdint>

namespace concord::h5 {

/// Goes up by one whenever this process goes into the library and whenever it comes out: an odd number that
/// stays tells that it is in there. `calls` must outlive all use of the library.
void count_calls(std::atomic<std::uint64_t>* calls);

}  // namespace concord::h5
