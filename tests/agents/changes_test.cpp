// Parameters that change in mid-run.

#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/quarter/initialise.hpp"
#include "sim/errors.hpp"
#include "tests/support/worlds.hpp"

#include <gtest/gtest.h>

namespace concord::test {
namespace {

Scenario changed(Scenario scenario, int quarter, std::string_view path, double value) {
  scenario.changes.push_back({scenario.start + quarter, find_parameter(path), value});
  return scenario;
}

Scenario small() { return scenario_of(one_system({{2, 2, 1}, {1, 1, 2}, {2, 1, 1}}), 10); }

/// The part of a trajectory before a quarter.
std::vector<double> before(const std::vector<double>& values, const Scenario& scenario, int quarter) {
  const auto row = static_cast<std::ptrdiff_t>(values.size()) / scenario.quarters;
  return {values.begin(), values.begin() + quarter * row};
}

/// Another allowed value of a parameter.
double other_value(const ParameterInfo& info) {
  const double value = info.get(Parameters{});
  if (info.kind == ValueKind::on_off) return 1 - value;
  if (info.kind == ValueKind::quarter)
    return value == never.index ? financial_quarter(2018, 1).index : value + 1;
  return value == info.screening.high ? info.screening.low : info.screening.high;
}

TEST(Changes, InTheFirstQuarterAreTheSameAsFromTheStart) {
  for (const ParameterInfo& info : all_parameters()) {
    const double value = other_value(info);
    EXPECT_EQ(trajectory(changed(small(), 0, info.path, value)), trajectory(with(small(), info.path, value)))
        << info.path;
  }
}

TEST(Changes, LeaveWhatWasBeforeThemAlone) {
  const std::vector<double> unchanged = trajectory(small());
  for (const ParameterInfo& info : all_parameters()) {
    for (const int quarter : {3, 4}) {
      const std::vector<double> run = trajectory(changed(small(), quarter, info.path, other_value(info)));
      EXPECT_EQ(before(run, small(), quarter), before(unchanged, small(), quarter)) << info.path;
    }
  }
}

TEST(Changes, TakeEffectInTheirQuarter) {
  // With nothing at stake but a duty that binds beyond doubt, whoever followed its own interest stops.
  Scenario scenario = bare(small());
  scenario.parameters.of<Switches>().duty = true;
  scenario.parameters.of<Duty>() = {.strength = 0, .early_share = 1, .councils = 1, .conflict = 0};
  scenario = changed(scenario, 5, "behaviour.memory", 0);
  scenario = changed(scenario, 5, "duty.strength", 1000);
  EXPECT_GT(mean_of(scenario, Measure::institution_share, 4, 5), 0.1);
  EXPECT_EQ(mean_of(scenario, Measure::institution_share, 5, 6), 0);
}

TEST(Changes, FollowOneAnother) {
  const Scenario one = changed(small(), 3, "duty.strength", 1.5), two = changed(one, 6, "duty.strength", 0),
                 moved = changed(one, 6, "pooling.floor", 1);
  const std::vector<double> first = trajectory(one);
  for (const Scenario& both : {two, moved})
    EXPECT_EQ(before(trajectory(both), both, 6), before(first, one, 6));
  EXPECT_NE(trajectory(two), first);
  // A pooled share is settled in planning rounds, the next of which is in quarter 8.
  EXPECT_EQ(before(trajectory(moved), moved, 8), before(first, one, 8));
  EXPECT_NE(trajectory(moved), first);
  EXPECT_EQ(parameters_in(two, two.start + 2).of<Duty>().strength.lane(0),
            Parameters{}.of<Duty>().strength.lane(0));
  EXPECT_EQ(parameters_in(two, two.start + 5).of<Duty>().strength.lane(0), 1.5);
  EXPECT_EQ(parameters_in(two, two.start + 9).of<Duty>().strength.lane(0), 0);
  EXPECT_EQ(stretches(two), (std::vector{two.start, two.start + 3, two.start + 6}));
}

TEST(Changes, OfOneQuarterTheLastCounts) {
  EXPECT_EQ(trajectory(changed(changed(small(), 3, "duty.strength", 9), 3, "duty.strength", 1)),
            trajectory(changed(small(), 3, "duty.strength", 1)));
}

TEST(Changes, ToTheValueInForceAreNone) {
  for (const ParameterInfo& info : all_parameters())
    EXPECT_EQ(trajectory(changed(small(), 5, info.path, info.get(Parameters{}))), trajectory(small()))
        << info.path;
}

// The list of parameters that a reader refuses to change later is right: they matter at the start only.
TEST(Changes, OfWhatDecidesTheStartOnlyComeTooLate) {
  Scenario scenario = synthetic_england();
  scenario.quarters = 9;
  // Evidence has weight only where tables give any.
  Layout layout = scenario.world->layout;
  for (std::size_t n = 0; n < layout.organisations.size(); n += 2) {
    layout.organisations[n].position = layout.organisations[n].delays = layout.organisations[n].distance = 1;
  }
  for (std::size_t n = 0; n < layout.systems.size(); n += 2)
    layout.systems[n].waiting = layout.systems[n].success_regime = 1;
  scenario.world = std::make_shared<const World>(build_world(std::move(layout)));
  // Delays act in every quarter, by what they were told to weigh at the start.
  scenario = with(scenario, "councils.delay_weight", 0.3);
  const std::vector<double> unchanged = trajectory(scenario);
  int found = 0;
  for (const ParameterInfo& info : all_parameters()) {
    if (!decides_start_only(info.path)) continue;
    ++found;
    const double value = info.neutral ? 0.5 : other_value(info);
    EXPECT_EQ(trajectory(changed(scenario, 1, info.path, value)), unchanged) << info.path;
    EXPECT_NE(trajectory(with(scenario, info.path, value)), unchanged) << info.path;
  }
  EXPECT_EQ(found, 19);
}

TEST(Changes, MustComeInOrder) {
  EXPECT_THROW(trajectory(changed(changed(small(), 5, "duty.strength", 1), 3, "duty.strength", 1)),
               BrokenInvariant);
}

}  // namespace
}  // namespace concord::test
