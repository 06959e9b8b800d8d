#include "viz/views/sweep_grid.hpp"

#include "experiments/charts/plain_words.hpp"
#include "experiments/pages/axis_words.hpp"
#include "experiments/results/sweep_table.hpp"
#include "viz/views/sweep_cells.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_parts = 8, most_listed = 60;

using Place = std::pair<double, std::uint32_t>;  // a coordinate, and a point that stands there

/// The different coordinates of the first `own` points, ascending, and how many stand at or below each.
struct Distinct {
  std::vector<Place> places;
  std::vector<std::size_t> up_to;
};
Distinct distinct_of(const SweepSheet& sheet, std::size_t axis, std::size_t own) {
  const auto& at = sheet.coordinates[axis];
  std::vector<Place> all(std::min(own, at.size()));
  for (std::size_t point = 0; point < all.size(); ++point)
    all[point] = {at[point], static_cast<std::uint32_t>(point)};
  std::ranges::sort(all);
  Distinct out;
  for (std::size_t n = 0; n < all.size(); ++n) {
    if (n + 1 < all.size() && all[n + 1].first == all[n].first) continue;
    out.places.push_back(all[n]);
    out.up_to.push_back(n + 1);
  }
  return out;
}

std::vector<SweepLevel> levels_of(const SweepSheet& sheet, std::size_t axis, std::size_t own) {
  const Distinct distinct = distinct_of(sheet, axis, own);
  const auto& places = distinct.places;
  std::vector<SweepLevel> out;
  const std::size_t most = drawn_from_ranges(sheet) || !sheet.axes[axis].list ? most_parts : most_listed;
  if (places.size() <= most) {
    // As few digits as tell the levels apart.
    for (const int digits : {3, 5, 17}) {
      out.clear();
      for (const auto& [coordinate, point] : places)
        out.push_back({level_text(sheet, axis, point, digits), coordinate, coordinate});
      if (std::ranges::adjacent_find(out, {}, &SweepLevel::label) == out.end()) break;
    }
    return out;
  }
  for (std::size_t part = 0, n = 0; part < most_parts; ++part) {
    const std::size_t start = n;
    const auto begun = [&] { return n == 0 ? 0 : distinct.up_to[n - 1]; };
    while (n < places.size() && begun() * most_parts / distinct.up_to.back() == part) ++n;
    if (n == start) continue;
    const auto [low, first] = places[start];
    const auto [high, last] = places[n - 1];
    const std::string from = level_text(sheet, axis, first), to = level_text(sheet, axis, last);
    out.push_back({from == to ? from : from + " to " + to, low, high});
  }
  return out;
}

}  // namespace

bool drawn_from_ranges(const SweepSheet& sheet) {
  const std::string& method = sheet.info.method;
  return method == "latin_hypercube" || method == "sobol" || method == "saltelli";
}

std::string level_text(const SweepSheet& sheet, std::size_t axis, std::size_t point, int digits) {
  const AxisKind kind = sheet.axes[axis].kind;
  return kind == AxisKind::number || kind == AxisKind::whole
             ? brief_number(sheet.coordinates[axis][point], digits)
             : sheet.labels[axis][point];
}

std::size_t own_points(const SweepSheet& sheet) {
  const SweepInfo& info = sheet.info;
  const bool last = info.baseline && *info.baseline + 1 == info.points;
  if (!last || info.points < 2) return info.points;
  if (drawn_from_ranges(sheet) || info.method == "morris") return info.points - 1;
  if (info.method != "factorial") return info.points;
  double grid = 1;
  for (std::size_t axis = 0; axis < sheet.axes.size(); ++axis)
    grid *= static_cast<double>(distinct_of(sheet, axis, info.points).places.size());
  return info.points - (grid == static_cast<double>(info.points) ? 0 : 1);
}

std::vector<SweepLevel> levels_of(const SweepSheet& sheet, std::size_t axis) {
  return levels_of(sheet, axis, own_points(sheet));
}

