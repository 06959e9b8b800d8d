#include "viz/window/app.hpp"

#include "viz/views/comparison.hpp"
#include "viz/window/imgui.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {

namespace {
constexpr int frames_to_settle = 3;
}

App::App(Session& session, std::function<double()> clock)
    : session_(session), clock_(std::move(clock)), ui_(session) {}

void App::draw() {
  ui_.now = clock_();
  ui_.probes.clear();
  ImGuiIO& io = ImGui::GetIO();
  if (session_.controls) {
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  } else {
    io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
  }
  session_.held = io.MouseDown[0] || ImGui::IsAnyItemActive();
  read_keys(ui_);
  // What a key has just opened takes the keyboard in a frame or two.
  const auto opens = [&] { return session_.find_parameter || session_.dialog != ui_.shown; };
  bool opened = opens();
  session_.update(ui_.now);
  draw_menu(ui_);

  const ImGuiViewport& view = *ImGui::GetMainViewport();
  ImGui::SetNextWindowPos(view.WorkPos);
  ImGui::SetNextWindowSize(view.WorkSize);
  ImGui::Begin("##viewer", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  const float em = ui_.em();
  const bool timeline = session_.now() != nullptr;
  const float bottom = timeline ? 6.2F * em : 0;
  const float height = std::max(ImGui::GetContentRegionAvail().y - bottom, 8 * em);
  const float room = ImGui::GetContentRegionAvail().x;
  const bool narrow = room < 60 * em;  // the figure goes first
  const bool policy = session_.live() != nullptr && session_.policy_panel;
  const float left = session_.active() != nullptr && !(narrow && policy) ? std::min(17 * em, room * 0.3F) : 0;
  const float right = policy ? std::min(20 * em, room * 0.4F) : 0;
  const float spacing = ImGui::GetStyle().ItemSpacing.x;
  if (left > 0) {
    ImGui::BeginChild("##selection", {left, height}, true);
    draw_selection_panel(ui_);
    ImGui::EndChild();
    ImGui::SameLine();
  }
  const float middle = room - (left > 0 ? left + spacing : 0) - (right > 0 ? right + spacing : 0);
  ImGui::BeginChild("##middle", {middle, height}, false);
  draw_figure_area(ui_);
  ImGui::EndChild();
  if (right > 0) {
    ImGui::SameLine();
    ImGui::BeginChild("##policy", {right, height}, true);
    draw_policy_panel(ui_);
    ImGui::EndChild();
  }
  if (timeline) draw_timeline(ui_);
  ImGui::End();
  draw_dialogs(ui_);
  opened = opened || opens();
  ui_.settling = opened ? frames_to_settle : std::max(ui_.settling - 1, 0);
}

std::optional<double> App::next_deadline() {
  if (session_.busy()) return 0.1;  // in case a wake-up came between two frames
  return session_.due_in(clock_());
}

std::string App::title() {
  const Document* document = session_.active();
  if (document == nullptr) return {};
  if (session_.now() == nullptr) return document->name;
  const Scene scene = session_.scene();
  if (scene.before != nullptr && !scene.ghost) return compared_words(scene);
  return fmt::format("{}. {}", document->name, settings_sentence(session_.now()->info()));
}

void App::drop(std::vector<std::filesystem::path> files) { session_.open_together(files); }

}  // namespace concord
