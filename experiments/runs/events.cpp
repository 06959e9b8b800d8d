#include "experiments/runs/events.hpp"

#include "agents/mechanisms/designation.hpp"
#include "agents/quarter/observe.hpp"
#include "agents/quarter/rules_in_force.hpp"
#include "agents/world/world.hpp"
#include "experiments/runs/cube.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

using enum SystemMeasure;
using Holds = bool(const EventMoment&);

/// In this quarter and not in the one before.
template <Holds* holds>
bool begins(const EventMoment& m) {
  return holds(m) && (m.t == 0 || !holds({m.course, m.rules, m.t - 1}));
}
/// For the first time, and not from the start.
template <Holds* holds>
bool first_time(const EventMoment& m) {
  if (m.t == 0 || !holds(m)) return false;
  for (int t = 0; t < m.t; ++t) {
    if (holds({m.course, m.rules, t})) return false;
  }
  return true;
}
template <SystemMeasure measure>
bool is_on(const EventMoment& m) {
  return m.at(measure) >= 0.5;
}
template <SystemMeasure measure>
bool rises(const EventMoment& m) {
  return m.at(measure) > (m.t == 0 ? 0 : m.at(measure, 1));
}
template <SystemMeasure measure>
bool falls(const EventMoment& m) {
  return m.at(measure) < m.at(measure, 1);
}
template <std::size_t which>
bool above_rung(const EventMoment& m) {
  return m.at(maturity) >= m.rung(which);
}

bool pools(const EventMoment& m) { return m.at(pooled_share) > 0; }
bool pools_everything(const EventMoment& m) { return m.at(pooled_share) >= wholly; }
/// A ballot is held where it is open or the system was designated before; under Covid no share is in force,
/// whatever was voted for.
bool has_none(const EventMoment& m) {
  if (!m.now().planning_round || m.now().covid || m.at(pooled_share) != 0) return false;
  return m.now().pooling_open || m.at(designated, 1) >= 0.5 || m.at(pooled_share, 1) > 0;
}
bool breaks(const EventMoment& m) {
  return !m.now().planning_round && !m.now().covid && falls<pooled_share>(m);
}
bool is_below(const EventMoment& m) { return pools(m) && m.at(outturn_gap) < -clear_miss; }
bool overspends_in_year(const EventMoment& m) { return m.now().of_year < 3 && is_below(m); }
bool misses_the_year(const EventMoment& m) { return m.now().of_year == 3 && is_below(m); }
bool in_april(const EventMoment& m) { return m.now().planning_round && m.at(refusing) >= 1; }
bool goes_to_arbitration(const EventMoment& m) { return m.at(arbitrations) >= 1; }
bool merges_before_statute(const EventMoment& m) {
  return !m.now().statute && m.at(ccgs) <= 1 && m.at(ccgs, 1) > 1;
}
bool first_date(const EventMoment& m) { return !std::isnan(m.at(declared)) && std::isnan(m.at(declared, 1)); }

constexpr std::array table{
    EventRow{EventKind::designation, "designation", "Becomes an integrated care system.",
             begins<is_on<designated>>, maturity, "{name} is designated as an integrated care system."},
    EventRow{EventKind::accepts, "accepts", "Has a system control total, which it had not before.",
             begins<pools>, pooled_share,
             "{name} accepts a system control total: {amount} of the fund hangs on it."},
    EventRow{EventKind::pools_all, "pools_all", "Pools the whole fund, and did not before.",
             begins<pools_everything>, pooled_share, "{name} pools the whole fund."},
    EventRow{EventKind::refuses, "refuses", "Accepts no system control total in April, though it was asked.",
             has_none, pooled_share, "{name} has no system control total: it pools nothing."},
    EventRow{EventKind::deal_broken, "deal_broken", "Pools less than before, within the year.", breaks,
             pooled_share, "{name}: a deal breaks within the year, {amount} of the fund is still pooled."},
    EventRow{EventKind::overspends, "overspends",
             "Falls more than half a point below its system control total, within the year.",
             begins<overspends_in_year>, against_plan, "{name} overspends: {amount} plan so far."},
    EventRow{EventKind::misses, "misses",
             "Ends the year more than half a point below its system control total.", misses_the_year,
             against_plan, "{name} ends the year {amount} plan."},
    EventRow{EventKind::bodies_refuse, "bodies_refuse",
             "NHS bodies sign no control total of their own in April.", in_april, refusing,
             "{name}: own control totals refused by {amount} of its bodies."},
    EventRow{EventKind::merges, "merges", "Its clinical commissioning groups become one before the statute.",
             merges_before_statute, ccgs, "{name}: its clinical commissioning groups merge."},
    EventRow{EventKind::contract_live, "contract_live", "An alliance or partnership contract goes live.",
             rises<live_contracts>, live_contracts, "{name}: contracts live in {amount} of its places."},
    EventRow{EventKind::supported, "supported", "Enters intensive or peer support.", begins<is_on<supported>>,
             maturity, "{name} enters support."},
    EventRow{EventKind::accelerated, "accelerated", "Gets a place on the accelerator.",
             begins<is_on<accelerated>>, maturity, "{name} gets a place on the accelerator."},
    EventRow{EventKind::developing, "developing", "Is developing for the first time.",
             first_time<above_rung<0>>, maturity, "{name} reaches the rung of a developing system."},
    EventRow{EventKind::maturing, "maturing", "Is maturing for the first time.", first_time<above_rung<1>>,
             maturity, "{name} reaches the rung of a maturing system."},
    EventRow{EventKind::thriving, "thriving", "Is thriving for the first time.", first_time<above_rung<2>>,
             maturity, "{name} reaches the rung of a thriving system."},
    EventRow{EventKind::declares, "declares", "Declares a date on which it applies.", first_date, declared,
             "{name} declares that it applies in {amount}.", true},
    EventRow{EventKind::slips, "slips", "Is not approved on the date that it declared, which slips.",
             rises<declared>, declared, "{name} is not approved; its date slips, {amount} from now.", true},
    EventRow{EventKind::dispute, "dispute", "Challenges go to formal arbitration.", goes_to_arbitration,
             arbitrations, "{name}: {amount} to arbitration."},
    EventRow{EventKind::walkout, "walkout", "More councils are out than before.", rises<councils_out>,
             councils_out, "{name}: councils walk out, {amount} in all."},
    EventRow{EventKind::comeback, "comeback", "Fewer councils are out than before.", falls<councils_out>,
             councils_out, "{name}: councils come back, {amount} still out."},
};

