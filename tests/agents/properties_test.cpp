// Laws that hold whatever the parameters: luck belongs to the replicate, storage order means nothing, absent
// means zero.

#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/statute.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/worlds.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

TEST(Properties, AReplicateIsTheSameAloneAndInCompany) {
  const Scenario scenario = with(synthetic_england(), "behaviour.imitation", 0.2);
  const std::uint32_t company[]{0, 1, 2, 3, 4, 5, 6, 7}, alone[]{5}, others[]{900, 5};
  const auto balances = [&](std::span<const std::uint32_t> ids, int lane) {
    std::vector<double> values;
    Workspace workspace;
    simulate(scenario, 7, ids, workspace, [&](const Context& c, const State& s) {
      for (OrganisationId i : c.world.everybody()) values.push_back(s.balance[i].lane(lane));
      for (SystemId k : c.world.all_systems()) values.push_back(s.maturity[k].lane(lane));
    });
    return values;
  };
  const std::vector<double> expected = balances(company, 5);
  EXPECT_EQ(balances(alone, 0), expected);
  EXPECT_EQ(balances(others, 1), expected);
}

TEST(Properties, AUsedWorkspaceRemembersNothing) {
  const Scenario england = synthetic_england(), small = scenario_of(one_system({{2, 1, 1}, {1, 1, 1}}));
  const std::uint32_t ids[]{0, 1};
  const auto last = [&](const Scenario& scenario, Workspace& workspace) {
    std::vector<double> values;
    simulate(scenario, 1, ids, workspace, [&](const Context&, const State& s) {
      for (const Real& value : s.measures.national)
        values.push_back(std::isnan(value.lane(1)) ? -1 : value.lane(1));
    });
    return values;
  };
  Workspace fresh, used;
  const std::vector<double> expected = last(small, fresh);
  last(england, used);
  EXPECT_EQ(last(small, used), expected);
}

TEST(Properties, StorageOrderMeansNothing) {
  const Scenario scenario = synthetic_england();
  const World& world = *scenario.world;
  // The same organisations, those of a place and kind in reverse order, with their random-number ids.
  Layout reversed = world.layout;
  std::ranges::reverse(reversed.organisations);
  World other = build_world(reversed);
  std::map<std::string, OrganisationId> original;
  const auto code = [](const World& w, OrganisationId i) {
    return w.layout.organisations[static_cast<std::size_t>(i.index)].code;
  };
  for (OrganisationId i : world.everybody()) original[code(world, i)] = i;
  int moved = 0;
  for (OrganisationId i : other.everybody()) {
    other.address[i] = world.address[original.at(code(other, i))];
    moved += other.address[i] != static_cast<std::uint32_t>(i.index);
  }
  EXPECT_GT(moved, 100);
  for (SystemId k : other.all_systems()) {  // whose draw a merged CCG uses is a matter of its id too
    for (OrganisationId i : other.members(k)) {
      if (other.kind[i] == Kind::ccg && other.address[i] == world.address[*world.first_ccg[k]])
        other.first_ccg[k] = i;
    }
  }
  const auto final_actions = [](const Scenario& of, const World& w, const auto& name) {
    std::map<std::string, double> actions, balances;
    Workspace workspace;
    const std::uint32_t ids[]{3};
    simulate(of, 12345, ids, workspace, [&](const Context&, const State& s) {
      for (OrganisationId i : w.everybody()) {
        actions[name(w, i)] = s.action[i].lane(0);
        balances[name(w, i)] = s.balance[i].lane(0);
      }
    });
    return std::pair(actions, balances);
  };
  Scenario shuffled = scenario;
  shuffled.world = std::make_shared<World>(other);
  const auto [actions, balances] = final_actions(scenario, world, code);
  const auto [other_actions, other_balances] = final_actions(shuffled, other, code);
  EXPECT_EQ(actions, other_actions);
  for (const auto& [name, balance] : balances) EXPECT_NEAR(other_balances.at(name), balance, 1e-9) << name;
}

TEST(Properties, BudgetsTenTimesAsLargeChangeNoChoice) {
  const Scenario scenario = synthetic_england();
  Scenario rich = scenario;
  Layout layout = scenario.world->layout;
  for (auto& body : layout.organisations) body.budget *= 10;
  rich.world = std::make_shared<World>(build_world(layout));
  for (Measure measure : {Measure::institution_share_trusts, Measure::system_share_ccgs, Measure::designated,
                          Measure::arbitrations}) {
    EXPECT_DOUBLE_EQ(mean_of(rich, measure, 0, 24, 8), mean_of(scenario, measure, 0, 24, 8));
  }
}

/// Levers that do nothing while the mechanism behind them is off: any value leaves the run bit for bit as it
/// is.
struct Inactive {
  const char* path;
  double value;
};
class InactiveLever : public testing::TestWithParam<Inactive> {};

TEST_P(InactiveLever, LeavesTheRunAsItIs) {
  static const std::vector<double> expected = trajectory(synthetic_england());
  EXPECT_EQ(trajectory(with(synthetic_england(), GetParam().path, GetParam().value)), expected);
}

INSTANTIATE_TEST_SUITE_P(
    Each, InactiveLever,
    testing::Values(Inactive{"councils.settlement_relief", 0.9}, Inactive{"behaviour.imitation_intensity", 5},
                    Inactive{"agreement_mandate.audit", 0.3}, Inactive{"walkout.return_rate", 0.9},
                    Inactive{"walkout.consent_weight", 0.3}, Inactive{"walkout.concession", 1},
                    Inactive{"politics.delay", 8}, Inactive{"shocks.demand_size", 2},
                    Inactive{"shocks.demand_quarters", 8}, Inactive{"finance.evidence_weight", 1},
                    Inactive{"councils.reserve_effect", 0.3},
                    Inactive{"pooling.floor_until", financial_quarter(2030, 1).index}),
    [](const auto& instance) {
      std::string name = instance.param.path;
      std::ranges::replace(name, '.', '_');
      return name;
    });

TEST(Properties, LeversMoveBehaviourTheWayTheirMechanismSays) {
  Scenario base = synthetic_england();
  base.parameters.of<Shocks>().covid = false;
  base.parameters.of<Statute>().date = never;
  const auto late = [](const Scenario& s, Measure m) { return mean_of(s, m, 20, 24, 16); };
  const double institution = late(base, Measure::institution_share), real = late(base, Measure::real);
  const struct {
    const char* path;
    double value;
  } collaborative[]{{"duty.strength", 1.05},
                    {"break_even.relief", 1},
                    {"agreement_mandate.conditional_money", 0.3},
                    {"activity_income.tariff", 0.5},
                    {"ladder.reward", 1.6},
                    {"integration.index_payment", 1},
                    {"relationships.social_weight_mean", 0.4}},
      selfish[]{{"collaboration_cost.system", 0.6},
                {"break_even.weight", 2},
                {"ladder.reward", 0},
                {"relationships.loss", 0.2}};
  for (const auto& lever : collaborative) {
    const Scenario changed = with(base, lever.path, lever.value);
    EXPECT_LT(late(changed, Measure::institution_share), institution - 0.03) << lever.path;
    EXPECT_GT(late(changed, Measure::real), real + 1) << lever.path;
  }
  for (const auto& lever : selfish) {
    EXPECT_GT(late(with(base, lever.path, lever.value), Measure::institution_share), institution + 0.02)
        << lever.path;
  }
}

}  // namespace
}  // namespace concord::test
