// Settings that runs draw from a table, by their address.

#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "experiments/campaigns/point_plan.hpp"
#include "experiments/campaigns/run_range.hpp"
#include "experiments/runs/events.hpp"
#include "experiments/runs/explain.hpp"
#include "experiments/runs/record.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "experiments/scenarios/record_plan.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "tests/experiments/design_files.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace concord::test {
namespace {

using Digests = std::vector<std::uint64_t>;

constexpr const char* table =
    "# Four settings of three parameters.\n"
    "weight,duty.strength,pooling.floor,behaviour.memory\n"
    "1,0.1,0.2,0.3\n"
    "2,0.9,0.25,0.4\n"
    "3,0.5,0.6,0.8\n"
    "4,0.7,0.4,0.6\n";

class PlausibleSettings : public DesignFiles {
 protected:
  PlausibleSettings() {
    write("settings.csv", table);
    write("base.yaml",
          "concord: 1\nworld: {synthetic: {systems: 2, population: 3000000}}\nquarters: 6\nreplicates: 20\n"
          "record: summary\nplausible: {table: settings.csv}\n");
  }
  RunPlan load(const std::string& name, const std::vector<Override>& overrides = {}) {
    Problems problems;
    RunPlan plan = load_scenario(home_ / name, overrides, problems);
    EXPECT_EQ(lines_of(problems), Lines{});
    return plan;
  }
  Lines problems_of_scenario(const std::string& text, const std::vector<Override>& overrides = {}) {
    write("s.yaml", text);
    Problems problems;
    load_scenario(home_ / "s.yaml", overrides, problems);
    return lines_of(problems);
  }
  Plan plan_of(const std::string& text, const std::vector<Override>& overrides = {}) {
    EXPECT_EQ(faults(text, overrides), Lines{});
    Problems problems;
    Plan plan = make_plan(design_, problems);
    EXPECT_EQ(lines_of(problems), Lines{});
    return plan;
  }
};

double value_of(const Parameters& parameters, std::string_view path) {
  return find_parameter(path)->get(parameters);
}

/// Of every run of an ensemble.
Digests digests_of(const RunPlan& plan, int threads = 1, std::size_t block_bytes = default_block_bytes) {
  Digests digests;
  run_ensemble(
      plan, threads,
      [&](const Block& block) { digests.insert(digests.end(), block.digest.begin(), block.digest.end()); },
      {}, block_bytes);
  return digests;
}

/// The scenario with a row as its parameters, without anything to draw.
RunPlan fixed_at(RunPlan plan, std::size_t row) {
  plan.scenario.plausible.lay(row, plan.scenario.parameters);
  plan.scenario.plausible = {};
  return plan;
}

RunRows rows_of(const Plan& plan) {
  RunMemory memory;
  return run_batches(plan, OutcomeReader(plan.design), {0, plan.batches()}, memory);
}

TEST_F(PlausibleSettings, ARunHasTheRowOfItsAddressAndNothingElse) {
  const RunPlan plan = load("base.yaml");
  const Digests all = digests_of(plan);
  ASSERT_EQ(all.size(), 20U);
  std::set<std::size_t> seen;
  for (std::size_t run = 0; run < all.size(); ++run) {
    const std::size_t row = plan.scenario.plausible.row_of(plan.seed, static_cast<std::uint32_t>(run));
    seen.insert(row);
    RunPlan alone = fixed_at(plan, row);
    alone.replicates = 1;
    alone.first_replicate = static_cast<int>(run);
    EXPECT_EQ(digests_of(alone), Digests{all[run]}) << "run " << run << ", row " << row;
  }
  EXPECT_GE(seen.size(), 3U);
}

TEST_F(PlausibleSettings, ThreadsBlocksAndOffsetsDoNotMatter) {
  RunPlan plan = load("base.yaml");
  const Digests all = digests_of(plan);
  EXPECT_EQ(digests_of(plan, 3), all);
  EXPECT_EQ(digests_of(plan, 1, 1), all);
  for (const int first : {1, 7, 13}) {
    plan.first_replicate = first;
    plan.replicates = 20 - first;
    EXPECT_EQ(digests_of(plan), Digests(all.begin() + first, all.end())) << first;
  }
  plan.first_replicate = 0;
  plan.replicates = 20;
  for (const int run : {0, 5, 19})
    EXPECT_EQ(explain_run(plan, run).digest[0], all[static_cast<std::size_t>(run)]);
}

TEST_F(PlausibleSettings, APolicyLeavesEveryRunItsRow) {
  const RunPlan plan = load("base.yaml"), policy = load("base.yaml", {{"duty.strength", "1"}});
  for (std::uint32_t replicate = 0; replicate < 200; ++replicate)
    EXPECT_EQ(plan.scenario.plausible.row_of(plan.seed, replicate),
              policy.scenario.plausible.row_of(policy.seed, replicate));
  std::size_t same = 0;
  for (std::uint32_t replicate = 0; replicate < 200; ++replicate)
    same += plan.scenario.plausible.row_of(1, replicate) == plan.scenario.plausible.row_of(2, replicate);
  EXPECT_LT(same, 110U);  // by chance 60
}

TEST_F(PlausibleSettings, WeightsAreHonoured) {
  const Plausible drawn = load("base.yaml").scenario.plausible;
  constexpr int draws = 40'000;
  std::array<int, 4> counts{};
  for (std::uint32_t replicate = 0; replicate < draws; ++replicate) ++counts.at(drawn.row_of(7, replicate));
  double chi_square = 0;
  for (std::size_t row = 0; row < counts.size(); ++row) {
    const double expected = draws * static_cast<double>(row + 1) / 10;
    chi_square += (counts[row] - expected) * (counts[row] - expected) / expected;
  }
  EXPECT_LT(chi_square, 16.27);  // 3 degrees of freedom: exceeded by chance once in 1,000 seeds
  write("settings.csv", "weight,duty.strength\n1e-9,0.1\n3e-9,0.9\n");
  const Plausible small = load("base.yaml").scenario.plausible;
  int second = 0;
  for (std::uint32_t replicate = 0; replicate < draws; ++replicate)
    second += small.row_of(7, replicate) == 1 ? 1 : 0;
  EXPECT_NEAR(second, 0.75 * draws, 4 * std::sqrt(draws * 0.75 * 0.25));
}

TEST_F(PlausibleSettings, WhatIsSetOnPurposeWins) {
  // Below: a default that the table replaces. Beside and above: the user's own.
  write("below.yaml",
        "concord: 1\nworld: {synthetic: {systems: 2, population: 3000000}}\nquarters: 6\n"
        "parameters: {duty: {strength: 0.01}, behaviour: {memory: 0.02}, pooling: {floor: 0.03}}\n");
  write("states.yaml",
        "concord: 1\nextends: below.yaml\nplausible: {table: settings.csv}\n"
        "parameters: {behaviour: {memory: 0.55}}\n");
  write("above.yaml", "concord: 1\nextends: states.yaml\nparameters: {pooling.floor: 0.66}\n");
  RunPlan plan = load("above.yaml");
  EXPECT_EQ(plan.scenario.plausible.set_by, (Lines{"", "above.yaml", "states.yaml"}));
  const Parameters of_run = parameters_of_run(plan.scenario, plan.seed, 3);
  const std::size_t row = plan.scenario.plausible.row_of(plan.seed, 3);
  EXPECT_EQ(value_of(of_run, "duty.strength"), plan.scenario.plausible.table->value(row, 0));
  EXPECT_EQ(value_of(of_run, "pooling.floor"), 0.66);
  EXPECT_EQ(value_of(of_run, "behaviour.memory"), 0.55);
  // The command line goes before all of them.
  plan = load("above.yaml", {{"duty.strength", "0.77"}, {"pooling.floor", "0.88"}});
  EXPECT_EQ(plan.scenario.plausible.set_by, (Lines{"--set", "--set", "states.yaml"}));
  EXPECT_EQ(value_of(parameters_of_run(plan.scenario, plan.seed, 3), "duty.strength"), 0.77);
  EXPECT_EQ(value_of(parameters_of_run(plan.scenario, plan.seed, 3), "pooling.floor"), 0.88);
}

TEST_F(PlausibleSettings, ChangesActAsTheyDo) {
  write("changed.yaml",
        "concord: 1\nextends: base.yaml\nchanges: [{from: 2018/19 Q1, parameters: {duty.strength: 0.77}}]\n");
  const RunPlan plan = load("changed.yaml");
  const Digests all = digests_of(plan);
  for (const std::uint32_t run : {0U, 4U, 11U}) {
    RunPlan alone = fixed_at(plan, plan.scenario.plausible.row_of(plan.seed, run));
    alone.replicates = 1;
    alone.first_replicate = static_cast<int>(run);
    EXPECT_EQ(digests_of(alone), Digests{all[run]});
  }
  EXPECT_NE(all, digests_of(load("base.yaml")));
}

TEST_F(PlausibleSettings, AFundOfTheStartWinsToo) {
  write("fund.csv", "from,parameter,value,gbp_m,source\n2017/18 Q1,pooling.floor,0.5,,a source\n");
  write("funded.yaml", "concord: 1\nextends: base.yaml\nfund: fund.csv\n");
  const RunPlan plan = load("funded.yaml");
  EXPECT_EQ(plan.scenario.plausible.set_by, (Lines{"", "fund", ""}));
  EXPECT_EQ(value_of(parameters_of_run(plan.scenario, plan.seed, 1), "pooling.floor"), 0.5);
}

TEST_F(PlausibleSettings, TheCentralSettingIsTheFirstRow) {
  const RunPlan central = load("base.yaml", {{"plausible.central", "true"}});
  EXPECT_FALSE(central.scenario.plausible.draws());
  EXPECT_EQ(digests_of(central), digests_of(fixed_at(load("base.yaml"), 0)));
  EXPECT_NE(central.scenario_digest, load("base.yaml").scenario_digest);
  // Without a table there is nothing to leave out.
  EXPECT_EQ(load("world.yaml", {{"plausible.central", "true"}}).resolved, load("world.yaml").resolved);
}

TEST_F(PlausibleSettings, WrittenOutInFullItIsTheSame) {
  for (const std::vector<Override>& overrides :
       {std::vector<Override>{}, {{"duty.strength", "0.9"}}, {{"plausible.central", "true"}}}) {
    const RunPlan plan = load("base.yaml", overrides);
    write("again.yaml", plan.resolved);
    const RunPlan again = load("again.yaml");
    EXPECT_EQ(again.resolved, plan.resolved);
    EXPECT_EQ(again.scenario_digest, plan.scenario_digest);
    EXPECT_EQ(digests_of(again), digests_of(plan));
  }
  // Another table of the same name is another scenario.
  const std::string digest = load("base.yaml").scenario_digest;
  write("settings.csv", std::string(table) + "0.5,0.2,0.2,0.2\n");
  EXPECT_NE(load("base.yaml").scenario_digest, digest);
}

TEST_F(PlausibleSettings, WordsSayFromWhereAndWhatTheUserSet) {
  EXPECT_EQ(changed_words(changed_settings(load("base.yaml").resolved)),
            "settings drawn from 4 rows of settings.csv; systems of the synthetic world 2 (default 42); "
            "population of "
            "the synthetic world 3000000 (default 56000000); quarters 6 (default 24)");
  const RunPlan set = load("base.yaml", {{"duty.strength", "0.9"}});
  EXPECT_TRUE(settings_sentence(set.resolved, 1)
                  .starts_with("Settings drawn from 4 rows of settings.csv (duty.strength set by the user). "
                               "Settings changed: duty strength 0.9 pp (default 0.35)"))
      << settings_sentence(set.resolved, 1);
  EXPECT_TRUE(settings_sentence(load("base.yaml", {{"plausible.central", "true"}}).resolved)
                  .starts_with("Settings as in the central row of settings.csv."));
}

TEST_F(PlausibleSettings, AllFaultsOfATableAreToldAtOnce) {
  write("settings.csv",
        "# A comment\nweight,duty.strength,pooling.flor,deadline.date,pooling.at_place,contracts.delay\n"
        "1,0.1,1,never,true,1\n-2,2e9,1,never,true,1\n,,1,never,true,1\n");
  const Lines lines =
      problems_of_scenario("concord: 1\nextends: base.yaml\nparameters: {duty: {strngth: 1}}\n");
  const std::string kinds =
      "; a table that runs draw from holds numbers only, since runs that are simulated side by side agree in "
      "everything else: leave the column out, and set the parameter in the scenario";
  const auto told = [&](const std::string& wanted) {
    return std::ranges::any_of(lines, [&](const std::string& line) { return line.starts_with(wanted); });
  };
  EXPECT_TRUE(told("settings.csv:2: pooling.flor: unknown column; did you mean 'pooling.floor'?"));
  EXPECT_TRUE(told("settings.csv:2: deadline.date: is a date" + kinds));
  EXPECT_TRUE(told("settings.csv:2: pooling.at_place: is a switch" + kinds));
  EXPECT_TRUE(told("settings.csv:2: contracts.delay: is a whole number" + kinds));
  EXPECT_TRUE(told("settings.csv:4: weight: -2 must be above 0"));
  EXPECT_TRUE(told("settings.csv:4: duty.strength: "));
  EXPECT_TRUE(told("settings.csv:5: weight: "));
  EXPECT_TRUE(told("settings.csv:5: duty.strength: is blank; give a value"));
  EXPECT_TRUE(told("s.yaml:3:"));  // and what is wrong elsewhere
  EXPECT_EQ(lines.size(), 9U) << fmt::format("{}", fmt::join(lines, "\n"));
}

TEST_F(PlausibleSettings, TablesThatCannotBeAreRefused) {
  const auto refused = [&](const std::string& text, const std::string& why) {
    write("settings.csv", text);
    const Lines lines = problems_of_scenario("concord: 1\nextends: base.yaml\n");
    ASSERT_EQ(lines.size(), 1U) << text;
    EXPECT_NE(lines[0].find(why), std::string::npos) << lines[0];
  };
  refused("duty.strength\n0.5\n", "weight");
  refused("weight,duty.strength\n", "has no settings");
  refused("weight\n1\n", "has no column with the name of a parameter");
  refused("weight,duty.strength,duty.strength\n1,0.1,0.1\n", "duty.strength");
  refused("weight,duty.strength\n0,0.5\n", "must be above 0");
  refused("weight,duty.strength\ninf,0.5\n", "weight");
  write("settings.csv", table);
  EXPECT_EQ(problems_of_scenario("concord: 1\nextends: base.yaml\nplausible: {rows: 5}\n"),
            Lines{"s.yaml:3:19: plausible.rows: the table has 4 rows, not 5"});
  EXPECT_EQ(
      problems_of_scenario("concord: 1\nextends: base.yaml\nplausible: {fixed: [duty.strength, no.no]}\n"),
      Lines{"s.yaml:3:36: plausible.fixed[1]: 'no.no' is no column of the table"});
  EXPECT_EQ(
      problems_of_scenario("concord: 1\nextends: base.yaml\nplausible: {table: setings.csv}\n"),
      Lines{"s.yaml:3:20: plausible.table: there is no file 'setings.csv', seen from the scenario; did you "
            "mean 'settings.csv'?"});
}

TEST_F(PlausibleSettings, ARowThatBreaksARuleWithTheUsersPolicyIsNamedWithIt) {
  write("settings.csv", "weight,designation.maturing\n1,0.4\n1,0.45\n1,0.5\n1,0.42\n");
  EXPECT_EQ(load("base.yaml").scenario.plausible.table->rows(), 4U);
  // Any row counts, not only the central one.
  const std::string rule = "; the stages of maturity follow one another";
  EXPECT_EQ(
      problems_of_scenario("concord: 1\nextends: base.yaml\n", {{"designation.thriving", "0.48"}}),
      Lines{"--set: designation.thriving: line 4 of settings.csv: designation.thriving (0.48) must be above "
            "designation.maturing (0.5)" +
            rule});
  EXPECT_EQ(
      problems_of_scenario("concord: 1\nextends: base.yaml\nparameters: {designation.thriving: 0.48}\n"),
      Lines{"s.yaml:3:36: designation.thriving: line 4 of settings.csv: designation.thriving (0.48) must be "
            "above designation.maturing (0.5)" +
            rule});
  EXPECT_EQ(problems_of_scenario("concord: 1\nextends: base.yaml\n",
                                 {{"designation.thriving", "0.48"}, {"plausible.central", "true"}}),
            Lines{});
  EXPECT_EQ(
      problems_of_scenario("concord: 1\nextends: base.yaml\nchanges:\n  - {from: 2018/19 Q1, parameters: "
                           "{designation.thriving: 0.48}}\n"),
      Lines{"base.yaml:6:12: plausible: from 2018/19 Q1 on, line 4 of settings.csv: designation.thriving "
            "(0.48) must be above designation.maturing (0.5)" +
            rule});
  // At the points of a design likewise.
  EXPECT_EQ(faults("sweep: 1\nscenario: base.yaml\naxes: {designation.thriving: [0.62, 0.48]}\n"), Lines{});
  Problems problems;
  make_plan(design_, problems);
  EXPECT_EQ(
      lines_of(problems),
      Lines{"d.yaml: axes: at point 1, line 4 of settings.csv: designation.thriving (0.48) must be above "
            "designation.maturing (0.5)" +
            rule + " (1 of 2 points); narrow an axis so that no point does that"});
}

TEST_F(PlausibleSettings, ARuleBetweenTwoColumnsIsCheckedRowByRow) {
  write("settings.csv",
        "weight,designation.maturing,designation.thriving\n1,0.4,0.6\n1,0.55,0.8\n1,0.5,0.45\n");
  const Lines lines = problems_of_scenario("concord: 1\nextends: base.yaml\n");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines[0].find("line 4 of settings.csv: designation.thriving (0.45) must be above "
                          "designation.maturing (0.5)"),
            std::string::npos)
      << lines[0];
}

