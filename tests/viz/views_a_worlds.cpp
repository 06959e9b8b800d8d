#include "tests/viz/views_a_worlds.hpp"

#include <algorithm>
#include <cmath>

namespace concord::test {

RunInfo two_systems(int runs) {
  RunInfo info;
  info.title = "Two systems";
  info.source = "two.yaml";
  info.seed = 1;
  info.replicates = runs;
  info.quarters = {"2019/20 Q1", "2019/20 Q2", "2019/20 Q3", "2019/20 Q4"};
  info.systems = {{"A", "Avon", "South", 1000}, {"B", "Borders", "North", 2000}};
  info.places = {{"A-1", "Avon place", 0}, {"B-1", "Borders place", 1}};
  info.organisations = {{"T1", "First NHS Foundation Trust", Type::acute, 0, 0, 300},
                        {"C1", "NHS First CCG", Type::ccg, 0, 0, 200},
                        {"L1", "First council", Type::council, 0, 0, 50},
                        {"T2", "Second NHS Trust", Type::acute, 1, 1, 400}};
  info.parameters = {{"pooling.floor", "0.5", "0"}, {"duty.strength", "0", "0"}};
  return info;
}

Slice same_in_all_runs(const RunInfo& info, const std::vector<std::vector<double>>& values) {
  Slice slice{info.replicates, static_cast<int>(values.size()), static_cast<int>(values[0].size()), {}};
  for (int run = 0; run < info.replicates; ++run) {
    for (const auto& quarter : values)
      slice.values.insert(slice.values.end(), quarter.begin(), quarter.end());
  }
  return slice;
}

void set_column(RunDetail& detail, OrganisationColumn column, int quarter, int organisation, float value) {
  detail.columns[(static_cast<std::size_t>(column) * static_cast<std::size_t>(detail.quarters) +
                  static_cast<std::size_t>(quarter)) *
                     static_cast<std::size_t>(detail.organisations) +
                 static_cast<std::size_t>(organisation)] = value;
}

RunDetail detail_of(const RunInfo& info, Action action) {
  RunDetail detail;
  detail.quarters = static_cast<int>(info.quarters.size());
  detail.organisations = static_cast<int>(info.organisations.size());
  detail.columns.assign(organisation_column_count * static_cast<std::size_t>(detail.quarters) *
                            static_cast<std::size_t>(detail.organisations),
                        0);
  for (int t = 0; t < detail.quarters; ++t) {
    for (int i = 0; i < detail.organisations; ++i) {
      set_column(detail, OrganisationColumn::action, t, i, static_cast<float>(action));
      set_column(detail, OrganisationColumn::trust_place, t, i, 0.8F);
      set_column(detail, OrganisationColumn::trust_system, t, i, 0.2F);
    }
  }
  return detail;
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

void Drawn::reach(Point at) {
  finite = finite && std::isfinite(at.x) && std::isfinite(at.y);
  left = std::min(left, at.x);
  right = std::max(right, at.x);
  bottom = std::max(bottom, at.y);
}
void Drawn::rect(double x, double y, double width, double height, std::string_view /*fill*/) {
  reach({x, y});
  reach({x + width, y + height});
}
void Drawn::line(Point from, Point to, const Pen& pen) {
  reach(from);
  reach(to);
  dashes.emplace_back(pen.dash);
}
void Drawn::polyline(std::span<const Point> points, const Pen& pen) {
  for (const Point& point : points) reach(point);
  dashes.emplace_back(pen.dash);
}
void Drawn::polygon(std::span<const Point> points, std::string_view /*fill*/, double /*opacity*/,
                    const Pen& /*outline*/) {
  for (const Point& point : points) reach(point);
  corners.push_back(points.size());
}
void Drawn::circle(Point centre, double radius, std::string_view /*fill*/) {
  reach({centre.x - radius, centre.y - radius});
  reach({centre.x + radius, centre.y + radius});
}
void Drawn::text(Point at, std::string_view text, const TextStyle& style) {
  const double width = text_width(text, style.size);
  const double x = at.x - (style.anchor == Anchor::middle ? width / 2
                           : style.anchor == Anchor::end  ? width
                                                          : 0);
  words.push_back({std::string(text), {x, at.y - 0.7 * style.size, width, 0.7 * style.size}});
  reach({x, at.y});
  reach({x + width, at.y});
}
void Drawn::begin_group(const Group& group) {
  if (!group.target.empty()) targets.emplace_back(group.target);
  ++depth;
}

Drawn drawn(const Figure& figure, double width) {
  Drawn canvas;
  figure.draw(canvas, {0, 0, width, figure.height(width)});
  return canvas;
}

}  // namespace concord::test
