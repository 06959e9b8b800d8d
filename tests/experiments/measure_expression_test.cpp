// Expressions over the measures of runs: out of a file, out of a block, and as outcomes of a sweep.

#include "experiments/runs/measure_expression.hpp"

#include "agents/mechanisms/duty.hpp"
#include "experiments/campaigns/run_range.hpp"
#include "experiments/designs/outcomes.hpp"
#include "experiments/pages/summary.hpp"
#include "experiments/runs/record.hpp"
#include "experiments/runs/run_values.hpp"
#include "tests/experiments/small_design.hpp"
#include "tests/support/folder.hpp"

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace concord::test {
namespace {

constexpr const char* asked[]{"real",
                              "councils_taking_part",
                              "centre_cost / (designated + 1)",
                              "count(systems, maturity < 0.5)",
                              "mean(systems in SA, trust_system) - mean(systems not in SA, trust_system)",
                              "share(trusts, balance < 0)",
                              "sum(organisations in SB, balance) / nhs_balance",
                              "mean(trusts in acute, trust_place)",
                              "max over run of sum(ccgs, balance)",
                              "first quarter when maturity > 0.2"};

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b,
                            [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

class MeasureExpressions : public InFolder {
 protected:
  MeasureExpressions() {
    plan_ = small_plan(9, Record::organisations);
    run_to_file(plan_, home_ / "r.h5");
  }

  static void run_to_file(const RunPlan& plan, const std::filesystem::path& file) {
    RecordWriter writer(file, plan, false);
    run_ensemble(plan, 1, [&](const Block& block) { writer.write(block); });
    writer.finish();
  }

  RunPlan plan_;
};

TEST_F(MeasureExpressions, AFileABlockAndASweepGiveTheSameBits) {
  const RecordReader record(home_ / "r.h5");
  Design design = small_design(9);
  design.axes = {levels_of("duty.strength", {first(Parameters{}.of<Duty>().strength)})};
  design.outcomes.clear();
  const Aggregation last = {Aggregation::How::value, financial_quarter(2018, 1), financial_quarter(2018, 1)};
  const Vocabulary vocabulary = measure_vocabulary(plan_.scenario);
  for (const char* text : asked) {
    const AskedMeasure one = *ask(text, vocabulary).value;
    design.outcomes.push_back({"o" + std::to_string(design.outcomes.size()), text,
                               one.a_run() ? whole_run : last, one.unit, one.meaning});
  }
  const Plan plan = plan_of(std::move(design));
  const OutcomeReader outcomes(plan.design);
  EXPECT_EQ(outcomes.record(), Record::organisations);
  RunMemory memory;
  const RunRows rows = run_batches(plan, outcomes, {0, plan.batches()}, memory);

  std::size_t told = 0;
  for (std::size_t n = 0; n < std::size(asked); ++n) {
    const AskedMeasure of_file = *ask(asked[n], measure_vocabulary(record)).value,
                       of_world = *ask(asked[n], vocabulary).value;
    const std::vector<double> filed = run_values(record, of_file.expression, 0, 9);
    std::vector<double> blocked;
    run_ensemble(plan_, 1, [&](const Block& block) {
      const auto part = run_values(block, plan_.scenario.start, of_world.expression);
      blocked.insert(blocked.end(), part.begin(), part.end());
    });
    EXPECT_TRUE(same(filed, blocked)) << asked[n];
    const std::size_t each = filed.size() / 9;
    EXPECT_EQ(each, of_file.a_run() ? 1U : 5U) << asked[n];
    std::vector<double> ends, swept;
    for (std::size_t run = 0; run < 9; ++run) {
      ends.push_back(filed[run * each + (each == 1 ? 0 : 4)]);
      swept.push_back(rows.outcomes[run * std::size(asked) + n]);
    }
    EXPECT_TRUE(same(ends, swept)) << asked[n];
    for (const double end : ends) told += std::isnan(end) ? 0 : 1;
  }
  EXPECT_GT(told, 70U);  // or nothing was compared
}

TEST_F(MeasureExpressions, ANameIsTheMeasureItself) {
  const RecordReader record(home_ / "r.h5");
  for (const std::string& name : measure_names()) {
    const Reading<AskedMeasure> one = ask(name, measure_vocabulary(record));
    ASSERT_TRUE(one.value) << name << ": " << one.wrong;
    EXPECT_EQ(one.value->unit, describe_measure(name).unit);
    EXPECT_EQ(one.value->record(), Record::summary);
    EXPECT_TRUE(same(run_values(record, one.value->expression, 0, 9), run_values(record, name, 0, 9)))
        << name;
  }
}

TEST_F(MeasureExpressions, CodesNamesRegionsTypesAndSystemsAreKnown) {
  const Vocabulary vocabulary = measure_vocabulary(plan_.scenario);
  EXPECT_EQ(ask("mean(systems in Nrth, norm)", vocabulary).wrong,
            "at column 17, none of the systems is 'Nrth'; did you mean 'North'?");
  EXPECT_TRUE(ask("mean(systems in \"Brèche\", norm)", vocabulary).value);
  EXPECT_TRUE(ask("sum(trusts in mental_health, balance) + sum(ccgs in SA, balance)", vocabulary).value);
  EXPECT_EQ(ask("maturity < 0.4", vocabulary).wrong,
            "is a condition; count or share it, or ask for the first quarter when it holds");
  EXPECT_EQ(ask(std::string(3000, '('), vocabulary).wrong, "has 3000 letters; at most 2000");
}

TEST_F(MeasureExpressions, SummariesAreOfWhatIsAsked) {
  const RecordReader record(home_ / "r.h5");
  const std::vector<std::string> two{"share(trusts, balance < 0)", "first quarter when maturity > 0.2"};
  const SummaryTable table = summarise_measures(record, two);
  ASSERT_EQ(table.rows.size(), 3U);  // a year, a quarter, the run
  EXPECT_EQ(table.rows[2].row.section, "The whole run");
  EXPECT_EQ(table.rows[2].row.unit, "quarters");
  const std::vector<std::string> wrong{"rael", "real + centre_cost"};
  try {
    summarise_measures(record, wrong);
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_NE(std::string(error.what()).find("there is no measure 'rael'; did you mean 'real'?"),
              std::string::npos);
    EXPECT_NE(std::string(error.what()).find("systems and £m cannot be added"), std::string::npos);
  }
  run_to_file(small_plan(3, Record::summary), home_ / "s.h5");
  const RecordReader poor(home_ / "s.h5");
  try {
    summarise_measures(poor, two);
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_NE(std::string(error.what()).find("needs what single organisations did"), std::string::npos);
  }
}

}  // namespace
}  // namespace concord::test
