#include "experiments/sweep/effects.hpp"

#include "experiments/spread.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace concord {
namespace {

std::span<const double> runs_of(const SweepTable& table, const OutcomeValues& values, std::size_t point) {
  const std::size_t first = table.first_row[point];
  return std::span(values.runs).subspan(first, table.first_row[point + 1] - first);
}

/// Mean over the points of each replicate that all of them have.
Moments by_replicate(const SweepTable& table, const OutcomeValues& values,
                     std::span<const std::uint32_t> points) {
  std::vector<double> sums;
  std::vector<std::uint32_t> counts;
  for (const std::uint32_t point : points) {
    for (std::size_t row = table.first_row[point]; row < table.first_row[point + 1]; ++row) {
      const auto number = static_cast<std::size_t>(table.replicate[row]);
      if (number >= sums.size()) {
        sums.resize(number + 1, 0.0);
        counts.resize(number + 1, 0);
      }
      if (std::isnan(values.runs[row])) continue;
      sums[number] += values.runs[row];
      ++counts[number];
    }
  }
  Moments moments;
  for (std::size_t number = 0; number < sums.size(); ++number) {
    if (counts[number] == points.size()) moments.add(sums[number] / static_cast<double>(points.size()));
  }
  return moments;
}

/// Of one axis, those points that differ from the baseline on no other.
void keep_on_axis(const SweepTable& table, std::size_t axis, std::size_t baseline,
                  std::vector<std::uint32_t>& points) {
  std::erase_if(points, [&](std::uint32_t point) {
    return point != baseline && table.only_difference(point, baseline) != axis;
  });
}

}  // namespace

Cell cell_of_runs(const SweepTable& table, const OutcomeValues& values, std::span<const std::uint32_t> points,
                  double alpha) {
  std::vector<double> all;
  Moments means;
  std::vector<std::uint32_t> used;
  for (const std::uint32_t point : points) {
    if (std::isnan(values.means[point])) continue;
    means.add(values.means[point]);
    used.push_back(point);
    for (const double value : runs_of(table, values, point)) all.push_back(value);
  }
  const Spread spread = spread_of(std::move(all));
  const double mean = means.mean();
  const double half = used.empty() ? mean : half_width(by_replicate(table, values, used), alpha);
  return {used.size(),
          static_cast<std::size_t>(spread.runs),
          {mean, mean - half, mean + half},
          spread.low90,
          spread.high90};
}

Cell cell_of_points(const OutcomeValues& values, std::span<const std::uint32_t> points, double alpha) {
  std::vector<double> means;
  for (const std::uint32_t point : points) means.push_back(values.means[point]);
  const Interval mean = mean_interval(means, alpha);
  const Spread spread = spread_of(std::move(means));
  const auto count = static_cast<std::size_t>(spread.runs);
  return {count, count, mean, spread.low90, spread.high90};
}

std::vector<MainEffect> main_effects(const SweepTable& table, const OutcomeValues& values, double alpha) {
  const bool alone = table.info.method == "one_at_a_time" && table.info.baseline;
  std::vector<MainEffect> out;
  for (std::size_t axis = 0; axis < table.axes.size(); ++axis) {
    for (Group& group : table.groups(axis)) {
      if (alone) keep_on_axis(table, axis, *table.info.baseline, group.points);
      if (group.points.empty()) continue;
      const Cell cell = table.chosen() ? cell_of_runs(table, values, group.points, alpha)
                                       : cell_of_points(values, group.points, alpha);
      out.push_back({axis, std::move(group), cell});
    }
  }
  return out;
}

std::vector<Difference> differences(const SweepTable& table, const OutcomeValues& values,
                                    std::size_t baseline, double alpha) {
  std::map<std::int32_t, double> reference;  // by replicate
  for (std::size_t row = table.first_row[baseline]; row < table.first_row[baseline + 1]; ++row) {
    if (!std::isnan(values.runs[row])) reference[table.replicate[row]] = values.runs[row];
  }
  std::vector<Difference> out;
  out.reserve(table.info.points);
  std::vector<double> a, b;
  for (std::size_t point = 0; point < table.info.points; ++point) {
    a.clear();
    b.clear();
    for (std::size_t row = table.first_row[point]; row < table.first_row[point + 1]; ++row) {
      const auto pair = reference.find(table.replicate[row]);
      if (pair == reference.end() || std::isnan(values.runs[row])) continue;
      a.push_back(values.runs[row]);
      b.push_back(pair->second);
    }
    out.push_back({paired_difference(a, b, alpha), a.size()});
  }
  return out;
}

