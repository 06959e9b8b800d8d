#include "experiments/scenarios/scenario.hpp"

#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/contracts.hpp"
#include "agents/mechanisms/deadline.hpp"
#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/statute.hpp"
#include "experiments/platform/progress.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "tests/support/folder.hpp"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

/// With a small world in the folder.
class ScenarioFile : public test::InFolder {
 protected:
  ScenarioFile() {
    write("small/systems.csv", "code,name,region,population\nS1,One,North,300000\n");
    write("small/places.csv", "code,name,system,population\nP1,Here,S1,300000\n");
    write("small/trusts.csv", "code,name,type,system,place,turnover_gbp_m\nT1,Hospital,acute,S1,P1,300\n");
    write("small/ccgs.csv",
          "code,name,system,place,population,allocation_gbp_m\nC1,Payer,S1,P1,300000,400\n");
    write("small/councils.csv", "code,name,system,place,social_care_gbp_m\nL1,Council,S1,P1,90\n");
  }
  /// The problems of a file, its folder left out.
  Lines problems_of(const std::string& name, const std::vector<Override>& overrides = {}) {
    Problems problems;
    plan_ = load_scenario(home_ / name, overrides, problems);
    return lines_of(problems);
  }
  /// The same of a text, which begins on line 1 with what every scenario needs.
  Lines faults(const std::string& text, const std::vector<Override>& overrides = {}) {
    write("s.yaml", text);
    return problems_of("s.yaml", overrides);
  }
  Lines faults_of(const std::string& settings, const std::vector<Override>& overrides = {}) {
    return faults("concord: 1\nworld: {tables: small}\n" + settings, overrides);
  }
  Lines faults_of_parameters(const std::string& settings) { return faults_of("parameters:\n" + settings); }
  Lines faults_of_override(const std::string& key, const std::string& value) {
    return faults_of("", {{key, value}});
  }

  RunPlan plan_;
};

TEST_F(ScenarioFile, StatesWhatDiffers) {
  EXPECT_EQ(faults_of("title: Small\nstart: 2019/20 Q1\nquarters: 8\nreplicates: 3\nseed: 9007199254740991\n"
                      "record: organisations\n"
                      "parameters:\n"
                      "  pooling: {floor: 0.5, floor_until: 2021/22 Q1, at_place: true}\n"
                      "  contracts: {delay: 2}\n"
                      "  statute: {date: never}\n"),
            Lines{});
  EXPECT_EQ(plan_.title, "Small");
  EXPECT_EQ(plan_.scenario.start, financial_quarter(2019, 1));
  EXPECT_EQ(plan_.scenario.quarters, 8);
  EXPECT_EQ(plan_.replicates, 3);
  EXPECT_EQ(plan_.seed, 9007199254740991U);
  EXPECT_EQ(plan_.record, Record::organisations);
  EXPECT_EQ(plan_.scenario.world->organisation_count(), 3);
  const Parameters& p = plan_.scenario.parameters;
  EXPECT_EQ(first(p.of<Pooling>().floor), 0.5);
  EXPECT_EQ(p.of<Pooling>().floor_until, financial_quarter(2021, 1));
  EXPECT_TRUE(p.of<Pooling>().at_place);
  EXPECT_EQ(p.of<Contracts>().delay, 2);
  EXPECT_EQ(p.of<Statute>().date, never);
  EXPECT_EQ(first(p.of<Behaviour>().memory), first(Parameters{}.of<Behaviour>().memory));
}

TEST_F(ScenarioFile, LeavesTheRestAtItsDefault) {
  EXPECT_EQ(faults_of(""), Lines{});
  EXPECT_EQ(plan_.title, "s");
  EXPECT_EQ(plan_.scenario.start, financial_quarter(2017, 1));
  EXPECT_EQ(plan_.scenario.quarters, 24);
  EXPECT_EQ(plan_.replicates, 100);
  EXPECT_EQ(plan_.seed, 12345U);
  EXPECT_EQ(plan_.record, Record::systems);
  for (const ParameterInfo& info : all_parameters())
    EXPECT_EQ(info.get(plan_.scenario.parameters), info.get(Parameters{})) << info.path;
}

// Every parameter at a value of its own, out and in again.
TEST_F(ScenarioFile, ResolvedYamlLoadsToTheSamePlan) {
  std::string text = "title: \"A \\\"quoted\\\" \\\\ title\"\nrecord: summary\nparameters:\n", group;
  Parameters other;
  for (const ParameterInfo& info : all_parameters()) {
    const std::string of = info.path.substr(0, info.path.find('.'));
    if (of != group) text += "  " + (group = of) + ":\n";
    double value = info.get(other);
    if (info.kind == ValueKind::on_off) value = 1 - value;
    if (info.kind == ValueKind::whole) value += 1;
    if (info.kind == ValueKind::number && value * 1.01 <= info.allowed.high) value *= 1.01;
    if (info.kind == ValueKind::quarter && value < never.index) value += 1;
    info.set(other, value);
    text += "    " + info.path.substr(of.size() + 1) + ": " + value_text(info, value) + "\n";
  }
  ASSERT_EQ(faults_of(text), Lines{});
  const RunPlan first = plan_;
  for (const ParameterInfo& info : all_parameters())
    EXPECT_EQ(info.get(first.scenario.parameters), info.get(other)) << info.path;

  write("again.yaml", first.resolved);
  ASSERT_EQ(problems_of("again.yaml"), Lines{});
  EXPECT_EQ(plan_.resolved, first.resolved);
  EXPECT_EQ(plan_.title, "A \"quoted\" \\ title");
  EXPECT_EQ(plan_.record, Record::summary);
  EXPECT_EQ(plan_.scenario.world->budget.size(), 3);
  for (const ParameterInfo& info : all_parameters())
    EXPECT_EQ(info.get(plan_.scenario.parameters), info.get(other)) << info.path;
}

