#pragma once
// A real window, with GLFW and OpenGL 3.

#include "viz/window/frame.hpp"

#include <functional>
#include <string>

namespace concord {

struct WindowOptions {
  std::string title = "Concord";
  int width = 1440, height = 900;
  /// Called after every frame that was drawn, with the number of frames so far; may be empty.
  std::function<void(long frames)> drawn;
};

/// Shows a screen until it or the user wants to quit. Frames are drawn only after events, wake_window() or
/// deadlines. Throws FileError if there is no display or no OpenGL 3, with what to do about it. Gives back
/// the last size of the window, as on a display of usual density.
WindowOptions run_window(WindowOptions options, Screen& screen);

/// Asks for a frame; from any thread, and harmless without a window.
void wake_window();

}  // namespace concord
