#pragma once
// What happened to systems when, out of their measures: one row a kind of event. Records, tables and the
// timeline of the viewer come from these rows.

#include "agents/quarter/simulate.hpp"
#include "agents/state/measures.hpp"
#include "agents/state/rules.hpp"
#include "experiments/runs/ensemble.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// In the order in which events of a quarter are told.
enum class EventKind {
  designation,
  accepts,
  pools_all,
  refuses,
  deal_broken,
  overspends,
  misses,
  bodies_refuse,
  merges,
  contract_live,
  supported,
  accelerated,
  developing,
  maturing,
  thriving,
  declares,
  slips,
  dispute,
  walkout,
  comeback,
  // Of the country, out of dates.
  shock,
  deadline,
  statute,
  // What was said at the time.
  claim,
};

/// What holds in a quarter for every system, as far as events depend on it.
struct EventRules {
  Rules rules;
  std::array<double, 3> rungs{};  ///< maturity from which a system is developing, maturing, thriving
};
/// [quarter] of a scenario, with the central setting if runs draw theirs.
std::vector<EventRules> event_rules(const Scenario& scenario);
/// The same of one run.
std::vector<EventRules> event_rules(const Scenario& scenario, std::uint64_t seed, std::uint32_t replicate);

/// Values of one system in one run, or the middle ones of several: NaN = missing. They belong to somebody
/// else.
struct SystemCourse {
  const double* first;           ///< of the first measure in the first quarter
  std::size_t measure, quarter;  ///< how many numbers on the next one stands
  double operator()(SystemMeasure which, int when) const {
    return first[static_cast<std::size_t>(which) * measure + static_cast<std::size_t>(when) * quarter];
  }
};

/// A quarter of a system's course, as a kind of event sees it.
struct EventMoment {
  const SystemCourse& course;
  std::span<const EventRules> rules;
  int t = 0;

  /// The value `back` quarters ago; missing before the run.
  double at(SystemMeasure measure, int back = 0) const {
    return t < back ? unknown : course(measure, t - back);
  }
  const Rules& now() const { return rules[static_cast<std::size_t>(t)].rules; }
  double rung(std::size_t which) const { return rules[static_cast<std::size_t>(t)].rungs[which]; }
};

struct EventRow {
  EventKind kind;
  std::string_view key, meaning;
  bool (*happens)(const EventMoment&);
  SystemMeasure amount;       ///< what is told with it
  std::string_view sentence;  ///< {name} of the system, {amount} in words
  bool of_one_run = false;    ///< says nothing about the middle of several runs
};
/// Events of systems; the kinds of the country have no row.
std::span<const EventRow> event_rows();
/// The measures that they are made from.
std::span<const SystemMeasure> event_measures();
/// The rows as those of datasets: 1 in the quarter in which it happens.
std::vector<MeasureRow> event_measure_rows();
/// [kind][run][quarter][system] of a block that holds systems: 1 where it happened, else 0. `rules_of` a run
/// of the block.
using RulesOfRun = std::function<std::span<const EventRules>(std::size_t run)>;
std::vector<std::int8_t> events_in(const Block& block, const RulesOfRun& rules_of);
std::string_view unit_of(const EventRow& row);
std::string sentence_of(const EventRow& row, const EventMoment& moment, std::string_view name);

}  // namespace concord
