#pragma once
// Frames without a display: for pictures from the command line, and for tests that press keys and click.

#include "experiments/charts/figure.hpp"
#include "viz/window/fonts.hpp"
#include "viz/window/frame.hpp"
#include "viz/window/rasteriser.hpp"

#include <memory>

struct ImGuiContext;
struct ImGuiIO;

namespace concord {

/// Owns a context of Dear ImGui, of which there can be one at a time.
class Headless {
 public:
  Headless(int width, int height, double scale);
  ~Headless();
  Headless(const Headless&) = delete;
  Headless& operator=(const Headless&) = delete;

  /// One frame; a sixtieth of a second passes for Dear ImGui.
  void frame(Screen& screen);
  /// Of the last frame.
  Pixels pixels() const;
  ImGuiIO& io();

 private:
  void bake(double scale);
  ImGuiContext* context_;
  double scale_ = 0;
  Fonts fonts_;
};

/// A figure alone, `width` pixels wide before `scale` makes it larger, and as high as it needs.
Pixels picture_of(const Figure& figure, double width, double scale);

}  // namespace concord