TEST_F(ScenarioFile, ResolvedYamlKeepsASyntheticWorld) {
  ASSERT_EQ(faults("concord: 1\nworld: {synthetic: {systems: 3, population: 4000000.5, seed: 7}}\n"),
            Lines{});
  const RunPlan first = plan_;
  write("again.yaml", first.resolved);
  ASSERT_EQ(problems_of("again.yaml"), Lines{});
  EXPECT_EQ(plan_.resolved, first.resolved);
  ASSERT_EQ(plan_.scenario.world->organisation_count(), first.scenario.world->organisation_count());
  for (const OrganisationId i : first.scenario.world->everybody())
    EXPECT_EQ(plan_.scenario.world->budget[i], first.scenario.world->budget[i]);
}

TEST_F(ScenarioFile, ResolvedYamlDoesNotNameTheMachine) {
  ASSERT_EQ(faults_of(""), Lines{});
  EXPECT_EQ(plan_.resolved.find(home_.string()), std::string::npos);
  EXPECT_NE(plan_.resolved.find("tables: \"small\"\n"), std::string::npos);
}

TEST_F(ScenarioFile, ReportsAllProblemsAtOnce) {
  EXPECT_EQ(
      faults("concord: 1\nworld: {tables: smal}\nstart: 2018/19 Q3\nquarters: 0\nrepliactes: 3\n"
             "parameters:\n  pooling: {floor: 1.4, floor_fron: never}\n"),
      (Lines{
          "s.yaml:2:17: world.tables: there is no folder 'smal', seen from the scenario; did you mean "
          "'small'?",
          "s.yaml:3:8: start: 2018/19 Q3 is not a first quarter; a run begins with the planning round of a "
          "financial year: write 2018/19 Q1",
          "s.yaml:4:11: quarters: 0 is outside [1, 400] quarters",
          "s.yaml:7:20: parameters.pooling.floor: 1.4 is outside [0, 1] share",
          "s.yaml:5:1: repliactes: unknown key; did you mean 'replicates'?",
          "s.yaml:7:25: parameters.pooling.floor_fron: unknown key; did you mean 'floor_from'?",
      }));
}

TEST_F(ScenarioFile, NeedsItsVersionFirst) {
  EXPECT_EQ(faults("world: {tables: small}\n"),
            (Lines{"s.yaml:1:1: concord: missing; begin the file with `concord: 1`"}));
  EXPECT_EQ(faults("concord: 0\nworld: {tables: small}\n"),
            (Lines{"s.yaml:1:10: concord: this program reads scenarios of version 1, not 0"}));
  EXPECT_EQ(faults("concord: one\nworld: {tables: small}\n"),
            (Lines{"s.yaml:1:10: concord: 'one' is not a whole number"}));
}

TEST_F(ScenarioFile, NeedsAWorld) {
  const std::string remedy =
      "missing; give a folder of tables (`tables: england_2019`) or `synthetic:` sizes";
  EXPECT_EQ(faults("concord: 1\n"), (Lines{"s.yaml:1:1: world: " + remedy}));
  EXPECT_EQ(faults("concord: 1\nworld:\n"), (Lines{"s.yaml:2:1: world: " + remedy}));
  EXPECT_EQ(faults("concord: 1\nworld: england\n"),
            (Lines{"s.yaml:2:8: world: must be a section of keys ('key: value'), not a single value"}));
  EXPECT_EQ(
      faults("concord: 1\nworld: {tables: small, synthetic: {}}\n"),
      (Lines{
          "s.yaml:2:35: world.synthetic: a world comes from tables or is synthetic; give one of the two"}));
  EXPECT_EQ(faults("concord: 1\nworld: {tabels: small}\n"),
            (Lines{"s.yaml:2:8: world: " + remedy,
                   "s.yaml:2:9: world.tabels: unknown key; did you mean 'tables'?"}));
}

// Nobody has to keep a project beside the scenarios that come with the program.

TEST_F(ScenarioFile, ExtendsAndReadsTablesFromAnywhere) {
  write("shipped/base.yaml", "concord: 1\nworld: {tables: small}\nseed: 5\n");
  fs::rename(home_ / "small", home_ / "shipped/small");
  const std::string absolute = (home_ / "shipped").string();
  std::vector<std::string> resolved;
  for (const std::string& way : {std::string("../../shipped"), absolute}) {
    write("my/project/s.yaml", "concord: 1\nextends: " + way + "/base.yaml\ntitle: Mine\n");
    ASSERT_EQ(problems_of("my/project/s.yaml"), Lines{}) << way;
    EXPECT_EQ(plan_.seed, 5U);
    EXPECT_TRUE(fs::equivalent(plan_.tables, home_ / "shipped/small"));
    resolved.push_back(plan_.resolved);
    write("my/project/s.yaml", "concord: 1\nworld: {tables: " + way + "/small}\nseed: 5\ntitle: Mine\n");
    ASSERT_EQ(problems_of("my/project/s.yaml"), Lines{}) << way;
    resolved.push_back(plan_.resolved);
  }
  // However the way is written, the same is simulated, and no record says where anybody keeps it.
  for (const std::string& text : resolved) EXPECT_EQ(text, resolved.front());
  EXPECT_NE(resolved.front().find("tables: \"small\"\n"), std::string::npos);
  EXPECT_EQ(resolved.front().find(".."), std::string::npos);
}

