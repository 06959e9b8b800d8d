#include "experiments/results/sweep_table.hpp"

#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/short_meaning.hpp"
#include "sim/calendar.hpp"
#include "sim/errors.hpp"
#include "sim/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_drawn_levels = 12, bins = 5;
constexpr std::size_t most_levels_of_grid = 1000;
constexpr std::size_t most_packages = 10'000;

/// Points of the design itself. A baseline that was added stands after them.
std::size_t count_own(const SweepTable& table) {
  const SweepInfo& info = table.info;
  const std::size_t axes = table.axes.size();
  const bool last = info.baseline && *info.baseline + 1 == info.points;
  if (info.method == "morris") return info.trajectories * (axes + 1);
  if (info.method == "saltelli") return info.base * (axes + 2);
  if (info.method == "latin_hypercube" || info.method == "sobol") return info.points - (last ? 1 : 0);
  if (info.method != "factorial" || !last) return info.points;
  double grid = 1;  // points of a full grid of these levels
  for (std::vector<double> levels : table.coordinates) {
    std::ranges::sort(levels);
    grid *= static_cast<double>(std::unique(levels.begin(), levels.end()) - levels.begin());
  }
  return info.points - (grid == static_cast<double>(info.points) ? 0 : 1);
}

/// Are levels such as 0.1, 1, 10 spaced by ratio, and not by difference?
bool spaced_by_ratio(const std::vector<Group>& levels) {
  if (levels.size() < 3 || levels.front().low <= 0) return false;
  const double ratio = levels[1].low / levels[0].low, step = levels[1].low - levels[0].low;
  bool ratios = true, steps = true;
  for (std::size_t n = 2; n < levels.size(); ++n) {
    ratios = ratios && std::abs(levels[n].low / levels[n - 1].low / ratio - 1) < 0.1;
    steps = steps && std::abs((levels[n].low - levels[n - 1].low) / step - 1) < 0.1;
  }
  return ratios && !steps;
}

/// Each step of a trajectory moves one axis, which no other step of it does.
void expect_trajectories(const std::string& file, const SweepTable& table) {
  const std::size_t axes = table.axes.size();
  for (std::size_t start = 0; start < table.own_points; start += axes + 1) {
    std::vector<bool> moved(axes, false);
    for (std::size_t point = start; point < start + axes; ++point) {
      int count = 0;
      for (std::size_t axis = 0; axis < axes; ++axis) {
        if (table.coordinates[axis][point] == table.coordinates[axis][point + 1]) continue;
        if (++count > 1 || moved[axis])
          throw FileError(file, fmt::format("point {} is no step of a trajectory", point + 1));
        moved[axis] = true;
      }
    }
  }
}

std::vector<std::vector<double>> coordinates_of(const SweepReader& sweep) {
  std::vector<std::vector<double>> all;
  for (std::size_t axis = 0; axis < sweep.axes().size(); ++axis) all.push_back(sweep.coordinates(axis));
  return all;
}
std::vector<std::vector<std::string>> package_labels(const SweepReader& sweep) {
  std::vector<std::vector<std::string>> all(sweep.axes().size());
  for (std::size_t axis = 0; axis < all.size(); ++axis) {
    if (sweep.axes()[axis].kind == AxisKind::packages) all[axis] = sweep.labels(axis);
  }
  return all;
}
std::vector<std::int32_t> replicates_of(const SweepReader& sweep) {
  constexpr std::size_t at_once = 1U << 20U;
  const std::size_t runs = sweep.info().runs;
  std::vector<std::int32_t> all;
  all.reserve(runs);
  for (std::size_t row = 0; row < runs; row += at_once) {
    for (const std::int64_t number : sweep.run_column("replicate", row, std::min(at_once, runs - row)))
      all.push_back(static_cast<std::int32_t>(number));
  }
  return all;
}

}  // namespace

std::string brief_number(double number, int digits) {
  // Whole digits are all written: an exponent is hard to read.
  int whole = 0;
  for (double size = std::abs(number); size >= 1 && whole < 15; size /= 10) ++whole;
  return fmt::format("{:.{}g}", number, std::max(digits, whole));
}

CoordinateText::CoordinateText(const SweepReader& sweep)
    : CoordinateText(sweep.axes(), coordinates_of(sweep), package_labels(sweep)) {}

