#include "viz/views/funnel_limits.hpp"

#include <algorithm>
#include <cmath>

namespace concord {

double funnel_limit(int count, double share, double quantile) {
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  if (quantile > 0.5) return 1 - funnel_limit(count, 1 - share, 1 - quantile);
  // Logarithms keep the first terms from vanishing where there are thousands of decisions.
  double log_term = count * std::log1p(-share), sum = std::exp(log_term), before = 0;
  int k = 0;
  while (sum < quantile && k < count) {
    log_term += std::log(static_cast<double>(count - k) / (k + 1)) + std::log(share) - std::log1p(-share);
    before = sum;
    sum += std::exp(log_term);
    ++k;
  }
  const double part = sum > before ? std::max(sum - quantile, 0.0) / (sum - before) : 0;
  return std::clamp((k - part) / count, 0.0, 1.0);
}

FunnelPlace funnel_place(int count, double value, double share) {
  const auto beyond = [&](double tail) {
    return value < funnel_limit(count, share, tail) || value > funnel_limit(count, share, 1 - tail);
  };
  if (beyond(0.001)) return FunnelPlace::outside_998;
  return beyond(0.025) ? FunnelPlace::outside_95 : FunnelPlace::inside;
}

}  // namespace concord
