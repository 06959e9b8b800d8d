#pragma once
// Figures of full grids.

#include "experiments/pages/figure_page.hpp"

#include <vector>

namespace concord {

/// Lines, packages and maps of one outcome, see sweep_pictures(). Axes that a chart does not show stay at the
/// baseline's level, or at their first where it stands on none.
std::vector<SweepChart> factorial_charts(const FigureSource& source);

}  // namespace concord
