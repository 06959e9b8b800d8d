#pragma once
// What the runs of some points of a sweep say together.

#include "sim/statistics/intervals.hpp"
#include "viz/views/sweep_views.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace concord {

/// Points were drawn from ranges: nearly no two of them share a level.
bool drawn_from_ranges(const SweepSheet& sheet);
/// A coordinate as people read it: numbers with so many digits.
std::string level_text(const SweepSheet& sheet, std::size_t axis, std::size_t point, int digits = 3);

/// Points taken together, as effects.hpp does: the mean is that of the points' means; as replicate r meets
/// the same luck at every point, its interval is over replicates, each its mean over the points, of
/// those that all of these points have. With a baseline all is of differences from it, replicate by
/// replicate.
struct SweepCell {
  std::size_t points = 0, runs = 0;  ///< with a value
  Interval mean;
};
SweepCell cell_of(const SweepRuns& runs, std::span<const std::size_t> points, double alpha,
                  std::optional<std::size_t> baseline = {});

/// "duty to collaborate 0.5, mandated pooled share 0.2": where a point stands; with `most` axes at most.
std::string place_of_point(const SweepSheet& sheet, std::size_t point, std::size_t most);
/// How titles call an outcome: "Systems real in substance" if it bears the name of its measure, else its own
/// name.
std::string outcome_title(const SweepOutcome& outcome);
/// Differences of shares are percentage points, which charts show times 100.
struct SweepUnit {
  std::string unit, words;
  double factor = 1;
};
SweepUnit unit_of(const SweepScene& scene);
/// Whether there is a baseline to compare with, and it is asked for.
bool compares(const SweepScene& scene);
std::string with_unit_of(double value, const SweepUnit& unit, bool difference);
std::string range_with_unit_of(double low, double high, const SweepUnit& unit, bool difference);

Figure sweep_message(const SweepScene& scene, std::string_view title, std::string_view message);

}  // namespace concord
