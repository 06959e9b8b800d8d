#pragma once
// The charts of a system over time, alone or compared with another run of it.

#include "experiments/charts/figure.hpp"
#include "experiments/charts/strips.hpp"
#include "viz/views/comparison.hpp"

#include <vector>

namespace concord {

/// A chart, and the one beside it.
struct SystemStrips {
  Strip now, before;
};

/// What one chart needs, all of it loaded.
struct StripSource {
  const Scene& scene;
  const Comparison& comparison;
  int other = -1;  ///< the system in `before`
  Way way = Way::alone;
};

/// Every measure that the charts need is loaded; asking begins to fetch all of them.
bool strips_loaded(RunData& data);
/// In order; their numbers are added to the table of the page.
std::vector<SystemStrips> system_strips(const StripSource& source, FigureTable& table);

}  // namespace concord
