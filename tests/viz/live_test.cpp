#include "viz/live/live.hpp"

#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/explain.hpp"
#include "experiments/scenarios/changes.hpp"
#include "experiments/scenarios/resolved.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "tests/support/source.hpp"
#include "tests/viz/small_run.hpp"
#include "viz/live/detail.hpp"
#include "viz/live/presets.hpp"

#include <array>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace concord {
namespace {

const ParameterInfo& parameter(std::string_view path) {
  const ParameterInfo* found = find_parameter(path);
  EXPECT_NE(found, nullptr) << path;
  return *found;
}

Slice simulated(const RunPlan& plan, Measure measure) {
  Slice slice{.runs = plan.replicates, .quarters = plan.scenario.quarters};
  Workspace workspace;
  for (int first = 0; first < plan.replicates; first += lanes) {
    const int count = std::min(lanes, plan.replicates - first);
    Block block;
    size_block(block, plan.scenario, Record::systems, first, count);
    simulate_batch(plan.scenario, plan.seed, plan.first_replicate + first, count, workspace, block, 0);
    const auto size = static_cast<std::ptrdiff_t>(count) * plan.scenario.quarters;
    const auto from = block.summary.begin() + static_cast<std::ptrdiff_t>(measure) * size;
    slice.values.insert(slice.values.end(), from, from + size);
  }
  return slice;
}

std::vector<double> shown(Live& live) {
  return live.now()->national(static_cast<std::size_t>(Measure::institution_share))->values;
}

TEST(Policy, TakesBackWhatIsTheScenariosOwn) {
  const RunPlan plan = small_plan();
  const ParameterInfo& duty = parameter("duty.strength");
  Policy policy;
  policy.set(plan, duty, 1);
  EXPECT_TRUE(policy.changes(duty));
  policy.set(plan, duty, duty.get(plan.scenario.parameters));
  EXPECT_FALSE(policy.changes(duty));
  policy.set(plan, duty, 1, plan.scenario.start + 4);
  policy.set(plan, duty, 0.5, plan.scenario.start + 4);
  ASSERT_EQ(policy.settings.size(), 1U);
  EXPECT_EQ(policy.settings[0].value, 0.5);
  policy.reset(duty);
  EXPECT_TRUE(policy.settings.empty());
}

TEST(Policy, MovesWhatAnAimedPolicySets) {
  RunPlan plan = small_plan();
  const ParameterInfo& duty = parameter("duty.strength");
  plan.scenario.policies = {aimed_at_all(plan.scenario, duty, 0.4)};
  plan.resolved = canonical_yaml_again(plan);
  const AimedPolicy& aimed = plan.scenario.policies.front();
  Policy policy;
  policy.set_aimed(plan, aimed, duty, 1);
  EXPECT_TRUE(policy.changes(duty, aimed.name));
  EXPECT_FALSE(policy.changes(duty));
  RunPlan same = small_plan();
  same.scenario.policies = {aimed_at_all(same.scenario, duty, 1)};
  EXPECT_EQ(simulated(with_policy(plan, policy), Measure::system_share).values,
            simulated(same, Measure::system_share).values);
  EXPECT_NE(simulated(plan, Measure::system_share).values, simulated(same, Measure::system_share).values);
  EXPECT_NE(policy_yaml(plan, policy, "Moved").find("policies:\n  - name: \"All\"\n"), std::string::npos);
  EXPECT_NE(policy_yaml(plan, policy, "Moved").find("duty:\n        strength: 1\n"), std::string::npos);
  policy.set(plan, duty, 0.7);
  policy.set_aimed(plan, aimed, duty, 0.4);  // as it was
  EXPECT_FALSE(policy.changes(duty, aimed.name));
  EXPECT_TRUE(policy.changes(duty));
}

/// Two settings of the duty, of which the first is the scenario's own value.
RunPlan plan_that_draws() {
  RunPlan plan = small_plan();
  auto table = std::make_shared<PlausibleTable>();
  const ParameterInfo& duty = parameter("duty.strength");
  table->name = "settings.csv";
  table->columns = {&duty};
  table->values = {duty.get(plan.scenario.parameters), 3};
  table->weight = {1, 1};
  table->line = {2, 3};
  table->sum_weights();
  plan.scenario.plausible = {.table = table, .central = false, .set_by = {""}};
  return plan;
}

TEST(Policy, GoesBeforeWhatRunsDraw) {
  const RunPlan plan = plan_that_draws();
  const ParameterInfo& duty = parameter("duty.strength");
  const double central = duty.get(plan.scenario.parameters);
  Policy policy;
  policy.set(plan, duty, central);  // other than in runs that draw the second setting
  ASSERT_TRUE(policy.changes(duty));
  const RunPlan fixed = with_policy(plan, policy);
  EXPECT_FALSE(fixed.scenario.plausible.decides(duty));
  const auto share = [](const RunPlan& of) { return simulated(of, Measure::institution_share).values; };
  EXPECT_EQ(share(fixed), share(small_plan()));
  EXPECT_NE(share(plan), share(fixed));
  EXPECT_NE(policy_yaml(plan, policy, "Fixed").find(fmt::format("strength: {}", central)), std::string::npos);
  EXPECT_TRUE(faults_of(fixed.scenario).empty());
}

TEST(Policy, FromTheFirstQuarterIsTheSameAsFromTheStart) {
  const RunPlan plan = small_plan();
  Policy from, start;
  from.set(plan, parameter("duty.strength"), 1, plan.scenario.start);
  start.set(plan, parameter("duty.strength"), 1);
  EXPECT_EQ(simulated(with_policy(plan, from), Measure::system_share).values,
            simulated(with_policy(plan, start), Measure::system_share).values);
}

TEST(Policy, FromHereLeavesThePastAlone) {
  const RunPlan plan = small_plan();
  constexpr int here = 6;
  Policy policy;
  policy.set(plan, parameter("duty.strength"), 3, plan.scenario.start + here);
  const Slice as_is = simulated(plan, Measure::system_share),
              changed = simulated(with_policy(plan, policy), Measure::system_share);
  bool differs = false;
  for (int run = 0; run < plan.replicates; ++run) {
    for (int t = 0; t < plan.scenario.quarters; ++t) {
      if (t < here) {
        EXPECT_EQ(as_is.at(run, t), changed.at(run, t));
      } else {
        differs = differs || as_is.at(run, t) != changed.at(run, t);
      }
    }
  }
  EXPECT_TRUE(differs);
}

TEST(Policy, IsSavedAsAScenarioThatGivesTheSame) {
  const auto folder = test::source("configs");
  Problems problems;
  RunPlan plan = load_scenario(folder / "teaching_two_systems.yaml", {}, problems);
  ASSERT_TRUE(problems.empty());
  plan.replicates = 4;
  Policy policy;
  policy.set(plan, parameter("duty.strength"), 1);
  policy.set(plan, parameter("pooling.floor"), 0.5, plan.scenario.start + 5);
  policy.set(plan, parameter("shocks.covid"), 0);
  // The file has to stand beside the tables; a copy of the folder keeps the sources clean.
  const auto copy = std::filesystem::temp_directory_path() / "concord_policy_test";
  std::filesystem::remove_all(copy);
  std::filesystem::copy(folder, copy, std::filesystem::copy_options::recursive);
  std::ofstream(copy / "policy.yaml") << policy_yaml(plan, policy, "A \"policy\"");
  RunPlan back = load_scenario(copy / "policy.yaml", {}, problems);
  ASSERT_TRUE(problems.empty()) << to_string(problems.all().front());
  back.replicates = plan.replicates;
  EXPECT_EQ(back.title, "A \"policy\"");
  EXPECT_EQ(simulated(back, Measure::system_share).values,
            simulated(with_policy(plan, policy), Measure::system_share).values);
  std::filesystem::remove_all(copy);
}

TEST(Presets, NameParametersAndAllowedValues) {
  const RunPlan plan = small_plan();
  std::set<std::string> names;
  for (const Preset& preset : policy_presets()) {
    EXPECT_TRUE(names.insert(preset.name).second);
    EXPECT_FALSE(preset.meaning.empty());
    const Policy policy = policy_of(preset, plan);
    EXPECT_FALSE(policy.settings.empty()) << preset.name << " changes nothing";
    EXPECT_TRUE(faults_of(with_policy(plan, policy).scenario).empty()) << preset.name;
    for (const PolicySetting& setting : policy.settings) {
      EXPECT_GE(setting.value, setting.parameter->allowed.low) << preset.name;
      EXPECT_LE(setting.value, setting.parameter->allowed.high) << preset.name;
    }
  }
}

TEST(Live, ShowsWhatAPlainSimulationGives) {
  for (RunPlan plan : {small_plan(), plan_that_draws()}) {
    Live live(plan, 24, {});
    live.wait();
    ASSERT_NE(live.now(), nullptr);
    EXPECT_EQ(live.now()->info().replicates, 24);
    plan.replicates = 24;
    EXPECT_EQ(shown(live), simulated(plan, Measure::institution_share).values);
  }
}

TEST(Live, EndsWithTheLastOfManyPolicies) {
  RunPlan plan = small_plan();
  Live live(plan, 16, {});
  Policy policy;
  for (int n = 1; n <= 200; ++n) {
    policy.set(plan, parameter("duty.strength"), n / 100.0);
    live.set_policy(policy);
  }
  live.wait();
  plan.replicates = 16;
  EXPECT_EQ(shown(live), simulated(with_policy(plan, policy), Measure::institution_share).values);
  // The way there leaves no trace.
  Live other(plan, 16, {});
  other.wait();
  other.set_policy(policy);
  other.wait();
  EXPECT_EQ(shown(other), shown(live));
  ASSERT_NE(other.before(), nullptr);
  EXPECT_EQ(other.before()->national(static_cast<std::size_t>(Measure::institution_share))->values,
            other.baseline()->national(static_cast<std::size_t>(Measure::institution_share))->values);
}

TEST(Live, RefusesPoliciesThatContradictThemselves) {
  const RunPlan plan = small_plan();
  Live live(plan, 8, {});
  live.wait();
  const auto before = shown(live);
  Policy policy;
  policy.set(plan, parameter("designation.thriving"), 0.1);  // below maturing
  live.set_policy(policy);
  live.wait();
  ASSERT_FALSE(live.problems().empty());
  EXPECT_NE(live.problems()[0].find("designation"), std::string::npos);
  EXPECT_EQ(shown(live), before);
  live.set_policy({});
  live.wait();
  EXPECT_TRUE(live.problems().empty());
}

TEST(Live, CanEndAtAnyMoment) {
  const RunPlan plan = small_plan();
  for (int n = 0; n < 20; ++n) {
    Live live(plan, 64, {});
    Policy policy;
    policy.set(plan, parameter("duty.strength"), 1);
    live.set_policy(policy);
    if (n % 2 == 0) live.set_replicates(32);
  }
}

TEST(Live, GivesReasonsLater) {
  const RunPlan plan = small_plan();
  Live live(plan, 8, {});
  live.wait();
  const auto run = live.now();
  EXPECT_EQ(run->detail(3), nullptr);
  live.wait();
  const auto detail = run->detail(3);
  ASSERT_NE(detail, nullptr);
  EXPECT_EQ(detail->run, 3);
  EXPECT_TRUE(detail->verified);
  EXPECT_TRUE(detail->reason.empty()) << detail->reason;
  ASSERT_FALSE(detail->terms.empty());
}

TEST(Live, GivesReasonsOfAResultThatOutlivesIt) {
  const RunPlan plan = small_plan();
  std::atomic<int> calls = 0;
  std::shared_ptr<RunData> run;
  {
    Live live(plan, 8, [&] { ++calls; });
    live.wait();
    run = live.now();
  }
  const int before = calls;
  const auto generation = run->generation();
  while (run->detail(0) == nullptr) std::this_thread::yield();
  EXPECT_TRUE(run->detail(0)->verified);
  EXPECT_GT(run->generation(), generation);
  EXPECT_EQ(calls, before) << "nobody is left to be woken";
  EXPECT_EQ(run->detail(8), nullptr) << "there are eight runs";
}

TEST(Live, GoesBackToTheScenarioAtOnce) {
  const RunPlan plan = small_plan();
  Live live(plan, 24, {});
  live.wait();
  const auto baseline = live.baseline();
  EXPECT_EQ(live.now(), baseline);
  EXPECT_FALSE(live.last_delay());
  Policy policy;
  policy.set(plan, parameter("duty.strength"), 1);
  live.set_policy(policy);
  live.wait();
  const auto changed = live.now();
  EXPECT_NE(changed, baseline);
  EXPECT_EQ(live.before(), baseline);
  EXPECT_TRUE(live.last_delay());
  live.set_policy({});
  live.wait();
  EXPECT_EQ(live.now(), baseline);
  EXPECT_EQ(live.before(), changed);
  EXPECT_EQ(live.baseline(), baseline);
}

TEST(Live, ShowsTheFirstRunsBeforeAll) {
  const RunPlan plan = small_plan();
  std::mutex mutex;
  std::vector<std::shared_ptr<RunData>> seen;
  std::atomic<Live*> live = nullptr;
  Live simulation(plan, 64, [&] {
    if (live == nullptr) return;
    const std::lock_guard lock(mutex);
    seen.push_back(live.load()->now());
  });
  simulation.wait();
  live = &simulation;
  Policy policy;
  policy.set(plan, parameter("duty.strength"), 1);
  simulation.set_policy(policy);
  simulation.wait();
  live = nullptr;
  const auto all = simulation.now();
  EXPECT_EQ(all->info().replicates, 64);
  const std::lock_guard lock(mutex);
  ASSERT_FALSE(seen.empty());
  for (const auto& result : seen) {
    const auto few = result->national(0), many = all->national(0);
    EXPECT_TRUE(few->runs == 16 || few->runs == 64);
    EXPECT_TRUE(std::equal(few->values.begin(), few->values.end(), many->values.begin()));
    EXPECT_NE(result->info().configuration.find(fmt::format("replicates: {}\n", few->runs)),
              std::string::npos);
  }
}

TEST(Live, SimulatesAsManyRunsAsAreAskedFor) {
  const RunPlan plan = small_plan();
  Live live(plan, 8, {});
  Policy policy;
  policy.set(plan, parameter("duty.strength"), 1, plan.scenario.start + 3);
  live.set_policy(policy);
  for (const int replicates : {5, 40, 1, 17}) {
    live.set_replicates(replicates);
    live.wait();
    EXPECT_EQ(live.now()->info().replicates, replicates);
    EXPECT_EQ(live.baseline()->info().replicates, replicates);
    RunPlan plain = with_policy(plan, policy);
    plain.replicates = replicates;
    EXPECT_EQ(shown(live), simulated(plain, Measure::institution_share).values);
  }
}

TEST(Live, ManyDoNotDisturbOneAnother) {
  const RunPlan plan = small_plan();
  std::vector<std::unique_ptr<Live>> several;
  std::vector<Policy> policies(4);
  for (std::size_t n = 0; n < policies.size(); ++n) {
    policies[n].set(plan, parameter("duty.strength"), 0.5 + static_cast<double>(n));
    several.push_back(std::make_unique<Live>(plan, 24, std::function<void()>()));
    several.back()->set_policy(policies[n]);
  }
  for (std::size_t n = 0; n < policies.size(); ++n) {
    several[n]->wait();
    RunPlan plain = with_policy(plan, policies[n]);
    plain.replicates = 24;
    EXPECT_EQ(shown(*several[n]), simulated(plain, Measure::institution_share).values);
  }
}

TEST(Reasons, AreGivenUpWhenTheyAreNotWantedAnyMore) {
  std::stop_source stop;
  EXPECT_NO_THROW(explain_run(small_plan(), 0, stop.get_token()));
  stop.request_stop();
  EXPECT_THROW(explain_run(small_plan(), 0, stop.get_token()), Abandoned);
}

/// The first request waits until it is interrupted; without interruption this would not end.
TEST(DetailWorker, PutsTheNewestRequestFirstAndComesBackToTheOthers) {
  DetailWorker worker({});
  std::atomic<int> begun = 0;
  const auto made = [](int run) {
    auto detail = std::make_shared<RunDetail>();
    detail->run = run;
    return detail;
  };
  const auto cache = std::make_shared<DetailCache>();
  std::vector<int> order;
  const auto slow = [&](int run, const std::stop_token& stop) -> std::shared_ptr<const RunDetail> {
    if (++begun == 1) {
      while (!stop.stop_requested()) std::this_thread::yield();
      throw Abandoned{};
    }
    order.push_back(run);
    return made(run);
  };
  EXPECT_EQ(worker.get(cache, 3, slow), nullptr);
  while (begun == 0) std::this_thread::yield();
  EXPECT_EQ(worker.get(cache, 5, slow), nullptr);
  worker.wait();
  EXPECT_EQ(order, (std::vector{5, 3}));
  EXPECT_EQ(worker.get(cache, 3, slow)->run, 3);
  EXPECT_EQ(worker.get(cache, 5, slow)->run, 5);
  EXPECT_FALSE(worker.busy());
}

TEST(Reasons, AddUpToTheUtilityAndChancesToOne) {
  const RunPlan plan = small_plan();
  const Reasons reasons = explain_run(plan, 2);
  for (int t = 0; t < reasons.quarters; ++t) {
    for (int i = 0; i < reasons.organisations; ++i) {
      double chances = 0;
      for (std::size_t a = 0; a < actions; ++a) {
        double sum = 0;
        for (std::size_t term = 0; term < reasons.terms.size(); ++term)
          sum += reasons.parts[reasons.part_at(t, i, term, a)];
        EXPECT_NEAR(sum, reasons.utility[reasons.at(t, i, a)], 1e-9);
        chances += reasons.chance[reasons.at(t, i, a)];
      }
      EXPECT_NEAR(chances, 1, 1e-9);
    }
  }
}

TEST(Reasons, AreOfTheVeryRunThatWasRecorded) {
  const RunPlan plan = small_plan();
  Block block;
  Workspace workspace;
  size_block(block, plan.scenario, Record::organisations, 0, plan.replicates);
  simulate_batch(plan.scenario, plan.seed, 0, plan.replicates, workspace, block, 0);
  for (const int run : {0, 5}) {
    const Reasons reasons = explain_run(plan, run);
    for (const Record level : {Record::summary, Record::systems, Record::organisations})
      EXPECT_EQ(reasons.digest[static_cast<std::size_t>(level)], digest_of_run(block, run, level));
  }
}

/// How often an option is chosen is its chance: a z-score over all decisions. Without CCGs, as merged ones
/// decide together and would count as many.
TEST(Reasons, GiveTheChancesWithWhichOptionsAreChosen) {
  RunPlan plan = small_plan();
  plan.replicates = 16;
  double chosen = 0, expected = 0, variance = 0;
  for (int run = 0; run < 16; ++run) {
    const Reasons reasons = explain_run(plan, run);
    for (int t = 0; t < reasons.quarters; ++t) {
      for (int i = 0; i < reasons.organisations; ++i) {
        if (plan.scenario.world->kind[OrganisationId{i}] == Kind::ccg) continue;
        const auto at = static_cast<std::size_t>(t) * static_cast<std::size_t>(reasons.organisations) +
                        static_cast<std::size_t>(i);
        const double p = reasons.chance[reasons.at(t, i, 2)];
        chosen += reasons.columns[at] == 2 ? 1 : 0;  // the first column is the action
        expected += p;
        variance += p * (1 - p);
      }
    }
  }
  EXPECT_LT(std::abs(chosen - expected), 4 * std::sqrt(variance));
}

}  // namespace
}  // namespace concord
