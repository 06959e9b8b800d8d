#include "viz/figures/views.hpp"

namespace concord {

std::optional<Figure> organisation_figure(const Scene& scene) {
  return message_figure(scene, "organisation", "organisation", "Not drawn yet.");
}

}  // namespace concord
