#pragma once
// Letters: DejaVu Sans, baked at the sizes that panels and figures use.

#include <string>
#include <vector>

struct ImFont;
struct ImFontAtlas;

namespace concord {

/// Height of text in panels, pixels at scale 1.
inline constexpr double interface_text_size = 14;

struct BakedFont {
  ImFont* font;
  double size;  ///< of the letter M's square, as in SVG, in pixels of the screen
};

struct Fonts {
  std::vector<BakedFont> regular, bold;  ///< sizes ascending
  double line = 1;                       ///< a font's full height over its size
  std::string trouble;                   ///< why letters are plain; empty if they are not

  /// The smallest that is not smaller, else the largest.
  const BakedFont& pick(bool heavy, double pixels) const;
};

/// Fills an atlas for a scale and makes the panels' font its first. Without the package fonts-dejavu-core the
/// plain built-in font serves, which lacks some signs. Where a unit of the window has several pixels, letters
/// are made of all of them; the fonts' sizes stay in units, and Dear ImGui's FontGlobalScale must be 1 /
/// pixels.
Fonts bake_fonts(ImFontAtlas& atlas, double scale, double pixels = 1);

}  // namespace concord
