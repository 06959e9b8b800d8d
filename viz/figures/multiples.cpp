#include "viz/figures/views.hpp"

namespace concord {

std::optional<Figure> multiples_figure(const Scene& scene) {
  return message_figure(scene, "multiples", "multiples", "Not drawn yet.");
}

}  // namespace concord