TEST_F(ScenarioFile, RefusesWhatIsNoNameOfAFile) {
  EXPECT_EQ(faults("concord: 1\nworld: {tables: ../smal}\n"),
            (Lines{"s.yaml:2:17: world.tables: there is no folder '../smal', seen from the scenario"}));
  EXPECT_EQ(faults("concord: 1\nworld: {tables: \"\"}\n"),
            (Lines{"s.yaml:2:17: world.tables: is empty; give a name"}));
  EXPECT_EQ(faults("concord: 1\nworld: {tables: \"a\\nb\"}\n"),
            (Lines{"s.yaml:2:17: world.tables: 'a\\nb' has control characters"}));
  EXPECT_EQ(faults_of("extends: /nowhere/b.yaml\n"),
            (Lines{"s.yaml:3:10: extends: there is no file '/nowhere/b.yaml', seen from this one"}));
}

TEST_F(ScenarioFile, NamesFaultsInTables) {
  write("small/trusts.csv", "code,name,type,system,place,turnover_gbp_m\nT1,Hospital,acute,S2,P1,0\n");
  const Lines found = faults_of("quarters: 500\n");
  ASSERT_EQ(found.size(), 3U);  // those of the tables do not hide those of the scenario
  EXPECT_TRUE(found[0].starts_with("small/trusts.csv:2:"));
  EXPECT_TRUE(found[1].starts_with("small/trusts.csv:2:"));
  EXPECT_EQ(found[2], "s.yaml:3:11: quarters: 500 is outside [1, 400] quarters");
}

TEST_F(ScenarioFile, RefusesASystemWithoutNhsBodies) {
  write("small/trusts.csv", "code,name,type,system,place,turnover_gbp_m\n");
  write("small/ccgs.csv", "code,name,system,place,population,allocation_gbp_m\n");
  EXPECT_EQ(faults_of(""), (Lines{"s.yaml:2:17: world.tables: system S1 has neither a trust nor a CCG"}));
}

TEST_F(ScenarioFile, ChecksSyntheticWorlds) {
  const auto synthetic = [&](const std::string& sizes) {
    return faults("concord: 1\nworld:\n  synthetic: {" + sizes + "}\n");
  };
  EXPECT_EQ(synthetic(""), Lines{});
  EXPECT_EQ(synthetic("systems: 1.5"),
            (Lines{"s.yaml:3:24: world.synthetic.systems: '1.5' is not a whole number"}));
  EXPECT_EQ(synthetic("systems: 0"),
            (Lines{"s.yaml:3:24: world.synthetic.systems: 0 is outside [1, 1000000] systems"}));
  EXPECT_EQ(synthetic("places_per_system: 0.5"),
            (Lines{"s.yaml:3:34: world.synthetic.places_per_system: 0.5 is outside [1, 1000000] places"}));
  EXPECT_EQ(synthetic("trusts: 3"),
            (Lines{"s.yaml:3:15: world.synthetic.trusts: unknown key; known here: systems, "
                   "places_per_system, trusts_per_system, ccgs_per_system, "
                   "councils_per_system, population, seed"}));
  EXPECT_EQ(
      synthetic("systems: 1000000"),
      (Lines{"s.yaml:3:14: world.synthetic: 13510000 organisations in 3600000 places; at most 1000000 of "
             "either can be simulated"}));
  EXPECT_EQ(
      synthetic("trusts_per_system: 0, ccgs_per_system: 0"),
      (Lines{"s.yaml:3:14: world.synthetic: 0 trusts and 0 CCGs for 42 systems; every system needs one of "
             "either"}));
}

TEST_F(ScenarioFile, ExtendsAnother) {
  write("parts/base.yaml",
        "concord: 1\nseed: 5\nquarters: 4\nworld: {synthetic: {systems: 2}}\nparameters: {pooling: {floor: "
        "0.25}}\n");
  ASSERT_EQ(faults_of("extends: parts/base.yaml\nquarters: 8\nparameters: {duty: {strength: 1}}\n"), Lines{});
  EXPECT_EQ(plan_.seed, 5U);
  EXPECT_EQ(plan_.scenario.quarters, 8);
  EXPECT_EQ(first(plan_.scenario.parameters.of<Pooling>().floor), 0.25);
  EXPECT_EQ(first(plan_.scenario.parameters.of<Duty>().strength), 1);
  EXPECT_EQ(plan_.scenario.world->organisation_count(), 3);  // its own world replaces the other's form
}

TEST_F(ScenarioFile, FindsTablesBesideTheFileThatNamesThem) {
  write("parts/base.yaml", "concord: 1\nworld: {tables: small}\n");
  fs::rename(home_ / "small", home_ / "parts/small");
  ASSERT_EQ(faults("concord: 1\nextends: parts/base.yaml\n"), Lines{});
  EXPECT_NE(plan_.resolved.find("tables: \"parts/small\"\n"), std::string::npos);
}

