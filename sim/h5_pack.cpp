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
/// box. They are put into `elements` only if they are not side by side already.
template <class T>
std::span<const T> cut(const Extents& chunk, const Extents& at, const Extents& first, const Extents& count,
                       std::span<const T> values, std::vector<T>& elements) {
  const std::uint64_t row_size = values.size() / count[0], before = at[0] - first[0];
  if (chunk[0] <= count[0] - before && std::equal(chunk.begin() + 1, chunk.end(), count.begin() + 1))
    return values.subspan(before * row_size, chunk[0] * row_size);
  elements.assign(volume(chunk), T{});
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

using Bytes = std::span<const char>;

/// Bytes to be written to, with whatever was in them.
class Scratch {
 public:
  char* of_size(std::size_t size) {
    if (size > size_) {
      bytes_ = std::make_unique_for_overwrite<char[]>(size);
      size_ = size;
    }
    return bytes_.get();
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

/// First bytes of all elements, then their second ones, and so on.
template <class T>
Bytes shuffled(std::span<const T> elements, Scratch& scratch) {
  char* const bytes = scratch.of_size(elements.size_bytes());
  const char* from = reinterpret_cast<const char*>(elements.data());
  for (std::size_t byte = 0; byte < sizeof(T); ++byte) {
    char* to = &bytes[byte * elements.size()];
    for (std::size_t n = 0; n < elements.size(); ++n) to[n] = from[n * sizeof(T) + byte];
  }
  return {bytes, elements.size_bytes()};
}

/// Deflate (RFC 1951) of bytes, and whether that makes them less.
class Deflate {
 public:
  Deflate() : compressor_(libdeflate_alloc_compressor(level)) {
    if (!compressor_) throw std::bad_alloc();
  }
  /// Good until it is asked again.
  Bytes of(Bytes bytes) {
    const std::size_t most = libdeflate_deflate_compress_bound(compressor_.get(), bytes.size());
    char* const to = packed_.of_size(most);
    return {to, libdeflate_deflate_compress(compressor_.get(), bytes.data(), bytes.size(), to, most)};
  }
  /// Judged by some in the middle.
  bool shrinks(Bytes bytes) {
    constexpr std::size_t enough = 1024;
    constexpr double worth_while = 0.97;  // England's files are as small as with all bytes packed, or smaller
    const std::size_t some = std::min(bytes.size(), enough);
    return static_cast<double>(of(bytes.subspan((bytes.size() - some) / 2, some)).size()) <
           worth_while * static_cast<double>(some);
  }

 private:
  struct Free {
    void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
  };
  std::unique_ptr<libdeflate_compressor, Free> compressor_;
  Scratch packed_;
};

/// Blocks without compression (RFC 1951, 3.2.4), after which others follow.
void append_as_they_are(Bytes bytes, std::vector<char>& to) {
  constexpr std::size_t longest = 0xffff;
  while (!bytes.empty()) {
    const Bytes block = bytes.first(std::min(bytes.size(), longest));
    to.push_back(0);
    for (const std::size_t length : {block.size(), ~block.size()}) {
      to.push_back(static_cast<char>(length & 0xffU));
      to.push_back(static_cast<char>(length >> 8U & 0xffU));
    }
    to.insert(to.end(), block.begin(), block.end());
    bytes = bytes.subspan(block.size());
  }
}

/// A stream as zlib makes it (RFC 1950) of numbers that were shuffled. The lowest bytes of many measures are
/// as good as random: to look for repetitions in them takes long and finds none, so they are stored as they
/// are. HDF5 would leave out its filter where nothing shrinks, but after that 1.10 misreads a chunk in the
/// program that wrote it.
std::vector<char> stream_of(Bytes bytes, std::size_t width) {
  thread_local Deflate deflate;
  std::size_t random = 0;
  const std::size_t plane = bytes.size() / width;
  while (random < bytes.size() && !deflate.shrinks(bytes.subspan(random, plane))) random += plane;
  std::vector<char> stream{0x78, 0x01};
  const Bytes rest = deflate.of(bytes.subspan(random));
  stream.reserve(random + rest.size() + random / 1000 + 16);  // and what stands before blocks and behind all
  append_as_they_are(bytes.first(random), stream);
  stream.insert(stream.end(), rest.begin(), rest.end());
  const std::uint32_t sum = libdeflate_adler32(1, bytes.data(), bytes.size());
  for (const unsigned shift : {24U, 16U, 8U, 0U}) stream.push_back(static_cast<char>(sum >> shift & 0xffU));
  return stream;
}

}  // namespace

std::uint32_t detail::sum_of(const std::vector<char>& bytes) {
  return libdeflate_crc32(0, bytes.data(), bytes.size());
}

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
  thread_local Scratch scratch;
  std::vector<T> elements;
  Extents at = first;
  for (std::size_t k = 0; k < chunk.size();) {  // below zero after the last chunk
    packed.chunks.push_back(
        {at, stream_of(shuffled(cut(chunk, at, first, count, values, elements), scratch), sizeof(T))});
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