TEST_F(PlausibleSettings, ASweepGivesEveryRunWhatItHasAlone) {
  const Plan plan = plan_of(
      "sweep: 1\nscenario: base.yaml\nreplicates: 5\noutcomes: [maturity]\n"
      "axes: {deadline.date: [2018/19 Q1, never], break_even.relief: [0, 0.5, 1]}\n");
  write_plan(plan, home_ / "campaign");
  const RunRows rows = rows_of(plan);
  ASSERT_EQ(rows.count(), 35U);  // with the scenario as it stands
  EXPECT_TRUE(rows.failures.empty());
  for (std::size_t point = 0; point < plan.points.count(); ++point) {
    RunPlan alone = plan_of_point(plan, home_ / "campaign", point, 5);
    alone.record = Record::summary;
    EXPECT_EQ(digests_of(alone), Digests(rows.digest.begin() + static_cast<std::ptrdiff_t>(5 * point),
                                         rows.digest.begin() + static_cast<std::ptrdiff_t>(5 * point + 5)))
        << point;
  }
}

TEST_F(PlausibleSettings, AxesAndPoliciesWin) {
  const Plan plan = plan_of(
      "sweep: 1\nscenario: base.yaml\nreplicates: 9\noutcomes: [maturity]\n"
      "axes:\n  duty.strength: [0.1, 0.9]\n"  // 0.1 is the central value, and wins no less
      "  policy: {packages: {floor: {pooling.floor: 0.2}, none: {break_even.relief: 0}}}\n");
  EXPECT_EQ(plausible_in(plan.design).set_by, (Lines{"axis", "policies of policy", ""}));
  const RunRows rows = rows_of(plan);
  const RunPlan base = plan.design.base;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const auto run = static_cast<std::size_t>(rows.run[row]);
    const auto point = plan.points[run / 9];
    RunPlan alone =
        fixed_at(base, base.scenario.plausible.row_of(base.seed, static_cast<std::uint32_t>(run % 9)));
    find_parameter("duty.strength")->set(alone.scenario.parameters, point[0]);
    if (point[1] == 0) find_parameter("pooling.floor")->set(alone.scenario.parameters, 0.2);
    if (point[1] == 1) find_parameter("break_even.relief")->set(alone.scenario.parameters, 0);
    alone.replicates = 1;
    alone.first_replicate = static_cast<int>(run % 9);
    EXPECT_EQ(digests_of(alone), Digests{rows.digest[row]}) << "run " << run;
  }
  // A policy that fixes what runs draw is not the scenario as it stands, whatever the central value is.
  ASSERT_TRUE(plan.points.baseline);
  EXPECT_EQ(plan.points[*plan.points.baseline][1], 1);
}