TEST_F(ScenarioFile, NamesFaultsOfWhatItExtendsThere) {
  write("base.yaml", "concord: 1\nquarters: 0.5\n");
  EXPECT_EQ(faults_of("extends: base.yaml\n"),
            (Lines{"base.yaml:2:11: quarters: '0.5' is not a whole number"}));
  write("base.yaml", "quarters: 5\n");
  EXPECT_EQ(faults_of("extends: base.yaml\n"),
            (Lines{"base.yaml:1:1: concord: missing; begin the file with `concord: 1`"}));
  EXPECT_EQ(faults_of("extends: bse.yaml\n"), (Lines{"s.yaml:3:10: extends: there is no file 'bse.yaml', "
                                                     "seen from this one; did you mean 'base.yaml'?"}));
  EXPECT_EQ(faults_of("extends: small\n"), (Lines{"small: is a directory, not a regular file"}));
}

TEST_F(ScenarioFile, DoesNotExtendInCircles) {
  write("base.yaml", "concord: 1\nextends: s.yaml\n");
  EXPECT_EQ(faults_of("extends: base.yaml\n"),
            (Lines{"base.yaml:2:10: extends: 's.yaml' extends this file in turn; the circle never ends"}));
  EXPECT_EQ(faults_of("extends: s.yaml\n"),
            (Lines{"s.yaml:3:10: extends: 's.yaml' extends this file in turn; the circle never ends"}));
  for (int k = 0; k < 9; ++k)
    write(fmt::format("c{}.yaml", k), fmt::format("concord: 1\nextends: c{}.yaml\n", k + 1));
  write("c9.yaml", "concord: 1\n");
  EXPECT_EQ(faults_of("extends: c0.yaml\n"),
            (Lines{"c6.yaml:2:10: extends: more than 8 files extend one another"}));
}

TEST_F(ScenarioFile, ChecksSettings) {
  EXPECT_EQ(faults_of("quarters: 401\n"), (Lines{"s.yaml:3:11: quarters: 401 is outside [1, 400] quarters"}));
  EXPECT_EQ(faults_of("quarters: 1.5\n"), (Lines{"s.yaml:3:11: quarters: '1.5' is not a whole number"}));
  EXPECT_EQ(faults_of("replicates: 0\n"), (Lines{"s.yaml:3:13: replicates: 0 is outside [1, 1000000] runs"}));
  EXPECT_EQ(faults_of("replicates: -3\n"),
            (Lines{"s.yaml:3:13: replicates: -3 is outside [1, 1000000] runs"}));
  EXPECT_EQ(faults_of("replicates: 1e3\n"),
            (Lines{"s.yaml:3:13: replicates: '1e3' is not written as a whole number; write 1000"}));
  EXPECT_EQ(faults_of("seed: 9007199254740992\n"),
            (Lines{"s.yaml:3:7: seed: 9007199254740992 is outside [0, 9007199254740991]"}));
  EXPECT_EQ(faults_of("seed: -1\n"), (Lines{"s.yaml:3:7: seed: -1 is outside [0, 9007199254740991]"}));
  EXPECT_EQ(faults_of("seed: 99999999999999999999\n"),
            (Lines{"s.yaml:3:7: seed: '99999999999999999999' does not fit in 64 bits"}));
  EXPECT_EQ(
      faults_of("record: organisation\n"),
      (Lines{"s.yaml:3:9: record: 'organisation' is none of summary, systems, organisations; did you mean "
             "'organisations'?"}));
  EXPECT_EQ(faults_of("title: [a, b]\n"), (Lines{"s.yaml:3:8: title: must be a text, not a list"}));
  EXPECT_EQ(faults_of("title: \"two\\nlines\"\n"),
            (Lines{"s.yaml:3:8: title: must be one line without tabs"}));
  EXPECT_EQ(faults_of("title: " + std::string(201, 'x') + "\n"),
            (Lines{"s.yaml:3:8: title: is 201 bytes long; at most 200"}));
  EXPECT_EQ(
      faults_of("start: 2019\n"),
      (Lines{
          "s.yaml:3:8: start: '2019' is not a financial quarter; write 2019/20 Q1 for April to June 2019"}));
  EXPECT_EQ(faults_of("start: never\n"), (Lines{"s.yaml:3:8: start: 'never' is not a financial quarter of "
                                                "1990 to 2199; write it like 2019/20 Q1"}));
}

