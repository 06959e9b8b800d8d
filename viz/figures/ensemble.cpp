#include "viz/figures/views.hpp"

namespace concord {

std::optional<Figure> ensemble_figure(const Scene& scene) {
  return message_figure(scene, "ensemble", "ensemble", "Not drawn yet.");
}

}  // namespace concord
