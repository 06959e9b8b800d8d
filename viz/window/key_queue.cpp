#include "viz/window/key_queue.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace concord {
namespace {

bool is_modifier(int key) { return key >= GLFW_KEY_LEFT_SHIFT && key <= GLFW_KEY_RIGHT_SUPER; }

/// Does something else than to type a character, even in a text field.
bool is_command(const KeyEvent& event) {
  constexpr int shortcut = GLFW_MOD_CONTROL | GLFW_MOD_ALT | GLFW_MOD_SUPER;
  return event.kind == KeyEvent::Kind::down && !is_modifier(event.key) &&
         (event.key >= GLFW_KEY_ESCAPE || (event.modifiers & shortcut) != 0);
}

/// May both be seen in one frame, though only `before` came first?
bool clash(const KeyEvent& before, const KeyEvent& next, bool typing) {
  using enum KeyEvent::Kind;
  switch (next.kind) {
    case up:
      return before.kind == down;
    case down:
      return before.kind == text || (before.kind == down && !is_modifier(before.key)) ||
             (before.kind == up && before.key == next.key);
    case text:
      return is_command(before) || (before.kind == text && !typing);
    case repeat:
      return false;  // Dear ImGui repeats by itself
  }
  return false;
}

}  // namespace

std::vector<KeyEvent> KeyQueue::for_next_frame(bool typing) {
  std::vector<KeyEvent> taken;
  for (; !waiting_.empty(); waiting_.pop_front()) {
    const KeyEvent& next = waiting_.front();
    for (const KeyEvent& before : taken) {
      if (clash(before, next, typing)) return taken;
    }
    taken.push_back(next);
  }
  return taken;
}

}  // namespace concord
