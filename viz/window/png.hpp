#pragma once
// Pictures as PNG files.

#include "viz/window/rasteriser.hpp"

#include <filesystem>
#include <string>

namespace concord {

/// The bytes of a PNG; the same for the same pixels. It holds no date.
std::string png_of(const Pixels& pixels);
/// Reads a PNG back. Throws FileError if there is none.
Pixels read_png(const std::filesystem::path& file);

}  // namespace concord