std::string plain_value(double value) {
  const double rounded = std::round(value * 10) / 10;
  return rounded == std::round(rounded) ? fmt::format("{:.0f}", rounded) : fmt::format("{:.1f}", rounded);
}
std::string in_words(double value, std::string_view unit) {
  if (unit == "share") return fmt::format("{:.0f}%", 100 * value);
  if (unit == "£m")
    return fmt::format("£{}m {}", plain_value(std::abs(value)), value < 0 ? "below" : "above");
  if (unit == "quarters")
    return fmt::format("{} quarter{}", plain_value(value), plain_value(value) == "1" ? "" : "s");
  return plain_value(value);
}

/// Of a run that begins with `parameters`, which are changed on the way as in simulate(): a copy of all of
/// them a quarter took longer than to find the events.
std::vector<EventRules> rules_from(const Scenario& scenario, Parameters parameters) {
  ensure(std::ranges::is_sorted(scenario.changes, {}, &Change::from), "changes come in order of quarters");
  std::vector<EventRules> rules;
  auto next = scenario.changes.begin();
  for (int t = 0; t < scenario.quarters; ++t) {
    for (; next != scenario.changes.end() && next->from <= scenario.start + t; ++next)
      next->parameter->set(parameters, next->value);
    const Designation& rungs = parameters.of<Designation>();
    rules.push_back({.rules = rules_in_force(parameters, scenario.start, t),
                     .rungs = {first(rungs.developing), first(rungs.maturing), first(rungs.thriving)}});
  }
  return rules;
}

}  // namespace

std::vector<EventRules> event_rules(const Scenario& scenario) {
  return rules_from(scenario, scenario.parameters);
}

std::vector<EventRules> event_rules(const Scenario& scenario, std::uint64_t seed, std::uint32_t replicate) {
  return rules_from(scenario, parameters_of_run(scenario, seed, replicate));
}

std::span<const EventRow> event_rows() { return table; }
std::span<const SystemMeasure> event_measures() {
  static constexpr std::array measures{designated, pooled_share,   outturn_gap, arbitrations, councils_out,
                                       maturity,   ccgs,           supported,   accelerated,  declared,
                                       refusing,   live_contracts, against_plan};
  return measures;
}

std::vector<MeasureRow> event_measure_rows() {
  std::vector<MeasureRow> rows;
  for (const EventRow& row : table) rows.push_back({row.key, "code", row.meaning, {}});
  return rows;
}

std::vector<std::int8_t> events_in(const Block& block, const RulesOfRun& rules_of) {
  const Cube cube = Cube::of(block.runs, block.quarters, block.systems);
  std::vector<std::int8_t> happened(table.size() * cube.a_measure(), 0);
  for (std::size_t run = 0; run < cube.runs; ++run) {
    const std::span<const EventRules> rules = rules_of(run);
    for (std::size_t k = 0; k < cube.things; ++k) {
      const SystemCourse course{&block.system[cube.at(0, run, 0, k)], cube.a_measure(), cube.things};
      for (std::size_t t = 0; t < cube.quarters; ++t) {
        const EventMoment moment{course, rules, static_cast<int>(t)};
        for (std::size_t n = 0; n < table.size(); ++n)
          if (table[n].happens(moment)) happened[cube.at(n, run, t, k)] = 1;
      }
    }
  }
  return happened;
}

std::string_view unit_of(const EventRow& row) {
  return system_measure_rows[static_cast<std::size_t>(row.amount)].unit;
}

std::string sentence_of(const EventRow& row, const EventMoment& moment, std::string_view name) {
  return fmt::format(fmt::runtime(row.sentence), fmt::arg("name", name),
                     fmt::arg("amount", in_words(moment.at(row.amount), unit_of(row))));
}

}  // namespace concord
