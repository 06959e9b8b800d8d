#pragma once
// Statistical process control for one value a quarter: the XmR chart (Shewhart; Wheeler, 1993) with the four
// rules of NHS England's "Making data count".

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace concord {

/// Limits lie 2.66 mean moving ranges from the mean: three standard deviations, as 3 / 1.128.
inline constexpr double limit_factor = 2.66;
/// Points in a row on one side of the mean, or each above (below) the one before it.
inline constexpr int shift_length = 7, trend_length = 7;

enum class SpcRule { outside, shift, trend, near_limit };

/// A stretch of points that is more than noise by a rule.
struct SpcSignal {
  SpcRule rule;
  std::size_t first, last;  ///< both part of it
  bool high;                ///< above the mean, or rising
};

struct Spc {
  std::size_t points = 0;  ///< that have a value
  double mean, moving_range, low, high;
  std::vector<SpcSignal> signals;
};

/// NaN = missing: moving ranges are those of neighbours that both have a value, and a missing value ends a
/// stretch. All NaN without two such neighbours, and no signals. A value on the mean ends a shift.
/// `near_limit`: two of three in a row beyond two thirds of the way to the same limit.
Spc spc_of(std::span<const double> values);

/// "outside the limits", for each rule.
std::string_view words_of(SpcRule rule);

}  // namespace concord
