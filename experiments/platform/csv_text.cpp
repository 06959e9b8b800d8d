#include "experiments/platform/csv_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

bool is_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool is_formula(std::string_view text) { return text.find_first_of("=+-@\t\r\n") == 0 && !is_number(text); }

}  // namespace

std::string not_a_formula(std::string_view text) {
  return fmt::format("{}{}", is_formula(text) ? "'" : "", text);
}

std::string csv_cell(std::string_view text) {
  const std::string plain = not_a_formula(text);
  if (plain.find_first_of(",\"\r\n") == plain.npos) return plain;
  std::string out = "\"";
  for (const char c : plain) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string csv_number(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string csv_file_text(std::string table) {
  return is_ascii(table) ? std::move(table) : std::string(utf8_mark) + table;
}

}  // namespace concord
