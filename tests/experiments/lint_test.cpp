// Warnings about what is right in form and most likely not meant.

#include "experiments/authoring/lint.hpp"

#include "design_files.hpp"
#include "experiments/platform/output_name.hpp"
#include "experiments/runs/ensemble.hpp"
#include "tests/support/source.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace concord {
namespace {

// ---- which settings need which others: simulated, not believed ----

struct Results {
  std::uint64_t digest = 0;
  std::vector<double> summary;
};
Results results_of(const Scenario& scenario) {
  const RunPlan plan{.scenario = scenario, .seed = 11, .replicates = 8, .record = Record::organisations};
  Results results;
  RunsDigest digest;
  run_ensemble(plan, 1, [&](const Block& block) {
    digest.add(block);
    results.summary = block.summary;
  });
  results.digest = digest.value();
  return results;
}

/// A share that is paid back in full leaves what it costs the centre, and the rounding of a sum.
bool same_but_for_the_centre(const Results& a, const Results& b) {
  const std::size_t one = a.summary.size() / measure_count,
                    cost = static_cast<std::size_t>(Measure::centre_cost);
  for (std::size_t k = 0; k < a.summary.size(); ++k) {
    const bool equal = std::isnan(a.summary[k])
                           ? std::isnan(b.summary[k])
                           : std::abs(a.summary[k] - b.summary[k]) <= 1e-9 * (1 + std::abs(a.summary[k]));
    if (!equal && k / one != cost) return false;
  }
  return true;
}

std::vector<double> values_to_try(const ParameterInfo& info) {
  if (info.kind == ValueKind::on_off) return {0, 1};
  if (info.kind != ValueKind::quarter)
    return {info.screening.low, std::floor(info.screening.high), info.screening.high};
  std::vector<double> dates{static_cast<double>(never.index)};
  for (const int year : {2017, 2018, 2019, 2020}) dates.push_back(financial_quarter(year, 2).index);
  return dates;
}

Scenario with(Scenario scenario, std::string_view path, double value) {
  find_parameter(path)->set(scenario.parameters, value);
  return scenario;
}

class Needs : public test::DesignFiles {
 protected:
  Scenario scenario_of(const std::string& parameters) {
    write("n.yaml",
          "concord: 1\nworld: {synthetic: {systems: 5, population: 6600000}}\nquarters: 24\nparameters: {" +
              parameters + "}\n");
    Problems problems;
    const RunPlan plan = load_scenario(home_ / "n.yaml", {}, problems);
    EXPECT_EQ(lines_of(problems), Lines{});
    return plan.scenario;
  }
};

TEST_F(Needs, AreTrueInRuns) {
  const Scenario variants[]{
      scenario_of(""),
      scenario_of(
          "pooling.floor: 0.5, pooling.floor_from: 2018/19 Q3, walkout.rate: 0.3, shocks.demand_date: "
          "2018/19 Q3, "
          "designation.first_wave_systems: 1, designation.second_wave_systems: 1, "
          "designation.third_wave_systems: 1, deadline.date: 2020/21 Q1, politics.shock_date: 2019/20 Q3, "
          "politics.delay: 2, councils.settlement_date: 2020/21 Q1, statute.date: 2021/22 Q1, "
          "shocks.covid_reimbursed: 0.5, sustainability_fund.taper: 0.5, duty.licence: 0.5, duty.councils: "
          "0.5, "
          "behaviour.imitation: 0.3, agreement_mandate.conditional_money: 0.3, integration.index_payment: "
          "0.5"),
      scenario_of("designation: {first_wave_systems: 0, second_wave_systems: 0, third_wave_systems: 1}, "
                  "pooling.floor: 0.3, deadline.date: 2021/22 Q1, statute.date: 2020/21 Q1"),
  };
  for (const Need& need : all_needs()) {
    const std::string words = fmt::format("{} without {}", need.parameter, need.governor);
    const ParameterInfo *info = find_parameter(need.parameter), *governor = find_parameter(need.governor);
    ASSERT_TRUE(info != nullptr && governor != nullptr) << words;
    const double blocked = need.blocked == Blocked::at_zero  ? 0
                           : need.blocked == Blocked::at_one ? 1
                                                             : static_cast<double>(never.index);
    bool acts = false;
    for (const Scenario& variant : variants) {
      const Scenario idle = with(variant, need.governor, blocked);
      const Results idle_results = results_of(idle), open_results = results_of(variant);
      for (const double value : values_to_try(*info)) {
        const Results other = results_of(with(idle, need.parameter, value));
        if (need.blocked == Blocked::at_one) {
          EXPECT_TRUE(same_but_for_the_centre(idle_results, other)) << words << ": " << value;
        } else {
          EXPECT_EQ(idle_results.digest, other.digest) << words << ": " << value;
        }
        acts = acts || results_of(with(variant, need.parameter, value)).digest != open_results.digest;
      }
      if (acts) break;
    }
    EXPECT_TRUE(acts) << need.parameter << " acts in no variant, so that nothing is shown";
  }
}

// ---- what is said ----

class Lint : public test::DesignFiles {
 protected:
  /// Warnings about a scenario of 24 quarters in a world that is large enough, "s.yaml:LINE:..." left as they
  /// are; `text` begins on line 4.
  Lines of(const std::string& text, const std::vector<Override>& overrides = {},
           const std::string& world = "{synthetic: {systems: 20}}") {
    write("s.yaml", "concord: 1\nworld: " + world + "\nquarters: 24\n" + text);
    Problems problems;
    const RunPlan plan = load_scenario(home_ / "s.yaml", overrides, problems);
    EXPECT_EQ(lines_of(problems), Lines{});
    if (!problems.empty()) return {};
    return stripped(lint_scenario(home_ / "s.yaml", overrides, plan));
  }
  Lines of_parameters(const std::string& text) { return of("parameters:\n" + text); }
  Lines of_design(const std::string& text) {
    write("world.yaml", "concord: 1\nworld: {synthetic: {systems: 20}}\nquarters: 24\nreplicates: 2\n");
    EXPECT_EQ(faults_of(text), Lines{});
    if (HasFailure()) return {};
    return stripped(lint_design(design_, {}));
  }
  Lines stripped(const std::vector<Problem>& warnings) const {
    Lines lines;
    for (const Problem& warning : warnings) lines.push_back(without(to_string(warning)));
    return lines;
  }
};

TEST_F(Lint, SaysNothingAboutDefaultsAndPlainPolicies) {
  EXPECT_EQ(of(""), Lines{});
  EXPECT_EQ(of_parameters(
                "  pooling: {floor: 0.5, floor_from: 2019/20 Q1}\n  duty.strength: 1\n  shocks.covid: false\n"
                "  deadline.date: never\n"),
            Lines{});
  // All defaults written out, some of which have no effect, are no mistake.
  std::string all;
  for (const ParameterInfo& info : all_parameters())
    all += fmt::format("  {}: {}\n", info.path, value_text(info, info.get(Parameters{})));
  EXPECT_EQ(of_parameters(all), Lines{});
}

TEST_F(Lint, NamesValuesOutsideTheRangeWorthTrying) {
  EXPECT_EQ(
      of_parameters("  duty:\n    strength: 35\n"),
      (Lines{
          "s.yaml:6:15: duty.strength: 35 is outside 0 to 1.5 pp, the values worth trying; is it meant?"}));
  // The kind: every parameter that has such a range, at both ends.
  for (const ParameterInfo& info : all_parameters()) {
    if (info.kind != ValueKind::number || info.screening.low >= info.screening.high) continue;
    for (const double value : {info.screening.low - 0.5 * (info.screening.low - info.allowed.low),
                               info.screening.high + 0.5 * (info.allowed.high - info.screening.high)}) {
      const bool outside = value < info.screening.low || value > info.screening.high;
      if (!outside || value == 0) continue;
      RunPlan plan;
      Problems problems;
      const std::vector<Override> set{{info.path, fmt::format("{}", value)}};
      write("s.yaml", "concord: 1\nworld: {synthetic: {systems: 20}}\n");
      plan = load_scenario(home_ / "s.yaml", set, problems);
      if (!problems.empty()) continue;  // a relation with another parameter
      const Lines found = stripped(lint_scenario(home_ / "s.yaml", set, plan));
      EXPECT_TRUE(std::ranges::any_of(found,
                                      [&](const std::string& line) {
                                        return line.starts_with("--set: " + info.path + ": ") &&
                                               line.find("the values worth trying") != line.npos;
                                      }))
          << info.path << " = " << value;
    }
  }
}

TEST_F(Lint, NamesSettingsThatCanHaveNoEffect) {
  EXPECT_EQ(of_parameters("  pooling: {floor: 0.5, floor_from: never}\n"),
            (Lines{"s.yaml:5:20: pooling.floor: has no effect, as pooling.floor_from is never"}));
  EXPECT_EQ(of_parameters("  switches.duty: false\n  duty.strength: 1\n"),
            (Lines{"s.yaml:6:18: duty.strength: has no effect, as switches.duty is false"}));
  EXPECT_EQ(of_parameters("  shocks.covid_cost: 4\n"),
            (Lines{"s.yaml:5:22: shocks.covid_cost: changes only what the centre pays, as "
                   "shocks.covid_reimbursed is 1"}));
  EXPECT_EQ(
      of("start: 2010/11 Q1\nparameters: {statute.sanction: 0.3}\n"),
      (Lines{
          "s.yaml:5:32: statute.sanction: has no effect, as statute.date is 2022/23 Q2 and the run ends with "
          "2015/16 Q4"}));
  EXPECT_EQ(of_parameters("  mergers.prescribed_date: 2025/26 Q1\n"),
            (Lines{"s.yaml:5:28: mergers.prescribed_date: 2025/26 Q1 is after the run, which ends with "
                   "2022/23 Q4: here "
                   "it is the same as never; give an earlier quarter, or the run more quarters"}));
  // A change in mid-run that opens it counts.
  EXPECT_EQ(of("parameters: {switches.duty: false, duty.strength: 1}\n"
               "changes: [{from: 2019/20 Q1, parameters: {switches.duty: true}}]\n"),
            Lines{});
  EXPECT_EQ(of("changes: [{from: 2019/20 Q1, parameters: {shocks.demand_size: 2}}]\n"),
            (Lines{"s.yaml:4:63: shocks.demand_size: has no effect, as shocks.demand_date is never"}));
}

TEST_F(Lint, SaysWhatARunEndsBefore) {
  EXPECT_EQ(
      of("changes: [{from: 2025/26 Q1, parameters: {duty.strength: 1}}]\nnamed: [{from: 2025/26 Q1, "
         "accelerator: S0001}]\n"),
      (Lines{"s.yaml:4:18: changes[0].from: 2025/26 Q1 is after the run, which ends with 2022/23 Q4, and is "
             "left out; give an earlier quarter, or the run more quarters",
             "s.yaml:5:16: named[0].from: 2025/26 Q1 is after the run, which ends with 2022/23 Q4, and is "
             "left out; give an earlier quarter, or the run more quarters"}));
}

TEST_F(Lint, ACouncilThatIsNamedWithholdsItsConsentWithoutWalkouts) {
  const std::string consent = "parameters: {walkout.consent_weight: 0.2}\n";
  EXPECT_EQ(of(consent), (Lines{"s.yaml:4:38: walkout.consent_weight: has no effect, as walkout.rate is 0"}));
  EXPECT_EQ(of(consent + "named: [{from: 2018/19 Q1, accelerator: S0001}]\n"), Lines{});
}

TEST_F(Lint, FindsEveryNeedThatIsNotMet) {
  for (const Need& need : all_needs()) {
    const ParameterInfo &info = *find_parameter(need.parameter), &governor = *find_parameter(need.governor);
    const double blocked = need.blocked == Blocked::at_zero  ? 0
                           : need.blocked == Blocked::at_one ? 1
                                                             : never.index;
    bool said = false;
    for (const double value : values_to_try(info)) {
      const std::vector<Override> set{{info.path, value_text(info, value)},
                                      {governor.path, value_text(governor, blocked)}};
      write("s.yaml", "concord: 1\nworld: {synthetic: {systems: 20}}\n");
      Problems problems;
      const RunPlan plan = load_scenario(home_ / "s.yaml", set, problems);
      if (!problems.empty()) continue;
      for (const std::string& line : stripped(lint_scenario(home_ / "s.yaml", set, plan)))
        said = said ||
               line.starts_with(fmt::format(
                   "--set: {}: {}, as {} is ", info.path,
                   need.blocked == Blocked::at_one ? "changes only what the centre pays" : "has no effect",
                   governor.path));
    }
    EXPECT_TRUE(said) << info.path << " without " << governor.path;
  }
}

TEST_F(Lint, CountsWhatAnyPointOfADesignSets) {
  EXPECT_EQ(
      of_design("axes: {duty.strength: [0, 0.35, 35]}\n"),
      (Lines{
          "d.yaml:3:33: duty.strength: 35 is outside 0 to 1.5 pp, the values worth trying; is it meant?"}));
  EXPECT_EQ(of_design("axes: {shocks.covid_solidarity: [0, 0.3], shocks.covid: [true, false]}\n"), Lines{});
  EXPECT_EQ(of_design("set: {shocks.covid: false}\naxes: {shocks.covid_solidarity: [0, 0.3]}\n"),
            (Lines{"d.yaml:4:34: shocks.covid_solidarity: has no effect, as shocks.covid is false"}));
  EXPECT_EQ(of_design("set: {pooling.floor_from: never}\naxes:\n  policy:\n    packages:\n      none: {}\n"
                      "      floor: {pooling.floor: 0.5}\n"),
            (Lines{"d.yaml:8:30: pooling.floor: has no effect, as pooling.floor_from is never"}));
  EXPECT_EQ(of_design("set: {pooling.floor_from: never}\naxes:\n  policy:\n    packages:\n      none: {}\n"
                      "      floor: {pooling.floor: 0.5, pooling.floor_from: 2019/20 Q1}\n"),
            Lines{});
  EXPECT_EQ(of_design("axes: {councils.settlement_date: [2019/20 Q1, 2030/31 Q1, never]}\n").size(), 1U);
}

TEST_F(Lint, NamesASmallWorldUnderNationalWaves) {
  const Lines found = of("", {}, "{synthetic: {systems: 2}}");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].starts_with(
      "s.yaml:2:8: world: the national waves designate 2 of 2 systems, whatever they do"))
      << found[0];
  EXPECT_EQ(of("parameters: {designation: {first_wave_systems: 0, second_wave_systems: 1, "
               "third_wave_systems: 0}}\n",
               {}, "{synthetic: {systems: 2}}"),
            Lines{});
}

