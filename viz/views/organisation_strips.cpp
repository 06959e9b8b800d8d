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

std::vector<Spread> course_of(const OrganisationSide& side, OrganisationColumn column, std::size_t quarters) {
  std::vector<Spread> out;
  for (std::size_t t = 0; t < quarters; ++t) out.push_back(single(side.at(column, static_cast<int>(t))));
  return out;
}

}  // namespace

double OrganisationSide::at(OrganisationColumn column, int t) const {
  const int own = quarter == nullptr ? t : (*quarter)[static_cast<std::size_t>(t)];
  if (own < 0 || own >= detail->quarters) return std::nan("");
  return static_cast<double>(detail->column(column, own, organisation));
}

std::vector<Strip> organisation_strips(const OrganisationSide& now,
                                       const std::optional<OrganisationSide>& before, Way way,
                                       const SideWords& words, const std::vector<std::string>& quarter_names,
                                       FigureTable& table) {
  std::vector<Strip> strips;
  const std::size_t count = quarter_names.size();
  for (const StripPlan& plan : strip_plans()) {
    const bool difference = way == Way::difference;
    Strip strip{.title = fmt::format("{}{} ({})", plan.title, difference ? ", B less A" : "", plan.unit),
                .unit = std::string(plan.unit),
                .lines = {},
                .range = {},
                .difference = difference};
    Strip other = strip;
    const auto add = [&](Strip& where, const LinePlan& line, std::string_view label, std::string_view color,
                         std::vector<Spread> quarters, const std::string& scenario) {
      if (!known(quarters)) return;  // councils have no control total
      for (std::size_t t = 0; t < count; ++t)
        table.rows.push_back({std::string(line.label.empty() ? "balance" : line.label), "", scenario,
                              quarter_names[t], table_number(quarters[t].median), std::string(plan.unit)});
      where.lines.push_back({.label = std::string(label),
                             .color = color,
                             .dash = line.dash,
                             .quarters = std::move(quarters),
                             .runs = {}});
    };
    for (const LinePlan& line : plan.lines) {
      if (difference) {
        std::vector<Spread> quarters;
        for (std::size_t t = 0; t < count; ++t)
          quarters.push_back(single(now.at(line.column, static_cast<int>(t)) -
                                    before->at(line.column, static_cast<int>(t))));
        add(strip, line, line.label, line.color, std::move(quarters), "B less A");
        continue;
      }
      if (before) {
        const bool beside = way == Way::beside;
        const std::string label = beside               ? std::string(line.label)
                                  : way == Way::shadow ? std::string()
                                  : line.label.empty() ? words.before
                                                       : fmt::format("{}, {}", line.label, words.before);
        add(beside ? other : strip, line, label, beside ? line.color : ghost_color,
            course_of(*before, line.column, count), words.before);
      }
      const bool named = way == Way::over;
      add(strip, line, named && line.label.empty() ? words.now : std::string(line.label), line.color,
          course_of(now, line.column, count), words.now);
    }
    if (strip.lines.empty() && other.lines.empty()) continue;
    if (way == Way::beside) {
      const auto a = reach_of(strip), b = reach_of(other);
      const bool first = strip.lines.empty(), second = other.lines.empty();
      strip.range = other.range = first ? b
                                  : second
                                      ? a
                                      : std::pair{std::min(a.first, b.first), std::max(a.second, b.second)};
      strip.title = "B: " + strip.title;
      other.title = "A: " + other.title;
      strips.push_back(std::move(other));
    }
    strips.push_back(std::move(strip));
  }
  return strips;
}

}  // namespace concord
