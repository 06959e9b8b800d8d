#pragma once
// Financial quarters: "2019/20 Q3" is October to December 2019.

#include <compare>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace concord {

/// A quarter of the English financial year, which starts in April.
struct Quarter {
  int index = 0;  ///< 4 x (calendar year in which the financial year starts) + 0..3

  constexpr auto operator<=>(const Quarter&) const = default;
  constexpr int year() const { return index / 4; }
  /// 0 for Q1 (April to June) to 3 for Q4.
  constexpr int of_year() const { return index % 4; }
};

/// `financial_quarter(2019, 3)` is 2019/20 Q3.
constexpr Quarter financial_quarter(int year, int quarter) { return {4 * year + quarter - 1}; }
constexpr Quarter operator+(Quarter start, int quarters) { return {start.index + quarters}; }
constexpr int operator-(Quarter later, Quarter earlier) { return later.index - earlier.index; }

/// Later than any quarter of any run.
inline constexpr Quarter never{1'000'000};

/// "2019/20 Q3" or "never".
std::string to_string(Quarter quarter);
/// Reads what to_string writes, for years 1990 to 2199; nothing otherwise.
std::optional<Quarter> parse_quarter(std::string_view text);

}  // namespace concord
