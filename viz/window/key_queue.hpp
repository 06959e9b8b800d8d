#pragma once
// Keys and characters wait here for frames. Dear ImGui looks once a frame at what is down and what was typed:
// a key that goes down and up between two frames, which are slow without a graphics card, would never have
// been pressed, and of a character and a key it would not be known which came first.

#include <deque>
#include <vector>

namespace concord {

/// As GLFW reports it.
struct KeyEvent {
  enum class Kind { down, up, repeat, text };
  int key;  ///< of `text` the code point of the character
  int scancode;
  Kind kind;
  int modifiers;
};

class KeyQueue {
 public:
  void add(const KeyEvent& event) { waiting_.push_back(event); }
  bool empty() const { return waiting_.empty(); }
  /// Takes what the next frame may see; the order of frames is that in which things happened. One frame holds
  /// no key that goes up after any went down, none that goes down again, and, but for Ctrl, Shift and the
  /// like, one key that goes down, with the character that it types. A text field (`typing`) takes several
  /// characters at once; elsewhere each may be a command that opens one.
  std::vector<KeyEvent> for_next_frame(bool typing);

 private:
  std::deque<KeyEvent> waiting_;
};

}  // namespace concord
