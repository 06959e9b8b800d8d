#include "viz/window/theme.hpp"

#include "viz/window/imgui.hpp"

namespace concord {
namespace {

ImVec4 rgb(unsigned hex, float alpha = 1) {
  return {static_cast<float>(hex >> 16U & 0xFFU) / 255.0F, static_cast<float>(hex >> 8U & 0xFFU) / 255.0F,
          static_cast<float>(hex & 0xFFU) / 255.0F, alpha};
}

}  // namespace

void set_theme(double scale) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  ImGui::StyleColorsLight(&style);
  ImVec4* colors = style.Colors;
  constexpr unsigned blue = 0x12436D, ink = 0x1A1A1A, muted = 0x595959, edge = 0x767676;
  colors[ImGuiCol_Text] = rgb(ink);
  colors[ImGuiCol_TextDisabled] = rgb(muted);
  colors[ImGuiCol_WindowBg] = rgb(0xFFFFFF);
  colors[ImGuiCol_ChildBg] = rgb(0xFFFFFF);
  colors[ImGuiCol_PopupBg] = rgb(0xFFFFFF);
  colors[ImGuiCol_MenuBarBg] = rgb(0xEEF1F5);
  colors[ImGuiCol_Border] = rgb(edge);
  colors[ImGuiCol_FrameBg] = rgb(0xF4F6F8);
  colors[ImGuiCol_FrameBgHovered] = rgb(0xDCE6F0);
  colors[ImGuiCol_FrameBgActive] = rgb(0xC8D8E8);
  colors[ImGuiCol_TitleBg] = rgb(0xDCE6F0);
  colors[ImGuiCol_TitleBgActive] = rgb(0xDCE6F0);
  colors[ImGuiCol_Button] = rgb(0xE4EBF2);
  colors[ImGuiCol_ButtonHovered] = rgb(0xC8D8E8);
  colors[ImGuiCol_ButtonActive] = rgb(0xAFC6DC);
  colors[ImGuiCol_Header] = rgb(0xDCE6F0);
  colors[ImGuiCol_HeaderHovered] = rgb(0xC8D8E8);
  colors[ImGuiCol_HeaderActive] = rgb(0xAFC6DC);
  colors[ImGuiCol_SliderGrab] = rgb(blue);
  colors[ImGuiCol_SliderGrabActive] = rgb(0x0A2A45);
  colors[ImGuiCol_CheckMark] = rgb(blue);
  colors[ImGuiCol_ScrollbarBg] = rgb(0xF4F6F8);
  colors[ImGuiCol_ScrollbarGrab] = rgb(0x80868C);
  colors[ImGuiCol_ScrollbarGrabHovered] = rgb(0x5F666D);
  colors[ImGuiCol_ScrollbarGrabActive] = rgb(blue);
  colors[ImGuiCol_Separator] = rgb(0x9AA3AC);
  colors[ImGuiCol_TableHeaderBg] = rgb(0xE4EBF2);
  colors[ImGuiCol_TableRowBgAlt] = rgb(0xF6F8FA);
  colors[ImGuiCol_NavHighlight] = rgb(0xB3450B);
  colors[ImGuiCol_TextSelectedBg] = rgb(0xAFC6DC);
  colors[ImGuiCol_ModalWindowDimBg] = rgb(0x000000, 0.25F);
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
