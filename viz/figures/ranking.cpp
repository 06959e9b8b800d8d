#include "viz/figures/views.hpp"

namespace concord {

std::optional<Figure> ranking_figure(const Scene& scene) {
  return message_figure(scene, "ranking", "ranking", "Not drawn yet.");
}

}  // namespace concord