TEST_F(Lint, NamesImplausibleMoneyAndPeople) {
  const auto tables = [&](double trusts, double ccgs, double councils, double people) {
    write("t/systems.csv",
          fmt::format("code,name,region,population\nA,One,North,{0}\nB,Two,North,{0}\n", people));
    write("t/places.csv", fmt::format("code,name,system,population\nPA,X,A,{0}\nPB,Y,B,{0}\n", people));
    write("t/trusts.csv", fmt::format("# money in GBP million\ncode,name,type,system,place,turnover_gbp_m\n"
                                      "TA,H,acute,A,PA,{0}\nTB,H,acute,B,PB,{0}\n",
                                      trusts));
    write("t/ccgs.csv",
          fmt::format(
              "code,name,system,place,population,allocation_gbp_m\nCA,C,A,PA,{0},{1}\nCB,C,B,PB,{0},{1}\n",
              people, ccgs));
    write("t/councils.csv",
          fmt::format("code,name,system,place,social_care_gbp_m\nLA,L,A,PA,{0}\nLB,L,B,PB,{0}\n", councils));
  };
  const std::string waves =
      "parameters: {designation: {first_wave_systems: 0, second_wave_systems: 0, third_wave_systems: 0}}\n";
  const auto warnings = [&] { return of(waves, {}, "{tables: t}"); };
  for (const double people : {2e4, 1e6, 5e6}) {
    const double nhs = 1350 * people / 1e6, care = 300 * people / 1e6;
    for (const double other : {0.5, 1.0, 2.0}) {
      tables(other * nhs, other * nhs, other * care, people);
      EXPECT_EQ(warnings(), Lines{}) << people << " people";
    }
    tables(nhs, 1000 * nhs, care, people);  // £ thousand
    Lines found = warnings();
    ASSERT_EQ(found.size(), 1U) << people;
    EXPECT_TRUE(found[0].starts_with(
        "t/ccgs.csv:2: allocation_gbp_m: 2 of 2 systems have implausible money a head: system A "
        "£1.35e+06 a year, England about £1350; is it in £ thousand"))
        << found[0];
    tables(nhs / 1000, nhs, care, people);  // £ billion
    found = warnings();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].starts_with("t/trusts.csv:3: turnover_gbp_m: ")) << found[0];
    tables(nhs, nhs, care, people / 1000);  // people in thousands
    EXPECT_EQ(warnings().size(), 3U);
  }
  // In pounds the accounts could not be kept to the penny: refused.
  tables(1.35e9, 1.35e9, 3e8, 1e6);
  write("s.yaml", "concord: 1\nworld: {tables: t}\n");
  Problems problems;
  load_scenario(home_ / "s.yaml", {}, problems);
  ASSERT_EQ(problems.count(), 1U);
  EXPECT_EQ(
      problems.all()[0].what,
      "the organisations of system A have £3e+09 million a year together; at most £10000000 million can be "
      "accounted for. Columns of money are in £ million: are they in pounds?");
}

