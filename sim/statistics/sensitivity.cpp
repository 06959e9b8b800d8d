#include "sim/statistics/sensitivity.hpp"

#include "sim/errors.hpp"
#include "sim/missing.hpp"
#include "sim/statistics/population.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace concord {
namespace {

bool too_few(std::size_t used, std::size_t all) {
  return static_cast<double>(used) < (1 - most_missing) * static_cast<double>(all);
}

/// The effects of one axis, and the shortest move that gave one.
struct Effects {
  std::vector<double> values;
  double shortest = 1;
};

MorrisEffect summary_of(const Effects& effects, std::size_t trajectories, double alpha,
                        const KnownRange& range) {
  constexpr Interval none{missing_value, missing_value, missing_value, IntervalKind::none};
  const std::size_t count = effects.values.size();
  if (count == 0 || too_few(count, trajectories))
    return {none, missing_value, missing_value, none, none, count, trajectories};
  const double longer = 1 / effects.shortest;
  KnownRange known = difference_of(range);
  known = {known.step * longer, known.low * longer, known.high * longer, known.reach * longer,
           known.size * longer};
  Moments effect;
  std::vector<double> sizes;
  for (const double value : effects.values) {
    effect.add(value);
    sizes.push_back(std::abs(value));
  }
  const Interval mu = mean_interval(effects.values, alpha, known);
  known.low = 0;
  return {mean_interval(sizes, alpha, known),
          effect.mean(),
          effect.deviation(),
          mu,
          deviation_interval(effects.values, alpha, known.size),
          count,
          trajectories};
}

}  // namespace

double MorrisAxis::move(double from, double to) const {
  if (whole || !(high > low)) return to > from ? 1 : -1;
  return log ? std::log(to / from) / std::log(high / low) : (to - from) / (high - low);
}

std::vector<MorrisEffect> morris_effects(std::span<const double> coordinates,
                                         std::span<const MorrisAxis> which, std::span<const double> outcome,
                                         double alpha, const KnownRange& range) {
  const std::size_t axes = which.size();
  ensure(axes > 0 && outcome.size() % (axes + 1) == 0, "Morris's rows come in trajectories");
  ensure(coordinates.size() == outcome.size() * axes, "every row has its coordinates");
  ensure(alpha > 0 && alpha < 1, "alpha lies between 0 and 1");
  std::vector<Effects> effects(axes);
  std::vector<char> moved(axes);
  KnownRange known = range;
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
      if (std::isnan(change)) continue;
      const double move = which[axis].move(from[axis], to[axis]);
      effects[axis].values.push_back(change / move);
      effects[axis].shortest = std::min(effects[axis].shortest, std::abs(move));
      known.size = std::max({known.size, std::abs(outcome[row]), std::abs(outcome[row + 1])});
    }
    for (std::size_t axis = 0; axis < axes && still > 0; ++axis) {
      if (moved[axis]) continue;
      effects[axis].values.push_back(0);
      --still;
    }
  }
  std::vector<MorrisEffect> found;
  for (const Effects& of_axis : effects)
    found.push_back(summary_of(of_axis, outcome.size() / (axes + 1), alpha, known));
  return found;
}

namespace {

/// What the indices are made of, of some base rows: outcomes less their common mean, and the changes from A
/// to A with one column of B.
struct Sums {
  explicit Sums(std::size_t axes) : b_change(axes), change(axes), squared(axes) {}
  double rows = 0, both = 0, squares = 0;
  std::vector<double> b_change, change, squared;  ///< [axis]

