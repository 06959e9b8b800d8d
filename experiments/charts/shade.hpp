#pragma once
// Colours between colours, and what can be read on them.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace concord {

/// Viridis (van der Walt and Smith, 2015) at 0, 0.1, ... 1, as 0xRRGGBB.
inline constexpr std::array<std::uint32_t, 11> viridis{0x440154, 0x482475, 0x414487, 0x355F8D,
                                                       0x2A788E, 0x21918C, 0x22A884, 0x44BF70,
                                                       0x7AD151, 0xBDDF26, 0xFDE725};

/// Below zero, zero, above it: told apart with any kind of colour vision, pale in the middle.
inline constexpr std::array<std::uint32_t, 7> around_zero{0x8C3A00, 0xD9731F, 0xF4B884, 0xF4F4F4,
                                                          0x9DBDDC, 0x4A7FB0, 0x12436D};

/// "#RRGGBB" at a share of 0 to 1 of the way through evenly spaced colours, at least two.
std::string shade(std::span<const std::uint32_t> colors, double share);

/// Black or white, whichever is easier to read on the fill: at least 4.5:1.
std::string_view text_on(std::string_view fill);
/// As WCAG 2.2 defines it, 1 to 21.
double contrast(std::string_view a, std::string_view b);

}  // namespace concord
