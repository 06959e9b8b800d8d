#pragma once
// The charts of a system over time, alone or compared with another run of it.

#include "experiments/charts/figure.hpp"
#include "experiments/charts/strips.hpp"
#include "viz/views/comparison.hpp"

#include <vector>

namespace concord {

/// Every measure that the charts need is loaded; asking begins to fetch all of them.
bool strips_loaded(RunData& data);
/// In order; their numbers are added to the table of the page.
std::vector<Strip> system_strips(const Scene& scene, FigureTable& table);

}  // namespace concord
