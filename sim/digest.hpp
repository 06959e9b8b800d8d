#pragma once
// A short fingerprint of numbers and text: equal content, equal fingerprint, on any machine.
//
// FNV-1a in 64 bits (Fowler, Noll and Vo, 1991): start with a fixed word; for each byte,
// xor it in and multiply by a prime. It tells accidents apart, not forgeries.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace concord {

class Digest {
 public:
  /// Numbers count as their bytes from least to most significant; every NaN counts as the same NaN.
  void add(std::uint64_t value);
  void add(double value);
  void add(float value);
  /// Bytes only: add the length first where two texts follow each other.
  void add(std::string_view text);
  /// Adds to each digest its own `count` numbers of `values`, in which those of one digest follow those of
  /// the one before. As if they were added one by one, but several at a time: a digest alone waits for each
  /// multiplication.
  template <class T>
  static void add_to_each(std::span<Digest> digests, std::span<const T> values, std::size_t count);

  std::uint64_t value() const { return state_; }

 private:
  static constexpr std::uint64_t prime = 0x100000001b3U;
  void add_byte(std::uint64_t byte) { state_ = (state_ ^ byte) * prime; }
  std::uint64_t state_ = 0xcbf29ce484222325U;
};

/// Sixteen lower-case hexadecimal digits.
std::string hex(std::uint64_t value);
/// Of a text, as hex().
std::string digest_of(std::string_view text);

}  // namespace concord
