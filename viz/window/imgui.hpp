#pragma once
// Dear ImGui, included in one way everywhere.

#include <imgui.h>
#include <imgui_stdlib.h>