TEST_F(PlausibleSettings, ADesignWithSettingsOfItsOwnTurnsItOff) {
  write("points.csv", "duty.strength\n0.3\n0.6\n");
  const Plan plan = plan_of(
      "sweep: 1\nscenario: base.yaml\ndesign: {method: points, file: points.csv}\nbaseline: false\n"
      "replicates: 3\noutcomes: [maturity]\n");
  EXPECT_TRUE(has_settings_of_its_own(plan.design));
  EXPECT_FALSE(plan.design.base.scenario.plausible.draws());
  EXPECT_NE(plan.scenario.find("central: true"), std::string::npos);
  RunPlan central = load("base.yaml", {{"plausible.central", "true"}, {"duty.strength", "0.6"}});
  central.replicates = 3;
  const RunRows rows = rows_of(plan);
  EXPECT_EQ(digests_of(central), Digests(rows.digest.begin() + 3, rows.digest.end()));
  // Points of something else leave the draw alone.
  write("points.csv", "break_even.relief\n0.3\n0.6\n");
  EXPECT_TRUE(plan_of("sweep: 1\nscenario: base.yaml\ndesign: {method: points, file: points.csv}\n"
                      "replicates: 3\noutcomes: [maturity]\n")
                  .design.base.scenario.plausible.draws());
}

