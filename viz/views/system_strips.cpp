#include "viz/views/system_strips.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/beside.hpp"
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

std::string strip_title(const StripPlan& plan, bool difference) {
  const std::string_view unit = difference && plan.unit == "share" ? "pp" : plan.words;
  return fmt::format("{}{}{}", plan.title, difference ? ", B less A" : "",
                     unit.empty() ? "" : fmt::format(" ({})", unit));
}

Strip strip_of(const Scene& scene, const StripPlan& plan, FigureTable& table) {
  const auto& quarters = scene.now->info().quarters;
  const int k = scene.selection.system;
  Strip out{.title = strip_title(plan, scene.difference),
            .unit = std::string(plan.unit),
            .lines = {},
            .range = {},
            .difference = scene.difference};
  if (plan.unit == "share" && !scene.difference) out.range = {0, 1};
  const std::string_view words = scene.difference ? b_less_a : now_word(scene);
  for (std::size_t n = 0; n < plan.count; ++n) {
    const auto index = static_cast<std::size_t>(plan.lines[n].measure);
    const MeasureRow& measure = system_measure_rows[index];
    const SlicePointer slice = scene.now->systems(index);
    const std::string label(plan.lines[n].label);
    const auto& run = scene.selection.run;
    StripLine line{.label = label,
                   .color = looks[n].color,
                   .dash = looks[n].dash,
                   .quarters = course_of(*slice, run, k),
                   .bands = !run && slice->runs > 1,
                   .runs = {}};
    if (scene.two()) {
      StripLine pale{.label = scene.ghost     ? ""
                              : label.empty() ? "A"
                                              : label + ", A",
                     .color = scene.ghost ? ghost_color : earlier_looks[n].color,
                     .dash = scene.ghost ? "" : earlier_looks[n].dash,
                     .quarters = course_of(*scene.before->systems(index), scene.before_run, k),
                     .runs = {}};
      if (!scene.ghost) line.label = label.empty() ? "B" : label + ", B";
      add_rows(table, pale, measure.unit, before_word(scene), quarters, plain_name(measure));
      out.lines.push_back(std::move(pale));
    }
    if (scene.spaghetti && !run) line.runs = runs_of(*slice, k);
    add_rows(table, line, measure.unit, words, quarters, plain_name(measure));
    out.lines.push_back(std::move(line));
  }
  share(out, scene);
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

std::vector<Strip> system_strips(const Scene& scene, FigureTable& table) {
  std::vector<Strip> out;
  out.reserve(std::size(plans));
  for (const StripPlan& plan : plans) out.push_back(strip_of(scene, plan, table));
  return out;
}

}  // namespace concord
