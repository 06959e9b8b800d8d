#include "viz/figures/sweep_cells.hpp"

#include "experiments/sweep/sweep_charts.hpp"
#include "viz/figures/plain_words.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_parts = 8, most_listed = 60;

bool is_drawn(const SweepInfo& info) {
  return info.method == "latin_hypercube" || info.method == "sobol" || info.method == "saltelli";
}

/// Short, and the same for all: numbers of drawn points have many digits.
std::string label_of_part(const SweepSheet& sheet, std::size_t axis, std::size_t low, std::size_t high) {
  const auto say = [&](std::size_t point) {
    const AxisKind kind = sheet.axes[axis].kind;
    return kind == AxisKind::number && sheet.labels[axis][point].size() > 5
               ? in_three_digits(sheet.coordinates[axis][point], "")
               : sheet.labels[axis][point];
  };
  const std::string from = say(low), to = say(high);
  return from == to ? from : from + " to " + to;
}

bool within(double value, const SweepLevel& level) { return value >= level.low && value <= level.high; }

}  // namespace

std::size_t own_points(const SweepSheet& sheet) {
  const SweepInfo& info = sheet.info;
  const bool last = info.baseline && *info.baseline + 1 == info.points;
  if (!last || info.points < 2) return info.points;
  if (is_drawn(info) || info.method == "morris") return info.points - 1;
  if (info.method != "factorial") return info.points;
  double grid = 1;
  for (std::vector<double> levels : sheet.coordinates) {
    std::ranges::sort(levels);
    grid *= static_cast<double>(std::unique(levels.begin(), levels.end()) - levels.begin());
  }
  return info.points - (grid == static_cast<double>(info.points) ? 0 : 1);
}

std::vector<SweepLevel> levels_of(const SweepSheet& sheet, std::size_t axis) {
  const auto& at = sheet.coordinates[axis];
  std::vector<std::size_t> order(std::min(own_points(sheet), at.size()));
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::size_t point) { return at[point]; });
  std::size_t distinct = 0;
  for (std::size_t n = 0; n < order.size(); ++n) {
    if (n == 0 || at[order[n]] != at[order[n - 1]]) ++distinct;
  }
  const bool parts = distinct > (is_drawn(sheet.info) || !sheet.axes[axis].list ? most_parts : most_listed);
  std::vector<SweepLevel> out;
  std::size_t part = most_parts, start = 0;  // of the last point
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && at[order[last]] == at[order[first]]) ++last;
    const std::size_t now = parts ? first * most_parts / order.size() : first;
    if (out.empty() || now != part || !parts) {
      out.push_back({"", at[order[first]], 0});
      start = order[first];
      part = now;
    }
    out.back().high = at[order[first]];
    out.back().label =
        parts ? label_of_part(sheet, axis, start, order[first]) : sheet.labels[axis][order[first]];
  }
  return out;
}

std::vector<std::size_t> points_of_cell(const SweepScene& scene, std::size_t x, std::size_t y) {
  const SweepSheet& sheet = scene.sweep->sheet();
  std::vector<std::optional<SweepLevel>> wanted(sheet.axes.size());
  const auto want = [&](std::size_t axis, std::size_t level) {
    const auto levels = levels_of(sheet, axis);
    if (level < levels.size()) wanted[axis] = levels[level];
  };
  for (std::size_t axis = 0; axis < wanted.size() && axis < scene.fixed.size(); ++axis) {
    if (scene.fixed[axis]) want(axis, *scene.fixed[axis]);
  }
  want(scene.x_axis, x);
  if (scene.y_axis != scene.x_axis) want(scene.y_axis, y);
  std::vector<std::size_t> points;
  for (std::size_t point = 0; point < own_points(sheet); ++point) {
    bool in = true;
    for (std::size_t axis = 0; axis < wanted.size() && in; ++axis)
      in = !wanted[axis] || within(sheet.coordinates[axis][point], *wanted[axis]);
    if (in) points.push_back(point);
  }
  return points;
}

