#pragma once
// What a window shows, frame by frame; the same with a display and without.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct Fonts;

/// What to make of the content scale that a system reports, for each unit of the window that has `pixels`
/// pixels: quarters, as letters of odd sizes are blurred, from 1 to 4.
double content_scale_of(double reported, double pixels);

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
  /// Not while something that a key has opened is still getting the keyboard.
  virtual bool takes_keys() const { return true; }
  /// Of the window, after the name of the program; what is shown and what was set. Empty = nothing is open.
  virtual std::string title() { return {}; }
  /// How much larger than usual things are on the display: 2 where a window's units are half as large as
  /// eyes are used to. Without a call it is 1, as for pictures.
  virtual void set_content_scale(double) {}
  /// Of everything, in units of the window; fonts are made anew when it changes.
  virtual double scale() = 0;
  /// The fonts until the next call.
  virtual void use(const Fonts& fonts) = 0;
};

}  // namespace concord
