#include "viz/figures/views.hpp"

namespace concord {

std::optional<Figure> funnel_figure(const Scene& scene) {
  return message_figure(scene, "funnel", "funnel", "Not drawn yet.");
}

}  // namespace concord
