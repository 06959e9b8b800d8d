// Chunks of datasets as they are stored: what HDF5's filters `shuffle` and `deflate` would make of them, by a
// faster library and on any thread.

#include "sim/errors.hpp"
#include "sim/h5_detail.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <new>

#include <hdf5.h>
#include <libdeflate.h>

namespace concord::h5 {

using namespace detail;

namespace {

static_assert(std::endian::native == std::endian::little);  // as numbers are stored

constexpr int level = 1;  // of deflate; higher ones take longer than they save

/// The elements of one chunk in its order; zero, which is HDF5's own fill value, where it reaches beyond the
/// box.
template <class T>
std::vector<T> cut(const Extents& chunk, const Extents& at, const Extents& first, const Extents& count,
                   std::span<const T> values) {
  std::vector<T> elements(volume(chunk));
  const std::size_t rank = chunk.size(), last = rank - 1;
  const std::uint64_t here = std::min(chunk[last], first[last] + count[last] - at[last]);
  for (std::uint64_t row = 0; row < elements.size(); row += chunk[last]) {
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
      std::ranges::copy(values.subspan(from, here), elements.begin() + static_cast<std::ptrdiff_t>(row));
  }
  return elements;
}

/// First bytes of all elements, then their second ones, and so on.
template <class T>
std::vector<char> shuffled(const std::vector<T>& elements) {
  std::vector<char> bytes(elements.size() * sizeof(T));
  const char* from = reinterpret_cast<const char*>(elements.data());
  for (std::size_t byte = 0; byte < sizeof(T); ++byte) {
    char* to = &bytes[byte * elements.size()];
    for (std::size_t n = 0; n < elements.size(); ++n) to[n] = from[n * sizeof(T) + byte];
  }
  return bytes;
}

Packed::Chunk stored(Extents at, const std::vector<char>& bytes) {
  struct Free {
    void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
  };
  thread_local const std::unique_ptr<libdeflate_compressor, Free> compressor(
      libdeflate_alloc_compressor(level));
  if (!compressor) throw std::bad_alloc();
  // What cannot be compressed takes a few bytes more. HDF5 would leave the filter out, but after that 1.10
  // misreads a chunk in the program that wrote it.
  std::vector<char> packed(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()));
  packed.resize(
      libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), packed.data(), packed.size()));
  return {std::move(at), std::move(packed)};
}

}  // namespace

template <Number T>
Packed pack(const Object& dataset, const Extents& first, const Extents& count, std::span<const T> values) {
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
  Packed packed{.chunks = {}, .first_row = first[0], .digests = {}};
  if (values.empty()) return packed;
  each_piece(chunk[0], values.size() / count[0], first[0], values,
             [&](std::size_t, const ValueDigest& digest) { packed.digests.push_back(digest); });
  Extents at = first;
  for (std::size_t k = 0; k < chunk.size();) {  // below zero after the last chunk
    packed.chunks.push_back(stored(at, shuffled(cut<T>(chunk, at, first, count, values))));
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
  }
  note(dataset, box.first_row, box.digests);
}

template <Number T>
void write(const Object& dataset, const Extents& first, const Extents& count, std::span<const T> values) {
  write(dataset, pack(dataset, first, count, values));
}

template Packed pack<double>(const Object&, const Extents&, const Extents&, std::span<const double>);
template Packed pack<float>(const Object&, const Extents&, const Extents&, std::span<const float>);
template Packed pack<std::int64_t>(const Object&, const Extents&, const Extents&,
                                   std::span<const std::int64_t>);
template Packed pack<std::int8_t>(const Object&, const Extents&, const Extents&,
                                  std::span<const std::int8_t>);
template void write<double>(const Object&, const Extents&, const Extents&, std::span<const double>);
template void write<float>(const Object&, const Extents&, const Extents&, std::span<const float>);
template void write<std::int64_t>(const Object&, const Extents&, const Extents&,
                                  std::span<const std::int64_t>);
template void write<std::int8_t>(const Object&, const Extents&, const Extents&, std::span<const std::int8_t>);

}  // namespace concord::h5
