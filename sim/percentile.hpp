#pragma once
// Order statistics lane by lane, without branches: all replicates are sorted at once.

#include "sim/lanes.hpp"

#include <cmath>
#include <span>

namespace concord {

/// Copies [first, last) and sorts every lane ascending with Batcher's odd-even merge network (1968).
template <class Values, class Iterator>
void sort_into(Values& sorted, Iterator first, Iterator last) {
  sorted.assign(first, last);
  const std::size_t n = sorted.size();
  for (std::size_t p = 1; p < n; p *= 2) {
    const std::size_t block = ~(2 * p - 1);  // positions of one block of 2p differ below these bits only
    for (std::size_t k = p; k >= 1; k /= 2) {
      for (std::size_t j = k % p; j + k < n; j += 2 * k) {
        for (std::size_t i = 0; i < k && i + j + k < n; ++i) {
          if (((i + j) & block) != ((i + j + k) & block)) continue;
          const Real a = sorted[i + j], b = sorted[i + j + k];
          sorted[i + j] = min(a, b);
          sorted[i + j + k] = max(a, b);
        }
      }
    }
  }
}

/// Share `q` of the way through sorted values, interpolated linearly (type 7 of Hyndman and Fan, 1996).
inline Real percentile(std::span<const Real> sorted, double q) {
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(at));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = at - static_cast<double>(below);
  return sorted[below] + (sorted[above] - sorted[below]) * part;
}

}  // namespace concord
