#pragma once
// What a window shows, frame by frame; the same with a display and without.

#include <filesystem>
#include <optional>
#include <vector>

namespace concord {

struct Fonts;

class Screen {
 public:
  virtual ~Screen() = default;
  /// Builds one frame of Dear ImGui.
  virtual void draw() = 0;
  /// Seconds until it wants another frame though nothing is pressed, moved or woken; none = never.
  virtual std::optional<double> next_deadline() = 0;
  /// Files that were dropped on the window.
  virtual void drop(std::vector<std::filesystem::path> files) = 0;
  virtual bool quit() = 0;
  /// Of everything, 0.75 to 2.5; fonts are made anew when it changes.
  virtual double scale() = 0;
  /// The fonts until the next call.
  virtual void use(const Fonts& fonts) = 0;
};

}  // namespace concord
