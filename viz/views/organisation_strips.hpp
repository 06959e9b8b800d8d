#pragma once
// The charts of an organisation over time, alone or compared with another run of it.

#include "agents/state/measures.hpp"
#include "experiments/charts/figure.hpp"
#include "experiments/charts/strips.hpp"
#include "viz/views/comparison.hpp"

#include <optional>
#include <string>
#include <vector>

namespace concord {

/// Of the selected organisation in a run, and where it is compared in the other one. Their numbers are added
/// to the table of the page.
std::vector<Strip> organisation_strips(const Scene& scene, const RunDetail& now, const RunDetail* before,
                                       FigureTable& table);

}  // namespace concord
