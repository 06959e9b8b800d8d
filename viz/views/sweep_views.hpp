#pragma once
// Figures of a sweep: an outcome over one or two axes, the runs behind a cell, progress.

#include "experiments/charts/figure.hpp"
#include "experiments/charts/period.hpp"
#include "viz/data/sweep_data.hpp"
#include "viz/views/views.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace concord {

struct SweepScene {
  SweepData* sweep = nullptr;  ///< never null
  std::size_t outcome = 0;
  std::size_t x_axis = 0, y_axis = 1;  ///< the same one where there is only one axis
  /// [axis] an index into levels_of(sheet, axis), or none = averaged over. Not asked for the two axes shown.
  std::vector<std::optional<std::size_t>> fixed;
  bool difference = false;       ///< paired with the baseline point, replicate by replicate
  std::size_t point = 0;         ///< selected
  std::optional<Period> period;  ///< quarters shown of what was kept quarter by quarter; none = all
  bool operator==(const SweepScene&) const = default;
};

/// A view of sweeps is a row and a file as those of runs are (views.hpp): NAME, key, name, meaning.
#define CONCORD_SWEEP_VIEWS(ROW)                                                               \
  ROW(map, "heat", "Heat map", "An outcome over two axes of the design")                       \
  ROW(lines, "lines", "Along an axis", "An outcome along one axis, a line a level of another") \
  ROW(runs, "runs", "Runs of a point", "All replicates of the selected point")                 \
  ROW(table, "points", "Points", "Points in order of the outcome")                             \
  ROW(effects, "effects", "Effects", "What each axis does, in the chart that the design was made for")

#define ROW(name, ...) name,
enum class SweepView { CONCORD_SWEEP_VIEWS(ROW) };
#undef ROW
#define ROW(name, ...) std::optional<Figure> sweep_##name##_figure(const SweepScene& scene);
CONCORD_SWEEP_VIEWS(ROW)
#undef ROW

struct SweepViewRow : ViewWords {
  SweepView view;
  std::optional<Figure> (*make)(const SweepScene&);
};
#define ROW(view, key, name, meaning) \
  SweepViewRow{{key, name, meaning}, SweepView::view, &sweep_##view##_figure},
inline constexpr std::array sweep_view_rows{CONCORD_SWEEP_VIEWS(ROW)};
#undef ROW

/// What a sweep opens on: effects of designs made to find them, else the map.
SweepView usual_view(const SweepSheet& sheet);
/// Nothing while data is on its way.
std::optional<Figure> make_figure(SweepView view, const SweepScene& scene);
/// "Simulated, not observed. Duty by pooling; 2,400 runs of 60 points (unfinished: 40%); seed 12345; ..."
std::string caption_of(const SweepScene& scene);

}  // namespace concord
