#pragma once
// Pictures as PNG files.

#include "viz/window/rasteriser.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace concord {

/// What a picture says of itself in tEXt chunks: keywords of the PNG specification, and UTF-8, of which the
/// chunks keep what Latin-1 has.
using PngTexts = std::vector<std::pair<std::string, std::string>>;
/// The bytes of a PNG; the same for the same pixels and texts. It holds no date.
std::string png_of(const Pixels& pixels, const PngTexts& texts = {});
/// Reads a PNG back. Throws FileError if there is none.
Pixels read_png(const std::filesystem::path& file);

}  // namespace concord
