// Policies in scenarios, designs and records.

#include "experiments/scenarios/policies.hpp"

#include "agents/mechanisms/pooling.hpp"
#include "experiments/authoring/lint.hpp"
#include "experiments/campaigns/point_plan.hpp"
#include "experiments/campaigns/run_range.hpp"
#include "experiments/campaigns/side_by_side.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/record.hpp"
#include "experiments/runs/record_reader.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/record_plan.hpp"
#include "tests/experiments/design_files.hpp"
#include "tests/experiments/small_design.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>

namespace concord::test {
namespace {

/// A world of three systems, one in the North and two in the South, over two years from 2017/18 Q1 on.
class PoliciesOf : public DesignFiles {
 protected:
  PoliciesOf() {
    write("three/systems.csv",
          "code,name,region,population\nS1,One,North,300000\nS2,Two,South,300000\nS3,Three,South,300000\n");
    write("three/places.csv",
          "code,name,system,population\nP1,Here,S1,300000\nP2,There,S2,300000\nP3,Beyond,S3,300000\n");
    write("three/trusts.csv",
          "code,name,type,system,place,turnover_gbp_m\nT1,Hospital,acute,S1,P1,300\n"
          "T2,Hospital,acute,S2,P2,310\nM2,Minds,mental_health,S2,P2,90\nT3,Ward,acute,S3,P3,320\n");
    write("three/ccgs.csv",
          "code,name,system,place,population,allocation_gbp_m\nC1,Payer,S1,P1,300000,400\n"
          "C2,Payer Two,S2,P2,300000,400\nC3,Payer Three,S3,P3,300000,400\n");
    write("three/councils.csv",
          "code,name,system,place,social_care_gbp_m\nL1,Council,S1,P1,90\nL2,Borough,S2,P2,90\nL3,County,S3,"
          "P3,90\n");
    write("world.yaml", head);
  }
  /// Every point gives what the scenario of the point gives, and the plan comes back from its folder. The
  /// results that differ; `look` at the scenario of each point.
  std::set<std::vector<std::uint64_t>> expect_points_as_scenarios(
      const Plan& plan, std::size_t runs,
      const std::function<void(const RunPlan&, std::size_t)>& look = [](const RunPlan&, std::size_t) {}) {
    Problems problems;
    std::filesystem::create_directories(home_ / "campaign");
    write_plan(plan, home_ / "campaign");
    const Plan again = load_plan(home_ / "campaign", problems);
    problems.throw_if_any();
    EXPECT_EQ(again.digest, plan.digest);
    const OutcomeReader outcomes(again.design);
    RunMemory memory;
    const RunRows rows = run_batches(again, outcomes, {0, again.batches()}, memory);
    std::set<std::vector<std::uint64_t>> different;
    for (std::size_t p = 0; p < plan.points.count(); ++p) {
      RunPlan point = plan_of_point(again, home_ / "campaign", p, static_cast<int>(runs));
      look(point, p);
      point.record = Record::summary;
      std::vector<std::uint64_t> expected;
      run_ensemble(point, 1, [&](const Block& block) {
        expected.insert(expected.end(), block.digest.begin(), block.digest.end());
      });
      for (std::size_t r = 0; r < runs; ++r)
        EXPECT_EQ(rows.digest[p * runs + r], expected[r]) << p << " " << r;
      different.insert(std::move(expected));
    }
    std::filesystem::remove_all(home_ / "campaign");
    return different;
  }
  Lines scenario_faults(const std::string& text, const std::vector<Override>& overrides = {}) {
    write("s.yaml", head + text);
    return faults_of_file("s.yaml", overrides);
  }
  Lines faults_of_file(const std::string& name, const std::vector<Override>& overrides = {}) {
    Problems problems;
    plan_ = load_scenario(home_ / name, overrides, problems);
    return lines_of(problems);
  }
  /// The only fault of one policy, which begins on line 5.
  std::string fault(const std::string& policy) {
    const Lines lines = scenario_faults("policies:\n  - " + policy + "\n");
    EXPECT_EQ(lines.size(), 1U) << fmt::format("{}", fmt::join(lines, "\n"));
    return lines.empty() ? "" : lines.front();
  }
  Lines reached(std::size_t n = 0) const {
    Lines codes;
    for (const Stage& stage : plan_.scenario.policies.at(n).stages) {
      for (const OrganisationId i : stage.target.bodies)
        codes.push_back(plan_.scenario.world->layout.organisations[static_cast<std::size_t>(i.index)].code);
    }
    return codes;
  }