TEST_F(PlausibleSettings, ACampaignKeepsTheTable) {
  const std::string text =
      "sweep: 1\nscenario: base.yaml\nset: {duty.strength: 0.9}\nreplicates: 5\noutcomes: [maturity]\n"
      "axes: {break_even.relief: [0, 1]}\n";
  const Plan plan = plan_of(text);
  write_plan(plan, home_ / "campaign");
  const RunRows rows = rows_of(plan);
  std::filesystem::remove(home_ / "settings.csv");  // nothing but the folder is needed
  const Plan again = load_plan(home_ / "campaign");
  EXPECT_EQ(again.digest, plan.digest);
  EXPECT_EQ(plan_differences(stored_plan(home_ / "campaign"), plan), Lines{});
  EXPECT_EQ(rows_of(again).digest, rows.digest);
  EXPECT_EQ(again.design.base.scenario.plausible.set_by, (Lines{"scenario.yaml", "", ""}));
  // Another table there is noticed, and put right from the design.
  write("campaign/settings.csv", std::string(table) + "9,0.2,0.2,0.2\n");
  Problems problems;
  load_plan(home_ / "campaign", problems);
  EXPECT_FALSE(problems.empty());
  write("settings.csv", table);
  write_plan(plan, home_ / "campaign");
  EXPECT_EQ(load_plan(home_ / "campaign").digest, plan.digest);
  // Another choice of what is drawn is another campaign.
  const Plan other = plan_of(
      "sweep: 1\nscenario: base.yaml\nreplicates: 5\noutcomes: [maturity]\n"
      "axes: {break_even.relief: [0, 1]}\n");
  EXPECT_FALSE(plan_differences(stored_plan(home_ / "campaign"), other).empty());
}

