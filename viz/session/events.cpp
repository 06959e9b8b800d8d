#include "viz/session/events.hpp"

#include "agents/quarter/parameter_info.hpp"
#include "sim/statistics/statistics.hpp"
#include "sim/suggest.hpp"
#include "viz/session/event_claims.hpp"
#include "viz/session/event_dates.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

namespace concord {
namespace {

/// Runs that count.
struct Runs {
  int first, last;
  bool one() const { return last - first == 1; }
};

/// The value of one run, or the middle of what is known in several.
double middle(const Slice& slice, const Runs& runs, int quarter, int thing) {
  if (runs.one()) return slice.at(runs.first, quarter, thing);
  std::vector<double> values;
  for (int run = runs.first; run < runs.last; ++run) values.push_back(slice.at(run, quarter, thing));
  return median_of(std::move(values));
}

/// What rules depend on: start, length and parameters, as far as the run holds them. Of a single run those
/// that it drew; of several the central ones.
std::optional<Scenario> scenario_of(const RunInfo& info, std::optional<int> run) {
  const auto start = info.quarters.empty() ? std::nullopt : parse_quarter(info.quarters.front());
  if (!start) return std::nullopt;
  Scenario scenario;
  scenario.start = *start;
  scenario.quarters = static_cast<int>(info.quarters.size());
  for (const ParameterValue& given : info.parameters) {
    const ParameterInfo* parameter = find_parameter(given.path);
    if (parameter == nullptr) continue;
    std::optional<double> value = as_number(given.text).value;
    if (parameter->kind == ValueKind::on_off) value = given.text == "true" ? 1 : 0;
    if (parameter->kind == ValueKind::quarter) {
      const auto date = parse_quarter(given.text);
      value = date ? std::optional<double>(date->index) : std::nullopt;
    }
    if (value && *value >= parameter->allowed.low && *value <= parameter->allowed.high)
      parameter->set(scenario.parameters, *value);
  }
  if (run && info.plausible.draws())
    info.plausible.lay(info.plausible.row_of(static_cast<std::uint64_t>(info.seed),
                                             static_cast<std::uint32_t>(info.first_replicate + *run)),
                       scenario.parameters);
  return scenario;
}

/// Asks stand for a year.
void add_asks(std::vector<Event>& events, const Slice& impossible, const Slice& won, const Runs& runs,
              const Scenario& scenario) {
  for (int t = 0; t < std::min(impossible.quarters, scenario.quarters); ++t) {
    const double asks = std::round(middle(impossible, runs, t, 0));
    if ((scenario.start + t).of_year() != 0 || !(asks >= 1)) continue;
    events.push_back({t, EventKind::dispute, std::nullopt,
                      fmt::format("{:.0f} control total{} for more than can be achieved; {:.0f} corrected.",
                                  asks, asks == 1 ? " asks" : "s ask", middle(won, runs, t, 0))});
  }
}

/// [measure] slices of systems, null for those that no event needs.
using Slices = std::vector<SlicePointer>;

void add_events_of(std::vector<Event>& events, int system, const std::string& name, const Slices& slices,
                   const Runs& runs, std::span<const EventRules> rules) {
  int quarters = static_cast<int>(rules.size());
  for (const SystemMeasure measure : event_measures())
    quarters = std::min(quarters, slices[static_cast<std::size_t>(measure)]->quarters);
  std::vector<double> values;  // [quarter][measure]
  for (int t = 0; t < quarters; ++t) {
    for (const SlicePointer& slice : slices)
      values.push_back(slice ? middle(*slice, runs, t, system) : unknown);
  }
  const SystemCourse at{values.data(), 1, slices.size()};
  for (int t = 0; t < quarters; ++t) {
    const EventMoment moment{at, rules, t};
    for (const EventRow& row : event_rows()) {
      if ((runs.one() || !row.of_one_run) && row.happens(moment))
        events.push_back({t, row.kind, system, sentence_of(row, moment, name)});
    }
  }
}

}  // namespace

std::vector<Event> events_of(RunData& data, const Selection& selection) {
  // All are asked for before anything is given up on, so that they load together.
  const SlicePointer impossible = data.national(static_cast<std::size_t>(Measure::impossible_asks)),
                     won = data.national(static_cast<std::size_t>(Measure::disputes_won));
  Slices slices(system_measure_count);
  bool complete = impossible && won;
  for (const SystemMeasure measure : event_measures()) {
    if (!data.has_systems()) break;
    SlicePointer& slice = slices[static_cast<std::size_t>(measure)];
    slice = data.systems(static_cast<std::size_t>(measure));
    complete = complete && slice;
  }
  const auto scenario = scenario_of(data.info(), selection.run);
  if (!complete || !scenario) return {};
  std::vector<Event> events;
  add_dates(events, *scenario);
  add_claims(events, data.info());
  const auto& run = selection.run;
  if (run && (*run < 0 || *run >= impossible->runs)) return {};
  const Runs runs{run.value_or(0), run ? *run + 1 : impossible->runs};
  add_asks(events, *impossible, *won, runs, *scenario);
  if (data.has_systems()) {
    const std::vector<EventRules> rules = event_rules(*scenario);
    const auto& systems = data.info().systems;
    for (std::size_t k = 0; k < systems.size(); ++k)
      add_events_of(events, static_cast<int>(k), systems[k].name.empty() ? systems[k].code : systems[k].name,
                    slices, runs, rules);
  }
  std::ranges::stable_sort(events, {}, [](const Event& event) {
    return std::tuple(event.quarter, event.system.value_or(-1), event.kind);
  });
  return events;
}

bool passes(const Event& event, const EventFilter& filter) {
  if (!filter.kinds.empty() && std::ranges::find(filter.kinds, event.kind) == filter.kinds.end())
    return false;
  return !filter.system || !event.system || *event.system == *filter.system;
}

const Event* next_event(std::span<const Event> events, int quarter, const EventFilter& filter) {
  const auto found = std::ranges::find_if(
      events, [&](const Event& event) { return event.quarter > quarter && passes(event, filter); });
  return found == events.end() ? nullptr : &*found;
}

const Event* previous_event(std::span<const Event> events, int quarter, const EventFilter& filter) {
  const Event* found = nullptr;
  for (const Event& event : events) {
    if (event.quarter >= quarter) break;
    if (passes(event, filter)) found = &event;
  }
  return found;
}

}  // namespace concord
