#pragma once
// A control chart of the selected system's measure, or of the country's.

#include "viz/figures/run_series.hpp"
#include "viz/figures/views.hpp"

#include <optional>

namespace concord {

std::optional<Figure> control_chart_figure_of(const Scene& scene, Subject subject);

}  // namespace concord
