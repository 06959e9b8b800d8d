#include "viz/window/key_queue.hpp"

#include <string>

#include <gtest/gtest.h>

namespace concord {
namespace {

constexpr int ctrl = 341;

/// "+q" goes down, "-q" up, "=q" repeats; "^" stands for Ctrl.
void press(KeyQueue& queue, const std::string& events) {
  for (std::size_t n = 0; n + 1 < events.size(); n += 2) {
    const char sign = events[n];
    queue.add({.key = events[n + 1] == '^' ? ctrl : events[n + 1],
               .scancode = 0,
               .kind = sign == '+'   ? KeyEvent::Kind::down
                       : sign == '-' ? KeyEvent::Kind::up
                                     : KeyEvent::Kind::repeat,
               .modifiers = 0});
  }
}
/// What each frame sees, separated by spaces.
std::string frames(KeyQueue& queue) {
  std::string out;
  while (!queue.empty()) {
    if (!out.empty()) out += ' ';
    for (const KeyEvent& event : queue.for_next_frame()) {
      out += event.kind == KeyEvent::Kind::down ? '+' : event.kind == KeyEvent::Kind::up ? '-' : '=';
      out += event.key == ctrl ? '^' : static_cast<char>(event.key);
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
  EXPECT_TRUE(queue.for_next_frame().empty());
  press(queue, "+a+b=a=b");
  EXPECT_EQ(frames(queue), "+a+b=a=b");
  press(queue, "-a-b+c");
  EXPECT_EQ(frames(queue), "-a-b+c");
}

}  // namespace
}  // namespace concord
