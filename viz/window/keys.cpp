// Keys of the keyboard to actions. Characters come as typed, so that "?" and "[" work on any layout; letters,
// digits and named keys come as GLFW's codes, which stand in io.KeysDown.

#include "viz/window/imgui.hpp"
#include "viz/window/ui.hpp"

#include <array>
#include <string>
#include <string_view>

namespace concord {
namespace {

struct NamedKey {
  int code;  ///< GLFW's
  std::string_view name;
  bool text;  ///< a text field wants it for itself
};
constexpr std::array named_keys{
    NamedKey{32, "Space", true},      NamedKey{262, "Right", true}, NamedKey{263, "Left", true},
    NamedKey{264, "Down", true},      NamedKey{265, "Up", true},    NamedKey{266, "PageUp", true},
    NamedKey{267, "PageDown", true},  NamedKey{268, "Home", true},  NamedKey{269, "End", true},
    NamedKey{259, "Backspace", true}, NamedKey{290, "F1", false},   NamedKey{295, "F6", false},
    NamedKey{61, "=", true},          NamedKey{45, "-", true},      NamedKey{333, "-", true},
    NamedKey{334, "+", true},
};
constexpr std::string_view typed_keys = "[]?/-";

}  // namespace

void read_keys(Ui& ui) {
  const ImGuiIO& io = ImGui::GetIO();
  const auto perform = [&](const std::string& key) {
    if (const auto command = command_of(key)) ui.session.perform(*command, ui.now);
  };
  const std::string modifiers = std::string(io.KeyCtrl ? "Ctrl+" : "") + (io.KeyShift ? "Shift+" : "");
  const bool typing = io.WantTextInput;
  const bool open = ui.session.dialog != Dialog::none;
  for (int code = 'A'; code <= 'Z'; ++code) {
    if (ImGui::IsKeyPressed(code, false) && (io.KeyCtrl || (!typing && !open)))
      perform(modifiers + static_cast<char>(code));
  }
  for (int code = '0'; code <= '9'; ++code) {
    if (ImGui::IsKeyPressed(code, false) && (io.KeyCtrl || (!typing && !open)))
      perform(modifiers + static_cast<char>(code));
  }
  for (const NamedKey& key : named_keys) {
    if (!ImGui::IsKeyPressed(key.code, true)) continue;
    if (key.text && (typing || open || ui.session.controls) && !io.KeyCtrl) continue;
    const bool symbol = key.name.size() == 1;
    if (symbol && !io.KeyCtrl) continue;  // comes as typed
    perform(symbol ? "Ctrl+" + std::string(key.name) : modifiers + std::string(key.name));
  }
  if (typing || open || io.KeyCtrl) return;
  for (const ImWchar letter : io.InputQueueCharacters) {
    if (letter < 128 && typed_keys.find(static_cast<char>(letter)) != typed_keys.npos)
      perform(std::string(1, static_cast<char>(letter)));
  }
}

}  // namespace concord
