#pragma once
// Figures of full grids.

#include "experiments/pages/sweep_figures.hpp"

#include <vector>

namespace concord {

/// Lines, packages and maps of one outcome, see sweep_figures(). Axes that a chart does not show stay at the
/// baseline's level, or at their first where it stands on none.
std::vector<Figure> factorial_figures(const FigureSource& source);

}  // namespace concord
