#include "viz/figures/views.hpp"

namespace concord {

std::optional<Figure> system_figure(const Scene& scene) {
  return message_figure(scene, "system", "system", "Not drawn yet.");
}

}  // namespace concord
