#include "experiments/scenarios/record_plan.hpp"

#include "tests/support/source.hpp"
#include "tests/viz/data_files.hpp"

namespace concord {
namespace {

using test::make_record;

class RecordPlan : public test::DataFiles {
 protected:
  std::filesystem::path file() const { return home_ / "record.h5"; }
  /// Fingerprints of the runs, simulated by a plan that knows the file alone.
  static std::vector<std::string> digests_again(const RunPlan& plan) {
    std::vector<std::string> digests;
    run_ensemble(plan, 2, [&](const Block& block) {
      for (const std::uint64_t digest : block.digest) digests.push_back(hex(digest));
    });
    return digests;
  }
};

TEST_F(RecordPlan, ARecordAloneIsEnoughToSimulateItAgain) {
  for (const char* record : {"summary", "systems", "organisations"}) {
    make_record(file(), "teaching_two_systems.yaml",
                {{"replicates", "5"}, {"record", record}, {"duty.strength", "0.7"}, {"seed", "7"}});
    const RecordReader reader(file());
    const RunPlan plan = plan_of_record(contents_of(reader));
    EXPECT_EQ(digests_again(plan), reader.digests()) << record;
  }
}

TEST_F(RecordPlan, SoIsOneOfEngland) {
  const RunPlan original = make_record(file(), "england_2019.yaml", {{"replicates", "3"}});
  const RecordReader reader(file());
  const RunPlan plan = plan_of_record(contents_of(reader));
  EXPECT_EQ(digests_again(plan), reader.digests());
  EXPECT_EQ(plan.resolved, original.resolved);
  EXPECT_EQ(plan.scenario.world->organisation_count(), original.scenario.world->organisation_count());
  EXPECT_EQ(plan.scenario.world->regions, original.scenario.world->regions);
}

TEST_F(RecordPlan, SyntheticWorldsAndLaterReplicatesComeBackToo) {
  Problems problems;
  RunPlan plan =
      load_scenario(test::source("configs/synthetic.yaml"),
                    std::vector<Override>{{"replicates", "2"}, {"world.synthetic.systems", "3"}}, problems);
  problems.throw_if_any();
  plan.first_replicate = 41;
  {
    RecordWriter writer(file(), plan, true);
    run_ensemble(plan, 1, [&](const Block& block) { writer.write(block); });
    writer.finish();
  }
  const RecordReader reader(file());
  const RunPlan again = plan_of_record(contents_of(reader));
  EXPECT_EQ(again.first_replicate, 41);
  EXPECT_EQ(digests_again(again), reader.digests());
}

TEST_F(RecordPlan, AnotherVersionOfTheModelIsRefusedWithARemedy) {
  make_record(file(), "teaching_two_systems.yaml", {{"replicates", "1"}});
  RecordContents contents = contents_of(RecordReader(file()));
  contents.info.model_digest = "0123456789abcdef";
  try {
    plan_of_record(contents);
    FAIL() << "it was simulated by another model";
  } catch (const ConfigError& error) {
    EXPECT_NE(std::string(error.what()).find("use that version"), std::string::npos) << error.what();
  }
}

TEST_F(RecordPlan, TablesThatCannotBeAWorldAreRefused) {
  make_record(file(), "teaching_two_systems.yaml", {{"replicates", "1"}});
  const RecordContents whole = contents_of(RecordReader(file()));
  const auto refused = [&](const std::function<void(Layout&)>& damage) {
    RecordContents contents = whole;
    damage(contents.layout);
    EXPECT_TRUE(fault_of(contents.layout));
    EXPECT_THROW(plan_of_record(contents), ConfigError);
  };
  refused([](Layout& layout) { layout.organisations[1].place = 1000; });
  refused([](Layout& layout) { layout.places[0].system = -1; });
  refused([](Layout& layout) { layout.organisations[0].budget = unknown; });
  refused([](Layout& layout) { layout.organisations[0].budget = 0; });
  refused([](Layout& layout) { layout.systems.clear(); });
}

}  // namespace
}  // namespace concord
