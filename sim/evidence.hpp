#pragma once
// What the values of a file were when it was written, as digests that stand beside them: whoever reads
// compares.
//
// Digests are of values and not of stored bytes, so that a file which another program writes again (other
// compression, other widths, other order) stays good. Without a key they show that a file is consistent with
// itself; somebody who makes all of them again is not found by them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concord {

/// 128 bits.
using ValueDigest = std::array<std::uint64_t, 2>;

/// BLAKE2b (RFC 7693) of values in their order. Whole numbers count as 64 bits, others as doubles, from the
/// least significant byte on, every NaN as the same; texts with their length, without padding.
class ValueHash {
 public:
  ValueHash();
  void add(std::span<const double> values);
  void add(std::span<const float> values);
  void add(std::span<const std::int64_t> values);
  void add(std::span<const std::int8_t> values);
  void add(std::string_view text);
  void add(std::span<const std::string> texts);
  void add(std::span<const std::string_view> texts);
  /// Bytes as they are, in whatever parts they come.
  void add_bytes(const void* bytes, std::size_t count);
  ValueDigest value();

 private:
  alignas(64) std::array<std::byte, 384> state_;  // of libsodium, which only evidence.cpp sees
};

/// BLAKE2b-256 of a text, 64 hexadecimal digits.
std::string long_digest_of(std::string_view text);

class Evidence {
 public:
  struct Dataset {
    std::vector<std::uint64_t> extents;
    std::uint64_t rows = 1;  ///< of the first dimension that a piece has; the last piece may have fewer
    std::vector<ValueDigest> digests;  ///< [piece]
    std::uint64_t pieces() const;      ///< as many as the extents and `rows` make
  };
  bool in_the_making = false;  ///< of a file that is being written
  std::string digest;          ///< over text(), of a file that is read
  /// By full name; and by name of the object and the attribute.
  std::map<std::string, Dataset, std::less<>> datasets;
  std::map<std::pair<std::string, std::string>, ValueDigest> attributes;

  /// Does a thing of this name, or below it, belong to the file?
  bool holds(std::string_view name) const;

  /// One line a dataset and one an attribute, fields parted by tabs, in alphabetical order.
  std::string text() const;
  /// Throws std::invalid_argument if that is no such text.
  static Evidence parse(std::string_view text);
};

}  // namespace concord
