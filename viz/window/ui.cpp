#include "viz/window/ui.hpp"

#include "viz/window/frame.hpp"
#include "viz/window/imgui.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {

double content_scale_of(double reported, double pixels) {
  const double wanted = reported / std::max(pixels, 0.01);
  if (!std::isfinite(wanted)) return 1;
  return std::clamp(std::round(wanted * 4) / 4, 1.0, 4.0);
}

float Ui::em() const { return ImGui::GetFontSize(); }

void probe(Ui& ui, std::string_view name) {
  const ImVec2 from = ImGui::GetItemRectMin(), to = ImGui::GetItemRectMax();
  ui.probes.insert_or_assign(std::string(name), ScreenRect{from.x, from.y, to.x, to.y});
}

void tip(std::string_view text) {
  if (text.empty() || !ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) return;
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(ImGui::GetFontSize() * 28);
  say(text);
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

void command_button(Ui& ui, Command command, const char* label) {
  ImGui::BeginDisabled(!ui.session.possible(command));
  if (ImGui::Button(label)) ui.session.perform(command, ui.now);
  ImGui::EndDisabled();
  const CommandRow& row = row_of(command);
  probe(ui, row.name);
  tip(fmt::format("{} ({})", row.name, row.keys));
}

void say(std::string_view text) { ImGui::TextUnformatted(text.data(), text.data() + text.size()); }

float dialog_width(const Ui& ui, float ems) {
  return std::min(ems * ui.em(), 0.9F * ImGui::GetMainViewport()->WorkSize.x);
}

void say_wrapped(std::string_view text) {
  ImGui::PushTextWrapPos(0);
  say(text);
  ImGui::PopTextWrapPos();
}

void say_muted(std::string_view text) {
  ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
  ImGui::PushTextWrapPos(0);
  say(text);
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
}

}  // namespace concord
