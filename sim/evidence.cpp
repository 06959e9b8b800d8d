#include "sim/evidence.hpp"

#include "sim/errors.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sodium.h>

namespace concord {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view first_line = "Concord evidence 1";

crypto_generichash_state* state_in(std::array<std::byte, 384>& room) {
  static_assert(sizeof(crypto_generichash_state) <= sizeof(room) && alignof(crypto_generichash_state) <= 64);
  return reinterpret_cast<crypto_generichash_state*>(room.data());
}

/// Values as the wide ones that count, some at a time.
template <class Wide, class T, class Add>
void widened(std::span<const T> values, const Add& add) {
  std::array<Wide, 1024> wide;
  for (std::size_t first = 0; first < values.size(); first += wide.size()) {
    const auto part = values.subspan(first, std::min(wide.size(), values.size() - first));
    for (std::size_t n = 0; n < part.size(); ++n) {
      wide[n] = static_cast<Wide>(part[n]);
      if constexpr (std::is_floating_point_v<T>)
        wide[n] = std::isnan(wide[n]) ? std::numeric_limits<Wide>::quiet_NaN() : wide[n];
    }
    add(wide.data(), part.size() * sizeof(Wide));
  }
}

std::string text_of(const ValueDigest& digest) { return fmt::format("{:016x}{:016x}", digest[0], digest[1]); }

std::uint64_t number_in(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size())
    throw std::invalid_argument("a number that is none");
  return value;
}
ValueDigest digest_in(std::string_view text) {
  if (text.size() != 32) throw std::invalid_argument("a digest that is none");
  return {number_in(text.substr(0, 16), 16), number_in(text.substr(16), 16)};
}

/// What stands between separators.
std::vector<std::string_view> parts(std::string_view text, char separator) {
  std::vector<std::string_view> found;
  for (std::size_t end = 0; end != text.npos;) {
    end = text.find(separator);
    found.push_back(text.substr(0, end));
    if (end != text.npos) text.remove_prefix(end + 1);
  }
  return found;
}
std::vector<std::uint64_t> sizes_in(std::string_view text) {
  std::vector<std::uint64_t> sizes;
  if (text == "-") return sizes;
  for (const std::string_view part : parts(text, 'x')) sizes.push_back(number_in(part, 10));
  return sizes;
}
std::string text_of(const std::vector<std::uint64_t>& sizes) {
  return sizes.empty() ? "-" : fmt::format("{}", fmt::join(sizes, "x"));
}

}  // namespace

ValueHash::ValueHash() {
  static const int ready = sodium_init();  // chooses the fastest way for the processor; all give the same
  static_cast<void>(ready);
  crypto_generichash_init(state_in(state_), nullptr, 0, sizeof(ValueDigest));
}

void ValueHash::add_bytes(const void* bytes, std::size_t count) {
  crypto_generichash_update(state_in(state_), static_cast<const unsigned char*>(bytes), count);
}
void ValueHash::add(std::span<const double> values) {
  widened<double>(values, [this](const void* bytes, std::size_t count) { add_bytes(bytes, count); });
}
void ValueHash::add(std::span<const float> values) {
  widened<double>(values, [this](const void* bytes, std::size_t count) { add_bytes(bytes, count); });
}
void ValueHash::add(std::span<const std::int64_t> values) { add_bytes(values.data(), values.size_bytes()); }
void ValueHash::add(std::span<const std::int8_t> values) {
  widened<std::int64_t>(values, [this](const void* bytes, std::size_t count) { add_bytes(bytes, count); });
}
void ValueHash::add(std::string_view text) {
  const std::uint64_t length = text.size();
  add_bytes(&length, sizeof length);
  add_bytes(text.data(), text.size());
}
void ValueHash::add(std::span<const std::string> texts) {
  for (const std::string& text : texts) add(std::string_view(text));
}
void ValueHash::add(std::span<const std::string_view> texts) {
  for (const std::string_view text : texts) add(text);
}
ValueDigest ValueHash::value() {
  ValueDigest digest;
  crypto_generichash_final(state_in(state_), reinterpret_cast<unsigned char*>(digest.data()), sizeof digest);
  return digest;
}

std::string long_digest_of(std::string_view text) {
  std::array<std::uint64_t, 4> digest;
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), sizeof digest,
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  std::string digits;
  for (const std::uint64_t word : digest) digits += fmt::format("{:016x}", word);
  return digits;
}

std::uint64_t Evidence::Dataset::pieces() const {
  if (extents.empty()) return 1;
  return extents[0] / rows + (extents[0] % rows != 0);
}

bool Evidence::holds(std::string_view name) const {
  const auto at = datasets.lower_bound(name);
  if (at != datasets.end() && at->first == name) return true;
  const std::string below = fmt::format("{}/", name);
  const auto first = datasets.lower_bound(below);
  return first != datasets.end() && first->first.starts_with(below);
}

std::string Evidence::text() const {
  std::string text(first_line);
  for (const auto& [name, row] : datasets) {
    text += fmt::format("\ndataset\t{}\t{}\t{}\t", name, text_of(row.extents), row.rows);
    for (std::size_t n = 0; n < row.digests.size(); ++n)
      text += (n == 0 ? "" : " ") + text_of(row.digests[n]);
  }
  for (const auto& [name, value] : attributes)
    text += fmt::format("\nattribute\t{}\t{}\t{}", name.first, name.second, text_of(value));
  return text;
}

Evidence Evidence::parse(std::string_view text) {
  Evidence evidence;
  const auto lines = parts(text, '\n');
  if (lines.empty() || lines.front() != first_line) throw std::invalid_argument("another kind of evidence");
  for (std::size_t n = 1; n < lines.size(); ++n) {
    const auto fields = parts(lines[n], '\t');
    if (fields.size() == 5 && fields[0] == "dataset") {
      Dataset& row = evidence.datasets[std::string(fields[1])];
      row.extents = sizes_in(fields[2]);
      row.rows = number_in(fields[3], 10);
      if (row.rows == 0) throw std::invalid_argument("pieces without rows");
      if (!fields[4].empty()) {
        for (const std::string_view digest : parts(fields[4], ' ')) row.digests.push_back(digest_in(digest));
      }
      if (row.digests.size() != row.pieces()) throw std::invalid_argument("another number of pieces");
    } else if (fields.size() == 4 && fields[0] == "attribute") {
      evidence.attributes[{std::string(fields[1]), std::string(fields[2])}] = digest_in(fields[3]);
    } else {
      throw std::invalid_argument("a line of no known kind");
    }
  }
  return evidence;
}

}  // namespace concord
