#include "viz/views/beside.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/runs_in_rows.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double between = 28, least_width = 340, heading = 22, line = 15, small = 12;

struct Side {
  std::string heading;
  Figure figure;
};
/// A, B.
struct Pair {
  std::array<Side, 2> sides;

  bool stacked(double width) const { return (width - between) / 2 < least_width; }
  double width_of_one(double width) const { return stacked(width) ? width : (width - between) / 2; }
  /// Room for the heading and the finding of a side; beside each other that of the longer one.
  double head(double width) const {
    std::size_t lines = 0;
    for (const Side& side : sides)
      lines = std::max(lines, wrapped_lines(side.figure.title, small, width_of_one(width)).size());
    return heading + line * static_cast<double>(lines) + 6;
  }
  template <class Height>
  double height(double width, Height of) const {
    const double a = of(sides[0].figure, width_of_one(width)), b = of(sides[1].figure, width_of_one(width));
    return stacked(width) ? a + b + 2 * head(width) + between : std::max(a, b) + head(width);
  }
  void draw(Canvas& canvas, const Box& box) const {
    const double width = width_of_one(box.width), above = head(box.width);
    Point at{box.x, box.y};
    for (const Side& side : sides) {
      canvas.text({at.x, at.y + 13}, fitted(side.heading, 13 * bold_width, width),
                  {.size = 13, .color = palette::text, .bold = true});
      double y = at.y + heading + 10;
      for (const std::string& words : wrapped_lines(side.figure.title, small, width)) {
        canvas.text({at.x, y}, words, {.size = small, .color = palette::muted});
        y += line;
      }
      // Beside each other both have all the height: the scales are level with each other.
      const double height = stacked(box.width) ? side.figure.height(width) : box.height - above;
      side.figure.draw(canvas, {at.x, at.y + above, width, height});
      (stacked(box.width) ? at.y : at.x) += stacked(box.width) ? above + height + between : width + between;
    }
  }
};

/// The rows of both, which the first column tells apart; what one side does not have is empty.
FigureTable table_of(const FigureTable& b, const FigureTable& a) {
  FigureTable table{.head = b.head, .rows = {}};
  for (const std::string& column : a.head)
    if (std::ranges::find(table.head, column) == table.head.end()) table.head.push_back(column);
  const auto add = [&](const FigureTable& side, const char* name) {
    for (const auto& row : side.rows) {
      std::vector<std::string> cells{name};
      for (const std::string& column : table.head) {
        const auto at = static_cast<std::size_t>(std::ranges::find(side.head, column) - side.head.begin());
        cells.push_back(at < row.size() ? row[at] : "");
      }
      table.rows.push_back(std::move(cells));
    }
  };
  add(b, "B");
  add(a, "A");
  table.head.insert(table.head.begin(), "side");
  return table;
}

}  // namespace

std::pair<double, double> range_of(const Scene& scene, const std::string& scale, double low, double high) {
  if (scene.together == nullptr) return {low, high};
  auto& range = scene.together->ranges.try_emplace(scale, low, high).first->second;
  return range = {std::min(range.first, low), std::max(range.second, high)};
}

void share(Strip& strip, const Scene& scene) {
  const auto [low, high] = reach_of(strip);
  if (scene.together != nullptr && !strip.lines.empty())
    strip.range = range_of(scene, strip.title, low, high);
}

std::vector<std::string> order_of(const Scene& scene, const std::string& list, std::vector<std::string> own) {
  if (scene.together == nullptr) return own;
  auto& all = scene.together->orders[list];
  for (std::string& one : own)
    if (std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
  return all;
}

std::optional<Figure> beside_figure(View view, const Scene& scene, const Comparison& comparison) {
  RunsInRows before(*scene.before, scene.now->info(),
                    {comparison.quarter, comparison.system, comparison.organisation});
  Together together;
  Scene b = scene;
  b.before = nullptr;
  b.together = &together;
  Scene a = b;
  a.now = &before;
  a.selection.run = comparison.before_run;
  const ShownRuns shown = shown_runs(scene);
  if (row_of(view).of_one_run()) {
    b.selection.run = shown.now;
    a.selection.run = shown.before;
  }
  std::optional<Figure> left, right;
  for (int pass = 0; pass < 2; ++pass) {
    right = make_figure(view, b);
    left = make_figure(view, a);
    if (!right || !left) return std::nullopt;
  }
  for (const auto& [side, name] : {std::pair{&*left, "A"}, std::pair{&*right, "B"}}) {
    if (side->message.empty()) continue;
    return message_figure(scene, row_of(view).key, fmt::format("{}: {}", name, side->title), side->message);
  }
  Figure figure = *right;
  figure.description = fmt::format("B: {} A: {}", right->description, left->description);
  figure.table = table_of(right->table, left->table);
  const auto pair = std::make_shared<const Pair>(
      Pair{{Side{a_title(scene), std::move(*left)}, Side{b_title(scene), std::move(*right)}}});
  figure.height = [pair](double width) {
    return pair->height(width, [](const Figure& side, double own) { return side.height(own); });
  };
  if (pair->sides[1].figure.least_height)
    figure.least_height = [pair](double width) {
      return pair->height(width, [](const Figure& side, double own) { return side.least_height(own); });
    };
  figure.draw = [pair](Canvas& canvas, const Box& box) { pair->draw(canvas, box); };
  return figure;
}

}  // namespace concord
