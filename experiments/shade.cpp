#include "experiments/shade.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {

std::string shade(std::span<const std::uint32_t> colors, double share) {
  const double at = std::clamp(share, 0.0, 1.0) * static_cast<double>(colors.size() - 1);
  const std::size_t below = std::min(static_cast<std::size_t>(at), colors.size() - 2);
  const double part = at - static_cast<double>(below);
  std::string out = "#";
  for (const unsigned shift : {16U, 8U, 0U}) {
    const double from = colors[below] >> shift & 0xFFU, to = colors[below + 1] >> shift & 0xFFU;
    out += fmt::format("{:02X}", static_cast<int>(std::round(from + (to - from) * part)));
  }
  return out;
}

}  // namespace concord
