#include "experiments/platform/progress.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <unistd.h>

namespace concord {
namespace {

constexpr auto redraw = std::chrono::milliseconds(100);
constexpr auto between_lines = std::chrono::seconds(5);
constexpr int bar_width = 30;

}  // namespace

std::string readable_time(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(std::max(0.0, seconds)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string progress_bar(double share, int width) {
  if (width <= 0) return "";
  const auto full = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * width);
  return fmt::format("[{}{}] ", std::string(full, '#'),
                     std::string(static_cast<std::size_t>(width) - full, '.'));
}

std::string progress_line(std::int64_t done, std::int64_t total, double seconds, int width,
                          std::string_view of) {
  const double part = static_cast<double>(done), all = static_cast<double>(total);
  const double share = total > 0 ? part / all : 1;
  std::string line = fmt::format("{}{:3.0f}%  {} of {} {}", progress_bar(share, width),
                                 std::floor(share * 100), done, total, of);
  if (done > 0 && done < total)
    line += fmt::format(", about {} left", readable_time(seconds / part * (all - part)));
  return line;
}

ProgressBar::ProgressBar(std::FILE* stream, bool quiet)
    : stream_(stream),
      quiet_(quiet),
      terminal_(::isatty(::fileno(stream)) == 1),
      begin_(Clock::now()),
      last_(begin_) {}

ProgressBar::~ProgressBar() { clear(); }

double ProgressBar::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

int ProgressBar::width() const { return terminal_ ? bar_width : 0; }

void ProgressBar::show(std::int64_t done, std::int64_t total) {
  show_line([&] { return progress_line(done, total, seconds(), width()); });
}

void ProgressBar::show_line(const std::function<std::string()>& make) {
  if (quiet_) return;
  const auto now = Clock::now();
  if (now - last_ < (terminal_ ? Clock::duration(redraw) : Clock::duration(between_lines))) return;
  last_ = now;
  const std::string line = make();
  // "\x1b[K" clears what an earlier, longer line left behind.
  std::fputs((terminal_ ? "\r" + line + "\x1b[K" : line + "\n").c_str(), stream_);
  std::fflush(stream_);
  drawn_ = terminal_;
}

void ProgressBar::clear() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", stream_);
  std::fflush(stream_);
  drawn_ = false;
}

}  // namespace concord
