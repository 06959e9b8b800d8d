#pragma once
// How likely chance alone is to give what was found.

#include <cstdint>
#include <span>

namespace concord {

/// How likely the same mean or a higher one would be if it were 0 or less (one-sided, Student's t over
/// clusters, as clustered_mean). 1 where there is no telling: fewer clusters than fewest_units, or nothing
/// varies.
double chance_of_mean(std::span<const double> values, std::span<const std::uint32_t> clusters);

}  // namespace concord
