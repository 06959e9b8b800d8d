#include "experiments/statistics/sensitivity.hpp"

#include "experiments/statistics/random_words.hpp"
#include "experiments/statistics/sampling.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace concord {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// With replacement: as many picks as there are units.
void resample(std::vector<std::size_t>& picks, std::size_t units, std::uint64_t seed, Draw draw,
              std::size_t column, std::size_t round) {
  picks.resize(units);
  for (std::size_t i = 0; i < units; i += 2) {
    const RandomWords words = random_words(seed, draw, i / 2, column, round);
    picks[i] = pick(units, words[0], words[1]);
    if (i + 1 < units) picks[i + 1] = pick(units, words[2], words[3]);
  }
}

/// The estimate between order statistics of the resamples that gave one.
Interval bootstrap_interval(double estimate, std::vector<double> resamples, double alpha) {
  ensure(alpha > 0 && alpha < 1, "alpha lies between 0 and 1");
  std::erase_if(resamples, [](double value) { return std::isnan(value); });
  if (resamples.empty()) return {estimate, missing, missing};
  std::ranges::sort(resamples);
  const auto outside = static_cast<std::size_t>(alpha / 2 * static_cast<double>(resamples.size()));
  return {estimate, resamples[outside], resamples[resamples.size() - 1 - outside]};
}

MorrisEffect summary_of(const std::vector<double>& effects, std::size_t axis, double alpha,
                        std::uint64_t seed) {
  Moments signed_effects, sizes;
  for (const double effect : effects) {
    signed_effects.add(effect);
    sizes.add(std::abs(effect));
  }
  std::vector<double> means;
  std::vector<std::size_t> picks;
  for (std::size_t round = 0; effects.size() > 1 && round < bootstrap_resamples; ++round) {
    resample(picks, effects.size(), seed, Draw::morris_bootstrap, axis, round);
    Moments again;
    for (const std::size_t i : picks) again.add(std::abs(effects[i]));
    means.push_back(again.mean());
  }
  return {bootstrap_interval(sizes.mean(), std::move(means), alpha), signed_effects.mean(),
          signed_effects.deviation(), effects.size()};
}

}  // namespace

std::vector<MorrisEffect> morris_effects(std::span<const double> coordinates, std::size_t axes,
                                         std::size_t levels, std::span<const double> outcome, double alpha,
                                         std::uint64_t seed) {
  ensure(axes > 0 && outcome.size() % (axes + 1) == 0, "Morris's rows come in trajectories");
  ensure(coordinates.size() == outcome.size() * axes, "every row has its coordinates");
  const double step = morris_step(levels);
  std::vector<std::vector<double>> effects(axes);
  std::vector<char> moved(axes);
  for (std::size_t start = 0; start < outcome.size(); start += axes + 1) {
    std::ranges::fill(moved, 0);
    std::size_t still = 0;  // steps between equal rows whose outcomes are there
    for (std::size_t row = start; row < start + axes; ++row) {
      const std::span from = coordinates.subspan(row * axes, axes),
                      to = coordinates.subspan((row + 1) * axes, axes);
      const auto axis = static_cast<std::size_t>(std::ranges::mismatch(from, to).in1 - from.begin());
      const double change = outcome[row + 1] - outcome[row];
      if (axis == axes) {
        still += std::isnan(change) ? 0 : 1;
        continue;
      }
      ensure(std::ranges::equal(from.subspan(axis + 1), to.subspan(axis + 1)) && !moved[axis],
             "a trajectory moves one axis at a time, and each once");
      moved[axis] = 1;
      if (!std::isnan(change))
        effects[axis].push_back(to[axis] > from[axis] ? change / step : -change / step);
    }
    for (std::size_t axis = 0; axis < axes && still > 0; ++axis) {
      if (moved[axis]) continue;
      effects[axis].push_back(0);
      --still;
    }
  }
  std::vector<MorrisEffect> found;
  for (std::size_t axis = 0; axis < axes; ++axis)
    found.push_back(summary_of(effects[axis], axis, alpha, seed));
  return found;
}

namespace {

/// The base rows of a Saltelli design whose outcomes are all there.
struct CompleteRows {
  std::size_t axes, count = 0;
  std::vector<double> values = {};  ///< [row]: A, A with each column from B, B
  const double* operator[](std::size_t row) const { return &values[row * (axes + 2)]; }
};

CompleteRows complete_rows(std::span<const double> outcome, std::size_t axes) {
  CompleteRows rows{axes};
  for (std::size_t start = 0; start < outcome.size(); start += axes + 2) {
    const std::span row = outcome.subspan(start, axes + 2);
    if (std::ranges::any_of(row, [](double value) { return std::isnan(value); })) continue;
    rows.values.insert(rows.values.end(), row.begin(), row.end());
    ++rows.count;
  }
  return rows;
}

/// First-order and total indices of every axis from the picked rows; NaN if A and B do not vary.
struct Indices {
  std::vector<double> first, total;
};
void estimate(const CompleteRows& rows, const std::vector<std::size_t>& picks, Indices& indices) {
  Moments both;
  for (const std::size_t i : picks) {
    both.add(rows[i][0]);
    both.add(rows[i][rows.axes + 1]);
  }
  // Without centring B, a large mean would drown the first-order indices.
  const double mean = both.mean(), variance = both.variance() > 0 ? both.variance() : missing;
  indices.first.assign(rows.axes, 0);
  indices.total.assign(rows.axes, 0);
  for (const std::size_t i : picks) {
    const double* row = rows[i];
    const double a = row[0], b = row[rows.axes + 1] - mean;
    for (std::size_t axis = 0; axis < rows.axes; ++axis) {
      const double change = row[axis + 1] - a;
      indices.first[axis] += b * change;
      indices.total[axis] += change * change;
    }
  }
  const auto n = static_cast<double>(picks.size());
  for (double& first : indices.first) first /= n * variance;
  for (double& total : indices.total) total /= 2 * n * variance;
}

}  // namespace

std::vector<SobolIndex> sobol_indices(std::span<const double> outcome, std::size_t axes, double alpha,
                                      std::uint64_t seed) {
  ensure(axes > 0 && outcome.size() % (axes + 2) == 0, "Saltelli's rows come in blocks");
  const CompleteRows rows = complete_rows(outcome, axes);
  std::vector<std::size_t> picks(rows.count);
  std::iota(picks.begin(), picks.end(), std::size_t{0});
  Indices whole, again;
  estimate(rows, picks, whole);
  std::vector<std::vector<double>> first(axes), total(axes);
  for (std::size_t round = 0; rows.count > 1 && round < bootstrap_resamples; ++round) {
    resample(picks, rows.count, seed, Draw::sobol_bootstrap, 0, round);
    estimate(rows, picks, again);
    for (std::size_t axis = 0; axis < axes; ++axis) {
      first[axis].push_back(again.first[axis]);
      total[axis].push_back(again.total[axis]);
    }
  }
  std::vector<SobolIndex> found;
  for (std::size_t axis = 0; axis < axes; ++axis) {
    found.push_back({bootstrap_interval(whole.first[axis], std::move(first[axis]), alpha),
                     bootstrap_interval(whole.total[axis], std::move(total[axis]), alpha)});
  }
  return found;
}

}  // namespace concord
