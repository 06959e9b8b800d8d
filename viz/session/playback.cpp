#include "viz/session/playback.hpp"

#include <algorithm>

namespace concord {

void Playback::start(double now, int& quarter, int quarters) {
  if (quarter >= quarters - 1) quarter = 0;
  playing_ = quarters > 1;
  due_ = now + 1 / speed();
}

void Playback::set_speed(std::size_t speed) { speed_ = std::min(speed, playback_speeds.size() - 1); }

bool Playback::advance(double now, int& quarter, int quarters) {
  if (!playing_ || now < due_) return false;
  due_ = now + 1 / speed();
  if (quarter + 1 < quarters) {
    ++quarter;
  } else if (loops_) {
    quarter = 0;
  }
  if (quarter + 1 >= quarters && !loops_) playing_ = false;
  return true;
}

std::optional<double> Playback::due_in(double now) const {
  if (!playing_) return std::nullopt;
  return std::max(due_ - now, 0.0);
}

}  // namespace concord