  void add(std::span<const double> row, double centre) {
    const double a = row.front() - centre, b = row.back() - centre;
    rows += 1;
    both += a + b;
    squares += a * a + b * b;
    for (std::size_t axis = 0; axis < change.size(); ++axis) {
      const double moved = row[axis + 1] - row.front();
      b_change[axis] += b * moved;
      change[axis] += moved;
      squared[axis] += moved * moved;
    }
  }
  Sums less(const Sums& part) const {
    Sums rest = *this;
    rest.rows -= part.rows;
    rest.both -= part.both;
    rest.squares -= part.squares;
    for (std::size_t axis = 0; axis < change.size(); ++axis) {
      rest.b_change[axis] -= part.b_change[axis];
      rest.change[axis] -= part.change[axis];
      rest.squared[axis] -= part.squared[axis];
    }
    return rest;
  }
  double mean() const { return both / (2 * rows); }
  double variance() const { return (squares - both * mean()) / (2 * rows - 1); }
  double first(std::size_t axis) const {
    return (b_change[axis] - mean() * change[axis]) / (rows * variance());
  }
  double total(std::size_t axis) const { return squared[axis] / (2 * rows * variance()); }
};

}  // namespace

/// From the logarithm, of which the spread of a sum of squares is more even than of itself.
Interval positive(const Interval& log) {
  return {std::exp(log.estimate), std::exp(log.low), std::exp(log.high), log.kind};
}

SobolIndices sobol_indices(std::span<const double> outcome, std::size_t axes, std::size_t parts,
                           double alpha) {
  ensure(axes > 0 && outcome.size() % (axes + 2) == 0, "Saltelli's rows come in blocks");
  constexpr Interval none{missing_value, missing_value, missing_value, IntervalKind::none};
  SobolIndices found{std::vector<SobolIndex>(axes, {none, none}), outcome.size() / (axes + 2)};
  const auto row_at = [&](std::size_t row) { return outcome.subspan(row * (axes + 2), axes + 2); };
  const auto complete = [&](std::size_t row) {
    return std::ranges::none_of(row_at(row), [](double value) { return std::isnan(value); });
  };
  Moments both;
  double size = 0;
  for (std::size_t row = 0; row < found.rows; ++row) {
    if (!complete(row)) continue;
    ++found.used;
    for (const double value : {row_at(row).front(), row_at(row).back()}) {
      both.add(value);
      size = std::max(size, std::abs(value));
    }
  }
  if (found.used < 2 || too_few(found.used, found.rows)) {
    found.refused = "too many base rows lack an outcome";
    return found;
  }
  if (is_rounding(both.deviation(), size)) {
    found.refused = "the outcome does not vary by more than rounding";
    return found;
  }
  Sums whole(axes);
  std::vector<Sums> by_part(parts, Sums(axes));
  for (std::size_t row = 0; row < found.rows; ++row) {
    if (!complete(row)) continue;
    whole.add(row_at(row), both.mean());
    by_part[row * parts / found.rows].add(row_at(row), both.mean());
  }
  std::erase_if(by_part, [](const Sums& part) { return part.rows == 0; });
  std::vector<double> first(by_part.size()), total(by_part.size());
  for (std::size_t axis = 0; axis < axes; ++axis) {
    for (std::size_t part = 0; part < by_part.size(); ++part) {
      const Sums rest = whole.less(by_part[part]);
      first[part] = rest.first(axis);
      total[part] = std::log(rest.total(axis));
    }
    found.axes[axis] = {jackknife(whole.first(axis), first, alpha),
                        positive(jackknife(std::log(whole.total(axis)), total, alpha))};
  }
  return found;
}

std::vector<double> additive_fit(std::span<const double> coordinates, std::size_t axes,
                                 std::span<const double> values) {
  ensure(coordinates.size() == values.size() * axes, "every value has its coordinates");
  std::vector<double> points, there;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const auto point = coordinates.subspan(i * axes, axes);
    points.insert(points.end(), point.begin(), point.end());
    there.push_back(values[i]);
  }
  std::vector<double> alone(values.size(), 0);
  const std::size_t terms = 2 * axes + 1;
  if (there.size() <= terms) return alone;
  const std::array scale{1.0};
  const Emulators fit(points, axes, std::array{there}, scale, 0);
  std::array<double, 1> emulated{};
  const auto n = static_cast<double>(there.size());
  const double larger = std::sqrt(n / (n - static_cast<double>(terms)));
  for (std::size_t i = 0; i < values.size(); ++i) {
    fit.at(coordinates.subspan(i * axes, axes), emulated);
    alone[i] = values[i] - larger * (values[i] - emulated[0]);
  }
  return alone;
}

}  // namespace concord
