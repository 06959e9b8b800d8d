#include "viz/session/events.hpp"

#include "tests/viz/views_a_worlds.hpp"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

namespace concord {
namespace {

using namespace test;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Two systems in which nothing happens, without the dates that are the default.
RunInfo quiet_world(int runs = 1) {
  RunInfo info = two_systems(runs);
  info.parameters.clear();
  for (const char* path :
       {"designation.first_wave_date", "designation.second_wave_date", "designation.third_wave_date",
        "guidance.date", "deadline.date", "statute.date", "shocks.covid_date", "pooling.open_from"})
    info.parameters.push_back({path, "never", "never"});
  return info;
}
void set_parameter(RunInfo& info, const std::string& path, const std::string& text) {
  std::erase_if(info.parameters, [&](const ParameterValue& value) { return value.path == path; });
  info.parameters.push_back({path, text, ""});
}

/// Nothing happens but in `measure`.
std::vector<Event> events_with(const RunInfo& info, SystemMeasure measure,
                               const std::vector<std::vector<double>>& values) {
  MemoryRun run(info);
  run.set_systems(measure, same_in_all_runs(info, values));
  return events_of(run, {});
}

TEST(Events, SayWhenASystemIsDesignated) {
  const auto events = events_with(quiet_world(), SystemMeasure::designated, {{0, 0}, {0, 1}, {1, 1}, {1, 1}});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0],
            (Event{1, EventKind::designation, 1, "Borders is designated as an integrated care system."}));
  EXPECT_EQ(events[1].quarter, 2);
  EXPECT_EQ(events[1].system, 0);
}

TEST(Events, NeedHalfOfTheRunsUnlessOneIsSelected) {
  MemoryRun run(quiet_world(3));
  // [run][quarter][system]: A is designated in Q1 of the first run, in Q3 of the second, never in the third.
  run.set_systems(SystemMeasure::designated,
                  {3, 4, 2, {1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}});
  ASSERT_EQ(events_of(run, {}).size(), 1U);
  EXPECT_EQ(events_of(run, {})[0].quarter, 2);
  EXPECT_EQ(events_of(run, {.run = 0})[0].quarter, 0);
  EXPECT_TRUE(events_of(run, {.run = 2}).empty());
}

TEST(Events, TellARefusalFromABallotThatIsNotOpen) {
  RunInfo info = quiet_world();
  const std::vector<std::vector<double>> pooled{{0, 0.5}, {0, 0.5}, {0, 0}, {0, 0}};
  auto events = events_with(info, SystemMeasure::pooled_share, pooled);
  ASSERT_EQ(events.size(), 2U);  // B accepts and loses its own; A was not asked
  EXPECT_EQ(events[0].kind, EventKind::accepts);
  EXPECT_EQ(events[1], (Event{2, EventKind::deal_broken, 1,
                              "Borders: a deal breaks within the year, 0% of the fund is still pooled."}));
  set_parameter(info, "pooling.open_from", "2019/20 Q1");
  events = events_with(info, SystemMeasure::pooled_share, pooled);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].system, 0);
  EXPECT_EQ(events[0].kind, EventKind::refuses);
  // Nothing is in force under Covid, which is no refusal.
  set_parameter(info, "shocks.covid", "true");
  set_parameter(info, "shocks.covid_date", "2019/20 Q1");
  for (const Event& event : events_with(info, SystemMeasure::pooled_share, pooled))
    EXPECT_NE(event.kind, EventKind::refuses);
}

TEST(Events, SayWhatAYearEndsWith) {
  MemoryRun run(quiet_world());
  const auto set = [&](SystemMeasure measure, const std::vector<std::vector<double>>& values) {
    run.set_systems(measure, same_in_all_runs(run.info(), values));
  };
  set(SystemMeasure::pooled_share, {{1, 1}, {1, 1}, {1, 1}, {1, 1}});
  set(SystemMeasure::outturn_gap, {{0, 0}, {0, 0}, {0, 0}, {-0.8, -0.4}});
  set(SystemMeasure::against_plan, {{0, 0}, {0, 0}, {0, 0}, {-24, -12}});
  EXPECT_EQ(events_of(run, {}).back(),
            (Event{3, EventKind::misses, 0, "Avon ends the year £24m below plan."}));
}

