#include "viz/window/key_queue.hpp"

#include <algorithm>

namespace concord {

std::vector<KeyEvent> KeyQueue::for_next_frame() {
  std::vector<KeyEvent> taken;
  for (; !waiting_.empty(); waiting_.pop_front()) {
    const KeyEvent& next = waiting_.front();
    const bool clash = std::ranges::any_of(taken, [&](const KeyEvent& before) {
      if (next.kind == KeyEvent::Kind::up) return before.kind == KeyEvent::Kind::down;
      return before.kind == KeyEvent::Kind::up && before.key == next.key;
    });
    if (clash) break;
    taken.push_back(next);
  }
  return taken;
}

}  // namespace concord
