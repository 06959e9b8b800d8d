#pragma once
// Axes that changed nothing: a switch that is off elsewhere, a date that never comes, a slip of the pen.

#include "experiments/results/sweep_reader.hpp"

#include <string>
#include <vector>

namespace concord {

/// Names of the axes on which some points differ and nothing else does, if all runs of the same luck at such
/// points are equal in every measure of the country. None of a sample, whose points differ on all axes.
std::vector<std::string> idle_axes(const SweepReader& sweep);

/// The same in a sentence, or nothing.
std::string idle_axes_text(const SweepReader& sweep);

}  // namespace concord
