#pragma once
// How far a long job is: a bar that redraws itself on a terminal, now and then a line elsewhere.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

namespace concord {

/// "3 s", "2 min 05 s", "1 h 03 min"; whole seconds, rounded up.
std::string readable_time(double seconds);

/// The line for a moment: a bar of `width` characters if positive, share, count, time gone and time to go.
std::string progress_line(std::int64_t done, std::int64_t total, double seconds, int width,
                          std::string_view of = "runs");
/// "[####....] " for a share of 0 to 1; empty without width.
std::string progress_bar(double share, int width);

/// Writes to a stream, at most ten times a second on a terminal and every five seconds elsewhere. Not
/// thread-safe: the caller tells one at a time.
class ProgressBar {
 public:
  /// `quiet` shows nothing at all.
  ProgressBar(std::FILE* stream, bool quiet);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(std::int64_t done, std::int64_t total);
  /// Shows another line instead; made only when it is time to.
  void show_line(const std::function<std::string()>& line);
  /// Of the bar within a line: 0 where the stream is no terminal.
  int width() const;
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
