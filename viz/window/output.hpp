#pragma once
// What the viewer writes to files. All throw FileError; a file that exists is replaced only if `force`.

#include "experiments/charts/figure.hpp"
#include "viz/live/live.hpp"
#include "viz/session/session.hpp"
#include "viz/window/rasteriser.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace concord {

inline constexpr double export_width = 1000;  ///< pixels of an exported figure at size 1

/// SVG, PNG (at 1 to 3 times the size; its tEXt chunks hold title, subtitle and caption) or CSV, as the
/// ending says; ConfigError for any other.
void write_figure(const Figure& figure, const std::filesystem::path& target, int scale, bool force);
/// The window of a session with all that its frames ask for, however long that takes: `wait` comes back when
/// there may be something new. The same whatever came when.
Pixels settled_picture(Session& session, int width, int height, const std::function<void()>& wait);
/// A picture of a window that shows the figure, as PNG that says where its numbers come from.
void write_picture(const Pixels& pixels, const Figure& figure, const std::filesystem::path& target,
                   bool force);
/// The scenario under its policy as a scenario file.
void write_policy(const Live& live, const std::filesystem::path& target, const std::string& title,
                  bool force);

}  // namespace concord