TEST(Events, SpeakOfDisputesAndCouncils) {
  MemoryRun run(quiet_world());
  run.set_national(Measure::impossible_asks, {1, 4, 1, {3, 3, 3, 3}});
  run.set_national(Measure::disputes_won, {1, 4, 1, {1, 1, 1, 1}});
  run.set_systems(SystemMeasure::arbitrations,
                  same_in_all_runs(run.info(), {{0, 0}, {2, 0}, {none, 0}, {0, 0}}));
  run.set_systems(SystemMeasure::councils_out,
                  same_in_all_runs(run.info(), {{0, 0}, {0, 1}, {0, 3}, {0, 2}}));
  std::vector<std::string> sentences;
  for (const Event& event : events_of(run, {})) sentences.push_back(event.sentence);
  EXPECT_EQ(sentences, (std::vector<std::string>{
                           "3 control totals ask for more than can be achieved; 1 corrected.",
                           "Avon: 2 to arbitration.",
                           "Borders: councils walk out, 1 in all.",
                           "Borders: councils walk out, 3 in all.",
                           "Borders: councils come back, 2 still out.",
                       }));
}

TEST(Events, LeaveOutWhatTheMiddleOfRunsCannotSay) {
  MemoryRun run(quiet_world(2));
  run.set_systems(
      SystemMeasure::declared,
      {2, 4, 2, {none, none, 1, none, 2, none, 1, none, none, none, none, none, 3, none, 2, none}});
  EXPECT_TRUE(events_of(run, {}).empty());
  std::vector<EventKind> kinds;
  for (const Event& event : events_of(run, {.run = 0})) kinds.push_back(event.kind);
  EXPECT_EQ(kinds, (std::vector{EventKind::declares, EventKind::slips}));
}

TEST(Events, KnowDatesAndThatAShockPutsThemOff) {
  RunInfo info = quiet_world();
  set_parameter(info, "statute.date", "2019/20 Q2");
  set_parameter(info, "shocks.covid_date", "2019/20 Q1");
  set_parameter(info, "shocks.covid", "true");
  set_parameter(info, "shocks.covid_quarters", "2");
  MemoryRun early(info);
  auto events = events_of(early, {});
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].kind, EventKind::shock);
  EXPECT_EQ(events[1].kind, EventKind::statute);
  EXPECT_EQ(events[1].quarter, 1);
  EXPECT_EQ(events[2].sentence, "The Covid regime ends.");
  set_parameter(info, "politics.shock_date", "2019/20 Q1");
  set_parameter(info, "politics.delay", "2");
  MemoryRun late(info);
  events = events_of(late, {});
  EXPECT_EQ(events.back().quarter, 3);
  EXPECT_EQ(events.back().sentence,
            "Statutory boards replace clinical commissioning groups, planned for 2019/20 Q2.");
}

TEST(Events, CanBeSteppedThrough) {
  const std::vector<Event> events{{0, EventKind::shock, {}, "a"},
                                  {2, EventKind::designation, 1, "b"},
                                  {2, EventKind::overspends, 0, "c"},
                                  {3, EventKind::statute, {}, "d"}};
  EXPECT_EQ(next_event(events, 0)->sentence, "b");
  EXPECT_EQ(next_event(events, 0, {.system = 0})->sentence, "c");
  EXPECT_EQ(next_event(events, 2)->sentence, "d");
  EXPECT_EQ(next_event(events, 3), nullptr);
  EXPECT_EQ(previous_event(events, 3)->sentence, "c");
  EXPECT_EQ(previous_event(events, 3, {.kinds = {EventKind::designation, EventKind::shock}})->sentence, "b");
  EXPECT_EQ(previous_event(events, 0), nullptr);
}

}  // namespace
}  // namespace concord
