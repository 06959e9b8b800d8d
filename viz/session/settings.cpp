#include "viz/session/settings.hpp"

#include "experiments/platform/partial_file.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <sstream>

#include <fmt/format.h>

namespace concord {
namespace {

template <class Number>
void read_into(Number& target, const std::string& text, Number low, Number high) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value >= low && value <= high)
    target = value;
}

}  // namespace

std::filesystem::path settings_file() {
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config == '/')
    return std::filesystem::path(config) / "concord" / "viewer.txt";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return std::filesystem::path(home) / ".config" / "concord" / "viewer.txt";
  return {};
}

ViewerSettings read_settings(const std::string& text) {
  ViewerSettings settings;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    if (space == line.npos) continue;
    const std::string key = line.substr(0, space), value = line.substr(space + 1);
    if (key == "scale") read_into(settings.scale, value, 0.75, 2.5);
    if (key == "width") read_into(settings.width, value, 320, 16384);
    if (key == "height") read_into(settings.height, value, 240, 16384);
    if (key == "view") settings.view = value;
    if (key == "policy_panel") settings.policy_panel = value != "0";
    if (key == "replicates") read_into(settings.replicates, value, 1, 1000);
    if (key == "recent" && !value.empty() && settings.recent.size() < most_recent)
      settings.recent.emplace_back(value);
  }
  return settings;
}

std::string text_of(const ViewerSettings& settings) {
  std::string text = fmt::format("scale {}\nwidth {}\nheight {}\nview {}\npolicy_panel {}\nreplicates {}\n",
                                 settings.scale, settings.width, settings.height, settings.view,
                                 settings.policy_panel ? 1 : 0, settings.replicates);
  for (const auto& file : settings.recent) text += fmt::format("recent {}\n", file.string());
  return text;
}

ViewerSettings load_settings(const std::filesystem::path& file) {
  try {
    if (!file.empty()) return read_settings(content_of(file));
  } catch (const FileError&) {  // nor is a layout that cannot be read
  }
  return {};
}

void save_settings(const std::filesystem::path& file, const ViewerSettings& settings) {
  if (file.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  try {
    replace_file(file, text_of(settings));
  } catch (const FileError&) {  // to forget the layout is no reason to stop
  }
}

void remember(ViewerSettings& settings, const std::filesystem::path& file) {
  std::error_code failure;
  const auto whole = std::filesystem::absolute(file, failure).lexically_normal();
  if (failure || whole.string().find('\n') != std::string::npos) return;
  std::erase(settings.recent, whole);
  settings.recent.insert(settings.recent.begin(), whole);
  if (settings.recent.size() > most_recent) settings.recent.resize(most_recent);
}

}  // namespace concord
