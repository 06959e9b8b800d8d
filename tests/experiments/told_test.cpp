// What a run is told from after its start: periods of columns, refusals, the list that is shown.

#include "experiments/scenarios/told.hpp"

#include "agents/world/periods.hpp"
#include "experiments/pages/about.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/record.hpp"
#include "experiments/scenarios/record_plan.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/source.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace concord {
namespace {

class Told : public test::InFolder {
 protected:
  Told() {
    write("t/systems.csv", "code,name,region,population\nS1,One,North,300000\n");
    write("t/places.csv", "code,name,system,population\nP1,Here,S1,300000\n");
    write("t/trusts.csv",
          "code,name,type,system,place,turnover_gbp_m,margin_pct\nT1,Hospital,acute,S1,P1,300,-4.5\n");
    write("t/ccgs.csv", "code,name,system,place,population,allocation_gbp_m\nC1,Payer,S1,P1,300000,400\n");
    write("t/councils.csv", "code,name,system,place,social_care_gbp_m,delays\nL1,Council,S1,P1,90,0.5\n");
  }

  /// periods.csv with a row for every column; `changed` ones in place of "2016/17,2017-03,".
  void write_periods(const std::vector<std::pair<std::string, std::string>>& changed,
                     const std::string& more = "") {
    const std::vector<std::pair<std::string, std::string>> tables{
        {"systems.csv", "code name region population"},
        {"places.csv", "code name system population"},
        {"trusts.csv", "code name type system place turnover_gbp_m margin_pct"},
        {"ccgs.csv", "code name system place population allocation_gbp_m"},
        {"councils.csv", "code name system place social_care_gbp_m delays"}};
    std::string text = "table,column,period,ends,told\n";
    for (const auto& [table, columns] : tables) {
      std::istringstream in(columns);
      for (std::string column; in >> column;) {
        const std::string key = table + " " + column;
        const auto found = std::ranges::find(changed, key, [](const auto& pair) { return pair.first; });
        const std::string rest = found == changed.end() ? "2016/17,2017-03," : found->second;
        if (rest != "none") text += fmt::format("{},{},{}\n", table, column, rest);
      }
    }
    write("t/periods.csv", text + more);
  }
  Lines faults(const std::string& settings = "") {
    const std::string text = "concord: 1\nreplicates: 2\nquarters: 4\nworld: {tables: t}\n" + settings;
    write("s.yaml", text);
    Problems problems;
    plan_ = load_scenario(home_ / "s.yaml", {}, problems);
    return lines_of(problems);
  }

