#pragma once
// Bytes packed in the format of zlib (RFC 1950 and 1951), for numbers whose bytes were shuffled.
//
// After shuffling, the first bytes of all numbers stand together, then their second ones, and so on: planes.
// In one of them there is little to find but how often each byte comes, and repetition of the byte before or
// of the row before. So only these two distances are tried. That takes a third of the instructions of
// libdeflate at its fastest, and results are no larger. Any inflate reads them.

#include <cstddef>
#include <span>
#include <vector>

namespace concord {

/// A stream of `bytes`, which are planes of `plane` bytes each, with rows of `row` bytes in them. A plane
/// that looks random is stored as it is.
std::vector<char> zlib_stream(std::span<const char> bytes, std::size_t plane, std::size_t row);

}  // namespace concord
