// Runs of other settings share a batch, and none of them notices (docs/adr/0023-a-value-per-lane.md).

#include "tests/support/company.hpp"

#include "agents/mechanisms/pooling.hpp"
#include "sim/errors.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

std::vector<const ParameterInfo*> numbers() {
  std::vector<const ParameterInfo*> list;
  for (const ParameterInfo& parameter : all_parameters()) {
    if (parameter.kind == ValueKind::number) list.push_back(&parameter);
  }
  return list;
}

/// Simulates settings in one batch, in any order, and each alone. Gives what each gave.
std::vector<Bits> expect_the_same_in_company(const Scenario& scenario, std::vector<Parameters>& settings,
                                             Luck& luck, const std::string& what) {
  Workspace workspace;
  std::vector<LaneRun> runs;
  for (const Parameters& one : settings)
    runs.push_back({.replicate = static_cast<std::uint32_t>(luck() % 50), .parameters = &one});
  std::vector<Bits> alone;
  for (const LaneRun& run : runs) {
    Scenario own = scenario;
    own.parameters = *run.parameters;
    alone.push_back(bits_of_runs(own, {{.replicate = run.replicate}}, workspace)[0]);
  }
  std::vector<std::size_t> order(runs.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::ranges::shuffle(order, luck);
  std::vector<LaneRun> shuffled;
  for (const std::size_t k : order) shuffled.push_back(runs[k]);
  const std::vector<Bits> together = bits_of_runs(scenario, shuffled, workspace);
  for (std::size_t k = 0; k < order.size(); ++k)
    EXPECT_EQ(together[k], alone[order[k]]) << what << ", lane " << k;
  return alone;
}

class Company : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Countries, Company, testing::Bool(),
                         [](const auto& instance) { return instance.param ? "Busy" : "Usual"; });

/// Each number stands beside its value of no effect, or its lowest: whoever stops early there must not stop
/// for the neighbour, nor make it go on.
TEST_P(Company, EveryNumberBesideItsOff) {
  const Scenario scenario = small_country(GetParam());
  Luck luck(2019);
  std::size_t moving = 0;
  for (const ParameterInfo* parameter : numbers()) {
    std::vector<Parameters> settings(2, scenario.parameters);
    parameter->set(settings[0], off_value(*parameter));
    parameter->set(settings[1], some_value(*parameter, luck));
    expect_the_same_in_company(scenario, settings, luck, parameter->path);
    Workspace workspace;  // does the number matter at all?
    const std::vector<LaneRun> same_luck{{.replicate = 3, .parameters = &settings[0]},
                                         {.replicate = 3, .parameters = &settings[1]}};
    const auto pair = bits_of_runs(scenario, same_luck, workspace);
    moving += pair[0] != pair[1] ? 1 : 0;
  }
  // Not all: what nobody meets within five years, or what counts with real places only.
  EXPECT_GT(moving, numbers().size() * (GetParam() ? 92 : 70) / 100) << "the test sees too little";
}

/// Full batches of points anywhere.
TEST_P(Company, PointsAtRandom) {
  const Scenario scenario = small_country(GetParam());
  Luck luck(1948);
  for (int round = 0; round < 40; ++round) {
    std::vector<Parameters> settings(1 + luck() % lanes, scenario.parameters);
    for (Parameters& one : settings) {
      for (const ParameterInfo* parameter : numbers()) {
        const auto what = luck() % 4;
        if (what == 0) parameter->set(one, off_value(*parameter));
        if (what == 1) parameter->set(one, some_value(*parameter, luck));
      }
    }
    expect_the_same_in_company(scenario, settings, luck, "round " + std::to_string(round));
  }
}

TEST(Company, ChangesInMidRunAreThoseOfAll) {
  Scenario scenario = small_country(false);
  for (const auto& [quarter, path, value] :
       {std::tuple{0, "duty.strength", 0.7}, {5, "walkout.rate", 0.6}, {9, "walkout.rate", 0.0}})
    scenario.changes.push_back(
        {.from = scenario.start + quarter, .parameter = find_parameter(path), .value = value});
  std::vector<Parameters> settings(4, scenario.parameters);
  settings[1].of<Pooling>().floor = 0.5;
  find_parameter("walkout.rate")->set(settings[2], 1);
  find_parameter("duty.strength")->set(settings[3], 0);
  Luck luck(3);
  const auto bits = expect_the_same_in_company(scenario, settings, luck, "changes");
  EXPECT_NE(bits[0], bits[1]);
}

TEST(Company, IsOfThoseThatAgreeInDatesAndSwitches) {
  const Scenario scenario = small_country(false);
  for (const ParameterInfo& parameter : all_parameters()) {
    Parameters other = scenario.parameters;
    const double value = parameter.get(other);
    parameter.set(other, parameter.kind == ValueKind::on_off ? 1 - value : value + 1);
    EXPECT_EQ(other.agrees_with(scenario.parameters), parameter.kind == ValueKind::number) << parameter.path;
  }
  Parameters later = scenario.parameters;
  later.of<Pooling>().open_from = never;
  Workspace workspace;
  const std::vector<LaneRun> runs{{.replicate = 0}, {.replicate = 0, .parameters = &later}};
  EXPECT_THROW(simulate(scenario, 1, runs, workspace, {}), BrokenInvariant);
}

TEST(Company, ALaneTakesTheNumbersOfOthersAndNothingElse) {
  for (const ParameterInfo& parameter : all_parameters()) {
    Parameters base, other;
    const double value = parameter.get(base), set = value == parameter.allowed.low ? value + 1 : value - 1;
    parameter.set(other, set);
    base.set_lane(3, other);
    EXPECT_EQ(parameter.get(base), value) << parameter.path;
    base.set_lane(0, other);
    EXPECT_EQ(parameter.get(base), parameter.kind == ValueKind::number ? set : value) << parameter.path;
  }
}

}  // namespace
}  // namespace concord::test
