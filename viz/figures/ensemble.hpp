#pragma once
// Median and bands over all runs, of the country or of a system.

#include "viz/figures/run_series.hpp"
#include "viz/figures/views.hpp"

#include <optional>

namespace concord {

/// The selected system's measure (selection.system, selection.system_measure).
std::optional<Figure> ensemble_of_system_figure(const Scene& scene);
std::optional<Figure> ensemble_figure_of(const Scene& scene, Subject subject);

}  // namespace concord
