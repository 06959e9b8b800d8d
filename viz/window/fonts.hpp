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
/// plain built-in font serves, which lacks some signs.
Fonts bake_fonts(ImFontAtlas& atlas, double scale);

}  // namespace concord