std::vector<Swing> swings(const SweepTable& table, std::span<const Difference> differences,
                          std::size_t baseline) {
  std::map<std::size_t, Swing> by_axis;
  std::map<std::size_t, std::size_t> count;
  const auto at = [&](std::uint32_t point) { return differences[point].mean.estimate; };
  for (std::size_t n = 0; n < table.info.points; ++n) {
    const auto point = static_cast<std::uint32_t>(n);
    if (std::isnan(at(point))) continue;
    const auto axis = table.only_difference(n, baseline);
    if (!axis) continue;
    ++count[*axis];
    Swing& swing = by_axis.try_emplace(*axis, Swing{*axis, point, point}).first->second;
    if (at(point) < at(swing.least)) swing.least = point;
    if (at(point) > at(swing.greatest)) swing.greatest = point;
  }
  std::vector<Swing> out;
  for (auto& [axis, swing] : by_axis) {
    // Of several points that all move the outcome one way, the farthest says it all.
    if (count[axis] > 2 && at(swing.least) >= 0) swing.least = swing.greatest;
    if (count[axis] > 2 && at(swing.greatest) <= 0) swing.greatest = swing.least;
    out.push_back(swing);
  }
  std::ranges::stable_sort(out, std::ranges::greater{}, [&](const Swing& swing) {
    return std::max(std::abs(at(swing.least)), std::abs(at(swing.greatest)));
  });
  return out;
}

std::vector<std::optional<double>> rank_correlations(const SweepTable& table, const OutcomeValues& values) {
  const auto means = std::span(values.means).first(table.own_points);
  std::vector<std::optional<double>> out;
  for (std::size_t axis = 0; axis < table.axes.size(); ++axis) {
    if (table.axes[axis].kind == AxisKind::packages) {
      out.emplace_back();
    } else {
      out.emplace_back(rank_correlation(std::span(table.coordinates[axis]).first(table.own_points), means));
    }
  }
  return out;
}

OutcomeEffects effects_of(const SweepReader& sweep, const SweepTable& table, std::size_t outcome,
                          std::optional<std::size_t> baseline, double alpha) {
  return effects_of(table, read_outcome(sweep, table, outcome), outcome, baseline, alpha);
}

OutcomeEffects effects_of(const SweepTable& table, OutcomeValues values, std::size_t outcome,
                          std::optional<std::size_t> baseline, double alpha) {
  OutcomeEffects out;
  out.outcome = outcome;
  out.values = std::move(values);
  out.main = main_effects(table, out.values, alpha);
  if (baseline) {
    out.differences = differences(table, out.values, *baseline, alpha);
    out.swings = swings(table, out.differences, *baseline);
  }
  const SweepInfo& info = table.info;
  const auto seed = static_cast<std::uint64_t>(info.design_seed);
  const auto own = std::span(out.values.means).first(table.own_points);
  if (info.method == "latin_hypercube" || info.method == "sobol" || info.method == "points") {
    out.correlations = rank_correlations(table, out.values);
  } else if (info.method == "morris") {
    const std::size_t axes = table.axes.size();
    std::vector<double> coordinates(table.own_points * axes);
    for (std::size_t axis = 0; axis < axes; ++axis) {
      for (std::size_t point = 0; point < table.own_points; ++point)
        coordinates[point * axes + axis] = table.coordinates[axis][point];
    }
    out.morris = morris_effects(coordinates, axes, info.levels, own, alpha, seed);
  } else if (info.method == "saltelli") {
    out.sobol = sobol_indices(own, table.axes.size(), alpha, seed);
  }
  return out;
}

}  // namespace concord
