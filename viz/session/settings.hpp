#pragma once
// What the viewer remembers from one time to the next, in a small text file of lines "key value".

#include <filesystem>
#include <string>
#include <vector>

namespace concord {

struct ViewerSettings {
  double scale = 1;  ///< of the interface, 0.75 to 2.5
  int width = 1440, height = 900;
  std::string view = "map";  ///< key of view_rows
  bool policy_panel = true;
  int replicates = 32;                        ///< of live runs
  std::vector<std::filesystem::path> recent;  ///< the last one first
};

inline constexpr std::size_t most_recent = 12;

/// "$XDG_CONFIG_HOME/concord/viewer.txt", or below ~/.config; empty if there is no home.
std::filesystem::path settings_file();
/// Lines that are unknown or wrong count for nothing, so a damaged file is no obstacle.
ViewerSettings read_settings(const std::string& text);
std::string text_of(const ViewerSettings& settings);
ViewerSettings load_settings(const std::filesystem::path& file);
/// Nothing happens if the folder cannot be written.
void save_settings(const std::filesystem::path& file, const ViewerSettings& settings);
/// Puts a file first among the recent ones.
void remember(ViewerSettings& settings, const std::filesystem::path& file);

}  // namespace concord