std::optional<std::size_t> level_at(std::span<const SweepLevel> levels, double coordinate) {
  const auto found = std::ranges::lower_bound(levels, coordinate, {}, &SweepLevel::high);
  if (found == levels.end() || coordinate < found->low) return std::nullopt;
  return static_cast<std::size_t>(found - levels.begin());
}

std::vector<std::optional<std::size_t>> usual_levels(const SweepSheet& sheet) {
  std::vector<std::optional<std::size_t>> fixed(sheet.axes.size());
  const bool grid = sheet.info.method == "factorial" || sheet.info.method == "one_at_a_time";
  if (!grid || sheet.info.points == 0) return fixed;
  const std::size_t own = own_points(sheet);
  for (std::size_t axis = 0; axis < fixed.size(); ++axis) {
    const auto levels = levels_of(sheet, axis, own);
    const auto& baseline = sheet.info.baseline;
    fixed[axis] = baseline ? level_at(levels, sheet.coordinates[axis][*baseline]).value_or(0) : 0;
  }
  return fixed;
}

SweepGrid::SweepGrid(const SweepScene& scene) {
  const SweepSheet& sheet = scene.sweep->sheet();
  const std::size_t own = own_points(sheet);
  const bool one = scene.x_axis == scene.y_axis;
  // Of every point its level on the two axes; outside the cells those that stand elsewhere.
  constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  std::vector<std::size_t> cell(own, 0);
  const auto place = [&](std::size_t axis, std::size_t step, std::span<const SweepLevel> levels) {
    looked_at_ += own;
    for (std::size_t point = 0; point < own; ++point) {
      const auto level = level_at(levels, sheet.coordinates[axis][point]);
      cell[point] = !level || cell[point] == nowhere ? nowhere : cell[point] + step * *level;
    }
  };
  across_ = levels_of(sheet, scene.x_axis, own);
  place(scene.x_axis, 1, across_);
  if (one) {
    up_ = {{"", 0, 0}};
  } else {
    up_ = levels_of(sheet, scene.y_axis, own);
    place(scene.y_axis, across_.size(), up_);
  }
  for (std::size_t axis = 0; axis < sheet.axes.size(); ++axis) {
    if (axis == scene.x_axis || axis == scene.y_axis) continue;
    const auto all = std::span(sheet.coordinates[axis]).first(own);
    looked_at_ += own;
    if (std::ranges::all_of(all, [&](double at) { return at == all[0]; })) continue;
    const bool fixed = axis < scene.fixed.size() && scene.fixed[axis].has_value();
    const auto levels = fixed ? levels_of(sheet, axis, own) : std::vector<SweepLevel>{};
    if (!fixed || *scene.fixed[axis] >= levels.size()) {
      ++averaged_;
      continue;
    }
    const SweepLevel& level = levels[*scene.fixed[axis]];
    held_.push_back(fmt::format("{} at {}", axis_words(sheet.axes[axis]), level.label));
    place(axis, 0, std::span(&level, 1));
  }
  first_.assign(across_.size() * up_.size() + 1, 0);
  for (const std::size_t at : cell) {
    if (at != nowhere) ++first_[at + 1];
  }
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  points_.resize(first_.back());
  std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
  for (std::size_t point = 0; point < own; ++point) {
    if (cell[point] != nowhere) points_[next[cell[point]]++] = point;
  }
}

std::span<const std::size_t> SweepGrid::points(std::size_t x, std::size_t y) const {
  const std::size_t cell = y * across_.size() + x;
  return std::span(points_).subspan(first_[cell], first_[cell + 1] - first_[cell]);
}

std::string SweepGrid::others_text() const {
  std::string text;
  for (const std::string& axis : held_) text += "; " + axis;
  if (averaged_ > 0)
    text += fmt::format("; averaged over {}", counted(averaged_, "other axis", "other axes"));
  return text;
}

}  // namespace concord
