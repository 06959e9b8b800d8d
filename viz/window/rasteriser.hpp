#pragma once
// Turns what Dear ImGui wants drawn into pixels, without a display. The same input gives the same pixels on
// any machine: corners are rounded to 1/256 pixel first, and what follows is in whole numbers or exact.

#include <cstdint>
#include <vector>

struct ImDrawData;
struct ImFontAtlas;

namespace concord {

struct Pixels {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;  ///< [row][column][red, green, blue, alpha]
  const std::uint8_t* at(int x, int y) const {
    return &rgba[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)) *
                 4];
  }
};

/// White where nothing is drawn. The only texture is the atlas of letters.
Pixels rasterise(const ImDrawData& data, ImFontAtlas& atlas);

}  // namespace concord
