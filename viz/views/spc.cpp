#include "viz/views/spc.hpp"

#include "sim/missing.hpp"

#include <algorithm>
#include <cmath>

namespace concord {
namespace {

/// Stretches of at least `least` neighbours for which side() is the same and not zero.
template <class Side>
void add_stretches(std::vector<SpcSignal>& signals, SpcRule rule, std::size_t count, std::size_t least,
                   Side side, std::size_t before) {
  for (std::size_t first = 0; first < count;) {
    std::size_t last = first;
    const int way = side(first);
    while (last + 1 < count && way != 0 && side(last + 1) == way) ++last;
    if (way != 0 && last - first + 1 >= least) signals.push_back({rule, first - before, last, way > 0});
    first = last + 1;
  }
}

}  // namespace

Spc spc_of(std::span<const double> values) {
  Spc out{.points = 0,
          .mean = missing_value,
          .moving_range = missing_value,
          .low = missing_value,
          .high = missing_value,
          .signals = {}};
  double sum = 0, moved = 0, size = 0;
  std::size_t moves = 0;
  for (std::size_t n = 0; n < values.size(); ++n) {
    if (!std::isfinite(values[n])) continue;
    ++out.points;
    sum += values[n];
    size = std::max(size, std::abs(values[n]));
    if (n > 0 && std::isfinite(values[n - 1])) {
      moved += std::abs(values[n] - values[n - 1]);
      ++moves;
    }
  }
  if (moves == 0) return out;
  out.mean = sum / static_cast<double>(out.points);
  out.moving_range = moved / static_cast<double>(moves);
  out.low = out.mean - limit_factor * out.moving_range;
  out.high = out.mean + limit_factor * out.moving_range;

  const double alike = 1e-9 * size;  // the rounding of a mean is no signal
  const auto side = [&](std::size_t n) {
    const double off = values[n] - out.mean;
    return !std::isfinite(off) || std::abs(off) <= alike ? 0 : off > 0 ? 1 : -1;
  };
  const auto beyond = [&](std::size_t n, double share) {
    return side(n) != 0 && std::abs(values[n] - out.mean) > share * limit_factor * out.moving_range + alike
               ? side(n)
               : 0;
  };
  add_stretches(
      out.signals, SpcRule::outside, values.size(), 1, [&](std::size_t n) { return beyond(n, 1); }, 0);
  add_stretches(out.signals, SpcRule::shift, values.size(), shift_length, side, 0);
  const auto step = [&](std::size_t n) {  // from the value before
    if (n == 0) return 0;
    const double off = values[n] - values[n - 1];
    return !std::isfinite(off) || std::abs(off) <= alike ? 0 : off > 0 ? 1 : -1;
  };
  add_stretches(out.signals, SpcRule::trend, values.size(), trend_length - 1, step, 1);
  for (std::size_t n = 0; n + 2 < values.size(); ++n) {
    if (!std::isfinite(values[n]) || !std::isfinite(values[n + 1]) || !std::isfinite(values[n + 2])) continue;
    for (const int way : {1, -1}) {
      int count = 0;
      std::size_t first = n + 2, last = n;
      for (std::size_t k = n; k < n + 3; ++k) {
        if (beyond(k, 2.0 / 3) != way) continue;
        ++count;
        first = std::min(first, k);
        last = k;
      }
      if (count < 2) continue;
      SpcSignal* before = out.signals.empty() ? nullptr : &out.signals.back();
      if (before != nullptr && before->rule == SpcRule::near_limit && before->high == (way > 0) &&
          before->last >= first) {
        before->last = std::max(before->last, last);
      } else {
        out.signals.push_back({SpcRule::near_limit, first, last, way > 0});
      }
    }
  }
  return out;
}

std::string_view words_of(SpcRule rule) {
  switch (rule) {
    case SpcRule::outside:
      return "outside the limits";
    case SpcRule::shift:
      return "seven or more in a row on one side of the mean";
    case SpcRule::trend:
      return "seven or more in a row rising or falling";
    case SpcRule::near_limit:
      return "two of three near a limit";
  }
  return {};
}

}  // namespace concord
