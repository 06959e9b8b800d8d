// Nothing is allocated after the first batch of a workspace.

#include "agents/games/control_total_game.hpp"
#include "agents/quarter/simulate.hpp"
#include "agents/world/tables.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/source.hpp"

#include <array>
#include <memory>

#include <gtest/gtest.h>

namespace concord {
namespace {

using test::allocations;

Scenario scenario() {
  Problems problems;
  Scenario scenario;
  scenario.world = std::make_shared<const World>(
      build_world(read_tables(test::source("tests/reference/recorded/world"), problems)));
  problems.throw_if_any();
  return scenario;
}

/// Allocations of a second batch in the workspace of a first.
long allocations_of_second_batch(const Scenario& scenario) {
  Workspace workspace;
  double seen = 0;
  const Observer observe = [&seen](const Context&, const State& state) {
    seen += first(state.measures[Measure::maturity]);
  };
  const std::array<std::uint32_t, lanes> one{0, 1, 2, 3, 4, 5, 6, 7}, two{8, 9, 10, 11, 12, 13, 14, 15};
  long before = allocations;
  simulate(scenario, 12345, one, workspace, observe);
  EXPECT_GT(allocations - before, 0) << "the count does not work";
  before = allocations;
  simulate(scenario, 12345, two, workspace, observe);
  const long after = allocations;
  EXPECT_NE(seen, 0);
  return after - before;
}

TEST(Allocation, NoneAfterTheFirstBatch) { EXPECT_EQ(allocations_of_second_batch(scenario()), 0); }

/// With everything on that is off by default, every phase does its work.
TEST(Allocation, NoneWithEveryMechanismAtWork) {
  Scenario busy = scenario();
  for (const ParameterInfo& parameter : all_parameters()) {
    if (parameter.kind == ValueKind::on_off) parameter.set(busy.parameters, 1);
    if (parameter.kind == ValueKind::number && parameter.get(busy.parameters) == 0) {
      parameter.set(busy.parameters, (parameter.screening.low + parameter.screening.high) / 2);
    }
    if (parameter.kind == ValueKind::quarter && parameter.get(busy.parameters) >= never.index) {
      parameter.set(busy.parameters, (busy.start + 6).index);
    }
  }
  EXPECT_EQ(allocations_of_second_batch(busy), 0);
}

TEST(Allocation, NoneInTheControlTotalGame) {
  std::vector<GameQuarter> history;
  const std::array<std::uint32_t, lanes> replicates{0, 1, 2, 3, 4, 5, 6, 7};
  play({}, 1, replicates, history);
  const long before = allocations;
  play({}, 2, replicates, history);
  EXPECT_EQ(allocations - before, 0);
}

}  // namespace
}  // namespace concord