// The questions go beyond what is worth trying as a rule where they ask about extremes, and so does the
// search.
const std::set<std::string> justified{
    "q02_pooling.yaml surprises.overspend_chance", "q02_pooling.yaml surprises.system_sd",
    "q03_blueprint.yaml support.most_systems",     "q06_support.yaml support.most_systems",
    "q06_support.yaml support.peer_capacity",      "q06_support.yaml support.peer_cost",
    "q12_disputes.yaml control_total.ask_base",    "search.yaml support.peer_capacity"};

TEST_F(Lint, ShippedScenariosAndDesignsGiveNoWarningThatIsNotJustified) {
  std::set<std::string> said;
  const std::filesystem::path source = test::source("");
  for (const auto& folder :
       {source / "configs", source / "experiments/calibration", source / "experiments/examples",
        source / "experiments/questions", source / "experiments/sensitivity"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".yaml") continue;
      Problems problems, ignored;
      std::vector<Problem> warnings;
      if (yaml::load(entry.path(), ignored).find("sweep") != nullptr) {
        const Design design = load_design(entry.path(), {}, problems);
        if (problems.empty()) warnings = lint_design(design, {});
      } else {
        const RunPlan plan = load_scenario(entry.path(), {}, problems);
        if (problems.empty()) warnings = lint_scenario(entry.path(), {}, plan);
      }
      for (const Problem& warning : warnings)
        said.insert(entry.path().filename().string() + " " + warning.path);
    }
  }
  EXPECT_EQ(said, justified);
}

// ---- names of what is written ----

TEST(OutputNames, EndAsWhatIsWritten) {
  const auto refused = [](const char* name, Output kind) {
    try {
      check_output(name, kind);
      return std::string();
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
  };
  for (const char* good : {"x.h5", "out/x.H5", "x.hdf5", "x", "england.2019", "", "a.b/x"})
    EXPECT_EQ(refused(good, Output::hdf5), "") << good;
  for (const char* good : {"x", "out/duty.v2", "duty", ""})
    EXPECT_EQ(refused(good, Output::folder), "") << good;
  for (const char* bad : {"x.csv", "x.xlsx", "x.json", "x.parquet", "x.svg", "x.h5x", "x.v2"})
    EXPECT_TRUE(refused(bad, Output::hdf5).ends_with("x.h5; `concord export` makes tables (CSV) of it") ||
                refused(bad, Output::hdf5).ends_with("write -o x.h5"))
        << bad << refused(bad, Output::hdf5);
  for (const char* bad : {"x.csv", "x.h5", "x.svg", "x.json", "x.HTML"})
    EXPECT_TRUE(refused(bad, Output::folder).ends_with("a folder is written: write -o x"))
        << refused(bad, Output::folder);
}

}  // namespace
}  // namespace concord
