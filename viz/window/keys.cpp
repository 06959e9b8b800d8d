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
    NamedKey{GLFW_KEY_SPACE, "Space", true},
    NamedKey{GLFW_KEY_RIGHT, "Right", true},
    NamedKey{GLFW_KEY_LEFT, "Left", true},
    NamedKey{GLFW_KEY_DOWN, "Down", true},
    NamedKey{GLFW_KEY_UP, "Up", true},
    NamedKey{GLFW_KEY_PAGE_UP, "PageUp", true},
    NamedKey{GLFW_KEY_PAGE_DOWN, "PageDown", true},
    NamedKey{GLFW_KEY_HOME, "Home", true},
    NamedKey{GLFW_KEY_END, "End", true},
    NamedKey{GLFW_KEY_BACKSPACE, "Backspace", true},
    NamedKey{GLFW_KEY_F1, "F1", false},
    NamedKey{GLFW_KEY_F6, "F6", false},
    NamedKey{GLFW_KEY_EQUAL, "=", true},
    NamedKey{GLFW_KEY_MINUS, "-", true},
    NamedKey{GLFW_KEY_KP_SUBTRACT, "-", true},
    NamedKey{GLFW_KEY_KP_ADD, "+", true},
};
constexpr std::string_view typed_keys = "[]?/-";

}  // namespace

void read_keys(Ui& ui) {
  const ImGuiIO& io = ImGui::GetIO();
  const auto perform = [&](const std::string& key) {
    const auto command = command_of(key);
    const bool of_field = command == Command::undo || command == Command::redo;  // it has its own
    if (command && !(of_field && (ImGui::GetIO().WantTextInput || ui.session.dialog != Dialog::none)))
      ui.session.perform(*command, ui.now);
  };
  const std::string modifiers = std::string(io.KeyCtrl ? "Ctrl+" : "") + (io.KeyShift ? "Shift+" : "");
  const bool typing = io.WantTextInput;
  const bool open = ui.session.dialog != Dialog::none;
  for (int code = 'A'; code <= 'Z'; ++code) {
    if (key_pressed(code, false) && (io.KeyCtrl || (!typing && !open)))
      perform(modifiers + static_cast<char>(code));
  }
  for (int code = '0'; code <= '9'; ++code) {
    if (key_pressed(code, false) && (io.KeyCtrl || (!typing && !open)))
      perform(modifiers + static_cast<char>(code));
  }
  for (const NamedKey& key : named_keys) {
    if (!key_pressed(key.code, true)) continue;
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