TEST_F(PlausibleSettings, AFileOfRunsSaysWhatEachDrewAndIsEnoughToRunItAgain) {
  RunPlan plan = load("base.yaml", {{"pooling.floor", "0.35"}, {"record", "systems"}});
  plan.first_replicate = 5;
  {
    RecordWriter writer(home_ / "run.h5", plan, false);
    run_ensemble(plan, 1, [&](const Block& block) { writer.write(block); });
    writer.finish();
  }
  const RecordReader reader(home_ / "run.h5");
  const auto stored = reader.plausible();
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->table, "settings.csv");
  EXPECT_EQ(stored->digest, plan.scenario.plausible.table->digest);
  EXPECT_EQ(stored->parameter, (Lines{"duty.strength", "pooling.floor", "behaviour.memory"}));
  EXPECT_EQ(stored->set_by, (Lines{"", "--set", ""}));
  EXPECT_EQ(stored->line, (std::vector<std::int64_t>{3, 4, 5, 6}));
  EXPECT_EQ(stored->value, plan.scenario.plausible.table->values);
  const h5::Object file = h5::open_file(home_ / "run.h5");
  const auto rows = h5::read_column<std::int64_t>(h5::open_group(file, "runs"), "setting", 100);
  ASSERT_EQ(rows.size(), 20U);
  for (std::size_t run = 0; run < rows.size(); ++run)
    EXPECT_EQ(rows[run], static_cast<std::int64_t>(
                             plan.scenario.plausible.row_of(plan.seed, static_cast<std::uint32_t>(5 + run))));
  // The file alone gives the same runs.
  const RunPlan again = plan_of_record(contents_of(reader));
  EXPECT_EQ(digests_of(again), digests_of(plan));
  EXPECT_EQ(again.resolved, plan.resolved);
  EXPECT_EQ(h5::whole_attribute(file, "schema_version"), record_schema_with_draws);
}

