// The table of a scenario's fund.

#include "experiments/scenarios/fund_table.hpp"

#include "agents/mechanisms/fund_by_year.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "tests/experiments/design_files.hpp"

#include <fmt/format.h>

namespace concord::test {
namespace {

constexpr const char* head = "from,parameter,value,gbp_m,source\n";

class FundIn : public DesignFiles {
 protected:
  /// The problems of a scenario of 2017/18 Q1 to 2018/19 Q4 whose file lies a folder above the table.
  Lines faults(const std::string& rows, const std::string& more = "") {
    write("money/fund.csv", head + rows);
    write("s.yaml",
          "concord: 1\nworld: {synthetic: {systems: 2, population: 3000000}}\nquarters: 8\nfund: "
          "money/fund.csv\n" +
              more);
    return faults_of_file("s.yaml");
  }
  Lines faults_of_file(const std::string& name) {
    Problems problems;
    plan_ = load_scenario(home_ / name, {}, problems);
    return lines_of(problems);
  }
  double acute_in(int year, int quarter) const {
    return first(parameters_in(plan_.scenario, financial_quarter(year, quarter)).of<FundByYear>().acute);
  }
  RunPlan plan_;
};

TEST_F(FundIn, AScenarioBecomesItsChanges) {
  ASSERT_EQ(faults("2018/19 Q1,fund_by_year.acute,1.2,50,a source\n"
                   "2017/18 Q1,fund_by_year.acute,0.5,,another\n"
                   "2018/19 Q1,pooling.floor,0.5,,a third\n"
                   "2025/26 Q1,fund_by_year.acute,9,,after the run\n"),
            Lines{});
  EXPECT_EQ(acute_in(2017, 1), 0.5);
  EXPECT_EQ(acute_in(2017, 4), 0.5);
  EXPECT_EQ(acute_in(2018, 1), 1.2);
  EXPECT_EQ(acute_in(2018, 4), 1.2);
  EXPECT_EQ(first(parameters_in(plan_.scenario, financial_quarter(2018, 1)).of<Pooling>().floor), 0.5);
  // Whoever holds the resolved scenario needs no table.
  EXPECT_EQ(plan_.resolved.find("fund.csv"), std::string::npos);
  const std::string resolved = plan_.resolved;
  std::filesystem::remove_all(home_ / "money");
  write("again.yaml", resolved);
  EXPECT_EQ(faults_of_file("again.yaml"), Lines{});
  EXPECT_EQ(plan_.resolved, resolved);
}

TEST_F(FundIn, AScenarioGivesWayToWhatItSaysItself) {
  ASSERT_EQ(faults("2017/18 Q1,fund_by_year.acute,0.5,,a\n2018/19 Q1,fund_by_year.acute,1.2,,a\n"
                   "2018/19 Q1,fund_by_year.ccg,0.4,,a\n",
                   "parameters: {fund_by_year.acute: 0.7}\n"
                   "changes: [{from: 2018/19 Q1, parameters: {fund_by_year.acute: 0.9}}]\n"),
            Lines{});
  EXPECT_EQ(acute_in(2017, 1), 0.7);
  EXPECT_EQ(acute_in(2018, 1), 0.9);
  EXPECT_EQ(first(parameters_in(plan_.scenario, financial_quarter(2018, 1)).of<FundByYear>().ccg), 0.4);
}

TEST_F(FundIn, AScenarioCanBeReplacedByOneThatExtendsIt) {
  ASSERT_EQ(faults("2017/18 Q1,fund_by_year.acute,0.5,,a\n"), Lines{});
  write("mine.csv", std::string(head) + "2017/18 Q1,fund_by_year.acute,2,,a policy\n");
  write("t.yaml", "concord: 1\nextends: s.yaml\nfund: mine.csv\n");
  ASSERT_EQ(faults_of_file("t.yaml"), Lines{});
  EXPECT_EQ(acute_in(2017, 1), 2);
}

TEST_F(FundIn, AScenarioIsCheckedRowByRow) {
  EXPECT_EQ(
      faults("2017/18 Q5,fund_by_year.acute,1,,a\n2017/18 Q1,fund_by_year.acut,1,,a\n"
             "2017/18 Q1,duty.strength,1,,a\n2017/18 Q1,fund_by_year.acute,-1,,a\n"
             "2017/18 Q1,fund_by_year.ccg,1,,\n2017/18 Q2,fund_by_year.ccg,1,,a\n"
             "2017/18 Q2,fund_by_year.ccg,2,,a\n"),
      (Lines{"money/fund.csv:2: from: '2017/18 Q5' is no quarter; write it as 2019/20 Q1",
             "money/fund.csv:3: parameter: 'fund_by_year.acut' is no parameter of a fund; did you mean "
             "'fund_by_year.acute'?",
             "money/fund.csv:4: parameter: 'duty.strength' is no parameter of a fund; those of fund_by_year "
             "are, and pooling.floor",
             "money/fund.csv:5: value: -1 must lie within 0 and 1000",
             "money/fund.csv:6: source: is blank; give a text",
             "money/fund.csv:8: parameter: fund_by_year.ccg stands in an earlier row for 2017/18 Q2 too"}));
  write("t.yaml", "concord: 1\nextends: s.yaml\nfund: mony.csv\n");
  EXPECT_EQ(faults_of_file("t.yaml").size(), 1U);
}

}  // namespace
}  // namespace concord::test
