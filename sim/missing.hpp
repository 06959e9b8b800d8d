#pragma once
// A number that is not there.

#include <limits>

namespace concord {

/// Not a number (NaN): means, quantiles, ranks and pictures leave it out.
inline constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

}  // namespace concord