  const std::string head = "concord: 1\nworld: {tables: three}\nquarters: 8\n";
  RunPlan plan_;
};

std::uint64_t digest(RunPlan plan) {
  plan.replicates = 11;
  plan.record = Record::organisations;
  RunsDigest all;
  run_ensemble(plan, 1, [&](const Block& block) { all.add(block); });
  return all.value();
}

const std::string everything =
    "policies:\n"
    "  - name: Two in the South\n"
    "    where: {regions: [South]}\n"
    "    from: 2017/18 Q3\n"
    "    until: 2018/19 Q3\n"
    "    parameters: {pooling.floor: 0.5, pooling.floor_from: 2017/18 Q1}\n"
    "  - name: Acute trusts\n"
    "    where: {types: [acute], all_but: {systems: [Three]}}\n"
    "    if: {measure: outturn_gap, of: system, below: 0, for: 1 year}\n"
    "    lasting: false\n"
    "    parameters: {duty: {licence: 1}}\n"
    "  - name: Steps\n"
    "    staged:\n"
    "      - {from: 2017/18 Q2, where: {systems: [One]}}\n"
    "      - {from: 2018/19 Q1, where: [S2, S3]}\n"
    "    parameters: {relationships: {gain: 0.2}}\n"
    "  - name: Late rule\n"
    "    if:\n"
    "      - {measure: real, at_most: 3, by: 2017/18 Q4}\n"
    "      - {measure: maturity, at_least: 0.1}\n"
    "    parameters: {sustainability_fund: {redistribution: 0.2}}\n"
    "  - {name: Weak ones, where: {terciles: poor}, parameters: {support: {given_support: 1}}}\n";

TEST_F(PoliciesOf, AScenarioAreReadAndWrittenOut) {
  ASSERT_EQ(scenario_faults(everything), Lines{});
  const std::vector<AimedPolicy>& policies = plan_.scenario.policies;
  ASSERT_EQ(policies.size(), 5U);
  EXPECT_EQ(reached(0), (Lines{"T2", "M2", "C2", "L2", "T3", "C3", "L3"}));
  EXPECT_EQ(reached(1), (Lines{"T1", "T2"}));
  EXPECT_TRUE(policies[1].stages[0].target.at_bodies);
  EXPECT_EQ(policies[2].stages.size(), 2U);
  EXPECT_TRUE(policies[3].nation());
  EXPECT_EQ(policies[4].stages[0].target.drawn, std::vector{DrawnGroup::poor});
  const RunPlan first = plan_;
  const std::string written = first.resolved.substr(first.resolved.find("policies:\n"));
  EXPECT_EQ(written,
            "policies:\n"
            "  - name: \"Two in the South\"\n"
            "    from: 2017/18 Q3\n"
            "    where:\n"
            "      regions: [\"South\"]\n"
            "    until: 2018/19 Q3\n"
            "    parameters:\n"
            "      pooling:\n"
            "        floor: 0.5\n"
            "        floor_from: 2017/18 Q1\n"
            "  - name: \"Acute trusts\"\n"
            "    from: 2017/18 Q1\n"
            "    where:\n"
            "      types: [\"acute\"]\n"
            "      all_but:\n"
            "        systems: [\"S3\"]\n"
            "    until: never\n"
            "    if: \"running 1 year of own outturn_gap < 0\"\n"
            "    lasting: false\n"
            "    parameters:\n"
            "      duty:\n"
            "        licence: 1\n"
            "  - name: \"Steps\"\n"
            "    staged:\n"
            "      - from: 2017/18 Q2\n"
            "        where:\n"
            "          systems: [\"S1\"]\n"
            "      - from: 2018/19 Q1\n"
            "        where:\n"
            "          systems: [\"S2\", \"S3\"]\n"
            "    until: never\n"
            "    parameters:\n"
            "      relationships:\n"
            "        gain: 0.2\n"
            "  - name: \"Late rule\"\n"
            "    from: 2017/18 Q1\n"
            "    until: never\n"
            "    if: \"at 2017/18 Q4 of real <= 3 and maturity >= 0.1\"\n"
            "    lasting: true\n"
            "    parameters:\n"
            "      sustainability_fund:\n"
            "        redistribution: 0.2\n"
            "  - name: \"Weak ones\"\n"
            "    from: 2017/18 Q1\n"
            "    where:\n"
            "      terciles: [\"poor\"]\n"
            "    until: never\n"
            "    parameters:\n"
            "      support:\n"
            "        given_support: 1\n");
  write("again.yaml", first.resolved);
  ASSERT_EQ(faults_of_file("again.yaml"), Lines{});
  EXPECT_EQ(plan_.resolved, first.resolved);
  EXPECT_EQ(plan_.scenario_digest, first.scenario_digest);
  EXPECT_EQ(digest(plan_), digest(first));
  ASSERT_EQ(scenario_faults(""), Lines{});
  EXPECT_NE(digest(plan_), digest(first));
  EXPECT_EQ(plan_.resolved.find("policies"), std::string::npos);
}

TEST_F(PoliciesOf, AScenarioCountForItsFingerprint) {
  const auto with = [&](const std::string& text) {
    EXPECT_EQ(scenario_faults(text), Lines{});
    return plan_.scenario_digest;
  };
  const std::string plain = with("");
  const std::string one = with("policies: [{name: A, where: [S1], parameters: {duty: {strength: 1}}}]\n");
  EXPECT_NE(one, plain);
  EXPECT_EQ(with("policies: [{name: A, where: {systems: [One]}, parameters: {duty: {strength: 1}}}]\n"), one);
  EXPECT_NE(with("policies: [{name: A, where: [S2], parameters: {duty: {strength: 1}}}]\n"), one);
  EXPECT_NE(with("policies: [{name: A, where: [S1], parameters: {duty: {strength: 2}}}]\n"), one);
  EXPECT_EQ(with("policies: []\n"), plain);
}

TEST_F(PoliciesOf, AnythingThatCannotBeIsRefusedWithItsReason) {
  EXPECT_EQ(fault("{name: A, where: {systems: [S4]}, parameters: {duty: {strength: 1}}}"),
            "s.yaml:5:33: policies[0].where.systems[0]: there is no system 'S4'");
  EXPECT_EQ(
      fault("{name: A, where: {all_but: {regions: [Sout]}}, parameters: {duty: {strength: 1}}}"),
      "s.yaml:5:43: policies[0].where.all_but.regions[0]: there is no region 'Sout'; did you mean 'South'?");
  EXPECT_EQ(fault("{name: A, where: {organisations: [Hospital]}, parameters: {duty: {strength: 1}}}"),
            "s.yaml:5:39: policies[0].where.organisations[0]: 2 are called 'Hospital'; give the code of one: "
            "T1, T2");
  EXPECT_EQ(fault("{name: A, where: [acuite], parameters: {duty: {strength: 1}}}"),
            "s.yaml:5:23: policies[0].where[0]: 'acuite' is no code or single name of a system, place or "
            "organisation, and no region, kind, type, tercile or wave; did you mean 'acute'?");
  EXPECT_EQ(
      fault("{name: A, where: {}, parameters: {duty: {strength: 1}}}"),
      "s.yaml:5:22: policies[0].where: names nobody; name somebody, or leave `where` out to mean the nation");
  EXPECT_EQ(
      fault("{name: A, where: [S1], parameters: {sustainability_fund: {redistribution: 0}}}"),
      "s.yaml:5:79: policies[0].parameters.sustainability_fund.redistribution: is of the nation only, as "
      "what nobody earned is one pot of the nation; leave out `where`, and conditions of systems");
  EXPECT_EQ(
      fault("{name: A, where: [acute], parameters: {pooling: {floor: 0.5}}}"),
      "s.yaml:5:61: policies[0].parameters.pooling.floor: can be aimed at systems, but not at places, kinds, "
      "types or single bodies, as it is a system's as a whole; name systems, regions, terciles or waves");
  EXPECT_EQ(
      fault("{name: A, if: {measure: real, below: 3}, parameters: {blueprint: {from: 2018/19 Q1}}}"),
      "s.yaml:5:77: policies[0].parameters.blueprint.from: is a date, which runs that are simulated side by "
      "side share; a condition, a tercile or a wave can only give numbers: give the policy a `from`, or use "
      "a number beside it");
  EXPECT_EQ(
      fault("{name: A, where: [poor], parameters: {pooling: {at_place: true}}}"),
      "s.yaml:5:63: policies[0].parameters.pooling.at_place: is a switch, which runs that are simulated side "
      "by side share; a condition, a tercile or a wave can only give numbers: give the policy a `from`, or "
      "use a number beside it");
  EXPECT_EQ(
      fault("{name: A, where: [S1], from: 2017/18 Q2, parameters: {finance: {trust_margin: 1}}}"),
      "s.yaml:5:83: policies[0].parameters.finance.trust_margin: only matters at the start of a run, 2017/18 "
      "Q1; a policy that sets it holds from there, without conditions, terciles and waves");
  EXPECT_EQ(
      fault("{name: A, where: [S1], from: 2016/17 Q2, parameters: {duty: {strength: 1}}}"),
      "s.yaml:5:34: policies[0].from: 2016/17 Q2 is before the run, which begins with 2017/18 Q1; leave it "
      "out for the start");
  EXPECT_EQ(fault("{name: A, from: 2018/19 Q1, until: 2018/19 Q1, parameters: {duty: {strength: 1}}}"),
            "s.yaml:5:40: policies[0].until: 2018/19 Q1 is not after 2018/19 Q1");
  EXPECT_EQ(fault("{name: A, if: {measure: reall, below: 1}, parameters: {duty: {strength: 1}}}"),
            "s.yaml:5:29: policies[0].if.measure: there is no measure 'reall'; did you mean 'real'?");
  EXPECT_EQ(fault("{name: A, if: {measure: norm, below: 1}, parameters: {duty: {strength: 1}}}"),
            "s.yaml:5:29: policies[0].if.measure: 'norm' is a measure of systems, of which one must be made, "
            "such as mean(systems, norm); `own norm` is that of each that the policy is for");
  EXPECT_EQ(
      fault("{name: A, if: {measure: real}, parameters: {duty: {strength: 1}}}"),
      "s.yaml:5:29: policies[0].if.measure: is compared with nothing; give one of below, above, at_most, "
      "at_least");
  EXPECT_EQ(
      fault("{name: A, if: {measure: real, below: 1, for: two years}, parameters: {duty: {strength: 1}}}"),
      "s.yaml:5:50: policies[0].if.for: 'two years' is no time; write \"8 quarters\" or \"2 years\"");
  EXPECT_EQ(fault("{name: A, lasting: false, parameters: {duty: {strength: 1}}}"),
            "s.yaml:5:24: policies[0].lasting: is about conditions, and the policy has none");
  EXPECT_EQ(
      fault("{name: A, staged: [{where: [poor]}], parameters: {duty: {strength: 1}}}"),
      "s.yaml:5:32: policies[0].staged[0].where: terciles and waves are for policies that begin for all at "
      "once; write one policy for each, with a `from` of its own");
  EXPECT_EQ(fault("{name: A, where: [S1], parameters: {duty: {strenght: 1}}}"),
            "s.yaml:5:48: policies[0].parameters.duty.strenght: unknown key; did you mean 'strength'?");
  EXPECT_EQ(
      fault("{name: A, where: [S1]}"),
      "s.yaml:5:5: policies[0].parameters: is missing or empty; say what the policy sets, such as `{duty: "
      "{strength: 1}}`");
  const Lines relation =
      scenario_faults("policies: [{name: A, where: [S1], parameters: {designation: {maturing: 0.7}}}]\n");
  ASSERT_EQ(relation.size(), 1U);
  EXPECT_TRUE(
      relation[0].starts_with("s.yaml:4:47: policies[0].parameters: from 2017/18 Q1 on, "
                              "designation.thriving (0.62) must be above designation.maturing (0.7)"))
      << relation[0];
  const Lines twice = scenario_faults(
      "policies:\n  - {name: A, where: [S1], parameters: {duty: {strength: 1}}}\n"
      "  - {name: A, where: [S2], parameters: {duty: {strength: 1}}}\n");
  EXPECT_EQ(twice, Lines{"s.yaml:6:12: policies[1].name: 'A' is the name of an earlier policy too"});
}

TEST_F(PoliciesOf, AScenarioMayNameATableOfCodes) {
  write("codes.csv", "code,name\nS2,Two\nT1,Hospital\n");
  ASSERT_EQ(
      scenario_faults("policies: [{name: A, where: {codes: codes.csv}, parameters: {duty: {licence: 1}}}]\n"),
      Lines{});
  EXPECT_EQ(reached(), (Lines{"T1", "T2", "M2", "C2", "L2"}));
  EXPECT_NE(plan_.resolved.find("      systems: [\"S2\"]\n      organisations: [\"T1\"]\n"),
            std::string::npos);
  write("codes.csv", "code\nS2\nS9\n");
  EXPECT_EQ(
      scenario_faults("policies: [{name: A, where: {codes: codes.csv}, parameters: {duty: {licence: 1}}}]\n")
          .at(0)
          .substr(0, 32),
      "codes.csv:3: code: 'S9' is no co");
  EXPECT_EQ(
      scenario_faults("policies: [{name: A, where: {codes: code.csv}, parameters: {duty: {licence: 1}}}]\n"),
      Lines{"s.yaml:4:37: policies[0].where.codes: there is no file 'code.csv', seen from this one; did you "
            "mean 'codes.csv'?"});
}

TEST_F(PoliciesOf, TheCommandLineAreAdded) {
  ASSERT_EQ(scenario_faults("policies: [{name: A, where: [S1], parameters: {duty: {strength: 1}}}]\n",
                            {{"duty.licence@South,acute", "0.5"}, {"parameters.pooling.floor@One", "1"}}),
            Lines{});
  ASSERT_EQ(plan_.scenario.policies.size(), 3U);
  EXPECT_EQ(plan_.scenario.policies[0].name, "A");
  EXPECT_EQ(plan_.scenario.policies[1].name, "duty.licence@South,acute");
  EXPECT_EQ(reached(1), (Lines{"T2", "T3"}));
  EXPECT_EQ(reached(2), (Lines{"T1", "C1", "L1"}));
  ASSERT_EQ(scenario_faults("", {{"pooling.floor@One,S3 from 2017/18 Q3 until 2018/19 Q2", "0.5"},
                                 {"duty.strength from 2018/19 Q1", "1"},
                                 {"blueprint.strength until 2018/19 Q1", "0.8"}}),
            Lines{});
  EXPECT_EQ(plan_.scenario.policies.at(0).name, "pooling.floor@One,S3 from 2017/18 Q3 until 2018/19 Q2");
  EXPECT_EQ(plan_.scenario.policies[0].stages[0].from, financial_quarter(2017, 3));
  EXPECT_EQ(plan_.scenario.policies[0].until, financial_quarter(2018, 2));
  EXPECT_EQ(reached(0), (Lines{"T1", "C1", "L1", "T3", "C3", "L3"}));
  EXPECT_TRUE(plan_.scenario.policies.at(1).nation());
  EXPECT_EQ(plan_.scenario.policies[1].stages[0].from, financial_quarter(2018, 1));
  EXPECT_EQ(plan_.scenario.policies.at(2).until, financial_quarter(2018, 1));
  EXPECT_EQ(scenario_faults("", {{"duty.licence@South from 2018/19", "0.5"}}),
            Lines{"--set: policies[0].from: '2018/19' is not a financial quarter; write 2018/19 Q1 for April "
                  "to June 2018"});
  EXPECT_EQ(
      scenario_faults("", {{"duty.licence@Sout", "0.5"}}),
      Lines{
          "--set: policies[0].where[0]: 'Sout' is no code or single name of a system, place or organisation, "
          "and no region, kind, type, tercile or wave; did you mean 'South'?"});
  EXPECT_EQ(scenario_faults("", {{"duty.licens@South", "0.5"}}),
            Lines{"--set: policies[0].parameters.duty.licens: unknown key; did you mean 'licence'?"});
}

TEST_F(PoliciesOf, ARunAreToldByCheckAndInRecords) {
  ASSERT_EQ(scenario_faults(everything), Lines{});
  const auto words = [&](std::size_t n) { return policy_words(plan_.scenario.policies[n], plan_.scenario); };
  EXPECT_EQ(words(0),
            "pooling.floor 0.5 in place of 0, pooling.floor_from 2017/18 Q1 in place of 2018/19 Q1, from "
            "2017/18 Q3 "
            "for regions South: 2 systems, 7 bodies, £1,237m a year; until 2018/19 Q3");
  EXPECT_EQ(words(1),
            "duty.licence 1 in place of 0, from 2017/18 Q1 for types acute, but systems S3: 2 systems, 2 "
            "bodies, £610m a year; "
            "while this holds: running 1 year of own outturn_gap < 0");
  EXPECT_EQ(words(3),
            "sustainability_fund.redistribution 0.2 in place of 0.9, from 2017/18 Q1 for the nation: 3 "
            "systems, 10 bodies, £1,841m "
            "a year; once this holds: at 2017/18 Q4 of real <= 3 and maturity >= 0.1");
  EXPECT_EQ(words(4),
            "support.given_support 1 in place of 0, from 2017/18 Q1 for terciles poor (as each run has it): "
            "3 systems, 10 "
            "bodies, "
            "£1,841m a year");
  ASSERT_EQ(scenario_faults("policies: [{name: A.b_c, where: [S1], parameters: {duty: {strength: 1}}}]\n"),
            Lines{});
  const std::string told = changed_words(changed_settings(plan_.resolved));
  EXPECT_NE(told.find("policy \"A.b_c\": from 2017/18 Q1, where systems \"S1\", until never, parameters duty "
                      "strength 1"),
            std::string::npos)
      << told;
}

/// 4.34 of the ODD: those of the nation, changes included, and then policies.
TEST_F(PoliciesOf, AScenarioGoBeforeItsFundAndChanges) {
  write("fund.csv", "from,parameter,value,gbp_m,source\n2018/19 Q1,pooling.floor,1,,a circular\n");
  const std::string fund = "fund: fund.csv\n",
                    half = "parameters: {pooling.floor: 0.5, pooling.floor_from: 2017/18 Q1}";
  ASSERT_EQ(scenario_faults(half + "\n"), Lines{});
  const std::uint64_t without_fund = digest(plan_);
  ASSERT_EQ(scenario_faults(fund + half + "\n"), Lines{});
  EXPECT_NE(digest(plan_), without_fund);
  const std::string policies = "policies:\n  - {name: Half, " + half + "}\n";
  ASSERT_EQ(scenario_faults(fund + policies), Lines{});
  EXPECT_EQ(digest(plan_), without_fund);
  EXPECT_TRUE(
      policy_words(plan_.scenario.policies[0], plan_.scenario)
          .starts_with("pooling.floor 0.5 in place of 0 and of 1 from 2018/19 Q1 on, pooling.floor_from"));
  Lines warned;
  for (const Problem& problem : lint_scenario(home_ / "s.yaml", {}, plan_))
    warned.push_back(without(to_string(problem)));
  EXPECT_EQ(std::ranges::count(
                warned,
                "s.yaml:6:5: policies[0]: 'Half' holds pooling.floor at 0.5 where the nation has 1 from "
                "2018/19 Q1 on; a policy goes before `fund` and `changes`: give it an `until` if that "
                "is not meant"),
            1)
      << fmt::format("{}", fmt::join(warned, "\n"));
  ASSERT_EQ(scenario_faults(fund + policies +
                            "  - {name: More, where: [South], from: 2018/19 Q1, parameters: "
                            "{pooling.floor: 0.8}}\n"),
            Lines{});
  EXPECT_TRUE(
      policy_words(plan_.scenario.policies[1], plan_.scenario)
          .starts_with("pooling.floor 0.8 in place of 1 and of 0.5 by 'Half' where both are in force, from"));
}

TEST_F(PoliciesOf, NobodyAndAfterTheEndAreWarnedOf) {
  const auto warnings = [&](const std::string& text) {
    EXPECT_EQ(scenario_faults(text), Lines{});
    Lines lines;
    for (const Problem& problem : lint_scenario(home_ / "s.yaml", {}, plan_)) {
      const std::string line = without(to_string(problem));
      if (line.find("polic") != line.npos) lines.push_back(line);
    }
    return lines;
  };
  EXPECT_EQ(warnings("policies: [{name: A, where: [S1], parameters: {duty: {strength: 1}}}]\n"), Lines{});
  EXPECT_EQ(warnings("policies:\n  - name: A\n    where: {systems: [S1], all_but: {regions: [North]}}\n"
                     "    parameters: {duty: {strength: 1}}\n"),
            Lines{"s.yaml:5:5: policies[0]: 'A' reaches nobody; say who it is for"});
  EXPECT_EQ(
      warnings(
          "policies:\n  - {name: A, from: 2019/20 Q1, where: [S1], parameters: {duty: {strength: 1}}}\n"),
      Lines{"s.yaml:5:5: policies[0]: 'A' begins with 2019/20 Q1, after the run, which ends with 2018/19 Q4; "
            "give an earlier quarter, or the run more quarters"});
  EXPECT_EQ(
      warnings("policies:\n  - {name: A, if: {measure: real, below: 2, by: 2018/19 Q4}, parameters: {duty: "
               "{strength: 1}}}\n"),
      Lines{"s.yaml:5:5: policies[0]: 'A' is decided when 2018/19 Q4 has ended, after which the run has no "
            "quarter; give an earlier one, or the run more quarters"});
}

TEST_F(PoliciesOf, ARecordAloneGiveItsRunsAgain) {
  ASSERT_EQ(scenario_faults(everything, {{"replicates", "5"}, {"record", "organisations"}}), Lines{});
  const RunPlan plan = plan_;
  {
    RecordWriter writer(home_ / "r.h5", plan, true);
    run_ensemble(plan, 1, [&](const Block& block) { writer.write(block); });
    writer.finish();
  }
  const RecordReader reader(home_ / "r.h5");
  const RunPlan again = plan_of_record(contents_of(reader));
  EXPECT_EQ(again.scenario.policies.size(), plan.scenario.policies.size());
  std::vector<std::string> digests;
  run_ensemble(again, 2, [&](const Block& block) {
    for (const std::uint64_t one : block.digest) digests.push_back(hex(one));
  });
  EXPECT_EQ(digests, reader.digests());
}

TEST_F(PoliciesOf, ConditionsAreExpressions) {
  const auto with = [](const std::string& condition) {
    return "policies: [{name: A, where: [South], if: " + condition + ", parameters: {duty: {licence: 1}}}]\n";
  };
  const std::vector<std::pair<std::string, std::string>> same{
      {"{measure: outturn_gap, of: system, below: 0, for: 2 years}",
       "\"running 2 years of own outturn_gap < 0\""},
      {"[{measure: real, at_least: 1, by: 2017/18 Q4}, {measure: norm, of: system, above: 0.25}]",
       "at 2017/18 Q4 of real >= 1 and own norm > 0.25"},
      {"{measure: norm, of: system, at_most: 0.5, for: 3 quarters, by: 2018/19 Q1}",
       "\"at 2018/19 Q1 of running 3 quarters of own norm <= 0.5\""}};
  for (const auto& [section, text] : same) {
    ASSERT_EQ(scenario_faults(with(section)), Lines{});
    const std::uint64_t first = digest(plan_);
    const std::string resolved = plan_.resolved;
    ASSERT_EQ(scenario_faults(with(text)), Lines{});
    EXPECT_EQ(plan_.resolved, resolved);
    EXPECT_EQ(digest(plan_), first);
    plan_.scenario.policies.front().condition.reset();
    EXPECT_NE(digest(plan_), first) << text;
  }
  ASSERT_EQ(scenario_faults(with("\"own norm < mean(systems not in target, norm)\"")), Lines{});
  EXPECT_TRUE(plan_.scenario.policies.front().by_system());
  const auto fault_of = [&](const std::string& condition) {
    return fault("{name: A, if: " + condition + ", parameters: {duty: {licence: 1}}}");
  };
  EXPECT_EQ(fault_of("own nrm < 1"),
            "s.yaml:5:19: policies[0].if: at column 5, there is no measure 'nrm'; did you mean 'norm'?");
  EXPECT_EQ(fault_of("real + 1"),
            "s.yaml:5:19: policies[0].if: is a number (systems); compare it, as in real + 1 < 1");
  EXPECT_EQ(fault_of("mean over 2017/18 of real > 1"),
            "s.yaml:5:19: policies[0].if: at column 22, is looked at when a quarter has ended and knows no "
            "others; `running` does");
  EXPECT_EQ(fault_of("{measure: real, below: 1, by: 2016/17 Q1}"),
            "s.yaml:5:49: policies[0].if.by: 2016/17 Q1 is before the run, which begins with 2017/18 Q1");
}

TEST_F(PoliciesOf, AreGroupsOfWhatIsAskedOfRuns) {
  ASSERT_EQ(scenario_faults(
                "policies:\n"
                "  - {name: Two in the South, where: {regions: [South]}, parameters: {pooling.floor: 0.5}}\n"
                "  - {name: Acute, where: {types: [acute], all_but: {systems: [S3]}}, parameters: {duty: "
                "{licence: 1}}}\n"
                "  - {name: Weak, where: [poor], parameters: {support: {given_support: 1}}}\n"
                "  - {name: South, where: [S1], parameters: {duty: {strength: 1}}}\n",
                {{"replicates", "5"}, {"record", "organisations"}}),
            Lines{});
  {
    RecordWriter writer(home_ / "r.h5", plan_, true);
    run_ensemble(plan_, 1, [&](const Block& block) { writer.write(block); });
    writer.finish();
  }
  const RecordReader reader(home_ / "r.h5");
  for (const Vocabulary& vocabulary : {measure_vocabulary(plan_.scenario), vocabulary_of(reader)}) {
    const auto values = [&](const std::string& text) {
      const Reading<AskedMeasure> one = ask(text, vocabulary);
      EXPECT_TRUE(one.value) << text << ": " << one.wrong;
      return one.value ? run_values(reader, one.value->expression, 0, 5) : std::vector<double>{};
    };
    EXPECT_EQ(values("mean(systems in \"Two in the South\", norm)"),
              values("mean(systems in (S2, S3), norm)"));
    EXPECT_EQ(values("mean(systems not in \"Two in the South\", norm)"), values("mean(systems in S1, norm)"));
    EXPECT_EQ(values("sum(trusts in Acute, balance)"), values("sum(trusts in (T1, T2), balance)"));
    EXPECT_EQ(values("sum(organisations in \"Two in the South\", balance)"),
              values("sum(organisations in South, balance)"));  // the region stays what it is
    EXPECT_EQ(values("mean(systems in target, norm)"), values("mean(systems, norm)"));
    EXPECT_EQ(values("sum(trusts in target, balance)"), values("sum(trusts, balance)"));
    EXPECT_EQ(values("sum(trusts in P2, balance)"), values("sum(trusts in (T2, M2), balance)"));
    EXPECT_EQ(values("sum(trusts in There, balance)"), values("sum(trusts in P2, balance)"));
    EXPECT_EQ(ask("count(places, balance < 0)", vocabulary).wrong,
              "at column 7, 'places' are no things that have measures; there are systems, trusts, ccgs, "
              "councils, organisations");
    EXPECT_EQ(
        ask("mean(systems in Weak, norm)", vocabulary).wrong,
        "at column 17, 'Weak' is for terciles or waves, which differ from run to run, and so is no group; "
        "name systems or regions");
  }
  ASSERT_EQ(scenario_faults(""), Lines{});
  EXPECT_EQ(ask("mean(systems in target, norm)", measure_vocabulary(plan_.scenario)).wrong,
            "at column 17, none of the systems is 'target'");
}

const std::string design_of_packages =
    "replicates: 9\n"
    "baseline: true\n"
    "axes:\n"
    "  duty.strength: [0.2, 0.9]\n"
    "  who:\n"
    "    packages:\n"
    "      nobody: {}\n"
    "      South:\n"
    "        policies:\n"
    "          - {where: [South], parameters: {pooling.floor: 0.5}}\n"
    "          - {where: [South, acute], parameters: {duty: {licence: 1}}}\n"
    "      early: {policies: [{name: Soon, where: [S1], parameters: {blueprint: {from: 2017/18 Q2}}}, "
    "Always]}\n"
    "      late: {policies: [Always], councils: {central_match: 0.5}}\n"
    "outcomes: {institution: {measure: institution_share, take: mean over 2018/19}}\n";

TEST_F(PoliciesOf, APackageAreInForceWhereItIsChosen) {
  write("world.yaml", head +
                          "policies:\n"
                          "  - {name: Everywhere, where: [S3], parameters: {duty: {conflict: 0.1}}}\n"
                          "  - {name: Always, where: [S2], parameters: {duty: {conflict: 0.2}}}\n");
  ASSERT_EQ(faults_of(design_of_packages), Lines{});
  const Scenario& scenario = design_.base.scenario;
  Lines names;
  for (const AimedPolicy& policy : scenario.policies) names.push_back(policy.name);
  EXPECT_EQ(names, (Lines{"Everywhere", "Always", "South", "South 2", "Soon"}));
  Problems problems;
  const Plan plan = make_plan(design_, problems);
  ASSERT_TRUE(problems.empty());
  Lines in_force;
  for (std::size_t p = 0; p < plan.points.count(); ++p) {
    const std::uint64_t bits = policies_at(plan.design.axes, scenario, plan.points[p]);
    std::string line = text_of(plan.design.axes[1], plan.points[p][1]);
    for (std::size_t n = 0; n < names.size(); ++n) line += (bits >> n & 1U) != 0 ? " " + names[n] : "";
    if (std::ranges::find(in_force, line) == in_force.end()) in_force.push_back(line);
  }
  EXPECT_EQ(in_force, (Lines{"nobody Everywhere", "South Everywhere South South 2",
                             "early Everywhere Always Soon", "late Everywhere Always"}));
  expect_points_as_scenarios(plan, 9);
}

/// An axis over what a policy sets: each point gives what a scenario with that value gives.
TEST_F(PoliciesOf, AScenarioHaveValuesThatADesignVaries) {
  write("world.yaml", head +
                          "policies:\n"
                          "  - {name: Two in the South, where: [South], parameters: {pooling.floor: 0.5, "
                          "pooling.floor_from: 2017/18 Q1}}\n"
                          "  - {name: Soon, where: [S1], parameters: {blueprint.from: 2017/18 Q3}}\n"
                          "  - {name: Weak, where: [poor], parameters: {duty.conflict: 0.1}}\n");
  const std::string rest =
      "replicates: 3\noutcomes: {institution: {measure: institution_share, take: mean over 2018/19}}\n";
  for (const std::string axes :
       {"axes:\n  floor: {policy: Two in the South, parameter: pooling.floor, values: [0, 0.5, 0.9]}\n"
        "  duty.strength: [0.2, 0.9]\n"
        "  when: {policy: Soon, parameter: blueprint.from, values: [2017/18 Q2, never]}\n",
        "design: {method: latin_hypercube, points: 5}\naxes:\n"
        "  floor: {policy: Two in the South, parameter: pooling.floor, from: 0, to: 1}\n"
        "  conflict: {policy: Weak, parameter: duty.conflict, from: 0.1, to: 0.9, scale: log}\n"}) {
    ASSERT_EQ(faults_of(rest + axes), Lines{});
    Problems problems;
    const Plan plan = make_plan(design_, problems);
    ASSERT_TRUE(problems.empty());
    ASSERT_TRUE(plan.points.baseline);
    const auto as_it_stands = plan.points[*plan.points.baseline];
    EXPECT_EQ(as_it_stands[0], 0.5);
    const auto different = expect_points_as_scenarios(plan, 3, [&](const RunPlan& point, std::size_t p) {
      EXPECT_EQ(point.scenario.policies[0].settings[0].value, plan.points[p][0]);
    });
    EXPECT_EQ(different.size(), plan.points.count());
  }
}

TEST_F(PoliciesOf, AnAxisMustBeThoseOfTheScenario) {
  write("world.yaml", head + "policies: [{name: South, where: [South], parameters: {pooling.floor: 0.5}}]\n");
  const auto fault_of = [&](const std::string& axis) {
    const Lines lines = faults_of("axes: {floor: " + axis + "}\n");
    EXPECT_EQ(lines.size(), 1U) << fmt::format("{}", fmt::join(lines, "\n"));
    return lines.empty() ? "" : lines.front();
  };
  EXPECT_EQ(fault_of("{policy: Sout, parameter: pooling.floor, values: [0, 1]}"),
            "d.yaml:3:24: axes.floor.policy: the scenario has no policy 'Sout'; did you mean 'South'?");
  EXPECT_EQ(fault_of("{policy: South, parameter: duty.strength, values: [0, 1]}"),
            "d.yaml:3:42: axes.floor.parameter: is not set by 'South', which sets pooling.floor");
  EXPECT_EQ(fault_of("{policy: South, parameter: pooling.flor, values: [0, 1]}"),
            "d.yaml:3:42: axes.floor.parameter: there is no such parameter; did you mean 'pooling.floor'?");
  EXPECT_EQ(fault_of("{policy: South, parameter: pooling.floor, values: [0, 2]}"),
            "d.yaml:3:69: axes.floor.values[1]: 2 is outside [0, 1] share");
  EXPECT_EQ(
      fault_of("{policy: South, parameter: pooling.floor, from: 0, to: 1}"),
      "d.yaml:3:15: axes.floor: is a continuous range, of which a factorial design cannot take every value; "
      "add `steps`, give a list, or choose a method that samples, such as latin_hypercube");
}

TEST_F(PoliciesOf, APackageAreNoScenarioAsItStands) {
  const std::string packages =
      "axes: {who: {packages: {aimed: {policies: [{where: [S1], parameters: {duty: {strength: 1}}}]}, plain: "
      "{}}}}\n";
  ASSERT_EQ(points_of(packages), (Lines{"aimed", "plain"}));
  EXPECT_EQ(points_.baseline, 1U);
}

TEST_F(PoliciesOf, APackageMustBeThoseOfTheScenario) {
  EXPECT_EQ(faults_of("axes: {who: {packages: {a: {policies: [Alwys]}, b: {}}}}\n"),
            Lines{"d.yaml:3:40: axes.who.packages.a.policies[0]: the scenario has no policy 'Alwys'"});
  EXPECT_EQ(
      faults_of(
          "axes: {who: {packages: {a: {policies: [{where: [S9], parameters: {duty: {strength: 1}}}]}}}}\n")
          .at(0),
      "d.yaml:3:49: policies[0].where[0]: 'S9' is no code or single name of a system, place or organisation, "
      "and no region, kind, type, tercile or wave");
}

}  // namespace
}  // namespace concord::test
