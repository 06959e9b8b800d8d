// Policies: who sees which values, when, and in which runs (docs/adr/0026-aimed-policies.md).

#include "agents/mechanisms/blueprint.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/ladder.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/sustainability_fund.hpp"
#include "sim/errors.hpp"
#include "tests/support/company.hpp"
#include "tests/support/worlds.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace concord::test {
namespace {

AimTarget target_of(const Scenario& scenario, const Where& where) {
  return find_target(*scenario.world, where,
                     [](std::string_view, std::size_t, std::string what) { ADD_FAILURE() << what; });
}
/// One setting for somebody, from the start on.
AimedPolicy policy(const Scenario& scenario, const Where& where, std::string_view path, double value) {
  return {.name = std::string(path),
          .stages = {{.from = scenario.start, .where = where, .target = target_of(scenario, where)}},
          .settings = {{find_parameter(path), value}}};
}
Where every_system(const Scenario& scenario) {
  Where all;
  for (const Layout::System& system : scenario.world->layout.systems) all.systems.push_back(system.code);
  return all;
}
Where one_system(const Scenario& scenario, std::size_t k) {
  return {.systems = {scenario.world->layout.systems[k].code}};
}
/// Over all measures of the nation and of systems.
Condition condition(std::string text) {
  Vocabulary vocabulary{.tables = {{}, {}}, .own = 1};
  for (const MeasureRow& row : measure_rows) vocabulary.tables[0].push_back({row.key, row.unit});
  for (const MeasureRow& row : system_measure_rows) vocabulary.tables[1].push_back({row.key, row.unit});
  Reading<Expression> read = parse_expression(text, vocabulary);
  EXPECT_TRUE(read.value) << read.wrong;
  return {std::move(text), std::move(*read.value)};
}
const Where every_body{.kinds = {"trust", "ccg", "council"}};

std::vector<Bits> bits(const Scenario& scenario) {
  Workspace workspace;
  return bits_of_runs(scenario, {{.replicate = 3}, {.replicate = 8}}, workspace);
}

/// Some other value that the parameter can have.
double other_value(const ParameterInfo& info, const Scenario& scenario, Luck& luck) {
  const double value = info.get(scenario.parameters);
  switch (info.kind) {
    case ValueKind::number:
      return some_value(info, luck);
    case ValueKind::on_off:
      return 1 - value;
    case ValueKind::whole:
      return std::min(value + 1, info.allowed.high);
    case ValueKind::quarter:
      return static_cast<double>((scenario.start + 5).index);
  }
  return value;
}

class Aiming : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Countries, Aiming, testing::Bool(),
                         [](const auto& instance) { return instance.param ? "Busy" : "Usual"; });

/// Whoever reads a parameter reads it as the system has it, or the body: else the nation's value would be
/// read somewhere, and give other results.
void expect_the_national_value(const Scenario& scenario, const Where& all, Aimed least) {
  Luck luck(1911);
  std::size_t moving = 0, aimed = 0;
  for (const ParameterInfo& info : all_parameters()) {
    if (info.aimed < least) continue;
    const double value = other_value(info, scenario, luck);
    Scenario national = scenario, aim = scenario;
    info.set(national.parameters, value);
    aim.policies = {policy(scenario, all, info.path, value)};
    ASSERT_FALSE(aim.policies.front().nation());
    const std::vector<Bits> expected = bits(national);
    EXPECT_EQ(bits(aim), expected) << info.path;
    moving += expected != bits(scenario) ? 1 : 0;
    ++aimed;
  }
  EXPECT_GT(moving, aimed * 7 / 10) << "the test sees too little";
}
TEST_P(Aiming, AtAllSystemsIsTheNationalParameter) {
  const Scenario scenario = small_country(GetParam());
  expect_the_national_value(scenario, every_system(scenario), Aimed::systems);
}
TEST_P(Aiming, AtAllBodiesIsTheNationalParameter) {
  expect_the_national_value(small_country(GetParam()), every_body, Aimed::bodies);
}