TEST_F(ScenarioFile, ChecksParameters) {
  const auto fault = [&](const std::string& text) { return faults_of_parameters("  " + text + "\n"); };
  EXPECT_EQ(fault("pooling: {floor: -0.1}"),
            (Lines{"s.yaml:4:20: parameters.pooling.floor: -0.1 is outside [0, 1] share"}));
  EXPECT_EQ(fault("pooling: {floor: .nan}"),
            (Lines{"s.yaml:4:20: parameters.pooling.floor: must be a finite number, not '.nan'"}));
  EXPECT_EQ(fault("pooling: {floor: .inf}"),
            (Lines{"s.yaml:4:20: parameters.pooling.floor: must be a finite number, not '.inf'"}));
  EXPECT_EQ(fault("pooling: {floor: half}"),
            (Lines{"s.yaml:4:20: parameters.pooling.floor: 'half' is not a number"}));
  EXPECT_EQ(
      fault("pooling: {floor: '0.5'}"),
      (Lines{"s.yaml:4:20: parameters.pooling.floor: must be a number, but '0.5' is quoted text; remove the "
             "quotes"}));
  EXPECT_EQ(fault("pooling: {floor: [0.5]}"),
            (Lines{"s.yaml:4:20: parameters.pooling.floor: must be a number, not a list"}));
  EXPECT_EQ(fault("pooling: {floor: }"),
            (Lines{"s.yaml:4:13: parameters.pooling.floor: is empty; give a number"}));
  EXPECT_EQ(
      fault("pooling: 0.5"),
      (Lines{
          "s.yaml:4:12: parameters.pooling: must be a section of keys ('key: value'), not a single value"}));
  EXPECT_EQ(fault("poling: {floor: 0.5}"),
            (Lines{"s.yaml:4:3: parameters.poling: unknown key; did you mean 'pooling'?"}));
  EXPECT_EQ(
      fault("pooling: {floor: 0.5, floor: 0.6}"),
      (Lines{
          "s.yaml:4:25: parameters.pooling.floor: duplicate key; it was first given on line 4, column 13"}));
  EXPECT_EQ(fault("pooling: {at_place: yes}"),
            (Lines{"s.yaml:4:23: parameters.pooling.at_place: 'yes' is not a boolean; write true"}));
  EXPECT_EQ(fault("contracts: {delay: 1.5}"),
            (Lines{"s.yaml:4:22: parameters.contracts.delay: '1.5' is not a whole number"}));
  EXPECT_EQ(fault("contracts: {delay: -1}"),
            (Lines{"s.yaml:4:22: parameters.contracts.delay: -1 is outside [0, 1000000] quarters"}));
  EXPECT_EQ(
      fault("behaviour: {choice_precision: 0}"),
      (Lines{"s.yaml:4:33: parameters.behaviour.choice_precision: 0 is outside [1e-09, 1000000000] 1/pp"}));
  EXPECT_EQ(fault("activity_income: {tariff: 1e4}"),
            (Lines{"s.yaml:4:29: parameters.activity_income.tariff: 1e4 is outside [0, 1000]"}));
  EXPECT_EQ(
      fault("deadline: {date: 2021}"),
      (Lines{"s.yaml:4:20: parameters.deadline.date: '2021' is not a financial quarter; write 2021/22 Q1 for "
             "April to June 2021, or never"}));
  EXPECT_EQ(
      fault("deadline: {date: 2021/23 Q1}"),
      (Lines{
          "s.yaml:4:20: parameters.deadline.date: '2021/23 Q1' is not a financial quarter; write 2021/22 Q1 "
          "for April to June 2021, or never"}));
  EXPECT_EQ(
      fault("deadline: {date: april}"),
      (Lines{
          "s.yaml:4:20: parameters.deadline.date: 'april' is not a financial quarter of 1990 to 2199; write "
          "it like 2019/20 Q1, or never"}));
}

TEST_F(ScenarioFile, ChecksParametersAgainstOneAnother) {
  const auto fault = [&](const std::string& text) { return faults_of_parameters("  " + text + "\n"); };
  EXPECT_EQ(fault("control_total: {ask_base: 3, ask_cap: 2}"),
            (Lines{"s.yaml:4:41: parameters.control_total.ask_cap: 2 must not be below "
                   "control_total.ask_base (3); the "
                   "largest ask cannot be below that of a balanced body"}));
  EXPECT_EQ(
      fault("control_total: {ask_base: 3}"),
      (Lines{
          "s.yaml:4:29: parameters.control_total.ask_base: 3 must not be above control_total.ask_cap (2.2); "
          "the largest ask cannot be below that of a balanced body"}));
  EXPECT_EQ(fault("control_total: {ask_base: 2, ask_cap: 2}"), Lines{});
  EXPECT_EQ(
      fault("designation: {developing: 0.3, maturing: 0.3}"),
      (Lines{
          "s.yaml:4:44: parameters.designation.maturing: 0.3 must be above designation.developing (0.3); the "
          "stages of maturity follow one another"}));
  EXPECT_EQ(
      fault("designation: {maturing: 0.9}"),
      (Lines{
          "s.yaml:4:27: parameters.designation.maturing: 0.9 must be below designation.thriving (0.62); the "
          "stages of maturity follow one another"}));
  EXPECT_EQ(fault("designation: {second_wave_date: 2017/18 Q1}"),
            (Lines{"s.yaml:4:35: parameters.designation.second_wave_date: 2017/18 Q1 must be after "
                   "designation.first_wave_date (2017/18 Q2); the waves follow one another"}));
  EXPECT_EQ(fault("designation: {second_wave_date: 2030/31 Q1}"),
            (Lines{"s.yaml:4:35: parameters.designation.second_wave_date: 2030/31 Q1 must be before "
                   "designation.third_wave_date (2019/20 Q1); the waves follow one another"}));
  EXPECT_EQ(fault("designation: {second_wave_date: never, third_wave_date: never}"), Lines{});
  EXPECT_EQ(
      fault("pooling: {floor_from: 2021/22 Q1, floor_until: 2021/22 Q1}"),
      (Lines{
          "s.yaml:4:50: parameters.pooling.floor_until: 2021/22 Q1 must be after pooling.floor_from (2021/22 "
          "Q1); the mandate must begin before it ends"}));
  EXPECT_EQ(fault("pooling: {floor_from: never}"), Lines{});
  EXPECT_EQ(
      fault("guidance: {vagueness_after: 0.9}"),
      (Lines{
          "s.yaml:4:31: parameters.guidance.vagueness_after: 0.9 must not be above guidance.vagueness_before "
          "(0.6); guidance does not make things vaguer"}));
  // Not against a value that is wrong in itself.
  EXPECT_EQ(fault("control_total: {ask_base: 3, ask_cap: -1}"),
            (Lines{"s.yaml:4:41: parameters.control_total.ask_cap: -1 is outside [0, 1000] pp"}));
}

