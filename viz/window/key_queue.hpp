#pragma once
// Keys wait here for frames. Dear ImGui looks once a frame at what is down: a key that goes down and up
// between two frames, which are slow without a graphics card, would never have been pressed.

#include <deque>
#include <vector>

namespace concord {

/// As GLFW reports it.
struct KeyEvent {
  enum class Kind { down, up, repeat };
  int key, scancode;
  Kind kind;
  int modifiers;
};

class KeyQueue {
 public:
  void add(const KeyEvent& event) { waiting_.push_back(event); }
  bool empty() const { return waiting_.empty(); }
  /// Takes what the next frame may see, in the order in which it happened: no key goes up after any went
  /// down, so that keys held together are seen together, and none goes down again that went up.
  std::vector<KeyEvent> for_next_frame();

 private:
  std::deque<KeyEvent> waiting_;
};

}  // namespace concord
