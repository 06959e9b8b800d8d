#include "sim/digest.hpp"

#include <bit>

#include <fmt/format.h>

namespace concord {

void Digest::add(std::uint64_t value) {
  for (unsigned shift = 0; shift < 64; shift += 8) add_byte((value >> shift) & 0xffU);
}

void Digest::add(double value) {
  add(value == value ? std::bit_cast<std::uint64_t>(value) : std::uint64_t{0x7ff8000000000000U});
}

void Digest::add(float value) {
  const std::uint64_t bits = value == value ? std::bit_cast<std::uint32_t>(value) : 0x7fc00000U;
  for (unsigned shift = 0; shift < 32; shift += 8) add_byte((bits >> shift) & 0xffU);
}

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
