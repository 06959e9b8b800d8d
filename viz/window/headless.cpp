#include "viz/window/headless.hpp"

#include "viz/window/imgui.hpp"
#include "viz/window/screen_canvas.hpp"
#include "viz/window/theme.hpp"

#include <cmath>

namespace concord {
namespace {

/// Makes another context current for a while.
class Current {
 public:
  explicit Current(ImGuiContext* context) : before_(ImGui::GetCurrentContext()) {
    ImGui::SetCurrentContext(context);
  }
  ~Current() { ImGui::SetCurrentContext(before_); }
  Current(const Current&) = delete;
  Current& operator=(const Current&) = delete;

 private:
  ImGuiContext* before_;
};

}  // namespace

Headless::Headless(int width, int height, double scale) : context_(nullptr) {
  ImGuiContext* const before = ImGui::GetCurrentContext();
  context_ = ImGui::CreateContext();
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
  io.ConfigInputTextCursorBlink = false;  // a picture does not depend on the moment
  // GLFW's codes, which the panels know.
  constexpr std::pair<int, int> keys[] = {{ImGuiKey_Tab, GLFW_KEY_TAB},
                                          {ImGuiKey_LeftArrow, GLFW_KEY_LEFT},
                                          {ImGuiKey_RightArrow, GLFW_KEY_RIGHT},
                                          {ImGuiKey_UpArrow, GLFW_KEY_UP},
                                          {ImGuiKey_DownArrow, GLFW_KEY_DOWN},
                                          {ImGuiKey_PageUp, GLFW_KEY_PAGE_UP},
                                          {ImGuiKey_PageDown, GLFW_KEY_PAGE_DOWN},
                                          {ImGuiKey_Home, GLFW_KEY_HOME},
                                          {ImGuiKey_End, GLFW_KEY_END},
                                          {ImGuiKey_Delete, GLFW_KEY_DELETE},
                                          {ImGuiKey_Backspace, GLFW_KEY_BACKSPACE},
                                          {ImGuiKey_Space, GLFW_KEY_SPACE},
                                          {ImGuiKey_Enter, GLFW_KEY_ENTER},
                                          {ImGuiKey_Escape, GLFW_KEY_ESCAPE},
                                          {ImGuiKey_A, GLFW_KEY_A}};
  for (const auto& [key, code] : keys) io.KeyMap[key] = code;
  bake(scale);
  ImGui::SetCurrentContext(before);
}

Headless::~Headless() {
  ImGuiContext* const before = ImGui::GetCurrentContext();
  ImGui::DestroyContext(context_);
  ImGui::SetCurrentContext(before == context_ ? nullptr : before);
}

void Headless::bake(double scale) {
  scale_ = scale;
  fonts_ = bake_fonts(*ImGui::GetIO().Fonts, scale);
  set_theme(scale);
}

ImGuiIO& Headless::io() {
  const Current current(context_);
  return ImGui::GetIO();
}

void Headless::frame(Screen& screen) {
  const Current current(context_);
  if (screen.scale() != scale_) bake(screen.scale());
  ImGui::GetIO().DeltaTime = 1.0F / 60;
  screen.use(fonts_);
  ImGui::NewFrame();
  screen.draw();
  ImGui::Render();
}

Pixels Headless::pixels() const {
  const Current current(context_);
  return rasterise(*ImGui::GetDrawData(), *ImGui::GetIO().Fonts);
}

namespace {

class FigureScreen : public Screen {
 public:
  FigureScreen(const Figure& figure, double width, double height, double scale)
      : figure_(figure), width_(width), height_(height), scale_(scale) {}
  void draw() override {
    ScreenCanvas canvas(*ImGui::GetForegroundDrawList(), 0, 0, scale_, *fonts_);
    draw_figure(canvas, {0, 0, width_, height_}, figure_);
  }
  std::optional<double> next_deadline() override { return std::nullopt; }
  void drop(std::vector<std::filesystem::path>) override {}
  bool quit() override { return false; }
  double scale() override { return scale_; }
  void use(const Fonts& fonts) override { fonts_ = &fonts; }

 private:
  const Figure& figure_;
  double width_, height_, scale_;
  const Fonts* fonts_ = nullptr;
};

}  // namespace

Pixels picture_of(const Figure& figure, double width, double scale) {
  const FigureFrame frame = frame_of(figure, width);
  const double height = frame.above + figure.height(frame.chart_width) + frame.below;
  Headless headless(static_cast<int>(std::ceil(width * scale)), static_cast<int>(std::ceil(height * scale)),
                    scale);
  FigureScreen screen(figure, width, height, scale);
  headless.frame(screen);
  return headless.pixels();
}

}  // namespace concord
