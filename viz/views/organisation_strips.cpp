#include "viz/views/organisation_strips.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "viz/views/readings.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

using enum OrganisationColumn;

bool known(const std::vector<Spread>& quarters) {
  return std::ranges::any_of(quarters, [](const Spread& s) { return s.runs > 0; });
}

struct LinePlan {
  OrganisationColumn column;
  std::string_view label, color, dash;
};
struct StripPlan {
  std::string_view title, unit;  ///< which stands behind the title
  std::vector<LinePlan> lines;
};
const std::array<StripPlan, 3>& strip_plans() {
  static const std::array<StripPlan, 3> plans{{
      {"Balance in the quarter", "£m", {{balance, "", palette::blue, ""}}},
      {"Margin since April and control total",
       "pp",
       {{margin_to_date, "margin to date", palette::blue, ""},
        {control_total, "control total", palette::orange, "7 3"}}},
      {"Trust",
       "index",
       {{trust_place, "in its place", palette::blue, ""},
        {trust_system, "in its system", palette::orange, "7 3"}}},
  }};
  return plans;
}

std::vector<Spread> course_of(const RunDetail& detail, OrganisationColumn column, int organisation) {
  std::vector<Spread> out;
  for (int t = 0; t < detail.quarters; ++t)
    out.push_back(single(static_cast<double>(detail.column(column, t, organisation))));
  return out;
}

}  // namespace

std::vector<Strip> organisation_strips(const Scene& scene, const RunDetail& now, const RunDetail* before,
                                       FigureTable& table) {
  std::vector<Strip> strips;
  const auto& quarters = scene.now->info().quarters;
  const int i = scene.selection.organisation;
  for (const StripPlan& plan : strip_plans()) {
    Strip strip{
        .title = fmt::format("{}{} ({})", plan.title, scene.difference ? ", B less A" : "", plan.unit),
        .unit = std::string(plan.unit),
        .lines = {},
        .range = {},
        .difference = scene.difference};
    const auto add = [&](const LinePlan& line, std::string label, std::string_view color,
                         std::vector<Spread> course, std::string_view scenario) {
      if (!known(course)) return;  // councils have no control total
      for (std::size_t t = 0; t < course.size(); ++t)
        table.rows.push_back({std::string(line.label.empty() ? "balance" : line.label), "",
                              std::string(scenario), quarters[t], table_number(course[t].median),
                              std::string(plan.unit)});
      strip.lines.push_back({.label = std::move(label),
                             .color = color,
                             .dash = line.dash,
                             .quarters = std::move(course),
                             .runs = {}});
    };
    for (const LinePlan& line : plan.lines) {
      const std::string label(line.label), a(before_word(scene));
      if (before != nullptr)
        add(line,
            scene.ghost     ? ""
            : label.empty() ? a
                            : fmt::format("{}, {}", label, a),
            ghost_color, course_of(*before, line.column, i), a);
      const bool named = before != nullptr && !scene.ghost && label.empty();
      add(line, named ? std::string(now_word(scene)) : label, line.color, course_of(now, line.column, i),
          scene.difference ? b_less_a : now_word(scene));
    }
    if (!strip.lines.empty()) strips.push_back(std::move(strip));
  }
  return strips;
}

}  // namespace concord
