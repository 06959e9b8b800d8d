#include "experiments/scenarios/changes.hpp"

#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/duty.hpp"
#include "experiments/campaigns/run_range.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/resolved.hpp"
#include "tests/experiments/design_files.hpp"
#include "tests/experiments/small_design.hpp"

#include <fmt/format.h>

namespace concord::test {
namespace {

class ChangesIn : public DesignFiles {
 protected:
  /// The problems of a scenario of 2017/18 Q1 to 2018/19 Q4.
  Lines faults(const std::string& text, const std::vector<Override>& overrides = {}) {
    write("s.yaml",
          "concord: 1\nworld: {synthetic: {systems: 2, population: 3000000}}\nquarters: 8\n" + text);
    return faults_of_file("s.yaml", overrides);
  }
  Lines faults_of_file(const std::string& name, const std::vector<Override>& overrides = {}) {
    Problems problems;
    plan_ = load_scenario(home_ / name, overrides, problems);
    return lines_of(problems);
  }
  std::vector<std::string> changes() const {
    std::vector<std::string> lines;
    for (const Change& change : plan_.scenario.changes)
      lines.push_back(fmt::format("{} {} {}", to_string(change.from), change.parameter->path,
                                  value_text(*change.parameter, change.value)));
    return lines;
  }

  RunPlan plan_;
};

std::uint64_t digest(RunPlan plan) {
  plan.replicates = 3;
  plan.record = Record::organisations;
  RunsDigest all;
  run_ensemble(plan, 1, [&](const Block& block) { all.add(block); });
  return all.value();
}

TEST_F(ChangesIn, AScenarioAreSortedAndWrittenOut) {
  ASSERT_EQ(faults("changes:\n"
                   "  - from: 2018/19 Q3\n"
                   "    parameters: {pooling: {at_place: true, floor: 0.5}, duty: {strength: 1}}\n"
                   "  - {from: 2017/18 Q3, parameters: {deadline: {date: never}, contracts: {delay: 2}}}\n"),
            Lines{});
  EXPECT_EQ(changes(), (Lines{"2017/18 Q3 deadline.date never", "2017/18 Q3 contracts.delay 2",
                              "2018/19 Q3 pooling.floor 0.5", "2018/19 Q3 pooling.at_place true",
                              "2018/19 Q3 duty.strength 1"}));
  EXPECT_TRUE(
      plan_.resolved.ends_with("changes:\n"
                               "  - from: 2017/18 Q3\n"
                               "    parameters:\n"
                               "      deadline:\n"
                               "        date: never\n"
                               "      contracts:\n"
                               "        delay: 2\n"
                               "  - from: 2018/19 Q3\n"
                               "    parameters:\n"
                               "      pooling:\n"
                               "        floor: 0.5\n"
                               "        at_place: true\n"
                               "      duty:\n"
                               "        strength: 1\n"));
  const RunPlan first = plan_;
  write("again.yaml", first.resolved);
  ASSERT_EQ(faults_of_file("again.yaml"), Lines{});
  EXPECT_EQ(plan_.resolved, first.resolved);
  EXPECT_EQ(digest(plan_), digest(first));
}

TEST_F(ChangesIn, AScenarioThatHasNoneAreNotMentioned) {
  ASSERT_EQ(faults("changes: []\n"), Lines{});
  EXPECT_EQ(plan_.resolved.find("changes"), std::string::npos);
  ASSERT_EQ(faults("changes:\n"), Lines{});
  EXPECT_TRUE(plan_.scenario.changes.empty());
}

TEST_F(ChangesIn, AScenarioMustLieWithinTheRun) {
  EXPECT_EQ(faults("changes:\n"
                   "  - {from: 2017/18 Q1, parameters: {duty: {strength: 1}}}\n"
                   "  - {from: 2018/19 Q4, parameters: {duty: {strength: 1}}}\n"),
            Lines{});
  EXPECT_EQ(
      faults("changes:\n"
             "  - {from: 2016/17 Q4, parameters: {duty: {strength: 1}}}\n"
             "  - {from: never, parameters: {duty: {strength: 1}}}\n"
             "  - {from: 2018, parameters: {duty: {strength: 1}}}\n"
             "  - parameters: {duty: {strength: 1}}\n"),
      (Lines{"s.yaml:5:12: changes[0].from: 2016/17 Q4 is before the run, which begins with 2017/18 Q1; "
             "what holds from the start belongs in `parameters`",
             "s.yaml:6:12: changes[1].from: 'never' is not a financial quarter of 1990 to 2199; write it "
             "like 2019/20 Q1",
             "s.yaml:7:12: changes[2].from: '2018' is not a financial quarter; write 2018/19 Q1 for "
             "April to June 2018",
             "s.yaml:8:5: changes[3].from: missing"}));
}

TEST_F(ChangesIn, AScenarioAfterTheRunAreLeftOut) {
  const std::string within = "changes:\n  - {from: 2018/19 Q1, parameters: {duty: {strength: 1}}}\n";
  ASSERT_EQ(faults(within), Lines{});
  const RunPlan first = plan_;
  ASSERT_EQ(faults(within + "  - {from: 2019/20 Q1, parameters: {duty: {strength: 0}}}\n"), Lines{});
  EXPECT_EQ(plan_.resolved, first.resolved);
  EXPECT_EQ(plan_.scenario_digest, first.scenario_digest);
  EXPECT_EQ(digest(plan_), digest(first));
  EXPECT_EQ(faults(within + "  - {from: 2019/20 Q1, parameters: {duty: {strenght: 0}}}\n"),
            Lines{"s.yaml:6:44: changes[1].parameters.duty.strenght: unknown key; did you mean 'strength'?"});
}

TEST_F(ChangesIn, AScenarioAreReadAsStrictlyAsParameters) {
  EXPECT_EQ(faults("changes:\n"
                   "  - from: 2018/19 Q1\n"
                   "    parametres: {}\n"
                   "    parameters: {duty: {strenght: 1, councils: 2}, pooling: {floor: much}}\n"
                   "  - from: 2018/19 Q2\n"
                   "    parameters: {dutty: {strength: 1}}\n"),
            (Lines{"s.yaml:7:69: changes[0].parameters.pooling.floor: 'much' is not a number",
                   "s.yaml:7:48: changes[0].parameters.duty.councils: 2 is outside [0, 1] share",
                   "s.yaml:6:5: changes[0].parametres: unknown key; did you mean 'parameters'?",
                   "s.yaml:7:25: changes[0].parameters.duty.strenght: unknown key; did you mean 'strength'?",
                   "s.yaml:9:18: changes[1].parameters.dutty: unknown key; did you mean 'duty'?"}));
  EXPECT_EQ(faults("changes: {from: 2018/19 Q1}\n"),
            Lines{"s.yaml:4:10: changes: must be a list of sections, each begun with '- ', not a section"});
  EXPECT_EQ(
      faults("changes:\n  - from: 2018/19 Q1\n  - {from: 2018/19 Q2, parameters: {}}\n"),
      (Lines{"s.yaml:5:5: changes[0].parameters: is missing or empty; say what changes, such as `{duty: "
             "{strength: 1}}`",
             "s.yaml:6:36: changes[1].parameters: is missing or empty; say what changes, such as "
             "`{duty: {strength: 1}}`"}));
}

TEST_F(ChangesIn, AScenarioOfOneParameterAndQuarterAreOne) {
  EXPECT_EQ(
      faults("changes:\n"
             "  - {from: 2018/19 Q1, parameters: {duty: {strength: 1}}}\n"
             "  - {from: 2018/19 Q1, parameters: {duty: {strength: 2, councils: 1}}}\n"
             "  - {from: 2018/19 Q2, parameters: {duty: {strength: 1}}}\n"),
      Lines{"s.yaml:6:54: changes[1].parameters.duty.strength: changes twice in 2018/19 Q1; keep one of "
            "the two"});
}

TEST_F(ChangesIn, AScenarioOfWhatDecidesTheStartAreRefusedLater) {
  const std::string change = ", parameters: {finance: {trust_margin: -1, improvement: 1}}}\n";
  EXPECT_EQ(faults("changes:\n  - {from: 2017/18 Q1" + change), Lines{});
  EXPECT_EQ(
      faults("changes:\n  - {from: 2017/18 Q2" + change),
      Lines{"s.yaml:5:61: changes[0].parameters.finance.trust_margin: only matters at the start of a run, "
            "2017/18 Q1; set finance.trust_margin under `parameters`"});
}

TEST_F(ChangesIn, AScenarioKeepTheRelationsInEveryStretch) {
  // The second repairs what the first would break only if both came at once.
  EXPECT_EQ(faults("changes:\n"
                   "  - {from: 2018/19 Q1, parameters: {designation: {maturing: 0.7}}}\n"
                   "  - {from: 2018/19 Q1, parameters: {designation: {thriving: 0.8}}}\n"),
            Lines{});
  const Lines faults_found = faults(
      "changes:\n"
      "  - {from: 2018/19 Q1, parameters: {designation: {maturing: 0.7}}}\n"
      "  - {from: 2018/19 Q2, parameters: {designation: {thriving: 0.8}}}\n");
  ASSERT_EQ(faults_found.size(), 1U);
  EXPECT_TRUE(
      faults_found[0].starts_with("s.yaml:5:36: changes[0].parameters: from 2018/19 Q1 on, "
                                  "designation.thriving (0.62) must be above designation.maturing "
                                  "(0.7)"))
      << faults_found[0];
}

TEST_F(ChangesIn, AScenarioStayOnTopOfOverrides) {
  const std::string text = "changes: [{from: 2018/19 Q1, parameters: {duty: {strength: 1}}}]\n";
  ASSERT_EQ(faults(text, {{"duty.strength", "0"}}), Lines{});
  EXPECT_EQ(first(parameters_in(plan_.scenario, financial_quarter(2017, 4)).of<Duty>().strength), 0);
  EXPECT_EQ(first(parameters_in(plan_.scenario, financial_quarter(2018, 1)).of<Duty>().strength), 1);
  EXPECT_EQ(faults(text, {{"quarters", "4"}}), Lines{});
  EXPECT_TRUE(plan_.scenario.changes.empty());
}

TEST_F(ChangesIn, AScenarioReplaceThoseOfTheOneItExtends) {
  ASSERT_EQ(faults("changes: [{from: 2018/19 Q1, parameters: {duty: {strength: 1}}}]\n"), Lines{});
  write("t.yaml", "concord: 1\nextends: s.yaml\n");
  ASSERT_EQ(faults_of_file("t.yaml"), Lines{});
  EXPECT_EQ(changes(), Lines{"2018/19 Q1 duty.strength 1"});
  write("t.yaml",
        "concord: 1\nextends: s.yaml\nchanges: [{from: 2018/19 Q2, parameters: {pooling: {floor: 1}}}]\n");
  ASSERT_EQ(faults_of_file("t.yaml"), Lines{});
  EXPECT_EQ(changes(), Lines{"2018/19 Q2 pooling.floor 1"});
  write("t.yaml", "concord: 1\nextends: s.yaml\nchanges: []\n");
  ASSERT_EQ(faults_of_file("t.yaml"), Lines{});
  EXPECT_EQ(changes(), Lines{});
}

TEST_F(ChangesIn, ASweptScenarioStayInForceAtEveryPoint) {
  Design design = small_design(4);
  design.base.scenario.changes = {{financial_quarter(2017, 3), find_parameter("pooling.floor"), 0.25},
                                  {financial_quarter(2017, 3), find_parameter("duty.strength"), 1.5}};
  const Plan plan = plan_of(design);
  const OutcomeReader outcomes(plan.design);
  RunMemory memory;
  for (std::size_t p = 0; p < plan.points.count(); ++p) {
    RunPlan run = design.base;
    run.scenario.parameters = parameters_at(plan.design, plan.points[p]);
    EXPECT_EQ(first(run.scenario.parameters.of<Duty>().strength), plan.points[p][0]);
    std::vector<std::uint64_t> expected;
    run_ensemble(run, 1, [&](const Block& all) { expected = all.digest; });
    EXPECT_EQ(run_batches(plan, outcomes,
                          BatchRange{static_cast<std::int64_t>(p), static_cast<std::int64_t>(p) + 1}, memory)
                  .digest,
              expected);
  }
}

TEST_F(ChangesIn, ASweptScenarioAreKeptInThePlan) {
  write("world.yaml",
        "concord: 1\nworld: {synthetic: {systems: 2, population: 3000000}}\nquarters: 8\n"
        "changes: [{from: 2018/19 Q1, parameters: {duty: {strength: 1}}}]\n");
  points_of("axes: {pooling.floor: [0, 1]}\n");
  Problems problems;
  const Plan plan = make_plan(design_, problems);
  ASSERT_TRUE(problems.empty());
  ASSERT_EQ(plan.design.base.scenario.changes.size(), 1U);
  std::filesystem::create_directories(home_ / "campaign");
  write_plan(plan, home_ / "campaign");
  const Plan again = load_plan(home_ / "campaign", problems);
  ASSERT_TRUE(problems.empty()) << to_string(problems.all().front());
  EXPECT_EQ(again.digest, plan.digest);
  ASSERT_EQ(again.design.base.scenario.changes.size(), 1U);
  EXPECT_EQ(again.design.base.scenario.changes[0].value, 1);
}

TEST_F(ChangesIn, ASweptScenarioAreCheckedWithEveryPoint) {
  Design design = small_design(4);
  design.axes = {levels_of("designation.maturing", {0.45, 0.6})};
  design.base.scenario.changes = {{financial_quarter(2017, 3), find_parameter("designation.thriving"), 0.55}};
  Problems problems;
  make_plan(design, problems);
  ASSERT_EQ(problems.count(), 1U);
  EXPECT_NE(problems.all()[0].what.find("at point 1, designation.thriving (0.55) must be above"),
            std::string::npos)
      << problems.all()[0].what;
}

TEST(FaultsOf, AScenarioMadeElsewhereAreWhatAReaderWouldRefuse) {
  Scenario scenario = small_plan(1, Record::summary).scenario;
  EXPECT_EQ(faults_of(scenario), Lines{});
  const auto with_change = [&](std::string_view path, Quarter from, double value) {
    Scenario changed = scenario;
    changed.changes = {{from, find_parameter(path), value}};
    return faults_of(changed);
  };
  EXPECT_EQ(with_change("duty.strength", financial_quarter(2018, 1), 1), Lines{});
  EXPECT_EQ(with_change("duty.councils", financial_quarter(2018, 1), 1.5),
            Lines{"duty.councils: 1.5 is not allowed; 0 to 1"});
  EXPECT_EQ(with_change("duty.strength", financial_quarter(2030, 1), 1), Lines{});  // after the run: left out
  EXPECT_EQ(with_change("finance.ccg_sd", financial_quarter(2018, 1), 1).size(), 1U);
  const Lines relation = with_change("designation.thriving", financial_quarter(2018, 1), 0.1);
  ASSERT_EQ(relation.size(), 1U);
  EXPECT_TRUE(relation[0].starts_with("from 2018/19 Q1 on, designation.thriving (0.1) must be above"));
  scenario.parameters.of<Designation>().thriving = 0.1;
  EXPECT_EQ(faults_of(scenario).size(), 1U);
}

// What was set.

Lines lines_of_settings(const std::vector<ChangedSetting>& settings) {
  Lines lines;
  for (const ChangedSetting& s : settings)
    lines.push_back(fmt::format("{}: {} | {}", s.path, s.value, s.other));
  return lines;
}

TEST_F(ChangesIn, AScenarioAreToldAmongWhatWasSet) {
  ASSERT_EQ(faults("parameters: {pooling: {floor: 0.5, floor_from: 2019/20 Q1}}\n"
                   "changes:\n"
                   "  - {from: 2017/18 Q3, parameters: {duty: {strength: 1}, pooling: {floor: 0.5}}}\n"
                   "  - {from: 2018/19 Q3, parameters: {duty: {strength: 0.2}}}\n"),
            Lines{});
  const auto changed = changed_settings(plan_.resolved);
  EXPECT_EQ(lines_of_settings(changed),
            (Lines{"pooling.floor: 0.5 | 0", "pooling.floor_from: 2019/20 Q1 | 2018/19 Q1",
                   "duty.strength: 0.35, 1 from 2017/18 Q3, 0.2 from 2018/19 Q3 | 0.35",
                   "world.synthetic.systems: 2 | 42", "world.synthetic.population: 3000000 | 56000000",
                   "quarters: 8 | 24"}));
  EXPECT_EQ(changed_words(changed, 3),
            "pooling floor 0.5 (default 0); pooling floor from 2019/20 Q1 (default 2018/19 Q1); duty "
            "strength 0.35, 1 "
            "from 2017/18 Q3, 0.2 from 2018/19 Q3 (default 0.35); and 3 more");
  EXPECT_TRUE(
      changed_words(changed).ends_with("; systems of the synthetic world 2 (default 42); population of "
                                       "the synthetic world 3000000 (default 56000000); quarters 8 "
                                       "(default 24)"));
}

TEST_F(ChangesIn, WhatWasSetIsEveryParameterThatIsNotAtItsDefault) {
  ASSERT_EQ(faults(""), Lines{});
  const RunPlan plain = plan_;
  const std::size_t others = changed_settings(plain.resolved).size();
  for (const ParameterInfo& info : all_parameters()) {
    const double standard = info.get(plain.scenario.parameters);
    const double other = info.kind == ValueKind::quarter ? financial_quarter(2031, 2).index
                         : standard == info.allowed.low  ? info.allowed.low + 1
                                                         : info.allowed.low;
    RunPlan plan = plain;
    info.set(plan.scenario.parameters, other);
    plan.resolved = canonical_yaml_again(plan);
    const Lines expected{
        fmt::format("{}: {} | {}", info.path, value_text(info, other), value_text(info, standard))};
    EXPECT_EQ(lines_of_settings(settings_between(plain.resolved, plan.resolved)), expected);
    const auto changed = changed_settings(plan.resolved);
    ASSERT_EQ(changed.size(), others + 1) << info.path;
    EXPECT_EQ(lines_of_settings({*std::ranges::find(changed, info.path, &ChangedSetting::path)}), expected);
    EXPECT_EQ(settings_between(plan.resolved, plain.resolved).at(0).other, value_text(info, other));
  }
}

TEST_F(ChangesIn, NothingWasSetWhereAllIsDefault) {
  EXPECT_TRUE(changed_settings("concord: 1\ntitle: x\nworld: {tables: england}\nseed: 7\n").empty());
  EXPECT_EQ(changed_words({}), "all settings are the defaults");
  EXPECT_EQ(difference_words({}), "no setting differs");
}

TEST_F(ChangesIn, TwoRunsAreToldWithTheirUnitsAndWorlds) {
  const auto between = settings_between(
      "world: {tables: a}\nparameters: {behaviour: {optimism: 1}, duty: {strength: 0.2}, old: {thing: 3}}\n",
      "world: {tables: b}\nparameters: {behaviour: {optimism: 2}, duty: {strength: 1}, new: {thing: 4}}\n");
  EXPECT_EQ(
      difference_words(between),
      "behaviour optimism 2 pp instead of 1; duty strength 1 pp instead of 0.2; new thing 4 instead of none; "
      "tables of the world b instead of a; old thing none instead of 3");
  EXPECT_EQ(difference_words(between, 1), "behaviour optimism 2 pp instead of 1; and 4 more");
}

}  // namespace
}  // namespace concord::test
