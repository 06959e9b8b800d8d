#pragma once
// Names of measures and numbers as figures say them, and as their tables hold them.

#include "agents/state/measures.hpp"
#include "experiments/charts/spread.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// "Trusts in deficit", "NHS balance", from the key of a row.
std::string plain_name(const MeasureRow& row);
/// The meaning without the full stop at its end.
std::string plain_meaning(const MeasureRow& row);
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
/// "1 run", "16 runs".
std::string counted(std::size_t count, std::string_view one, std::string_view many);
/// The first letter made large.
std::string capital(std::string text);

/// For tables: six digits, a full stop, empty for NaN.
std::string table_number(double value);
/// "maturity (index)".
std::string table_head(std::string_view name, std::string_view unit);

}  // namespace concord
