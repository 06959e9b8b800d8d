#pragma once
// Dear ImGui, included in one way everywhere.

// GLFW's key codes are what stands in io.KeysDown, also without a window.
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_stdlib.h>
