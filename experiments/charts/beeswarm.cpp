#include "experiments/charts/beeswarm.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace concord {

std::vector<double> beeswarm(std::span<const double> along, double radius, double most) {
  std::vector<std::size_t> order(along.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::size_t n) { return along[n]; });
  std::vector<double> off(along.size());
  const double wide = 2 * radius, step = radius / 2;
  const int steps = std::max(static_cast<int>(most / step), 0);
  std::size_t near = 0;  // the first, in order, that can still be touched
  for (std::size_t k = 0; k < order.size(); ++k) {
    const double x = along[order[k]];
    while (near < k && x - along[order[near]] >= wide) ++near;
    const auto free = [&](double y) {
      for (std::size_t j = near; j < k; ++j) {
        const double dx = x - along[order[j]], dy = y - off[order[j]];
        if (dx * dx + dy * dy < wide * wide - 1e-9) return false;
      }
      return true;
    };
    for (int n = 0; n <= 2 * steps; ++n) {  // 0, 1, -1, 2, -2, ... steps
      const double y = (n % 2 == 1 ? 1 : -1) * step * ((n + 1) / 2);
      if (!free(y)) continue;
      off[order[k]] = y;
      break;
    }
  }
  return off;
}

}  // namespace concord