TEST_F(ScenarioFile, RefusesWhatIsTooLarge) {
  const Lines found = faults(
      "concord: 1\nworld: {synthetic: {systems: 50000, population: 5e10}}\nquarters: 400\n"
      "replicates: 1000000\nrecord: systems\n");
  EXPECT_EQ(found,
            (Lines{"s.yaml:4:13: replicates: 1000000 runs of 400 quarters with 675500 organisations in 50000 "
                   "systems would fill 5.2 PB; at most 1.0 TB is written: ask for fewer runs or quarters, or "
                   "record less"}));
}

TEST_F(ScenarioFile, RefusesWhatIsNoScenario) {
  EXPECT_EQ(problems_of("nothing.yaml"), (Lines{"nothing.yaml: cannot be read: No such file or directory"}));
  EXPECT_EQ(problems_of("small"), (Lines{"small: is a directory, not a regular file"}));
  EXPECT_EQ(faults(""), (Lines{"s.yaml: is empty; a map of keys is expected"}));
  EXPECT_EQ(faults("- concord\n"),
            (Lines{"s.yaml:1:1: must be a section of keys ('key: value'), not a list"}));
  EXPECT_EQ(faults("concord: 1\n---\nconcord: 1\n"),
            (Lines{"s.yaml:2:1: a second document starts here; a file holds only one"}));
  EXPECT_EQ(faults("concord: 1\nparameters:\n\tpooling: 1\n"),
            (Lines{"s.yaml:3:1: tab in the indentation; use spaces"}));
  EXPECT_EQ(faults(std::string("concord: 1\0\n", 12)),
            (Lines{"s.yaml:1:11: NUL byte at offset 10; is this a text file?"}));
  EXPECT_EQ(faults("concord: 1\ntitle: \xff\n"),
            (Lines{"s.yaml:2:8: invalid UTF-8 (byte 0xff) at offset 18; save the file as UTF-8"}));
}

TEST_F(ScenarioFile, ReadsWindowsText) {
  EXPECT_EQ(faults("\xEF\xBB\xBF"
                   "concord: 1\r\nworld: {tables: small}\r\ntitle: Caf\xC3\xA9\r\n"),
            Lines{});
  EXPECT_EQ(plan_.title, "Caf\xC3\xA9");
}

TEST_F(ScenarioFile, GivesWayToOverrides) {
  ASSERT_EQ(
      faults_of("quarters: 8\nparameters: {pooling: {floor: 0.5}}\n", {{"quarters", "12"},
                                                                       {"pooling.floor", "0.75"},
                                                                       {"parameters.duty.strength", "1"},
                                                                       {"deadline.date", "2022/23 Q1"},
                                                                       {"shocks.covid", "false"},
                                                                       {"record", "summary"},
                                                                       {"title", "Another"}}),
      Lines{});
  EXPECT_EQ(plan_.scenario.quarters, 12);
  EXPECT_EQ(first(plan_.scenario.parameters.of<Pooling>().floor), 0.75);
  EXPECT_EQ(first(plan_.scenario.parameters.of<Duty>().strength), 1);
  EXPECT_EQ(plan_.scenario.parameters.of<Deadline>().date, financial_quarter(2022, 1));
  EXPECT_FALSE(plan_.scenario.parameters.of<Shocks>().covid);
  EXPECT_EQ(plan_.record, Record::summary);
  EXPECT_EQ(plan_.title, "Another");
  EXPECT_NE(plan_.resolved.find("    floor: 0.75\n"), std::string::npos);
}

TEST_F(ScenarioFile, ReplacesTheWorldByOverride) {
  ASSERT_EQ(faults_of("", {{"world.synthetic.systems", "2"}}), Lines{});
  EXPECT_EQ(plan_.scenario.world->system_count(), 2);
  ASSERT_EQ(faults("concord: 1\nworld: {synthetic: {systems: 2}}\n", {{"world.tables", "small"}}), Lines{});
  EXPECT_EQ(plan_.scenario.world->system_count(), 1);
}

TEST_F(ScenarioFile, ChecksOverridesLikeTheFile) {
  EXPECT_EQ(faults_of_override("pooling.floor", "1.4"),
            (Lines{"--set: parameters.pooling.floor: 1.4 is outside [0, 1] share"}));
  EXPECT_EQ(faults_of_override("pooling.floor", "half"),
            (Lines{"--set: parameters.pooling.floor: 'half' is not a number"}));
  EXPECT_EQ(faults_of_override("pooling.floor", ""),
            (Lines{"--set: parameters.pooling.floor: is empty; give a number"}));
  EXPECT_EQ(faults_of_override("pooling.floor", "[1"),
            (Lines{"--set: pooling.floor: a key must be text, not a list or a map; or is this bracket "
                   "never closed?"}));
  EXPECT_EQ(faults_of_override("pooling.flor", "1"),
            (Lines{"--set: parameters.pooling.flor: unknown key; did you mean 'floor'?"}));
  EXPECT_EQ(faults_of_override("poling.floor", "1"),
            (Lines{"--set: poling.floor: unknown key; did you mean 'pooling.floor'?"}));
  EXPECT_EQ(faults_of_override("quorum", "1"),
            (Lines{"--set: quorum: unknown key; did you mean 'pooling.quorum'?"}));
  EXPECT_EQ(faults_of_override("sed", "1"), (Lines{"--set: sed: unknown key; did you mean 'seed'?"}));
  EXPECT_EQ(faults_of_override("extends", "x.yaml"),
            (Lines{"--set: extends: unknown key; `concord describe` lists all"}));
  EXPECT_EQ(faults_of_override("zzzzzz", "1"),
            (Lines{"--set: zzzzzz: unknown key; `concord describe` lists all"}));
  EXPECT_EQ(
      faults_of_override("pooling", "1"),
      (Lines{"--set: parameters.pooling: must be a section of keys ('key: value'), not a single value"}));
  EXPECT_EQ(
      faults_of_override("deadline.date", "2021"),
      (Lines{
          "--set: parameters.deadline.date: '2021' is not a financial quarter; write 2021/22 Q1 for April to "
          "June 2021, or never"}));
  EXPECT_EQ(
      faults_of_override("start", "2019/20 Q2"),
      (Lines{"--set: start: 2019/20 Q2 is not a first quarter; a run begins with the planning round of a "
             "financial year: write 2019/20 Q1"}));
  EXPECT_EQ(
      faults_of_override("control_total.ask_base", "5"),
      (Lines{"--set: parameters.control_total.ask_base: 5 must not be above control_total.ask_cap (2.2); the "
             "largest ask cannot be below that of a balanced body"}));
  EXPECT_EQ(faults_of("", {{"seed", "1", "--seed"}, {"seed", "2"}}), (Lines{"--set: seed: given twice"}));
  EXPECT_EQ(faults_of("", {{"seed", "1.5", "--seed"}}), (Lines{"--seed: seed: '1.5' is not a whole number"}));
}

