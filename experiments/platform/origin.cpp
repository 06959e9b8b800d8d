#include "experiments/platform/origin.hpp"

#include <fmt/format.h>

namespace concord {

std::string build_words(std::string_view version, std::string_view commit, std::string_view model_digest,
                        std::string_view results) {
  return fmt::format("Concord {} ({}), model {}{}{}", version, commit, model_digest,
                     results.empty() ? "" : ", results ", results);
}

std::string origin_words(std::string_view title, std::string_view amount, std::string_view settings,
                         std::string_view build) {
  return fmt::format("{} {}: {}. {}{}{}.", simulated, title, amount, settings, settings.empty() ? "" : " ",
                     build);
}

}  // namespace concord