/// No waves, no places that systems compete for, no common pot, nobody who looks at others.
Scenario islands() {
  Scenario scenario = small_country(false);
  Parameters& p = scenario.parameters;
  Designation& waves = p.of<Designation>();
  waves.first_wave_systems = waves.second_wave_systems = waves.third_wave_systems = 0;
  p.of<Support>().central_capacity = p.of<Support>().most_systems = p.of<Support>().accelerator_places = 0;
  p.of<SustainabilityFund>().redistribution = 0;
  p.of<Ladder>().badge_dilution = 0;
  return scenario;
}
std::vector<double> of_systems(const Scenario& scenario, SystemId k) {
  std::vector<double> values;
  run(scenario, [&](const Context&, const State& s) {
    for (const auto& measure : s.measures.of_system) {
      for (int lane = 0; lane < lanes; ++lane) values.push_back(measure[k].lane(lane));
    }
  });
  return values;
}
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b,
                            [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

TEST(Policies, AtOneSystemChangeNoOther) {
  const Scenario scenario = islands();
  Luck luck(7);
  const SystemId target{2}, other{5};
  const std::vector<double> of_other = of_systems(scenario, other), before = of_systems(scenario, target);
  std::size_t moved = 0, tried = 0;
  for (const ParameterInfo& info : all_parameters()) {
    // Trust depends on the mean of the nation's starting margins.
    if (info.aimed == Aimed::nation || info.path.starts_with("finance.") || info.kind != ValueKind::number)
      continue;
    Scenario aim = scenario;
    aim.policies = {policy(scenario, one_system(scenario, 2), info.path, other_value(info, scenario, luck))};
    EXPECT_TRUE(same(of_systems(aim, other), of_other)) << info.path;
    moved += same(of_systems(aim, target), before) ? 0 : 1;
    ++tried;
  }
  EXPECT_GT(moved, tried / 2);
}

TEST(Policies, OfTheNationAreChangesWithAnEnd) {
  const Scenario scenario = small_country(false);
  Scenario changes = scenario, policies = scenario;
  const ParameterInfo* duty = find_parameter("duty.strength");
  const double usual = duty->get(scenario.parameters);
  changes.changes = {{scenario.start + 4, duty, 1.2}, {scenario.start + 9, duty, usual}};
  policies.policies = {policy(scenario, {}, duty->path, 1.2)};
  policies.policies[0].stages[0].from = scenario.start + 4;
  policies.policies[0].until = scenario.start + 9;
  EXPECT_TRUE(policies.policies[0].nation());
  EXPECT_EQ(bits(policies), bits(changes));
  // What is of the nation only can be set there.
  changes.changes = {{scenario.start + 4, find_parameter("sustainability_fund.redistribution"), 0.1}};
  policies.policies = {policy(scenario, {}, "sustainability_fund.redistribution", 0.1)};
  policies.policies[0].stages[0].from = scenario.start + 4;
  EXPECT_EQ(bits(policies), bits(changes));
}

/// What systems, and bodies, have of a parameter, quarter by quarter, against what a test expects of it.
template <class Group>
void expect_of_systems(const Scenario& scenario, Real Group::*member, auto expected) {
  run(scenario, [&](const Context& c, const State&) {
    for (const SystemId k : c.world.all_systems()) {
      for (int lane = 0; lane < lanes; ++lane)
        EXPECT_EQ((c.of<Group>(k).*member).lane(lane), expected(c.rules.t, k, lane))
            << c.rules.t << " " << k.index;
    }
  });
}

TEST(Policies, AreInForceFromStageToStageAndUntilTheirEnd) {
  Scenario scenario = small_country(false);
  AimedPolicy staged = policy(scenario, one_system(scenario, 1), "pooling.floor", 0.5);
  staged.stages[0].from = scenario.start + 2;
  staged.stages.push_back({scenario.start + 6, {}, target_of(scenario, one_system(scenario, 4))});
  staged.until = scenario.start + 10;
  scenario.policies = {staged};
  expect_of_systems(scenario, &Pooling::floor, [](int t, SystemId k, int) {
    return t < 10 && ((k.index == 1 && t >= 2) || (k.index == 4 && t >= 6)) ? 0.5 : 0.0;
  });
}

TEST(Policies, TheLastListedCounts) {
  Scenario scenario = small_country(false);
  scenario.policies = {policy(scenario, one_system(scenario, 3), "duty.strength", 2),
                       policy(scenario, {}, "duty.strength", 1),
                       policy(scenario, one_system(scenario, 3), "duty.conflict", 0.1),
                       policy(scenario, one_system(scenario, 5), "duty.strength", 3)};
  expect_of_systems(scenario, &Duty::strength, [](int, SystemId k, int) { return k.index == 5 ? 3.0 : 1.0; });
  expect_of_systems(scenario, &Duty::conflict, [&](int, SystemId k, int) {
    return k.index == 3 ? 0.1 : first(scenario.parameters.of<Duty>().conflict);
  });
}

TEST(Policies, AtBodiesLeaveTheirNeighboursAlone) {
  Scenario scenario = small_country(false);
  scenario.policies = {policy(scenario, {.types = {"acute"}}, "duty.licence", 0.7),
                       policy(scenario, one_system(scenario, 2), "duty.conflict", 0.2)};
  run(scenario, [&](const Context& c, const State&) {
    for (const OrganisationId i : c.world.everybody()) {
      EXPECT_EQ(first(c.of<Duty>(i).licence), c.world.type[i] == Type::acute ? 0.7 : 0.0);
      EXPECT_EQ(first(c.of<Duty>(i).conflict),
                c.world.system[i].index == 2 ? 0.2 : first(scenario.parameters.of<Duty>().conflict));
    }
    for (const SystemId k : c.world.all_systems()) EXPECT_EQ(first(c.of<Duty>(k).licence), 0.0);
  });
}

TEST(Policies, LeaveAllElseAsTheNationHasItThen) {
  Scenario scenario = small_country(false);
  const auto change = [&](int quarters, const char* path, double value) {
    scenario.changes.push_back({scenario.start + quarters, find_parameter(path), value});
  };
  change(3, "duty.conflict", 0.3), change(3, "pooling.floor", 0.1), change(5, "duty.conflict", 0.4);
  change(8, "pooling.floor", 0.2), change(11, "support.central_capacity", 9);
  AimedPolicy some = policy(scenario, one_system(scenario, 1), "pooling.floor", 0.5), rule = some;
  some.until = scenario.start + 9;
  rule.stages[0].target = target_of(scenario, one_system(scenario, 4));
  rule.condition = condition("own maturity > 0.3");
  rule.lasting = false;
  scenario.policies = {some, rule};
  run(scenario, [&](const Context& c, const State&) {
    const Parameters nation = parameters_in(scenario, c.rules.now);
    for (const SystemId k : c.world.all_systems()) {
      for (const ParameterInfo& info : all_parameters()) {
        const double value = info.get(c.in(k).p), usual = info.get(nation);
        EXPECT_TRUE(value == usual || (info.path == "pooling.floor" && value == 0.5)) << info.path;
      }
    }
    EXPECT_EQ(first(c.of<Pooling>(SystemId{1}).floor), c.rules.t < 9 ? 0.5 : 0.2);
  });
}

/// Values of a measure at the end of each quarter, [quarter][system][lane].
using History = std::vector<std::vector<Real>>;

TEST(Policies, ConditionsAreLookedAtWhenAQuarterHasEndedAndLast) {
  Scenario scenario = small_country(false);
  constexpr double line = 0.3;
  for (const bool lasting : {true, false}) {
    AimedPolicy rule = policy(scenario, {}, "pooling.floor", 0.5);
    rule.condition = condition(fmt::format("running 2 quarters of own maturity > {}", line));
    rule.lasting = lasting;
    rule.stages[0].from = scenario.start + 3;
    Scenario with_rule = scenario;
    with_rule.policies = {rule};
    History history;
    int in_force = 0, not_in_force = 0;
    run(with_rule, [&](const Context& c, const State& s) {
      const int t = c.rules.t;
      for (const SystemId k : c.world.all_systems()) {
        for (int lane = 0; lane < lanes; ++lane) {
          const auto held = [&](int quarter) {  // at the end of it, and of the one before
            const auto above = [&](int q) {
              return q >= 0 && history[static_cast<std::size_t>(q)][static_cast<std::size_t>(k.index)].lane(
                                   lane) > line;
            };
            return above(quarter) && above(quarter - 1);
          };
          bool expected = t >= 3 && held(t - 1);
          for (int q = 2; lasting && q < t - 1; ++q) expected = expected || held(q);
          EXPECT_EQ(c.of<Pooling>(k).floor.lane(lane), expected ? 0.5 : 0.0) << t << " " << k.index;
          ++(expected ? in_force : not_in_force);
        }
      }
      history.emplace_back(s.maturity.begin(), s.maturity.end());
    });
    EXPECT_GT(in_force, 100);
    EXPECT_GT(not_in_force, 100);
  }
}

TEST(Policies, AConditionByAQuarterIsLookedAtOnce) {
  Scenario scenario = small_country(false);
  double line = 0;  // at which runs differ
  run(scenario, [&](const Context& c, const State& s) {
    const Real& maturity = s.measures[Measure::maturity];
    if (c.rules.t == 7) line = (maturity.lane(0) + maturity.lane(1)) / 2;
  });
  AimedPolicy rule = policy(scenario, {}, "blueprint.strength", 0.9);
  rule.condition = condition(fmt::format("at {} of maturity < {}", to_string(scenario.start + 7), line));
  scenario.policies = {rule};
  const double usual = first(scenario.parameters.of<Blueprint>().strength);
  std::vector<bool> below(lanes);
  int reached = 0, lanes_below = 0;
  run(scenario, [&](const Context& c, const State& s) {
    for (int lane = 0; lane < lanes; ++lane) {
      const bool expected = c.rules.t > 7 && below[static_cast<std::size_t>(lane)];
      for (const SystemId k : c.world.all_systems())
        EXPECT_EQ(c.of<Blueprint>(k).strength.lane(lane), expected ? 0.9 : usual) << c.rules.t;
      reached += expected ? 1 : 0;
      if (c.rules.t == 7)
        below[static_cast<std::size_t>(lane)] = s.measures[Measure::maturity].lane(lane) < line;
    }
  });
  for (const bool one : below) lanes_below += one ? 1 : 0;
  EXPECT_GT(lanes_below, 0);
  EXPECT_LT(lanes_below, lanes);
  EXPECT_GT(reached, 0);
}

TEST(Policies, YearsRunningAreSeenAtTheirEnds) {
  Scenario scenario = small_country(false);
  AimedPolicy rule = policy(scenario, {}, "pooling.floor", 0.5);
  rule.condition = condition("running 2 years of own outturn_gap < 0");
  scenario.policies = {rule};
  std::vector<int> missed(static_cast<std::size_t>(scenario.world->system_count() * lanes));
  std::vector<bool> forced(missed.size());
  int reached = 0;
  run(scenario, [&](const Context& c, const State& s) {
    for (const SystemId k : c.world.all_systems()) {
      for (int lane = 0; lane < lanes; ++lane) {
        const auto n = static_cast<std::size_t>(k.index * lanes + lane);
        EXPECT_EQ(c.of<Pooling>(k).floor.lane(lane), forced[n] ? 0.5 : 0.0);
        reached += forced[n] ? 1 : 0;
        if (c.rules.of_year == 3) missed[n] = s.outturn_gap[k].lane(lane) < 0 ? missed[n] + 1 : 0;
        forced[n] = forced[n] || missed[n] >= 2;
      }
    }
  });
  EXPECT_GT(reached, 0);
}

TEST(Policies, TercilesAndWavesAreThoseOfTheRun) {
  Scenario scenario = small_country(false);
  scenario.policies = {policy(scenario, {.terciles = {"poor"}}, "duty.licence", 0.5),
                       policy(scenario, {.terciles = {"rich", "high_trust"}}, "duty.councils", 0.5),
                       policy(scenario, {.waves = {"first"}}, "duty.conflict", 0.0)};
  const int wave = scenario.parameters.of<Designation>().first_wave_date - scenario.start;
  int poor = 0, in_wave = 0;
  run(scenario, [&](const Context& c, const State& s) {
    for (const SystemId k : c.world.all_systems()) {
      for (int lane = 0; lane < lanes; ++lane) {
        EXPECT_EQ(c.of<Duty>(k).licence.lane(lane), s.poor[k].lane(lane) ? 0.5 : 0.0);
        EXPECT_EQ(c.of<Duty>(k).councils.lane(lane),
                  s.rich[k].lane(lane) || s.high_trust[k].lane(lane) ? 0.5 : 0.0);
        const bool member = c.rules.t > wave && s.designated_at[k].lane(lane) == wave;
        EXPECT_EQ(c.of<Duty>(k).conflict.lane(lane), member ? 0.0 : 0.8);
        poor += s.poor[k].lane(lane) ? 1 : 0;
        in_wave += member ? 1 : 0;
      }
    }
  });
  EXPECT_GT(poor, 0);
  EXPECT_GT(in_wave, 0);
}

TEST(Policies, HandOutSupportPlacesAndDesignation) {
  Scenario scenario = islands();
  scenario.policies = {policy(scenario, one_system(scenario, 1), "support.given_support", 1),
                       policy(scenario, one_system(scenario, 1), "support.given_accelerator", 1),
                       policy(scenario, one_system(scenario, 1), "designation.given", 1)};
  scenario.policies[0].stages[0].from = scenario.policies[1].stages[0].from = scenario.start + 4;
  scenario.policies[0].until = scenario.start + 8;
  scenario.policies[2].stages[0].from = scenario.start + 6;
  run(scenario, [&](const Context& c, const State& s) {
    const int t = c.rules.t;
    for (const SystemId k : c.world.all_systems()) {
      const bool target = k.index == 1;
      EXPECT_EQ(first(s.supported[k]), target && t >= 4 && t < 8 ? 1.0 : 0.0) << t;
      EXPECT_EQ(first(s.accelerated[k]), target && t >= 4 ? 1.0 : 0.0) << t;
      EXPECT_TRUE(!target || t < 6 || s.designated[k].lane(0));
    }
  });
}

/// Batches mix runs under policies with others, in any order; each gives what it gives alone.
TEST(Policies, AreOfTheRunsThatHaveThem) {
  Scenario scenario = small_country(true);
  scenario.policies = {policy(scenario, one_system(scenario, 1), "pooling.floor", 0.5),
                       policy(scenario, {.types = {"acute"}}, "duty.licence", 0.7),
                       policy(scenario, {.terciles = {"poor"}}, "support.given_support", 1),
                       policy(scenario, {}, "blueprint.strength", 0.8)};
  scenario.policies[3].condition = condition("own norm < 0.4");
  scenario.policies[0].settings[0].varied = 1;
  scenario.policies[2].settings[0].varied = 0;
  Workspace workspace;
  Luck luck(42);
  std::vector<Parameters> settings(lanes, scenario.parameters);
  for (Parameters& one : settings) find_parameter("duty.strength")->set(one, between(luck, 0, 1.5));
  std::vector<std::array<double, 2>> values(lanes);
  for (auto& one : values) one = {between(luck, 0, 1), between(luck, 0, 1)};
  for (int round = 0; round < 6; ++round) {
    std::vector<LaneRun> runs;
    for (std::size_t k = 0; k < 1 + luck() % lanes; ++k)
      runs.push_back({static_cast<std::uint32_t>(luck() % 50), &settings[k], luck() % 16, values[k]});
    const std::vector<Bits> together = bits_of_runs(scenario, runs, workspace);
    for (std::size_t k = 0; k < runs.size(); ++k) {
      Scenario own = scenario;
      own.parameters = *runs[k].parameters;
      own.policies.clear();
      for (std::size_t n = 0; n < scenario.policies.size(); ++n) {
        if ((runs[k].policies >> n & 1U) == 0) continue;
        own.policies.push_back(scenario.policies[n]);
        AimedSetting& setting = own.policies.back().settings[0];
        if (setting.varied >= 0) setting.value = values[k][static_cast<std::size_t>(setting.varied)];
      }
      EXPECT_EQ(together[k], bits_of_runs(own, {{.replicate = runs[k].replicate}}, workspace)[0])
          << round << " " << k;
    }
  }
}

TEST(Policies, RunsOfABatchAgreeInThoseThatSetDates) {
  Scenario scenario = small_country(false);
  scenario.policies = {policy(scenario, one_system(scenario, 1), "blueprint.from",
                              static_cast<double>((scenario.start + 2).index))};
  Workspace workspace;
  const std::vector<LaneRun> both{{.replicate = 0}, {.replicate = 0, .policies = 0}};
  EXPECT_THROW(simulate(scenario, 1, both, workspace, {}), BrokenInvariant);
  const std::vector<LaneRun> none{{.replicate = 3, .policies = 0}, {.replicate = 8, .policies = 0}};
  EXPECT_EQ(bits_of_runs(scenario, none, workspace), bits(small_country(false)));
}

TEST(Policies, WhoIsOfTheNationOnlySaysWhy) {
  for (const ParameterInfo& info : all_parameters())
    EXPECT_EQ(info.aimed == Aimed::nation, !info.nation_only.empty()) << info.path;
}

}  // namespace
}  // namespace concord::test