// Parameters are spelled as in documents and on the command line, wherever they are given.

TEST_F(ScenarioFile, ReadsDottedKeys) {
  ASSERT_EQ(faults_of_parameters("  pooling.floor: 0.5\n  duty: {strength: 1}\n  duty.licence: 0.25\n"
                                 "  shocks.covid: FALSE\n  deadline.date: never\n"),
            Lines{});
  EXPECT_EQ(first(plan_.scenario.parameters.of<Pooling>().floor), 0.5);
  EXPECT_EQ(first(plan_.scenario.parameters.of<Duty>().strength), 1);
  EXPECT_EQ(first(plan_.scenario.parameters.of<Duty>().licence), 0.25);
  EXPECT_FALSE(plan_.scenario.parameters.of<Shocks>().covid);
  EXPECT_EQ(plan_.scenario.parameters.of<Deadline>().date, never);
  const std::string dotted = plan_.resolved;
  ASSERT_EQ(faults_of_parameters("  pooling: {floor: 0.5}\n  duty: {strength: 1, licence: 0.25}\n"
                                 "  shocks: {covid: false}\n  deadline: {date: never}\n"),
            Lines{});
  EXPECT_EQ(plan_.resolved, dotted);
}

TEST_F(ScenarioFile, ReadsEveryParameterAsADottedKey) {
  std::string text;
  for (const ParameterInfo& info : all_parameters())
    text += fmt::format("  {}: {}\n", info.path, value_text(info, info.get(Parameters{})));
  EXPECT_EQ(faults_of_parameters(text), Lines{});
}

TEST_F(ScenarioFile, LaysDottedKeysOverNestedOnesOfWhatItExtends) {
  write("base.yaml", "concord: 1\nparameters: {pooling: {floor: 0.25, quorum: 0.5}, duty.strength: 2}\n");
  ASSERT_EQ(faults_of("extends: base.yaml\nparameters: {pooling.floor: 0.5, duty: {strength: 1}}\n"),
            Lines{});
  EXPECT_EQ(first(plan_.scenario.parameters.of<Pooling>().floor), 0.5);
  EXPECT_EQ(first(plan_.scenario.parameters.of<Pooling>().quorum), 0.5);
  EXPECT_EQ(first(plan_.scenario.parameters.of<Duty>().strength), 1);
}

TEST_F(ScenarioFile, ReadsDottedKeysOfChangesAndOverrides) {
  ASSERT_EQ(faults_of("changes: [{from: 2018/19 Q3, parameters: {duty.strength: 1, pooling.floor: 0.5}}]\n",
                      {{"parameters", "{pooling.quorum: 0.5}"}}),
            Lines{});
  ASSERT_EQ(plan_.scenario.changes.size(), 2U);
  EXPECT_EQ(first(plan_.scenario.parameters.of<Pooling>().quorum), 0.5);
}

TEST_F(ScenarioFile, NamesBothPlacesOfAParameterGivenInBothForms) {
  EXPECT_EQ(faults_of_parameters("  pooling:\n    floor: 0.5\n  pooling.floor: 0.25\n"),
            (Lines{"s.yaml:6:3: parameters.pooling.floor: is given a second time; it was first given on line "
                   "5, column 5"}));
  EXPECT_EQ(
      faults_of("changes:\n  - from: 2018/19 Q3\n    parameters: {duty.strength: 1, duty: {strength: 1}}\n"),
      (Lines{"s.yaml:5:18: changes[0].parameters.duty.strength: is given a second time; it was first "
             "given on line 5, column 43"}));
}

