#pragma once
// How far a long job is: a bar that redraws itself on a terminal, now and then a line elsewhere.

#include <chrono>
#include <cstdio>
#include <string>

namespace concord {

/// "3 s", "2 min 05 s", "1 h 03 min"; whole seconds, rounded up.
std::string readable_time(double seconds);

/// The line for a moment: a bar of `width` characters if positive, share, count, time gone and time to go.
std::string progress_line(int done, int total, double seconds, int width);

/// Writes to a stream, at most ten times a second on a terminal and every five seconds elsewhere. Not
/// thread-safe: the caller tells one at a time.
class ProgressBar {
 public:
  /// `quiet` shows nothing at all.
  ProgressBar(std::FILE* stream, bool quiet);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(int done, int total);
  /// Clears the bar, so that other text can follow.
  void clear();
  double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;
  std::FILE* stream_;
  bool quiet_, terminal_;
  bool drawn_ = false;
  Clock::time_point begin_, last_;
};

}  // namespace concord
