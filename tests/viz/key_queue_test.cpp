#include "viz/window/key_queue.hpp"

#include "viz/window/imgui.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace concord {
namespace {

/// "+q" goes down, "-q" up, "=q" repeats, ".q" is typed; "^" stands for Ctrl, "<" for the left arrow.
void press(KeyQueue& queue, const std::string& events) {
  int modifiers = 0;
  for (std::size_t n = 0; n + 1 < events.size(); n += 2) {
    const char sign = events[n], key = events[n + 1];
    if (key == '^') modifiers = sign == '+' ? GLFW_MOD_CONTROL : 0;
    queue.add({.key = key == '^'   ? GLFW_KEY_LEFT_CONTROL
                      : key == '<' ? GLFW_KEY_LEFT
                                   : key,
               .scancode = 0,
               .kind = sign == '+'   ? KeyEvent::Kind::down
                       : sign == '-' ? KeyEvent::Kind::up
                       : sign == '.' ? KeyEvent::Kind::text
                                     : KeyEvent::Kind::repeat,
               .modifiers = modifiers});
  }
}
/// What each frame sees, separated by spaces.
std::string frames(KeyQueue& queue, bool typing = true) {
  std::string out;
  while (!queue.empty()) {
    if (!out.empty()) out += ' ';
    for (const KeyEvent& event : queue.for_next_frame(typing)) {
      out += std::array{'+', '-', '=', '.'}[static_cast<std::size_t>(event.kind)];
      out += event.key == GLFW_KEY_LEFT_CONTROL ? '^'
             : event.key == GLFW_KEY_LEFT       ? '<'
                                                : static_cast<char>(event.key);
    }
  }
  return out;
}

TEST(KeyQueue, ShowsATapThatIsShorterThanAFrame) {
  KeyQueue queue;
  press(queue, "+a-a");
  EXPECT_EQ(frames(queue), "+a -a");
}

TEST(KeyQueue, ShowsKeysTogetherThatAreHeldTogether) {
  KeyQueue queue;
  press(queue, "+^+q-q-^");
  EXPECT_EQ(frames(queue), "+^+q -q-^");
  press(queue, "+^");
  EXPECT_EQ(frames(queue), "+^");
  press(queue, "+q-^-q");  // Ctrl first up: it was down when q was pressed
  EXPECT_EQ(frames(queue), "+q -^-q");
}

TEST(KeyQueue, CountsEveryTapOfAKey) {
  KeyQueue queue;
  press(queue, "+a-a+a-a");
  EXPECT_EQ(frames(queue), "+a -a +a -a");
}

TEST(KeyQueue, HoldsNothingBackWithoutNeed) {
  KeyQueue queue;
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(queue.for_next_frame(false).empty());
  press(queue, "+a=a=a-b");
  EXPECT_EQ(frames(queue), "+a=a=a -b");
  press(queue, "-a-b+c");
  EXPECT_EQ(frames(queue), "-a-b+c");
}

TEST(KeyQueue, KeepsCharactersWhereTheyStandAmongKeys) {
  KeyQueue queue;
  press(queue, "+^+a-a-^+x.x-x+y.y-y");  // select all, then "xy"
  EXPECT_EQ(frames(queue), "+^+a -a-^+x.x -x+y.y -y");
  press(queue, "+^+a.x-a-^");  // a character while Ctrl+A is still down
  EXPECT_EQ(frames(queue), "+^+a .x-a-^");
  press(queue, ".a+<-<.b");
  EXPECT_EQ(frames(queue), ".a +< -<.b");
  press(queue, "+<.b");
  EXPECT_EQ(frames(queue), "+< .b");
  press(queue, ".a.b.c+^+s");  // of an input method, without keys
  EXPECT_EQ(frames(queue), ".a.b.c +^+s");
}

TEST(KeyQueue, LetsOneKeyOrCharacterActAtATimeWhereNothingIsTyped) {
  KeyQueue queue;
  press(queue, "+a+b+c");
  EXPECT_EQ(frames(queue, false), "+a +b +c");
  press(queue, "+t+^");  // not Ctrl+T
  EXPECT_EQ(frames(queue, false), "+t +^");
  press(queue, "./.d");
  EXPECT_EQ(frames(queue, false), "./ .d");
}

}  // namespace
}  // namespace concord
