#include "viz/window/theme.hpp"

#include "experiments/charts/charts.hpp"
#include "viz/window/imgui.hpp"
#include "viz/window/screen_canvas.hpp"

namespace concord {
namespace {

ImVec4 color(std::string_view hex, double opacity = 1) {
  return ImGui::ColorConvertU32ToFloat4(packed_color(hex, opacity));
}

}  // namespace

void set_theme(double scale) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  ImGui::StyleColorsLight(&style);
  ImVec4* colors = style.Colors;
  constexpr std::string_view blue = palette::blue, ink = palette::text, muted = palette::muted,
                             edge = "#767676";
  colors[ImGuiCol_Text] = color(ink);
  colors[ImGuiCol_TextDisabled] = color(muted);
  colors[ImGuiCol_WindowBg] = color("#FFFFFF");
  colors[ImGuiCol_ChildBg] = color("#FFFFFF");
  colors[ImGuiCol_PopupBg] = color("#FFFFFF");
  colors[ImGuiCol_MenuBarBg] = color("#EEF1F5");
  colors[ImGuiCol_Border] = color(edge);
  colors[ImGuiCol_FrameBg] = color("#F4F6F8");
  colors[ImGuiCol_FrameBgHovered] = color("#DCE6F0");
  colors[ImGuiCol_FrameBgActive] = color("#C8D8E8");
  colors[ImGuiCol_TitleBg] = color("#DCE6F0");
  colors[ImGuiCol_TitleBgActive] = color("#DCE6F0");
  colors[ImGuiCol_Button] = color("#E4EBF2");
  colors[ImGuiCol_ButtonHovered] = color("#C8D8E8");
  colors[ImGuiCol_ButtonActive] = color("#AFC6DC");
  colors[ImGuiCol_Header] = color("#DCE6F0");
  colors[ImGuiCol_HeaderHovered] = color("#C8D8E8");
  colors[ImGuiCol_HeaderActive] = color("#AFC6DC");
  // The value stands on it: dark enough for the ground, light enough for letters.
  colors[ImGuiCol_SliderGrab] = colors[ImGuiCol_SliderGrabActive] = color("#5F87B0");
  colors[ImGuiCol_CheckMark] = color(blue);
  colors[ImGuiCol_ScrollbarBg] = color("#F4F6F8");
  colors[ImGuiCol_ScrollbarGrab] = color("#80868C");
  colors[ImGuiCol_ScrollbarGrabHovered] = color("#5F666D");
  colors[ImGuiCol_ScrollbarGrabActive] = color(blue);
  colors[ImGuiCol_Separator] = color("#9AA3AC");
  colors[ImGuiCol_TableHeaderBg] = color("#E4EBF2");
  colors[ImGuiCol_TableRowBgAlt] = color("#F6F8FA");
  colors[ImGuiCol_NavHighlight] = color("#B3450B");
  colors[ImGuiCol_TextSelectedBg] = color("#AFC6DC");
  colors[ImGuiCol_ModalWindowDimBg] = color("#000000", 0.25);
  style.FrameBorderSize = 1;
  style.WindowBorderSize = 1;
  style.PopupBorderSize = 1;
  style.FrameRounding = 3;
  style.GrabRounding = 2;
  style.GrabMinSize = 12;
  style.ItemSpacing = {8, 5};
  style.FramePadding = {6, 3};
  style.DisabledAlpha = 0.65F;
  style.ScaleAllSizes(static_cast<float>(scale));
  style.FrameBorderSize = style.WindowBorderSize = style.PopupBorderSize = 1;
}

}  // namespace concord
