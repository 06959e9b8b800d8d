// What happened to systems when, out of their measures.

#include "experiments/runs/events.hpp"

#include "agents/mechanisms/applying.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/statute.hpp"
#include "tests/support/worlds.hpp"

#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace concord::test {
namespace {

using Lines = std::vector<std::string>;
using Course = std::map<SystemMeasure, std::vector<double>>;

/// A year without Covid, statute or ballot.
Scenario quiet_year() {
  Scenario scenario;
  scenario.start = financial_quarter(2019, 1);
  scenario.quarters = 4;
  scenario.parameters.of<Shocks>().covid = false;
  scenario.parameters.of<Statute>().date = never;
  scenario.parameters.of<Pooling>().open_from = never;
  return scenario;
}

/// "quarter kind", ... of a course; a measure that is not given is missing.
Lines events(const Course& course, const Scenario& scenario = quiet_year()) {
  const auto rules = event_rules(scenario);
  const auto quarters = static_cast<std::size_t>(scenario.quarters);
  std::vector<double> values(system_measure_count * quarters, unknown);
  for (const auto& [measure, known] : course)
    std::ranges::copy(known, &values[static_cast<std::size_t>(measure) * quarters]);
  const SystemCourse at{values.data(), quarters, 1};
  Lines lines;
  for (int t = 0; t < scenario.quarters; ++t) {
    for (const EventRow& row : event_rows()) {
      if (row.happens({at, rules, t})) lines.push_back(fmt::format("{} {}", t, row.key));
    }
  }
  return lines;
}

TEST(Events, HaveOneRowEachInOrderOfKinds) {
  std::set<std::string_view> keys;
  int last = -1;
  for (const EventRow& row : event_rows()) {
    EXPECT_TRUE(keys.insert(row.key).second) << row.key;
    EXPECT_LT(last, static_cast<int>(row.kind));
    last = static_cast<int>(row.kind);
    EXPECT_TRUE(row.meaning.ends_with('.')) << row.key;
    EXPECT_TRUE(row.sentence.starts_with("{name}") && row.sentence.ends_with('.')) << row.key;
    EXPECT_NE(std::ranges::find(event_measures(), row.amount), event_measures().end()) << row.key;
  }
  EXPECT_EQ(events({}), Lines{});  // nothing is known, so nothing happened
}

TEST(Events, TellDealsFromRefusals) {
  using enum SystemMeasure;
  EXPECT_EQ(events({{pooled_share, {0, 0, 0, 0}}, {designated, {0, 0, 0, 0}}}), Lines{});  // nobody asked
  Scenario open = quiet_year();
  open.parameters.of<Pooling>().open_from = open.start;
  EXPECT_EQ(events({{pooled_share, {0, 0, 0, 0}}}, open), (Lines{"0 refuses"}));
  EXPECT_EQ(events({{pooled_share, {0.5, 0.5, 0, 0}}}), (Lines{"0 accepts", "2 deal_broken"}));
  EXPECT_EQ(events({{pooled_share, {1, 1, 1, 1}}}), (Lines{"0 accepts", "0 pools_all"}));
  // Under Covid nothing is in force, whatever was voted for.
  open.parameters.of<Shocks>() = {.covid = true, .covid_date = open.start, .covid_quarters = 4};
  EXPECT_EQ(events({{pooled_share, {0, 0, 0, 0}}}, open), Lines{});
}

TEST(Events, TellAnOverspendOfTheYearFromOneWithinIt) {
  using enum SystemMeasure;
  const Course course{{pooled_share, {0.5, 0.5, 0.5, 0.5}}, {outturn_gap, {-0.2, -0.8, -0.9, -0.7}}};
  EXPECT_EQ(events(course), (Lines{"0 accepts", "1 overspends", "3 misses"}));
  EXPECT_EQ(events({{pooled_share, {0, 0, 0, 0}}, {outturn_gap, {-2, -2, -2, -2}}}), Lines{});
}

TEST(Events, TellFormAndRungs) {
  using enum SystemMeasure;
  EXPECT_EQ(events({{designated, {0, 1, 1, 1}}, {supported, {1, 0, 0, 1}}, {accelerated, {0, 0, 1, 1}}}),
            (Lines{"0 supported", "1 designation", "2 accelerated", "3 supported"}));
  EXPECT_EQ(events({{maturity, {0.2, 0.46, 0.3, 0.7}}}), (Lines{"1 developing", "1 maturing", "3 thriving"}));
  EXPECT_EQ(events({{ccgs, {4, 4, 1, 1}}, {live_contracts, {0, 2, 2, 3}}}),
            (Lines{"1 contract_live", "2 merges", "3 contract_live"}));
  Scenario statutory = quiet_year();
  statutory.parameters.of<Statute>().date = statutory.start + 2;
  EXPECT_EQ(events({{ccgs, {4, 4, 1, 1}}}, statutory), Lines{});  // no choice of theirs
}

TEST(Events, TellDatesThatSlipAndCouncilsThatComeBack) {
  using enum SystemMeasure;
  EXPECT_EQ(events({{declared, {unknown, 1, 2, 1}}, {councils_out, {0, 2, 1, 1}}, {refusing, {3, 3, 3, 3}}}),
            (Lines{"0 bodies_refuse", "1 declares", "1 walkout", "2 slips", "2 comeback"}));
}

TEST(Events, SaySentencesWithAmounts) {
  const auto rules = event_rules(quiet_year());
  std::vector<double> values(system_measure_count, 0.5);
  values[static_cast<std::size_t>(SystemMeasure::against_plan)] = -24.04;
  values[static_cast<std::size_t>(SystemMeasure::declared)] = 1;
  const SystemCourse at{values.data(), 1, 0};
  const auto sentence = [&](EventKind kind) {
    const auto row = std::ranges::find(event_rows(), kind, &EventRow::kind);
    return sentence_of(*row, {at, rules, 1}, "Avon");
  };
  EXPECT_EQ(sentence(EventKind::misses), "Avon ends the year £24m below plan.");
  EXPECT_EQ(sentence(EventKind::accepts),
            "Avon accepts a system control total: 50% of the fund hangs on it.");
  EXPECT_EQ(sentence(EventKind::slips), "Avon is not approved; its date slips, 1 quarter from now.");
}

TEST(Events, OfABlockAreThoseOfItsRuns) {
  RunPlan plan;
  plan.scenario = with(synthetic_england(), "applying.enabled", 1);
  plan.scenario = with(plan.scenario, "broken_deals.withdrawal", 0.2);
  plan.scenario = with(plan.scenario, "walkout.rate", 0.3);
  plan.replicates = 3;
  plan.record = Record::systems;
  const auto rules = event_rules(plan.scenario);
  std::set<std::string_view> seen;
  run_ensemble(plan, 1, [&](const Block& block) {
    const auto happened = events_in(block, [&](std::size_t) { return std::span(rules); });
    const std::size_t of_kind = happened.size() / event_rows().size();
    for (std::size_t n = 0; n < event_rows().size(); ++n) {
      for (std::size_t k = 0; k < of_kind; ++k) {
        if (happened[n * of_kind + k] != 0) seen.insert(event_rows()[n].key);
      }
    }
    // A system is designated once.
    const double designations =
        std::accumulate(happened.begin(), happened.begin() + static_cast<std::ptrdiff_t>(of_kind), 0.0);
    EXPECT_EQ(designations, 3 * 42);
  });
  for (const char* kind : {"accepts", "deal_broken", "merges", "contract_live", "supported", "accelerated",
                           "thriving", "declares", "slips", "walkout", "comeback", "bodies_refuse", "misses"})
    EXPECT_TRUE(seen.contains(kind)) << kind;
}

}  // namespace
}  // namespace concord::test
