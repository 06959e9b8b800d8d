#pragma once
// Shares of decisions by system against how many there were.

#include "agents/world/organisation.hpp"
#include "viz/views/views.hpp"

#include <optional>

namespace concord {

/// The share of members' decisions for `action`, over the financial year up to the selected quarter.
std::optional<Figure> funnel_figure_of(const Scene& scene, Action action);

}  // namespace concord
