#include "viz/figures/views.hpp"

namespace concord {

std::optional<Figure> network_figure(const Scene& scene) {
  return message_figure(scene, "network", "network", "Not drawn yet.");
}

}  // namespace concord