TEST_F(PlausibleSettings, EventsOfARunGoByItsOwnSetting) {
  write("settings.csv", "weight,designation.maturing\n1,0.45\n1,0.0011\n");
  RunPlan plan = load("base.yaml", {{"record", "systems"}, {"designation.developing", "0.001"}});
  {
    RecordWriter writer(home_ / "run.h5", plan, false);
    run_ensemble(plan, 1, [&](const Block& block) { writer.write(block); });
    writer.finish();
  }
  const RecordReader reader(home_ / "run.h5");
  std::set<std::size_t> seen;
  for (int run = 0; run < plan.replicates; ++run) {
    const std::size_t row = plan.scenario.plausible.row_of(plan.seed, static_cast<std::uint32_t>(run));
    seen.insert(row);
    RunPlan alone = fixed_at(plan, row);
    alone.replicates = 1;
    alone.first_replicate = run;
    const auto rules = event_rules(alone.scenario);
    run_ensemble(alone, 1, [&](const Block& block) {
      const auto happened = events_in(block, [&](std::size_t) { return std::span(rules); });
      const std::size_t size = happened.size() / event_rows().size();
      for (std::size_t n = 0; n < event_rows().size(); ++n) {
        const auto held = reader.events(event_rows()[n].key, run, 1);
        EXPECT_TRUE(
            std::equal(held.begin(), held.end(), happened.begin() + static_cast<std::ptrdiff_t>(n * size)))
            << event_rows()[n].key << " of run " << run;
      }
    });
  }
  EXPECT_EQ(seen.size(), 2U);
}

TEST_F(PlausibleSettings, WithoutOneNothingChanges) {
  const RunPlan plan = load("world.yaml");
  EXPECT_EQ(plan.resolved.find("plausible"), std::string::npos);
  EXPECT_EQ(plan.scenario.plausible.table, nullptr);
}

}  // namespace
}  // namespace concord::test
