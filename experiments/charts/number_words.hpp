#pragma once
// Numbers in words: how figures, pages and the terminal write them for people, and how tables hold them.

#include "experiments/charts/spread.hpp"
#include "experiments/platform/words.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// A value as a reader expects it: shares as per cent, £m whole with thousands separated, an index with two
/// decimals, anything else as a count, below 20 with at most one. "-" for NaN. The same text on any machine.
std::string readable(double value, std::string_view unit);
/// "8 to 12", or one number if both read the same.
std::string readable_range(double low, double high, std::string_view unit);
/// `readable` with a typographic minus sign.
std::string label_of(double value, std::string_view unit);

/// Shares as per cent, thousands separated, a typographic minus: "12.3%", "−1,240"; "-" for NaN.
std::string in_decimals(double value, int decimals, std::string_view unit);
/// Decimals that tell a hundred values between the two apart; three for unit "ratio".
int decimals_between(double low, double high, std::string_view unit);
/// A number alone, with three significant digits.
std::string in_three_digits(double value, std::string_view unit);
/// A value with its unit: "12.3%", "0.45", "4.2 systems".
std::string with_unit(double value, std::string_view unit);
/// Differences of shares are percentage points, which are shown times 100: the factor and the unit of
/// differences. Those of an index are points of it.
double difference_factor(std::string_view unit);
std::string_view difference_unit(std::string_view unit);
/// "95%".
std::string percent_of(double share);

/// "per cent", "£ million", "percentage points", "index"; anything else as it is.
std::string plain_unit(std::string_view unit);
/// Of differences: those of shares are percentage points.
std::string plain_difference_unit(std::string_view unit);

/// What stands where there is no number, in words of figures. In their tables the cell is empty.
inline constexpr std::string_view no_data = "no data";
/// "−£120m", "34%", "0.42", "−1.3 pp", "12 systems", "yes"; no_data for NaN.
std::string plain_value(double value, std::string_view unit);
/// "+3.1 percentage points", "−£12m"; "no difference" where it reads as zero.
std::string plain_difference(double value, std::string_view unit);
/// The same where there is little room: "+3.1 pp", "0".
std::string short_difference(double value, std::string_view unit);
/// "+3 to +8 percentage points".
std::string plain_difference_range(double low, double high, std::string_view unit);
/// Of one run the value; of several "34% (90% of runs: 30% to 38%)": the range that summaries print as well,
/// from the 5th to the 95th percentile.
std::string with_range(const Spread& s, std::string_view unit, bool difference = false);
/// Of one run "28 of 42 systems"; of several, counted within each, "median 28 of 42 systems (90% of runs: 23
/// to 34)".
std::string count_words(const Spread& count, std::size_t all, std::string_view things);
/// "34%", or "median 34%" of several runs.
std::string median_words(const Spread& s, std::string_view unit, bool difference = false);
/// The labels of a scale of differences: percentage points are no per cent.
void without_per_cent(std::vector<std::string>& labels);
/// "10 to 14 systems".
std::string plain_range(double low, double high, std::string_view unit);

/// For tables: six digits, a full stop, empty for NaN.
std::string table_number(double value);
/// "maturity (index)".
std::string table_head(std::string_view name, std::string_view unit);

}  // namespace concord