CoordinateText::CoordinateText(std::span<const SweepAxis> axes,
                               const std::vector<std::vector<double>>& coordinates,
                               const std::vector<std::vector<std::string>>& labels)
    : packages_(axes.size()) {
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    kinds_.push_back(axes[axis].kind);
    if (kinds_.back() != AxisKind::packages) continue;
    for (std::size_t point = 0; point < labels[axis].size(); ++point) {
      if (packages_[axis].size() < most_packages)
        packages_[axis].try_emplace(coordinates[axis][point], labels[axis][point]);
    }
  }
}

std::optional<std::string> CoordinateText::named(std::size_t axis, double coordinate) const {
  switch (kinds_.at(axis)) {
    case AxisKind::on_off:
      if (coordinate == 0 || coordinate == 1) return coordinate == 1 ? "true" : "false";
      break;
    case AxisKind::quarter:
      if (coordinate >= 0 && coordinate <= never.index && coordinate == std::floor(coordinate))
        return to_string(Quarter{static_cast<int>(coordinate)});
      break;
    case AxisKind::packages:
      if (const auto found = packages_[axis].find(coordinate); found != packages_[axis].end())
        return found->second;
      break;
    case AxisKind::number:
    case AxisKind::whole:
      break;
  }
  return std::nullopt;
}

std::string CoordinateText::exact(std::size_t axis, double coordinate) const {
  return named(axis, coordinate).value_or(fmt::format("{}", coordinate));
}
std::string CoordinateText::brief(std::size_t axis, double coordinate, int digits) const {
  if (kinds_.at(axis) == AxisKind::on_off && named(axis, coordinate))
    return std::string(switch_words(coordinate == 1));
  return named(axis, coordinate).value_or(brief_number(coordinate, digits));
}

SweepTable::SweepTable(const SweepReader& sweep)
    : SweepTable(sweep.info(), sweep.axes(), coordinates_of(sweep), package_labels(sweep), sweep.first_rows(),
                 replicates_of(sweep), sweep.file()) {
  constexpr std::size_t most = 8;
  set = set_in_line(sweep.configuration(), most);
  settings = settings_sentence(sweep.configuration(), most);
}

SweepTable::SweepTable(SweepInfo of, std::vector<SweepAxis> all, std::vector<std::vector<double>> places,
                       const std::vector<std::vector<std::string>>& labels, std::vector<std::size_t> first,
                       std::vector<std::int32_t> numbers, const std::string& file)
    : info(std::move(of)),
      axes(std::move(all)),
      text(axes, places, labels),
      coordinates(std::move(places)),
      first_row(std::move(first)),
      replicate(std::move(numbers)),
      own_points(count_own(*this)) {
  if (info.method == "morris") expect_trajectories(file, *this);
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    const auto found = levels(axis, most_drawn_levels);
    if (axes[axis].kind == AxisKind::number && found && spaced_by_ratio(*found)) axes[axis].log = true;
  }
}

bool SweepTable::chosen() const {
  return info.method == "factorial" || info.method == "one_at_a_time" || info.method == "points";
}

std::optional<std::vector<Group>> SweepTable::levels(std::size_t axis, std::size_t most) const {
  const auto& at = coordinates[axis];
  std::map<double, std::vector<std::uint32_t>> found;
  for (std::size_t point = 0; point < own_points; ++point) {
    found[at[point]].push_back(static_cast<std::uint32_t>(point));
    if (found.size() > most) return std::nullopt;
  }
  std::vector<Group> out;
  out.reserve(found.size());
  for (auto& [coordinate, points] : found) out.push_back({"", coordinate, coordinate, std::move(points)});
  // As few digits as tell the levels apart.
  for (const int digits : {3, 5, 17}) {
    for (Group& group : out) group.label = text.brief(axis, group.low, digits);
    if (std::ranges::adjacent_find(out, {}, &Group::label) == out.end()) break;
  }
  return out;
}

