#include "viz/figures/views.hpp"

namespace concord {

std::optional<Figure> control_chart_figure(const Scene& scene) {
  return message_figure(scene, "control_chart", "control_chart", "Not drawn yet.");
}

}  // namespace concord
