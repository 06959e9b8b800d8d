#include "viz/figures/views.hpp"

namespace concord {

std::optional<Figure> distribution_figure(const Scene& scene) {
  return message_figure(scene, "distribution", "distribution", "Not drawn yet.");
}

}  // namespace concord