  RunPlan plan_;
};

TEST_F(Told, TablesWithoutPeriodsAreReadAsTheyAre) {
  EXPECT_EQ(faults(), Lines{});
  EXPECT_EQ(told_to(plan_), "");
}

TEST_F(Told, ALaterColumnIsRefusedWithItsLineAndTheRemedy) {
  write_periods(
      {{"trusts.csv margin_pct", "2017/18,2018-03,"}, {"councils.csv delays", "April 2017,2017-04,"}});
  EXPECT_EQ(
      faults(),
      (Lines{"t/periods.csv:16: told: margin_pct of trusts.csv describes 2017/18, until 2018-03, and a run "
             "from 2017/18 Q1 knows nothing after 2017-03; say here why it is told this, leave the column "
             "out, or start later",
             "t/periods.csv:28: told: delays of councils.csv describes April 2017, until 2017-04, and a run "
             "from 2017/18 Q1 knows nothing after 2017-03; say here why it is told this, leave the column "
             "out, or start later"}));
  EXPECT_EQ(faults("start: 2018/19 Q1\n"), Lines{});  // by then it is known
}

TEST_F(Told, WhatIsToldIsListedRecordedAndPartOfTheScenario) {
  write_periods({{"trusts.csv margin_pct", "2017/18,2018-03,only an example"}},
                "parameters,shocks,April 2020,2020-04,Covid\n");
  const std::string changes =
      "changes: [{from: 2017/18 Q3, parameters: {pressures: {backlog_weight: 1.5}}}]\n"
      "named: [{from: 2017/18 Q3, refuses: L1}]\n";
  ASSERT_EQ(faults(changes), Lines{});
  const std::string told =
      "trusts.csv margin_pct: 2017/18 (only an example)\nparameters shocks: April 2020 (Covid)\n";
  EXPECT_EQ(told_to(plan_), told);
  EXPECT_NE(text_of(about(home_ / "s.yaml")).find("only an example"), std::string::npos);
  ASSERT_EQ(plan_.files.size(), 6U);
  EXPECT_EQ(plan_.files.back().name, "periods.csv");

  {
    RecordWriter writer(home_ / "r.h5", plan_, true);
    run_ensemble(plan_, 1, [&](const Block& block) { writer.write(block); });
    writer.finish();
  }
  const RecordReader record(home_ / "r.h5");
  EXPECT_EQ(told_in(record), told);
  EXPECT_NE(text_of(about(home_ / "r.h5")).find("only an example"), std::string::npos);
  const RunPlan again = plan_of_record(contents_of(record));
  EXPECT_EQ(again.scenario.world->layout.organisations[0].outturn, -4.5);
  EXPECT_EQ(again.scenario.world->layout.organisations[2].delays, 0.5);
  Lines digests;
  run_ensemble(again, 1, [&](const Block& block) {
    for (const std::uint64_t digest : block.digest) digests.push_back(hex(digest));
  });
  EXPECT_EQ(digests, record.digests());  // with what changes on the way and what is named

  const std::string before = plan_.scenario_digest;
  write_periods({{"trusts.csv margin_pct", "2017/18,2018-03,for another reason"}});
  ASSERT_EQ(faults(changes), Lines{});
  EXPECT_NE(plan_.scenario_digest, before);
}

TEST_F(Told, EveryFaultOfPeriodsIsNamedAtOnce) {
  write_periods({{"trusts.csv margin_pct", "none"}, {"councils.csv delays", "2016/17,2017-13,"}},
                "trusts.csv,position,2016/17,2017-03,\nbeds.csv,code,2016/17,2017-03,\n"
                "systems.csv,code,2016/17,2017-03,\nparameters,shoks,April 2020,2020-04,Covid\n");
  const Lines found = faults("replicatess: 3\n");
  EXPECT_EQ(
      found,
      (Lines{
          "t/periods.csv:27: ends: '2017-13' is no month; write 2017-03 for March 2017, or - for a column "
          "that describes no time",
          "t/periods.csv:28: column: there is no such column in trusts.csv; take the row out",
          "t/periods.csv:29: table: there is no such table in this folder; take the row out",
          "t/periods.csv:30: column: code of systems.csv stands in line 2 too; keep one",
          "t/trusts.csv: margin_pct: periods.csv does not say which period the column describes; add a row "
          "for it",
          "t/periods.csv:31: column: shoks is neither a parameter nor a group of them; did you mean "
          "'shocks.covid'?",
          "s.yaml:5:1: replicatess: unknown key; did you mean 'replicates'?"}));
}

TEST_F(Told, EnglandOfApril2017IsToldNothingThatIsNotListed) {
  Problems problems;
  const RunPlan plan = load_scenario(test::source("configs/england_2017.yaml"), {}, problems);
  ASSERT_TRUE(problems.empty()) << to_string(problems.all().front());
  const auto& periods = plan.scenario.world->layout.periods;
  const auto listed = [&](const ParameterInfo& parameter) {
    return std::ranges::any_of(periods, [&](const Layout::Period& period) {
      return period.table == settings_of_dates &&
             (parameter.path == period.column || parameter.path.starts_with(period.column + "."));
    });
  };
  for (const ParameterInfo& parameter : all_parameters()) {
    const double value = parameter.get(plan.scenario.parameters);
    if (parameter.kind == ValueKind::quarter && value > plan.scenario.start.index && value < never.index) {
      EXPECT_TRUE(listed(parameter)) << parameter.path;
    }
  }
  for (const Change& change : plan.scenario.changes)
    EXPECT_TRUE(listed(*change.parameter)) << change.parameter->path;
  // Nothing else is later, and who started where comes from before.
  EXPECT_TRUE(std::ranges::none_of(plan.scenario.world->layout.organisations, [](const auto& body) {
    return row_of(body.type).kind == Kind::trust && !std::isnan(body.position);
  }));
}

}  // namespace
}  // namespace concord
