#include "viz/views/system_strips.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/readings.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

using enum SystemMeasure;

struct StripPlan {
  std::string_view title, unit, words;  ///< `words`: of the unit, behind the title
  struct Line {
    SystemMeasure measure;
    std::string_view label;
  };
  std::array<Line, 2> lines;
  std::size_t count;
};
constexpr std::array<StripPlan, 6> plans{{
    {"Margin against the control total, year to date", "pp", "pp", {{{outturn_gap, ""}}}, 1},
    {"Balance in the quarter", "£m", "£m", {{{balance, ""}}}, 1},
    {"Pooled share of the fund", "share", "", {{{pooled_share, "pooled"}, {voted_share, "voted for"}}}, 2},
    {"Trust", "index", "index", {{{trust_place, "in places"}, {trust_system, "in the system"}}}, 2},
    {"Maturity (index) and norm (share)", "index", "", {{{maturity, "maturity"}, {norm, "norm"}}}, 2},
    {"Integration index", "index", "", {{{integration_index, ""}}}, 1},
}};
constexpr std::array<Style, 2> looks{
    {{palette::blue, ""}, {palette::teal, "7 3"}}};  // bands mix to no third colour
constexpr std::array<Style, 2> earlier_looks{{{"#7A7A7A", "3 3"}, {"#7A7A7A", "1 3"}}};
void add_rows(FigureTable& table, const StripLine& line, std::string_view unit, std::string_view scenario,
              const std::vector<std::string>& quarters, std::string_view measure) {
  for (std::size_t t = 0; t < std::min(quarters.size(), line.quarters.size()); ++t) {
    const Spread& s = line.quarters[t];
    table.rows.push_back({std::string(measure), std::string(scenario), quarters[t], std::string(unit),
                          table_number(s.median), line.bands ? table_number(s.low90) : "",
                          line.bands ? table_number(s.low50) : "", line.bands ? table_number(s.high50) : "",
                          line.bands ? table_number(s.high90) : ""});
  }
}

/// The course of another run in the quarters of this one.
std::vector<Spread> moved(const std::vector<Spread>& course, const Comparison& comparison) {
  std::vector<Spread> out;
  for (const int quarter : comparison.quarter)
    out.push_back(quarter < 0 || quarter >= static_cast<int>(course.size())
                      ? spread_of({})
                      : course[static_cast<std::size_t>(quarter)]);
  return out;
}

std::string strip_title(const StripPlan& plan, bool difference) {
  const std::string_view unit = difference && plan.unit == "share" ? "pp" : plan.words;
  return fmt::format("{}{}{}", plan.title, difference ? ", B less A" : "",
                     unit.empty() ? "" : fmt::format(" ({})", unit));
}

SystemStrips strips_of(const StripSource& source, const StripPlan& plan, FigureTable& table) {
  const Scene& scene = source.scene;
  RunData& data = *scene.now;
  const auto& quarters = data.info().quarters;
  const auto& run = scene.selection.run;
  const int k = scene.selection.system;
  const bool difference = source.way == Way::difference;
  SystemStrips out;
  out.now = {.title = strip_title(plan, difference),
             .unit = std::string(plan.unit),
             .lines = {},
             .range = {},
             .difference = difference};
  if (plan.unit == "share" && !difference) out.now.range = {0, 1};
  out.before = out.now;
  if (source.way == Way::beside)
    out.now.title = "B: " + out.now.title, out.before.title = "A: " + out.before.title;
  for (std::size_t n = 0; n < plan.count; ++n) {
    const auto index = static_cast<std::size_t>(plan.lines[n].measure);
    const MeasureRow& measure = system_measure_rows[index];
    const SlicePointer slice = data.systems(index);
    const std::string label(plan.lines[n].label);
    StripLine line{.label = label,
                   .color = looks[n].color,
                   .dash = looks[n].dash,
                   .quarters = {},
                   .bands = !run && data.shown_runs() > 1,
                   .runs = {}};
    if (source.way == Way::alone) {
      line.quarters = course_of(*slice, run, k);
    } else {
      const SlicePointer earlier = scene.before->systems(index);
      const auto then =
          moved(course_of(*earlier, source.comparison.before_run, source.other), source.comparison);
      if (difference) {
        for (int t = 0; t < static_cast<int>(quarters.size()); ++t)
          line.quarters.push_back(difference_of(
              scene, source.comparison, {slice.get(), t, k},
              {earlier.get(), source.comparison.quarter[static_cast<std::size_t>(t)], source.other}));
        line.bands = !run && source.comparison.pairs.size() > 1;
        add_rows(table, line, measure.unit, "B less A", quarters, plain_name(measure));
        out.now.lines.push_back(std::move(line));
        continue;
      }
      line.quarters = course_of(*slice, run, k);
      StripLine pale = line;
      pale.quarters = then;
      if (source.way == Way::beside) {
        pale.bands = !run && scene.before->shown_runs() > 1;
        if (scene.spaghetti && !run) {
          for (const auto& one : runs_of(*earlier, source.other)) {
            std::vector<double> values;
            for (const int quarter : source.comparison.quarter)
              values.push_back(quarter < 0 ? std::nan("") : one[static_cast<std::size_t>(quarter)]);
            pale.runs.push_back(std::move(values));
          }
        }
      } else {
        pale.bands = false;
        const bool ghost = source.way == Way::shadow;
        pale.color = ghost ? ghost_color : earlier_looks[n].color;
        pale.dash = ghost ? "" : earlier_looks[n].dash;
        pale.label = ghost ? "" : label.empty() ? "A" : label + ", A";
        if (!ghost) line.label = label.empty() ? "B" : label + ", B";
      }
      add_rows(table, pale, measure.unit, before_word(scene), quarters, plain_name(measure));
      (source.way == Way::beside ? out.before : out.now).lines.push_back(std::move(pale));
    }
    if (scene.spaghetti && !run) line.runs = runs_of(*slice, k);
    add_rows(table, line, measure.unit, now_word(scene), quarters, plain_name(measure));
    out.now.lines.push_back(std::move(line));
  }
  if (source.way == Way::beside) {  // one scale
    const auto a = reach_of(out.now), b = reach_of(out.before);
    out.now.range = out.before.range = {std::min(a.first, b.first), std::max(a.second, b.second)};
  }
  return out;
}

}  // namespace

bool strips_loaded(RunData& data) {
  bool loaded = true;
  for (const StripPlan& plan : plans) {
    for (std::size_t n = 0; n < plan.count; ++n)
      loaded = data.systems(static_cast<std::size_t>(plan.lines[n].measure)) && loaded;
  }
  return loaded;
}

std::vector<SystemStrips> system_strips(const StripSource& source, FigureTable& table) {
  std::vector<SystemStrips> out;
  out.reserve(std::size(plans));
  for (const StripPlan& plan : plans) out.push_back(strips_of(source, plan, table));
  return out;
}

}  // namespace concord