SweepCell cell_of(const SweepRuns& runs, std::span<const std::size_t> points, double alpha,
                  std::optional<std::size_t> baseline) {
  std::map<std::uint32_t, double> reference;
  if (baseline) {
    for (std::size_t row = runs.first[*baseline]; row < runs.first[*baseline + 1]; ++row) {
      if (!std::isnan(runs.values[row])) reference[runs.replicate[row]] = runs.values[row];
    }
  }
  SweepCell cell;
  Moments means;
  std::map<std::uint32_t, std::pair<std::size_t, double>> by_replicate;  // count, sum
  for (const std::size_t point : points) {
    Moments own;
    for (std::size_t row = runs.first[point]; row < runs.first[point + 1]; ++row) {
      double value = runs.values[row];
      if (baseline) {
        const auto pair = reference.find(runs.replicate[row]);
        value = pair == reference.end() ? std::nan("") : value - pair->second;
      }
      if (std::isnan(value)) continue;
      own.add(value);
      auto& [count, sum] = by_replicate[runs.replicate[row]];
      ++count;
      sum += value;
    }
    if (own.count() == 0) continue;
    ++cell.points;
    cell.runs += own.count();
    means.add(own.mean());
  }
  Moments replicates;
  for (const auto& [replicate, part] : by_replicate) {
    if (part.first == cell.points) replicates.add(part.second / static_cast<double>(part.first));
  }
  const double mean = means.mean(), half = half_width(replicates, alpha);
  cell.mean = {mean, mean - half, mean + half};
  return cell;
}

std::string place_of_point(const SweepSheet& sheet, std::size_t point, std::size_t most) {
  std::string text;
  for (std::size_t axis = 0; axis < sheet.axes.size() && axis < most; ++axis)
    text += fmt::format("{}{} {}", axis > 0 ? ", " : "", sheet.axes[axis].name,
                        label_of_part(sheet, axis, point, point));
  return sheet.axes.size() > most ? text + ", …" : text;
}

std::string others_text(const SweepScene& scene) {
  const SweepSheet& sheet = scene.sweep->sheet();
  std::string text;
  std::size_t averaged = 0;
  for (std::size_t axis = 0; axis < sheet.axes.size(); ++axis) {
    if (axis == scene.x_axis || axis == scene.y_axis) continue;
    const auto levels = levels_of(sheet, axis);
    if (axis < scene.fixed.size() && scene.fixed[axis] && *scene.fixed[axis] < levels.size()) {
      text += fmt::format("; {} at {}", sheet.axes[axis].name, levels[*scene.fixed[axis]].label);
    } else {
      ++averaged;
    }
  }
  return averaged == 0
             ? text
             : text + fmt::format("; averaged over {}", counted(averaged, "other axis", "other axes"));
}

bool compares(const SweepScene& scene) {
  return scene.difference && scene.sweep->sheet().info.baseline.has_value();
}

std::string outcome_title(const SweepOutcome& outcome) {
  for (const MeasureRow& row : measure_rows)
    if (row.key == outcome.name) return capital(plain_name(row));
  return outcome.name;
}

SweepUnit unit_of(const SweepScene& scene) {
  const std::string& unit = scene.sweep->sheet().outcomes[scene.outcome].unit;
  if (compares(scene) && unit == "share") return {"pp", "percentage points", 100};
  return {unit, plain_unit(unit), 1};
}

std::string with_unit_of(double value, const SweepUnit& unit, bool difference) {
  if (difference && unit.factor != 1) return plain_difference(value / unit.factor, "share");
  return difference ? plain_difference(value, unit.unit) : plain_value(value, unit.unit);
}

std::string range_with_unit_of(double low, double high, const SweepUnit& unit, bool difference) {
  if (!difference) return plain_range(low, high, unit.unit);
  return unit.factor != 1 ? plain_difference_range(low / unit.factor, high / unit.factor, "share")
                          : plain_difference_range(low, high, unit.unit);
}

Figure sweep_message(const SweepScene& scene, std::string_view title, std::string_view message) {
  const std::string words(message);
  return {.name = "sweep",
          .title = std::string(title),
          .subtitle = {},
          .description = words,
          .caption = caption_of(scene),
          .table = {},
          .height =
              [words](double width) {
                return 30 + 18 * static_cast<double>(wrapped_lines(words, 13, width).size());
              },
          .draw =
              [words](Canvas& canvas, const Box& box) {
                double y = box.y + 20;
                for (const std::string& line : wrapped_lines(words, 13, box.width)) {
                  canvas.text({box.x, y}, line, {.size = 13, .color = palette::muted});
                  y += 18;
                }
              }};
}

}  // namespace concord
