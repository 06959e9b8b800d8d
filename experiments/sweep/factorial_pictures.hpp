#pragma once
// Figures of full grids.

#include "experiments/sweep/sweep_pictures.hpp"

namespace concord {

/// Lines, packages and maps of one outcome, see sweep_pictures().
std::vector<Picture> factorial_pictures(const FigureSource& source);

}  // namespace concord
