#include "sim/digest.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <type_traits>

#include <fmt/format.h>

namespace concord {
namespace {

/// As they count: every NaN as the same.
template <class T>
auto bits_of(T value) {
  using Bits = std::conditional_t<std::same_as<T, float>, std::uint32_t, std::uint64_t>;
  constexpr Bits nan = sizeof value == 4 ? 0x7fc00000U : 0x7ff8000000000000U;
  return value == value ? std::bit_cast<Bits>(value) : nan;
}

}  // namespace

void Digest::add(std::uint64_t value) {
  for (unsigned shift = 0; shift < 64; shift += 8) add_byte((value >> shift) & 0xffU);
}

void Digest::add(double value) { add(bits_of(value)); }

void Digest::add(float value) {
  const std::uint64_t bits = bits_of(value);
  for (unsigned shift = 0; shift < 32; shift += 8) add_byte((bits >> shift) & 0xffU);
}

template <class T>
void Digest::add_to_each(std::span<Digest> digests, std::span<const T> values, std::size_t count) {
  constexpr std::size_t beside = 8, width = 4, at_once = 64;
  using Words [[gnu::vector_size(sizeof(std::uint64_t) * width)]] = std::uint64_t;
  using Eight = std::array<Words, beside / width>;
  std::array<Eight, at_once> turned;  // values of all digests side by side
  for (; digests.size() >= beside; digests = digests.subspan(beside)) {
    Eight states;
    for (std::size_t d = 0; d < beside; ++d) states[d / width][d % width] = digests[d].state_;
    for (std::size_t first = 0; first < count; first += at_once) {
      const std::size_t some = std::min(at_once, count - first);
      for (std::size_t d = 0; d < beside; ++d) {
        for (std::size_t k = 0; k < some; ++k)
          turned[k][d / width][d % width] = bits_of(values[d * count + first + k]);
      }
      for (std::size_t k = 0; k < some; ++k) {
        for (unsigned shift = 0; shift < 8 * sizeof(T); shift += 8) {
          for (std::size_t part = 0; part < states.size(); ++part)
            states[part] = (states[part] ^ ((turned[k][part] >> shift) & 0xffU)) * prime;
        }
      }
    }
    for (std::size_t d = 0; d < beside; ++d) digests[d].state_ = states[d / width][d % width];
    values = values.subspan(beside * count);
  }
  for (Digest& digest : digests) {
    for (const T value : values.first(count)) digest.add(value);
    values = values.subspan(count);
  }
}
template void Digest::add_to_each(std::span<Digest>, std::span<const double>, std::size_t);
template void Digest::add_to_each(std::span<Digest>, std::span<const float>, std::size_t);

void Digest::add(std::string_view text) {
  for (const char c : text) add_byte(static_cast<unsigned char>(c));
}

std::string hex(std::uint64_t value) { return fmt::format("{:016x}", value); }

std::string digest_of(std::string_view text) {
  Digest digest;
  digest.add(text);
  return hex(digest.value());
}

}  // namespace concord
