#include "viz/window/fonts.hpp"

#include "viz/window/imgui.hpp"

#include <array>
#include <cmath>
#include <filesystem>

namespace concord {
namespace {

constexpr const char* folder = "/usr/share/fonts/truetype/dejavu";
constexpr std::array figure_sizes{11.0, 12.0, 13.0, interface_text_size, 18.0};
constexpr std::array bold_sizes{12.0, 14.0, 18.0};
/// (ascent + descent) / em of DejaVu Sans, from its table hhea.
constexpr double dejavu_line = 1.164;

// Latin, Greek, dashes and quotes, currency, arrows, minus and comparisons, shapes, ticks.
constexpr std::array<ImWchar, 25> letters{
    0x20,   0x17F,  0x391,  0x3C9,  0x2010, 0x2027, 0x2030, 0x205E, 0x2080, 0x2089, 0x20AC, 0x20AC, 0x2190,
    0x2195, 0x2212, 0x2212, 0x2248, 0x2248, 0x2260, 0x2265, 0x25A0, 0x25FF, 0x2713, 0x2717, 0};

}  // namespace

const BakedFont& Fonts::pick(bool heavy, double pixels) const {
  const auto& all = heavy ? bold : regular;
  for (const BakedFont& baked : all) {
    if (baked.size >= pixels - 0.01) return baked;
  }
  return all.back();
}

Fonts bake_fonts(ImFontAtlas& atlas, double scale, double pixels) {
  atlas.Clear();
  atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
  Fonts fonts;
  ImFontConfig config;
  config.OversampleH = 2;
  config.OversampleV = 1;
  config.PixelSnapH = false;
  const std::string regular = std::string(folder) + "/DejaVuSans.ttf",
                    bold = std::string(folder) + "/DejaVuSans-Bold.ttf";
  std::error_code ignored;
  if (!std::filesystem::exists(regular, ignored) || !std::filesystem::exists(bold, ignored)) {
    fonts.trouble = "Letters are plain and some signs are missing: install the package fonts-dejavu-core.";
    config.SizePixels = static_cast<float>(std::round(interface_text_size * scale * pixels));
    ImFont* plain = atlas.AddFontDefault(&config);
    fonts.regular = fonts.bold = {{plain, interface_text_size * scale}};
    atlas.Build();
    return fonts;
  }
  fonts.line = dejavu_line;
  const auto add = [&](const std::string& file, double size) {
    return BakedFont{
        atlas.AddFontFromFileTTF(file.c_str(), static_cast<float>(size * scale * pixels * dejavu_line),
                                 &config, letters.data()),
        size * scale};
  };
  // The first font is the one of the panels.
  const BakedFont panel = add(regular, interface_text_size);
  for (const double size : figure_sizes)
    fonts.regular.push_back(size == interface_text_size ? panel : add(regular, size));
  for (const double size : bold_sizes) fonts.bold.push_back(add(bold, size));
  atlas.Build();
  return fonts;
}

}  // namespace concord
