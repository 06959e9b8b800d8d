#pragma once
// The points of a design: what is simulated, in the order in which results are kept.

#include "experiments/designs/design.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace concord {

struct Points {
  std::size_t axes = 0;
  std::vector<double> coordinates;      ///< [point][axis], see Axis
  std::optional<std::size_t> baseline;  ///< the point that is the scenario as it stands

  std::size_t count() const { return axes == 0 ? 1 : coordinates.size() / axes; }
  std::span<const double> operator[](std::size_t point) const { return {&coordinates[point * axes], axes}; }
};

/// Most points and most coordinates of a design, and most runs of all points together.
inline constexpr std::size_t most_points = 1'000'000, most_coordinates = 20'000'000;
inline constexpr double most_runs = 1e9;

/// How many points a design has, before any is made; the baseline may add one (one_at_a_time counts it).
double point_count(const Design& design);

/// All points, in an order and with values that the design alone decides: factorial, the last axis fastest;
/// one_at_a_time, the baseline, then axis by axis whatever differs from it; all others in the order of the
/// file or the sample. At most one point is added at the end for the baseline, if the design wants one and
/// none of the others is it.
Points make_points(const Design& design);

/// What a point sets, in order of axes.
std::vector<Setting> settings_at(const Design& design, std::span<const double> point);
/// The base's parameters with the point's values; or those of a run, which may have drawn some.
Parameters parameters_at(const Design& design, std::span<const double> point);
Parameters parameters_at(const Design& design, std::span<const double> point, Parameters of_run);

/// Which of a scenario's policies are in force at a point, as LaneRun has it: those that no package names,
/// and those of the packages that are chosen.
std::uint64_t policies_at(std::span<const Axis> axes, const Scenario& scenario,
                          std::span<const double> point);

/// What policies set there in place of their own values, as LaneRun has it.
std::vector<double> policy_values_at(std::span<const Axis> axes, std::span<const double> point);

/// Checks the relations between parameters at every point; each kind of fault is reported once, with the
/// first point that has it and the number of points that do.
void check_points(const Design& design, const Points& points, Problems& problems);

/// CSV: `point` (from 0) and a column an axis; values as text_of. Method::points reads it.
std::string points_csv(const Design& design, const Points& points);

}  // namespace concord
