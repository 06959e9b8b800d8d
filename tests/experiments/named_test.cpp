// The list `named` of scenarios.

#include "experiments/scenarios/named.hpp"

#include "experiments/runs/ensemble.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/resolved.hpp"
#include "tests/experiments/design_files.hpp"
#include "tests/support/source.hpp"

#include <fmt/format.h>

namespace concord::test {
namespace {

class NamedIn : public DesignFiles {
 protected:
  /// The problems of a scenario of two teaching systems, 2017/18 Q1 to 2018/19 Q4.
  Lines faults(const std::string& entries) {
    const std::string tables = source("configs/teaching_two_systems");
    std::filesystem::create_directories(home_ / "tables");
    for (const auto& file : std::filesystem::directory_iterator(tables))
      std::filesystem::copy(file.path(), home_ / "tables" / file.path().filename(),
                            std::filesystem::copy_options::overwrite_existing);
    write("s.yaml", "concord: 1\nworld: {tables: tables}\nquarters: 8\nnamed:\n" + entries);
    Problems problems;
    plan_ = load_scenario(home_ / "s.yaml", {}, problems);
    return lines_of(problems);
  }
  RunPlan plan_;
};

TEST_F(NamedIn, AScenarioAreFoundByCodeOrNameAndWrittenByCode) {
  ASSERT_EQ(faults("  - {from: 2017/18 Q3, until: 2018/19 Q2, refuses: South City Council}\n"
                   "  - {from: 2018/19 Q1, accelerator: N}\n"),
            Lines{});
  ASSERT_EQ(plan_.scenario.named.size(), 2U);
  EXPECT_TRUE(
      plan_.resolved.ends_with("named:\n"
                               "  - from: 2017/18 Q3\n    until: 2018/19 Q2\n    refuses: \"S-L1\"\n"
                               "  - from: 2018/19 Q1\n    until: never\n    accelerator: \"N\"\n"));
  EXPECT_EQ(canonical_yaml_again(plan_), plan_.resolved);
  const std::string resolved = plan_.resolved;
  write("again.yaml", resolved);
  Problems problems;
  EXPECT_EQ(load_scenario(home_ / "again.yaml", {}, problems).resolved, resolved);
  EXPECT_EQ(lines_of(problems), Lines{});
}

TEST_F(NamedIn, AScenarioAreSaidToDifferFromTheDefaults) {
  const auto digest_of = [&](const std::string& entries) {
    EXPECT_EQ(faults(entries), Lines{});
    return plan_.scenario_digest;
  };
  const std::string later = digest_of("  - {from: 2017/18 Q4, refuses: S-L1}\n"), nobody = digest_of("");
  const std::string early = digest_of("  - {from: 2017/18 Q3, refuses: S-L1}\n");
  EXPECT_NE(early, later);
  EXPECT_NE(early, nobody);
  EXPECT_NE(set_in_line(plan_.resolved, all_of_them)
                .find("named refuses S-L1 from 2017/18 Q3 until never (default none)"),
            std::string::npos);
}

TEST_F(NamedIn, AScenarioMustBeThere) {
  EXPECT_EQ(
      faults("  - {from: 2017/18 Q3, refuses: South Citi Council}\n"
             "  - {from: 2017/18 Q3, accelerator: W}\n"
             "  - {from: 2017/18 Q3, until: 2017/18 Q3, refuses: S-L1}\n"
             "  - {from: 2016/17 Q3, refuses: S-L1}\n"
             "  - {from: 2017/18 Q3, refuses: S-L1, accelerator: S}\n"
             "  - {from: 2017/18 Q3}\n"
             "  - {refuses: S-L1}\n"),
      (Lines{
          "s.yaml:5:33: named[0].refuses: there is no organisation 'South Citi Council'; did you mean 'South "
          "City Council'?",
          "s.yaml:6:37: named[1].accelerator: there is no system 'W'",
          "s.yaml:7:31: named[2].until: 2017/18 Q3 is not after 2017/18 Q3",
          "s.yaml:8:12: named[3].from: 2016/17 Q3 is before the run, which begins with 2017/18 Q1",
          "s.yaml:9:52: named[4].accelerator: stands beside `refuses`; give each an entry of its own",
          "s.yaml:10:5: named[5].refuses: missing, and `accelerator` too; say who refuses, or who has a "
          "place",
          "s.yaml:11:5: named[6].from: missing"}));
}

TEST_F(NamedIn, AScenarioAfterTheRunAreLeftOut) {
  ASSERT_EQ(faults("  - {from: 2017/18 Q3, refuses: S-L1}\n"), Lines{});
  const RunPlan first = plan_;
  ASSERT_EQ(faults("  - {from: 2017/18 Q3, refuses: S-L1}\n  - {from: 2019/20 Q1, accelerator: N}\n"),
            Lines{});
  EXPECT_EQ(plan_.resolved, first.resolved);
  EXPECT_EQ(plan_.scenario_digest, first.scenario_digest);
}

TEST_F(NamedIn, ARunAreObeyed) {
  ASSERT_EQ(faults("  - {from: 2017/18 Q3, refuses: S-L1}\n"), Lines{});
  plan_.replicates = 2;
  plan_.record = Record::systems;
  run_ensemble(plan_, 1, [](const Block& block) {
    const auto out = static_cast<std::size_t>(SystemMeasure::councils_out);
    for (std::size_t t = 0; t < 8; ++t)
      EXPECT_EQ(block.system[((out * 2 + 0) * 8 + t) * 2 + 1], t < 2 ? 0 : 1) << t;
  });
}

}  // namespace
}  // namespace concord::test
