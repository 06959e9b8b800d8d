#include "experiments/results/effects.hpp"

#include "experiments/charts/spread.hpp"
#include "sim/calendar.hpp"

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
std::vector<double> by_replicate(const SweepTable& table, const OutcomeValues& values,
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
  std::vector<double> means;
  for (std::size_t number = 0; number < sums.size(); ++number) {
    if (counts[number] == points.size()) means.push_back(sums[number] / static_cast<double>(points.size()));
  }
  return means;
}

/// Of one axis, those points that differ from the baseline on no other.
void keep_on_axis(const SweepTable& table, std::size_t axis, std::size_t baseline,
                  std::vector<std::uint32_t>& points) {
  std::erase_if(points, [&](std::uint32_t point) {
    return point != baseline && table.only_difference(point, baseline) != axis;
  });
}

/// Switches and packages are no numbers, and "never" is no quarter: a move between them goes all the way.
MorrisAxis moves_on(const SweepAxis& axis) {
  const bool whole = axis.kind == AxisKind::packages || axis.kind == AxisKind::on_off ||
                     (axis.kind == AxisKind::quarter && axis.high >= never.index);
  return {axis.low, axis.high, axis.log && axis.low > 0, whole};
}

/// additive_fit of a Latin hypercube's points; empty for other designs.
std::vector<double> alone_of(const SweepTable& table, const OutcomeValues& values) {
  if (table.info.method != "latin_hypercube") return {};
  const std::size_t axes = table.axes.size();
  std::vector<double> coordinates(table.own_points * axes, 0);
  for (std::size_t k = 0; k < axes; ++k) {
    const SweepAxis& axis = table.axes[k];
    const MorrisAxis length{axis.low, axis.high, axis.log && axis.low > 0};
    for (std::size_t point = 0; point < table.own_points && axis.high > axis.low; ++point)
      coordinates[point * axes + k] = 2 * length.move(axis.low, table.coordinates[k][point]) - 1;
  }
  return additive_fit(coordinates, axes, std::span(values.means).first(table.own_points));
}

/// With fewer base rows in a shift, their indices are too uneven for an interval (docs/intervals.md).
std::size_t independent_shifts(const SweepInfo& info) {
  constexpr std::size_t fewest_rows = 32;
  return info.base / info.shifts < fewest_rows ? 1 : info.shifts;
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
  Interval interval = mean_interval(by_replicate(table, values, used), alpha, values.range);
  // Replicates that some points lack count in the mean, though not in its width.
  interval.low += mean - interval.estimate;
  interval.high += mean - interval.estimate;
  interval.estimate = mean;
  return {used.size(), static_cast<std::size_t>(spread.runs), interval, spread.low90, spread.high90};
}

Cell cell_of_points(const OutcomeValues& values, std::span<const std::uint32_t> points,
                    std::span<const std::uint32_t> clusters, std::span<const double> alone, double alpha) {
  std::vector<double> means, fitted;
  std::vector<std::uint32_t> of;
  for (const std::uint32_t point : points) {
    means.push_back(values.means[point]);
    of.push_back(clusters[point]);
    if (!alone.empty()) fitted.push_back(alone[point]);
  }
  const double share = static_cast<double>(points.size()) / static_cast<double>(clusters.size());
  const Interval mean = alone.empty() ? clustered_mean(means, of, alpha, values.of_points())
                                      : latin_part_mean(means, fitted, share, alpha, values.of_points());
  const Spread spread = spread_of(std::move(means));
  const auto count = static_cast<std::size_t>(spread.runs);
  return {count, count, mean, spread.low90, spread.high90};
}

std::vector<MainEffect> main_effects(const SweepTable& table, const OutcomeValues& values, double alpha) {
  const bool one_axis = table.info.method == "one_at_a_time" && table.info.baseline;
  std::vector<MainEffect> out;
  const std::vector<std::uint32_t> clusters = table.clusters();
  const std::vector<double> alone = alone_of(table, values);
  for (std::size_t axis = 0; axis < table.axes.size(); ++axis) {
    for (Group& group : table.groups(axis)) {
      if (one_axis) keep_on_axis(table, axis, *table.info.baseline, group.points);
      if (group.points.empty()) continue;
      std::vector<std::uint32_t> along = group.points;
      std::ranges::stable_sort(along, {},
                               [&](std::uint32_t point) { return table.coordinates[axis][point]; });
      const Cell cell = table.chosen() ? cell_of_runs(table, values, group.points, alpha)
                                       : cell_of_points(values, along, clusters, alone, alpha);
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
    Interval difference = paired_difference(a, b, alpha, values.range);
    if (point == baseline) difference = {difference.estimate, std::nan(""), std::nan(""), IntervalKind::none};
    out.push_back({difference, a.size()});
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
  const auto own = std::span(out.values.means).first(table.own_points);
  out.own_missing =
      static_cast<std::size_t>(std::ranges::count_if(own, [](double mean) { return std::isnan(mean); }));
  if (info.method == "latin_hypercube" || info.method == "sobol" || info.method == "points") {
    out.correlations = rank_correlations(table, out.values);
  } else if (info.method == "morris") {
    const std::size_t axes = table.axes.size();
    std::vector<MorrisAxis> moves;
    for (const SweepAxis& axis : table.axes) moves.push_back(moves_on(axis));
    std::vector<double> coordinates(table.own_points * axes);
    for (std::size_t axis = 0; axis < axes; ++axis) {
      for (std::size_t point = 0; point < table.own_points; ++point)
        coordinates[point * axes + axis] = table.coordinates[axis][point];
    }
    out.morris = morris_effects(coordinates, moves, own, alpha, out.values.of_points());
  } else if (info.method == "saltelli") {
    SobolIndices indices = sobol_indices(own, table.axes.size(), independent_shifts(info), alpha);
    out.sobol = std::move(indices.axes);
    out.base_rows = indices.rows;
    out.rows_used = indices.used;
    out.refused = indices.refused;
  }
  return out;
}

}  // namespace concord
