#include "sim/calendar.hpp"

#include <fmt/format.h>

namespace concord {

std::string to_string(Quarter quarter) {
  if (quarter >= never) return "never";
  return fmt::format("{}/{:02} Q{}", quarter.year(), (quarter.year() + 1) % 100, quarter.of_year() + 1);
}

std::optional<Quarter> parse_quarter(std::string_view text) {
  if (text == "never") return never;
  int year = 0;
  if (text.size() != 10) return std::nullopt;
  for (char c : text.substr(0, 4)) {
    if (c < '0' || c > '9') return std::nullopt;
    year = 10 * year + (c - '0');
  }
  const int quarter = text[9] - '0';
  if (year < 1990 || year > 2199 || quarter < 1 || quarter > 4) return std::nullopt;
  // Writing it back is the strictest check of what stands between the digits.
  const Quarter read = financial_quarter(year, quarter);
  return to_string(read) == text ? std::optional(read) : std::nullopt;
}

}  // namespace concord
