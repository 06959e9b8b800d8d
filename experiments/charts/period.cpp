#include "experiments/charts/period.hpp"

#include <cmath>
#include <cstdlib>

namespace concord {

std::optional<Period> within(const Period& period, int quarters) {
  const Period cut{std::max(period.first, 0), std::min(period.last, quarters - 1)};
  if (cut.first > cut.last || cut.length() >= quarters) return std::nullopt;
  return cut;
}

Period zoomed(const Period& period, int steps, int at, int quarters) {
  constexpr double step = 0.8;
  const int most = std::max(quarters, 1), least = std::min({shortest_period, most, period.length()});
  int length = period.length();
  for (int n = 0; n < std::abs(steps); ++n) {
    const double exact = steps > 0 ? length * step : length / step;
    const int rounded = static_cast<int>(std::lround(exact));
    length =
        std::clamp(steps > 0 ? std::min(rounded, length - 1) : std::max(rounded, length + 1), least, most);
  }
  // Where the quarter stands, as a share of the width.
  const double share = std::clamp((at - period.first + 0.5) / period.length(), 0.0, 1.0);
  const int first = static_cast<int>(std::lround(at + 0.5 - share * length));
  return moved({first, first + length - 1}, 0, quarters);
}

Period moved(const Period& period, int by, int quarters) {
  const int first = std::clamp(period.first + by, 0, std::max(quarters - period.length(), 0));
  return {first, first + period.length() - 1};
}

Period holding(const Period& period, int quarter) {
  const int by = quarter < period.first  ? quarter - period.first
                 : quarter > period.last ? quarter - period.last
                                         : 0;
  return {period.first + by, period.last + by};
}

}  // namespace concord
