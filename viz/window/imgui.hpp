#pragma once
// Dear ImGui, included in one way everywhere.

// GLFW's key codes are what stands in io.KeysDown, also without a window.
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_stdlib.h>

namespace concord {

/// Has a key gone down, by GLFW's code? Dear ImGui before 1.87 takes the code as a number, later ones as the
/// key of the same number.
inline bool key_pressed(int code, bool repeat) {
  return ImGui::IsKeyPressed(static_cast<ImGuiKey>(code), repeat);
}

}  // namespace concord
