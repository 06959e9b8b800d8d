#include "viz/data/selection.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::array<std::string_view, 7> names{"system",  "organisation",   "quarter", "run",
                                                "measure", "system_measure", "point"};

}  // namespace

std::string text_of(const Clicked& target) {
  return fmt::format("{} {}", names[static_cast<std::size_t>(target.kind)], target.index);
}

std::optional<Clicked> parse_target(std::string_view text) {
  const auto space = text.find(' ');
  if (space == text.npos) return std::nullopt;
  const std::string_view word = text.substr(0, space), digits = text.substr(space + 1);
  for (std::size_t n = 0; n < names.size(); ++n) {
    if (word != names[n]) continue;
    Clicked target{static_cast<TargetKind>(n), 0};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), target.index);
    if (error != std::errc{} || end != digits.data() + digits.size() || target.index < 0) return std::nullopt;
    return target;
  }
  return std::nullopt;
}

}  // namespace concord
