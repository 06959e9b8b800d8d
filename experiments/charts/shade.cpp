#include "experiments/charts/shade.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

double luminance(std::string_view color) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  double sum = 0;
  constexpr std::array<double, 3> weights{0.2126, 0.7152, 0.0722};
  for (std::size_t k = 0; k < 3; ++k) {
    const double part = (16 * digit(color[1 + 2 * k]) + digit(color[2 + 2 * k])) / 255.0;
    sum += weights[k] * (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

}  // namespace

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

double contrast(std::string_view a, std::string_view b) {
  const double one = luminance(a) + 0.05, other = luminance(b) + 0.05;
  return std::max(one, other) / std::min(one, other);
}

std::string_view text_on(std::string_view fill) {
  return contrast(fill, "#FFFFFF") >= contrast(fill, "#000000") ? "#FFFFFF" : "#000000";
}

}  // namespace concord
