#include "viz/figures/views.hpp"

namespace concord {

std::optional<Figure> parameters_figure(const Scene& scene) {
  return message_figure(scene, "parameters", "parameters", "Not drawn yet.");
}

}  // namespace concord