TEST_F(ScenarioFile, SaysWhatAnUnknownParameterMayMean) {
  EXPECT_EQ(faults_of_parameters("  licence.strength: 1\n"),
            (Lines{"s.yaml:4:3: parameters.licence.strength: there is no such parameter; did you mean "
                   "'duty.licence'?"}));
  EXPECT_EQ(faults_of_parameters("  licence: {strength: 1}\n"),
            (Lines{"s.yaml:4:13: parameters.licence.strength: there is no such parameter; did you mean "
                   "'duty.licence'?"}));
  EXPECT_EQ(faults_of_override("licence.strength", "1"),
            (Lines{"--set: licence.strength: unknown key; did you mean 'duty.licence'?"}));
  EXPECT_EQ(faults_of_parameters("  pooling.flor: 1\n"),
            (Lines{"s.yaml:4:3: parameters.pooling.flor: unknown key; did you mean 'floor'?"}));
  EXPECT_EQ(faults_of("duty: {strength: 1}\npooling.floor: 1\n"),
            (Lines{"s.yaml:3:1: duty: is a parameter; move it below `parameters:`",
                   "s.yaml:4:1: pooling.floor: is a parameter; move it below `parameters:`"}));
}

TEST_F(ScenarioFile, ReadsSwitchesAndNumbersOfSpreadsheets) {
  for (const char* off : {"FALSE", "False", "no", "off", "0"}) {
    ASSERT_EQ(faults_of("", {{"shocks.covid", off}}), Lines{}) << off;
    EXPECT_FALSE(plan_.scenario.parameters.of<Shocks>().covid) << off;
  }
  EXPECT_EQ(faults_of_override("pooling.floor", "50%"),
            (Lines{"--set: parameters.pooling.floor: '50%' is not a number; write 0.5"}));
  EXPECT_EQ(faults_of_parameters("  pooling: {floor: 0,5}\n").front(),
            "s.yaml:4:22: parameters.pooling: a comma ends a setting inside {}; write 0.5");
  EXPECT_EQ(faults_of_parameters("  duty.strength: 35%\n"),  // in percentage points
            (Lines{"s.yaml:4:18: parameters.duty.strength: '35%' is not a number; it counts percentage "
                   "points: write 35"}));
}

TEST(NearestParameter, IsWhatIsMeantOrNothing) {
  const std::pair<const char*, const char*> meant[]{
      {"floor", "pooling.floor"},
      {"pooling.flor", "pooling.floor"},
      {"poling.floor", "pooling.floor"},
      {"Pooling.Floor", "pooling.floor"},
      {"parameters.pooling.floor", "pooling.floor"},
      {"licence.strength", "duty.licence"},
      {"licence_strength", "duty.licence"},
      {"licences", "duty.licence"},
      {"duty.licence_conditions", "duty.licence"},
      {"strength.duty", "duty.strength"},
      {"pooling.mandate_floor", "pooling.floor"},
      {"covid.reimbursement", "shocks.covid_reimbursed"},
      {"covid.solidarity", "shocks.covid_solidarity"},
      {"shocks.covid_solidarty", "shocks.covid_solidarity"},
      {"covid_cost", "shocks.covid_cost"},
      {"quorum", "pooling.quorum"},
      {"ballot.precision", "pooling.vote_precision"},
  };
  for (const auto& [written, wanted] : meant)
    EXPECT_EQ(nearest_parameter(written).value_or(""), wanted) << written;
  for (const char* nothing :
       {"severity", "covid_severity", "shocks.covid_severity", "shocks.severity", "colour", "zzzzzz", "x", "",
        "seed", "sed", "extends", "replicates", "title", "world.tables", "wages", "beds.occupancy"}) {
    EXPECT_EQ(nearest_parameter(nothing).value_or(""), "") << nothing;
  }
  // Every one is found from its own key, where no other has it, and from one slip in its path.
  for (const ParameterInfo& info : all_parameters()) {
    EXPECT_EQ(nearest_parameter(info.path), info.path);
    std::string slip = info.path;
    slip.erase(slip.size() / 2, 1);
    EXPECT_EQ(nearest_parameter(slip), info.path) << slip;
  }
}

TEST(Overrides, NameInvisibleCharacters) {
  for (const char* text : {"pooling.floor\u00A0=1", "pooling.floor=1\u200B", "\uFEFFpooling.floor=1"}) {
    Problems problems;
    EXPECT_FALSE(parse_override(text, problems));
    ASSERT_EQ(problems.count(), 1U);
    EXPECT_NE(problems.all()[0].what.find(" is U+"), std::string::npos) << problems.all()[0].what;
  }
}

TEST(Overrides, HaveTheFormKeyValue) {
  Problems problems;
  const auto good = parse_override("pooling.floor=a=b", problems);
  ASSERT_TRUE(good);
  EXPECT_EQ(good->key, "pooling.floor");
  EXPECT_EQ(good->value, "a=b");
  EXPECT_FALSE(parse_override("pooling.floor", problems));
  EXPECT_FALSE(parse_override("=3", problems));
  ASSERT_EQ(problems.count(), 2U);
  EXPECT_EQ(to_string(problems.all()[0]), "--set: 'pooling.floor' must have the form key=value");
}

TEST(Progress, SaysHowFarAndHowLong) {
  EXPECT_EQ(progress_line(0, 100, 1, 10), "[..........]   0%  0 of 100 runs");
  EXPECT_EQ(progress_line(25, 100, 10, 10), "[##........]  25%  25 of 100 runs, about 30 s left");
  EXPECT_EQ(progress_line(100, 100, 40, 0), "100%  100 of 100 runs");
  EXPECT_EQ(progress_line(13, 20, 13, 0, "generations"), " 65%  13 of 20 generations, about 7 s left");
  EXPECT_EQ(readable_time(0.2), "1 s");
  EXPECT_EQ(readable_time(125), "2 min 05 s");
  EXPECT_EQ(readable_time(3780), "1 h 03 min");
}

}  // namespace
}  // namespace concord
