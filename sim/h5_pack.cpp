// Chunks of datasets as they are stored: what HDF5's filters `shuffle` and `deflate` would make of them, in a
// faster way and on any thread.

#include "sim/deflate.hpp"
#include "sim/errors.hpp"
#include "sim/h5_detail.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include <hdf5.h>
#include <libdeflate.h>

namespace concord::h5 {

using namespace detail;

namespace {

static_assert(std::endian::native == std::endian::little);  // as numbers are stored

/// The elements of one chunk in its order; zero, which is HDF5's own fill value, where it reaches beyond the
/// box. They are copied to `room` unless they stand so already.
template <class T>
std::span<const T> cut(const Extents& chunk, const Extents& at, const Extents& first, const Extents& count,
                       std::span<const T> values, std::vector<T>& room) {
  const std::size_t rank = chunk.size(), last = rank - 1, size = volume(chunk);
  if (std::equal(chunk.begin() + 1, chunk.end(), count.begin() + 1) &&
      at[0] - first[0] + chunk[0] <= count[0])
    return values.subspan((at[0] - first[0]) * (size / chunk[0]), size);
  room.assign(size, T{});
  const std::uint64_t here = std::min(chunk[last], first[last] + count[last] - at[last]);
  for (std::uint64_t row = 0; row < size; row += chunk[last]) {
    std::uint64_t from = at[last] - first[last], rest = row / chunk[last], stride = count[last];
    bool within = true;
    for (std::size_t k = last; k-- > 0;) {
      const std::uint64_t place = at[k] - first[k] + rest % chunk[k];
      within = within && place < count[k];
      from += place * stride;
      stride *= count[k];
      rest /= chunk[k];
    }
    if (within)
      std::ranges::copy(values.subspan(from, here), room.begin() + static_cast<std::ptrdiff_t>(row));
  }
  return room;
}

/// First bytes of all elements, then their second ones, and so on.
template <class T>
void shuffle(std::span<const T> elements, std::vector<char>& bytes) {
  bytes.resize(elements.size_bytes());
  const char* from = reinterpret_cast<const char*>(elements.data());
  for (std::size_t byte = 0; byte < sizeof(T); ++byte) {
    char* to = &bytes[byte * elements.size()];
    for (std::size_t n = 0; n < elements.size(); ++n) to[n] = from[n * sizeof(T) + byte];
  }
}

/// HDF5 would leave out its filter where nothing shrinks, but after that 1.10 misreads a chunk in the program
/// that wrote it: so all are streams of zlib.
template <class T>
std::vector<char> stream_of(std::span<const T> elements, std::size_t row) {
  thread_local std::vector<char> bytes;
  shuffle(elements, bytes);
  return zlib_stream(bytes, elements.size(), row);
}

}  // namespace

std::uint32_t detail::sum_of(const std::vector<char>& bytes) {
  return libdeflate_crc32(0, bytes.data(), bytes.size());
}

template <Number T>
Packed pack(const Object& dataset, const Extents& first, const Extents& count, std::span<const T> values,
            std::vector<ValueDigest> digests) {
  const Extents& chunk = dataset.chunk;
  ensure(!chunk.empty() && first.size() == chunk.size() && count.size() == chunk.size(),
         "a box has the dimensions of its dataset");
  ensure(volume(count) == values.size(), "as many values as the box holds");
  for (std::size_t k = 0; k < chunk.size(); ++k) {
    ensure(first[k] <= dataset.extents[k] && count[k] <= dataset.extents[k] - first[k],
           "a box lies within its dataset");
    ensure(
        first[k] % chunk[k] == 0 && (count[k] % chunk[k] == 0 || first[k] + count[k] == dataset.extents[k]),
        "a box is made of whole chunks");
  }
  Packed packed{.chunks = {}, .first_row = first[0], .digests = std::move(digests)};
  if (values.empty()) return packed;
  if (packed.digests.empty())
    each_piece(chunk[0], values.size() / count[0], first[0], values,
               [&](std::size_t, const ValueDigest& digest) { packed.digests.push_back(digest); });
  Extents at = first;
  thread_local std::vector<T> room;
  for (std::size_t k = 0; k < chunk.size();) {  // below zero after the last chunk
    packed.chunks.push_back({at, stream_of(cut<T>(chunk, at, first, count, values, room), chunk.back())});
    for (k = chunk.size(); k-- > 0;) {
      at[k] += chunk[k];
      if (at[k] < first[k] + count[k]) break;
      at[k] = first[k];
    }
  }
  return packed;
}

void write(const Object& dataset, const Packed& box) {
  const Task task(dataset, "cannot write", dataset.name);
  for (const Packed::Chunk& chunk : box.chunks) {
    const std::vector<hsize_t> at(chunk.first.begin(), chunk.first.end());
    task(H5Dwrite_chunk(dataset.handle.id(), H5P_DEFAULT, 0, at.data(), chunk.bytes.size(),
                        chunk.bytes.data()));
    if (dataset.evidence)
      static_cast<EvidenceInTheMaking&>(*dataset.evidence)
          .chunks[dataset.name]
          .push_back({chunk.first, chunk.bytes.size(), sum_of(chunk.bytes)});
  }
  note(dataset, box.first_row, box.digests);
}

template <Number T>
void write(const Object& dataset, const Extents& first, const Extents& count, std::span<const T> values) {
  write(dataset, pack(dataset, first, count, values));
}

template Packed pack<double>(const Object&, const Extents&, const Extents&, std::span<const double>,
                             std::vector<ValueDigest>);
template Packed pack<float>(const Object&, const Extents&, const Extents&, std::span<const float>,
                            std::vector<ValueDigest>);
template Packed pack<std::int64_t>(const Object&, const Extents&, const Extents&,
                                   std::span<const std::int64_t>, std::vector<ValueDigest>);
template Packed pack<std::int8_t>(const Object&, const Extents&, const Extents&, std::span<const std::int8_t>,
                                  std::vector<ValueDigest>);
template void write<double>(const Object&, const Extents&, const Extents&, std::span<const double>);
template void write<float>(const Object&, const Extents&, const Extents&, std::span<const float>);
template void write<std::int64_t>(const Object&, const Extents&, const Extents&,
                                  std::span<const std::int64_t>);
template void write<std::int8_t>(const Object&, const Extents&, const Extents&, std::span<const std::int8_t>);

}  // namespace concord::h5
