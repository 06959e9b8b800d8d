#include "sim/characters.hpp"

#include "sim/errors.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace concord {
namespace {

/// Of Unicode 15: separators other than the plain space, what "may be ignored where it is not supported", and
/// the marks that order text of right-to-left scripts.
struct Invisible {
  char32_t first, last;
  const char* name;
};
constexpr Invisible invisible[]{
    {0x80, 0x9F, "control character"},
    {0xA0, 0xA0, "no-break space"},
    {0xAD, 0xAD, "soft hyphen"},
    {0x34F, 0x34F, "combining grapheme joiner"},
    {0x61C, 0x61C, "Arabic letter mark"},
    {0x115F, 0x1160, "Hangul filler"},
    {0x1680, 0x1680, "Ogham space"},
    {0x17B4, 0x17B5, "Khmer vowel without a sign"},
    {0x180B, 0x180F, "Mongolian variation selector"},
    {0x2000, 0x200A, "typographic space"},
    {0x200B, 0x200B, "zero width space"},
    {0x200C, 0x200C, "zero width non-joiner"},
    {0x200D, 0x200D, "zero width joiner"},
    {0x200E, 0x200F, "directional mark"},
    {0x2028, 0x2029, "line or paragraph separator"},
    {0x202A, 0x202E, "directional mark"},
    {0x202F, 0x202F, "narrow no-break space"},
    {0x205F, 0x205F, "mathematical space"},
    {0x2060, 0x2060, "word joiner"},
    {0x2061, 0x2064, "invisible operator"},
    {0x2065, 0x206F, "directional mark"},
    {0x3000, 0x3000, "ideographic space"},
    {0x3164, 0x3164, "Hangul filler"},
    {0xFE00, 0xFE0F, "variation selector"},
    {0xFEFF, 0xFEFF, "byte-order mark, or zero width no-break space"},
    {0xFFA0, 0xFFA0, "Hangul filler"},
    {0xFFF9, 0xFFFC, "annotation mark"},
    {0x1BCA0, 0x1BCA3, "shorthand control"},
    {0x1D173, 0x1D17A, "musical control"},
    {0xE0000, 0xE0FFF, "tag or variation selector"},
};

char32_t character_at(std::string_view text, std::size_t at, std::size_t length) {
  constexpr unsigned first_bits[]{0x7F, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t value = static_cast<unsigned char>(text[at]) & first_bits[length];
  for (std::size_t i = 1; i < length; ++i)
    value = (value << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  return value;
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::size_t sequence_length(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(at), second = byte(at + 1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(at + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    return follows(at + 1) && follows(at + 2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
    return follows(at + 1) && follows(at + 2) && follows(at + 3) ? 4 : 0;
  }
  return 0;
}

std::optional<std::string> invisible_at(std::string_view text, std::size_t at) {
  const std::size_t length = sequence_length(text, at);
  if (length < 2) return std::nullopt;
  const char32_t value = character_at(text, at, length);
  const auto* const found =
      std::find_if(std::begin(invisible), std::end(invisible),
                   [&](const Invisible& range) { return value >= range.first && value <= range.last; });
  if (found == std::end(invisible)) return std::nullopt;
  return fmt::format("U+{:04X} ({})", static_cast<std::uint32_t>(value), found->name);
}

std::string invisible_fault(std::string_view line, std::size_t at, std::string_view name) {
  std::string_view before = line.substr(0, at);
  if (const auto space = before.find_last_not_of(" \t"); space != before.npos)
    before = before.substr(0, space + 1);
  if (const auto start = before.find_last_of(" \t,;\"'"); start != before.npos && start + 1 < before.size())
    before.remove_prefix(start + 1);
  const std::string where = before.find_first_not_of(" \t") == before.npos
                                ? "at the beginning of the line"
                                : fmt::format("behind {}", shown(before));
  return fmt::format("{} {}; it cannot be seen: remove it, or write a space", name, where);
}

std::string with_invisible_shown(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(sequence_length(text, at), 1);
    if (invisible_at(text, at)) {
      out += fmt::format("\\u{{{:04x}}}", static_cast<std::uint32_t>(character_at(text, at, length)));
    } else {
      out += text.substr(at, length);
    }
    at += length;
  }
  return out;
}

}  // namespace concord
