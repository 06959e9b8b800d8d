#pragma once
// Colours between colours.

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace concord {

/// Viridis (van der Walt and Smith, 2015) at 0, 0.1, ... 1, as 0xRRGGBB.
inline constexpr std::array<std::uint32_t, 11> viridis{0x440154, 0x482475, 0x414487, 0x355F8D,
                                                       0x2A788E, 0x21918C, 0x22A884, 0x44BF70,
                                                       0x7AD151, 0xBDDF26, 0xFDE725};

/// "#RRGGBB" at a share of 0 to 1 of the way through evenly spaced colours, at least two.
std::string shade(std::span<const std::uint32_t> colors, double share);

}  // namespace concord