std::vector<Group> SweepTable::groups(std::size_t axis) const {
  const bool grid = chosen() && info.method != "points";
  // Elsewhere a level should be met by two points at least, on average.
  if (auto by_level = levels(axis, grid ? most_levels_of_grid : std::min(most_drawn_levels, own_points / 2)))
    return std::move(*by_level);
  const auto& at = coordinates[axis];
  std::vector<std::uint32_t> order(own_points);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t point) { return at[point]; });
  std::vector<Group> out;
  std::size_t bin = bins;  // of the last point
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && at[order[last]] == at[order[first]]) ++last;
    if (const std::size_t now = first * bins / order.size(); now != bin) {
      out.push_back({"", at[order[first]], 0, {}});
      bin = now;
    }
    out.back().high = at[order[first]];
    for (std::size_t n = first; n < last; ++n) out.back().points.push_back(order[n]);
  }
  for (Group& group : out) {
    const std::string low = text.brief(axis, group.low, 3), high = text.brief(axis, group.high, 3);
    group.label = low == high ? low : fmt::format("{} to {}", low, high);
    std::ranges::sort(group.points);
  }
  return out;
}

std::optional<std::size_t> SweepTable::only_difference(std::size_t one, std::size_t other) const {
  std::optional<std::size_t> found;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    if (coordinates[axis][one] == coordinates[axis][other]) continue;
    if (found) return std::nullopt;
    found = axis;
  }
  return found;
}

std::vector<std::uint32_t> SweepTable::clusters() const {
  std::size_t together = 1;  // points, one after the other
  if (info.method == "morris") together = axes.size() + 1;
  // Points of one sequence are more even than independent ones; only its shifts are independent.
  if (info.method == "saltelli" || info.method == "sobol") together = own_points / info.shifts;
  std::vector<std::uint32_t> out(own_points);
  for (std::size_t point = 0; point < own_points; ++point)
    out[point] = static_cast<std::uint32_t>(point / std::max<std::size_t>(together, 1));
  return out;
}

KnownRange known_range_of(std::string_view unit, std::string_view take, double luck) {
  KnownRange known;
  if (unit == "systems" || unit == "count" || unit == "places") known.step = 1;
  const bool share = unit == "share" || unit == "0/1";
  if (!take.starts_with("change") && (known.step > 0 || share)) known.low = 0;
  if (!take.starts_with("sum") && share) known.high = 1;
  if (take.starts_with("change") && share) known.low = -1;
  known.reach = luck > 0 ? luck : known.step > 0 ? known.step : known.high - known.low;
  if (!std::isfinite(known.reach)) known.reach = 0;
  return known;
}

KnownRange known_range_of(const SweepOutcome& outcome, std::span<const double> runs,
                          std::span<const std::size_t> first) {
  double luck = 0;
  for (std::size_t point = 0; point + 1 < first.size(); ++point) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double run : runs.subspan(first[point], first[point + 1] - first[point])) {
      low = std::fmin(low, run);
      high = std::fmax(high, run);
    }
    if (high > low && !is_rounding(high - low, std::fmax(std::abs(low), std::abs(high))))
      luck = std::max(luck, high - low);
  }
  KnownRange known = known_range_of(is_measure(outcome.measure) ? outcome.unit : "", outcome.take, luck);
  for (const double run : runs) {  // of values that are none of its unit nothing is known
    if (run < known.low) known.low = -std::numeric_limits<double>::infinity();
    if (run > known.high) known.high = std::numeric_limits<double>::infinity();
  }
  return known;
}

KnownRange OutcomeValues::of_points() const {
  KnownRange known = range;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double mean : means) {
    low = std::fmin(low, mean);
    high = std::fmax(high, mean);
  }
  known.reach = std::max(known.reach, high > low ? high - low : 0);
  return known;
}

OutcomeValues read_outcome(const SweepReader& sweep, const SweepTable& table, std::size_t outcome) {
  std::vector<double> runs = sweep.outcome(outcome);
  const KnownRange range = known_range_of(sweep.outcomes()[outcome], runs, table.first_row);
  return outcome_values(table, std::move(runs), range);
}

OutcomeValues outcome_values(const SweepTable& table, std::vector<double> runs, const KnownRange& range) {
  OutcomeValues values{std::move(runs), {}, range};
  values.means.reserve(table.info.points);
  for (std::size_t point = 0; point < table.info.points; ++point) {
    Moments moments;
    for (std::size_t row = table.first_row[point]; row < table.first_row[point + 1]; ++row)
      moments.add(values.runs[row]);
    values.means.push_back(moments.mean());
  }
  return values;
}

}  // namespace concord
