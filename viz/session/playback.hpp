#pragma once
// Time that passes while a run is replayed. Knows no clock of its own: the caller says what time it is.

#include <array>
#include <optional>

namespace concord {

/// Quarters a second.
inline constexpr std::array playback_speeds{0.5, 1.0, 2.0, 4.0, 8.0, 16.0};

class Playback {
 public:
  bool playing() const { return playing_; }
  bool loops() const { return loops_; }
  double speed() const { return playback_speeds[speed_]; }

  /// Starts at `now` (seconds); from the beginning if the last quarter is shown.
  void start(double now, int& quarter, int quarters);
  void stop() { playing_ = false; }
  void set_loops(bool loops) { loops_ = loops; }
  void set_speed(std::size_t speed);
  std::size_t speed_index() const { return speed_; }

  /// Moves `quarter` on to where it belongs at `now`; true if it moved. Stops at the end unless it loops. A
  /// long pause between calls skips nothing: one quarter a call.
  bool advance(double now, int& quarter, int quarters);
  /// Seconds until it will move; none when it stands still.
  std::optional<double> due_in(double now) const;

 private:
  bool playing_ = false, loops_ = false;
  std::size_t speed_ = 1;
  double due_ = 0;
};

}  // namespace concord
