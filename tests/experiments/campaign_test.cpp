#include "experiments/campaigns/campaign.hpp"

#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "experiments/campaigns/merge.hpp"
#include "experiments/campaigns/shard.hpp"
#include "experiments/campaigns/side_by_side.hpp"
#include "experiments/results/sweep_reader.hpp"
#include "experiments/results/sweep_table.hpp"
#include "sim/statistics/intervals.hpp"
#include "tests/experiments/small_design.hpp"
#include "tests/support/folder.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

namespace concord {
namespace {

namespace fs = std::filesystem;
using test::bytes_of;
using test::plan_of;
using test::small_design;
using End = WorkDone::End;

class Campaign : public test::InFolder {
 protected:
  fs::path folder(const std::string& name) {
    fs::create_directories(home_ / name);
    return home_ / name;
  }
  std::string merged(const Plan& plan, const std::string& name) {
    const fs::path file = home_ / (name + ".h5");
    return merge(plan, {.campaign = home_ / name, .target = file, .force = true}).content_digest;
  }
  std::string message_of_merge(const Plan& plan, const std::string& name) {
    try {
      merged(plan, name);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }
  std::vector<fs::path> shards(const std::string& name) const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(home_ / name / "shards")) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
  }
};

TEST_F(Campaign, OneWorkerManyPartsAndInterruptionsGiveTheSameFile) {
  const Plan plan = plan_of(small_design(20));
  EXPECT_EQ(work_on(plan, folder("one"), {}).end, End::complete);
  EXPECT_EQ(work_on(plan, folder("threads"), {.threads = 3}).end, End::complete);
  for (const int part : {3, 1, 2})
    EXPECT_EQ(work_on(plan, folder("parts"), {.part = {part, 3}}).end, End::complete);
  std::atomic<int> asked = 0;
  int stops = 0;
  while (work_on(plan, folder("stopped"), {.stop = [&] { return ++asked % 7 == 0; }}).end == End::stopped) {
    ASSERT_LT(++stops, 1000) << "a campaign that is stopped again and again still gets on";
  }
  const std::string digest = merged(plan, "one");
  for (const char* name : {"threads", "parts", "stopped"}) {
    EXPECT_EQ(merged(plan, name), digest) << name;
    EXPECT_EQ(bytes_of(home_ / (std::string(name) + ".h5")), bytes_of(home_ / "one.h5")) << name;
  }
}

TEST_F(Campaign, PartsMakeUpThePlan) {
  Plan plan = plan_of(small_design(20));
  for (const std::int64_t unit : {1, 4, 7}) {
    plan.design.frozen->unit = unit;
    for (const int parts : {1, 2, 5, 40}) {
      std::int64_t at = 0;
      for (int part = 1; part <= parts; ++part) {
        const BatchRange range = batches_of(plan, {part, parts});
        EXPECT_EQ(range.first, at);
        EXPECT_GE(range.end, range.first);
        at = range.end;
      }
      EXPECT_EQ(at, plan.batches());
    }
  }
}

TEST_F(Campaign, RowsAreWhatSingleRunsGive) {
  const Plan plan = plan_of(small_design(11));
  work_on(plan, folder("one"), {.threads = 2});
  merged(plan, "one");
  const SweepReader file(home_ / "one.h5");
  ASSERT_EQ(file.info().runs, 66U);
  const auto shares = file.outcome(0);
  Workspace workspace;
  Block block;
  for (const std::size_t row : {0U, 10U, 11U, 37U, 65U}) {
    Scenario scenario = plan.design.base.scenario;
    scenario.parameters = parameters_at(plan.design, plan.points[row / 11]);
    size_block(block, scenario, Record::summary, 0, 1);
    simulate_batch(scenario, plan.design.base.seed, static_cast<int>(row % 11), 1, workspace, block, 0);
    EXPECT_EQ(hex(digest_of_run(block, 0, Record::summary)), file.digests()[row]);
    double sum = 0;  // the last four of five quarters of the first measure
    for (std::size_t t = 1; t < 5; ++t) sum += block.summary[t];
    EXPECT_DOUBLE_EQ(shares[row], sum / 4);
    const auto maturity = file.trajectories("maturity", row, 1);
    for (std::size_t t = 0; t < 5; ++t)
      EXPECT_EQ(maturity[t], block.summary[static_cast<std::size_t>(Measure::maturity) * 5 + t]);
  }
}

TEST_F(Campaign, StatisticsAreThoseOfTheRows) {
  const Plan plan = plan_of(small_design(13));
  work_on(plan, folder("one"), {});
  merged(plan, "one");
  const SweepReader file(home_ / "one.h5");
  const auto values = file.outcome(0);
  const PointStatistics statistics = file.statistics(0);
  for (std::size_t point = 0; point < 6; ++point) {
    std::vector<double> of_point(values.begin() + static_cast<std::ptrdiff_t>(13 * point),
                                 values.begin() + static_cast<std::ptrdiff_t>(13 * (point + 1)));
    const Interval mean =
        mean_interval(of_point, 0.05, known_range_of(file.outcomes()[0], values, file.first_rows()));
    EXPECT_EQ(statistics.n[point], 13);
    EXPECT_DOUBLE_EQ(statistics.mean[point], mean.estimate);
    EXPECT_NEAR(statistics.half_width[point], half_width(mean), 1e-12);
    std::ranges::sort(of_point);
    EXPECT_EQ(statistics.median[point], of_point[6]);
    EXPECT_EQ(statistics.q25[point], of_point[3]);
    EXPECT_EQ(statistics.q75[point], of_point[9]);
  }
}

TEST(SideBySide, FillsBatchesWithRunsOfPointsThatAgree) {
  const auto sizes = [](const RunGroups& groups) {
    std::vector<std::size_t> list;
    for (std::size_t n = 0; n < groups.count(); ++n) list.push_back(groups[n].size());
    return list;
  };
  Design design = small_design(3);
  const Plan numbers = plan_of(design);
  EXPECT_EQ(sizes(runs_side_by_side(numbers, {0, 6})), (std::vector<std::size_t>{8, 8, 2}));
  EXPECT_EQ(sizes(runs_side_by_side(numbers, {4, 5})), (std::vector<std::size_t>{3}));

  design.axes.push_back(
      test::levels_of("deadline.date", {static_cast<double>(financial_quarter(2018, 2).index), never.index}));
  const Plan dates = plan_of(design);
  const RunGroups groups = runs_side_by_side(dates, {0, 12});
  EXPECT_EQ(sizes(groups), (std::vector<std::size_t>{8, 8, 2, 8, 8, 2}));
  std::set<std::int64_t> runs;
  for (std::size_t n = 0; n < groups.count(); ++n) {
    for (const std::int64_t run : groups[n]) {
      EXPECT_TRUE(runs.insert(run).second) << "once";
      EXPECT_EQ(dates.points[static_cast<std::size_t>(run / 3)][2],
                n < 3 ? design.axes[2].levels[0] : never.index);
    }
  }
  EXPECT_EQ(runs.size(), 36U);
}

TEST_F(Campaign, AFailedRunIsARowAndDoesNotTouchItsNeighbours) {
  const Plan plan = plan_of(small_design(20));
  work_on(plan, folder("whole"), {});
  merged(plan, "whole");
  // Fails whenever replicate 9 of a point with a full duty is in the batch.
  const SimulateRuns failing = [](const Scenario& scenario, std::uint64_t seed, std::span<const LaneRun> runs,
                                  Workspace& workspace, Block& block, int at) {
    const bool fails = std::ranges::any_of(runs, [](const LaneRun& run) {
      return run.replicate == 9 && first(run.parameters->of<Duty>().strength) == 1;
    });
    if (fails) throw std::runtime_error("the ledger does not balance");
    simulate_runs(scenario, seed, runs, workspace, block, at);
  };
  const WorkDone done = work_on(plan, folder("failing"), {.threads = 2, .simulate = failing});
  EXPECT_EQ(done.end, End::complete);
  EXPECT_EQ(done.failed, 2);
  ASSERT_EQ(done.failures.size(), 2U);
  EXPECT_EQ(done.failures[0].run, 4 * 20 + 9);
  merged(plan, "failing");
  const SweepReader file(home_ / "failing.h5"), whole(home_ / "whole.h5");
  EXPECT_EQ(file.info().failed, 2U);
  const auto failures = file.failures();
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[1].message, "the ledger does not balance");
  EXPECT_EQ(failures[1].run, 5 * 20 + 9);
  EXPECT_EQ(failures[1].point, 5);
  EXPECT_EQ(failures[1].replicate, 9);
  EXPECT_EQ(failures[1].seed, 2019);
  EXPECT_EQ(failures[1].replay, "concord replay CAMPAIGN 109 -o run_109.h5");
  const auto values = file.outcome(0), others = whole.outcome(0);
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (row == 89 || row == 109) {
      EXPECT_TRUE(std::isnan(values[row]));
    } else {
      EXPECT_EQ(values[row], others[row]) << row;
    }
  }
  EXPECT_EQ(file.statistics(0).n[5], 19);
  EXPECT_EQ(file.failed_replicates()[5], 1);
}

TEST_F(Campaign, StopsWhenMoreRunsFailThanTheDesignAllows) {
  Design design = small_design(40);
  design.most_failures = 3;
  const Plan plan = plan_of(design);
  std::atomic<int> batches = 0;
  const SimulateRuns failing = [&](const Scenario&, std::uint64_t, std::span<const LaneRun>, Workspace&,
                                   Block&, int) {
    ++batches;
    throw std::runtime_error("always");
  };
  const WorkDone done = work_on(plan, folder("failing"), {.simulate = failing});
  EXPECT_EQ(done.end, End::too_many_failures);
  EXPECT_GT(done.failed, 3);
  EXPECT_LT(done.runs, plan.runs()) << "the first shard is enough to give up";
  const int before = batches;
  EXPECT_EQ(work_on(plan, folder("failing"), {.simulate = failing}).end, End::too_many_failures);
  EXPECT_EQ(batches, before) << "going on gives up at once";
}

TEST_F(Campaign, RunningOutOfMemoryEndsTheWorkAndIsNoFailedRun) {
  const Plan plan = plan_of(small_design(20));
  const SimulateRuns starved = [](const Scenario&, std::uint64_t, std::span<const LaneRun>, Workspace&,
                                  Block&, int) { throw std::bad_alloc(); };
  EXPECT_THROW(work_on(plan, folder("starved"), {.threads = 2, .simulate = starved}), std::bad_alloc);
  EXPECT_EQ(work_on(plan, folder("starved"), {}).end, End::complete);
  EXPECT_EQ(merged(plan, "starved").size(), 16U);
}

TEST_F(Campaign, WorkersAtTheSameTimeShareTheWork) {
  const Plan plan = plan_of(small_design(200));
  std::mutex mutex;
  std::multiset<std::pair<double, std::uint32_t>> simulated;
  const SimulateRuns counting = [&](const Scenario& scenario, std::uint64_t seed,
                                    std::span<const LaneRun> runs, Workspace& workspace, Block& block,
                                    int at) {
    simulate_runs(scenario, seed, runs, workspace, block, at);
    const std::lock_guard lock(mutex);
    for (const LaneRun& run : runs)
      simulated.emplace(
          first(run.parameters->of<Duty>().strength) + 10 * first(run.parameters->of<Pooling>().floor),
          run.replicate);
  };
  const fs::path place = folder("shared");
  std::vector<WorkDone> done(3);
  {
    std::vector<std::jthread> workers;
    for (WorkDone& result : done)
      workers.emplace_back([&] { result = work_on(plan, place, {.simulate = counting}); });
  }
  // Whoever was last found everything done, or left it to others that were at it.
  EXPECT_TRUE(std::ranges::any_of(done, [](const WorkDone& result) { return result.end == End::complete; }));
  EXPECT_EQ(simulated.size(), static_cast<std::size_t>(plan.runs())) << "nothing is simulated twice";
  work_on(plan, folder("alone"), {});
  EXPECT_EQ(merged(plan, "shared"), merged(plan, "alone"));
}

TEST_F(Campaign, DamagedShardsAreSetAsideAndSimulatedAgain) {
  const Plan plan = plan_of(small_design(80));
  for (int part = 1; part <= 6; ++part) work_on(plan, folder("c"), {.part = {part, 6}});
  const std::string digest = merged(plan, "c");
  const auto files = shards("c");
  ASSERT_GE(files.size(), 6U);
  fs::resize_file(files[0], fs::file_size(files[0]) / 2);
  {
    std::fstream flip(files[2], std::ios::in | std::ios::out | std::ios::binary);
    flip.seekg(1000);
    const int byte = flip.get();
    flip.seekp(1000);
    flip.put(static_cast<char>(byte ^ 1));
  }
  fs::remove(files[4]);
  std::ofstream(home_ / "c/shards/stray.h5") << "not a shard";
  EXPECT_NE(message_of_merge(plan, "c").find("is not there yet"), std::string::npos);
  std::vector<std::string> notes;
  const WorkDone done =
      work_on(plan, folder("c"), {.note = [&](const std::string& note) { notes.push_back(note); }});
  EXPECT_EQ(done.end, End::complete);
  EXPECT_EQ(done.runs, plan.runs());
  EXPECT_EQ(merged(plan, "c"), digest);
  std::set<std::string> kept;
  for (const auto& entry : fs::directory_iterator(home_ / "c/quarantine"))
    kept.insert(entry.path().filename().string());
  EXPECT_EQ(kept,
            (std::set<std::string>{files[0].filename().string(), files[2].filename().string(), "stray.h5"}));
}

TEST_F(Campaign, TheManifestCanBeTornDamagedOrLost) {
  const Plan plan = plan_of(small_design(80));
  const auto count = [&] {
    int simulated = 0;
    work_on(plan, folder("c"),
            {.simulate = [&](const Scenario& scenario, std::uint64_t seed, std::span<const LaneRun> runs,
                             Workspace& workspace, Block& block, int at) {
              ++simulated;
              simulate_runs(scenario, seed, runs, workspace, block, at);
            }});
    return simulated;
  };
  for (int part = 1; part <= 4; ++part) work_on(plan, folder("c"), {.part = {part, 4}});
  const fs::path manifest = home_ / "c/manifest.txt";
  const std::string text = bytes_of(manifest);
  const std::string digest = merged(plan, "c");
  const auto replace = [&](const std::string& by) { std::ofstream(manifest, std::ios::binary) << by; };
  for (const std::string& damaged :
       {text.substr(0, text.size() - 5), text.substr(text.find('\n') + 1), std::string(),
        std::string("garbage"), text.substr(0, 200) + "x" + text.substr(201), text + "shard 1 2 3"}) {
    replace(damaged);
    EXPECT_EQ(count(), 0) << "shards speak for themselves";
    EXPECT_EQ(merged(plan, "c"), digest);
    EXPECT_TRUE(
        uncovered({0, plan.batches()}, CampaignFolder(home_ / "c", plan.digest).listed().covered()).empty());
  }
  fs::remove(manifest);
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(merged(plan, "c"), digest);
}

TEST_F(Campaign, ShardsOfAnotherPlanDoNotCount) {
  const Plan plan = plan_of(small_design(8)), other = plan_of(small_design(16));
  ASSERT_NE(plan.digest, other.digest);
  work_on(other, folder("other"), {});
  folder("c/shards");
  const fs::path foreign = shards("other").front();
  fs::copy_file(foreign, home_ / "c/shards" / foreign.filename());
  std::vector<std::string> notes;
  const WorkDone done =
      work_on(plan, folder("c"), {.note = [&](const std::string& note) { notes.push_back(note); }});
  EXPECT_EQ(done.runs, plan.runs());
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NE(notes[0].find("is damaged or foreign"), std::string::npos);
}

TEST_F(Campaign, OverlappingShardsCountOnceAndMustAgree) {
  const Plan plan = plan_of(small_design(80));
  work_on(plan, folder("one"), {});
  for (int part = 1; part <= 4; ++part) work_on(plan, folder("four"), {.part = {part, 4}});
  folder("both/shards");
  for (const char* from : {"one", "four"})
    for (const fs::path& shard : shards(from))
      fs::copy(shard, home_ / "both/shards", fs::copy_options::skip_existing);
  ASSERT_GT(shards("both").size(), std::max(shards("one").size(), shards("four").size()));
  EXPECT_EQ(merged(plan, "both"), merged(plan, "one"));

  RunRows rows = read_shard(shards("four").back(), plan.digest, plan.shape());
  ++rows.digest.back();
  const fs::path changed = home_ / "both/shards/x.partial-me";
  write_shard(changed, plan.digest, rows);
  const BatchRange last = CampaignFolder(home_ / "four", plan.digest).listed().shards.back().batches;
  CampaignFolder(home_ / "both", plan.digest)
      .publish(changed, {.batches = last,
                         .rows = static_cast<std::int64_t>(rows.count()),
                         .failed = 0,
                         .digest = shard_digest(plan.digest, changed)});
  EXPECT_NE(message_of_merge(plan, "both").find("run 479 was simulated twice with different results"),
            std::string::npos);
}

TEST_F(Campaign, AnUnfinishedCampaignIsMergedOnlyWhenAsked) {
  const Plan plan = plan_of(small_design(80));
  work_on(plan, folder("c"), {.part = {2, 3}});
  EXPECT_NE(message_of_merge(plan, "c").find("66.7% of the campaign is not there yet (40 of 60 batches)"),
            std::string::npos);
  EXPECT_FALSE(fs::exists(home_ / "c.h5"));
  const Merged part = merge(plan, {.campaign = home_ / "c", .target = home_ / "c.h5", .partial = true});
  EXPECT_EQ(part.runs, 160);
  const SweepReader file(home_ / "c.h5");
  EXPECT_EQ(file.replicates(), (std::vector<std::int64_t>{0, 0, 80, 80, 0, 0}));
  EXPECT_TRUE(std::isnan(file.statistics(0).mean[0]));
  EXPECT_FALSE(std::isnan(file.statistics(0).mean[2]));
}

TEST_F(Campaign, ReplicatesGoOnUntilTheMeanIsExactEnough) {
  Design design = small_design(400);
  design.replication = {.most = 400,
                        .sequential = true,
                        .initial = 5,
                        .look_ahead = 5,
                        .alpha = 0.05,
                        .precision = {{.outcome = 0, .relative = 0.05}}};
  const Plan plan = plan_of(design);
  EXPECT_EQ(plan.batches(), 6);
  work_on(plan, folder("one"), {});
  for (const int part : {2, 1}) work_on(plan, folder("parts"), {.part = {part, 2}, .threads = 2});
  EXPECT_EQ(merged(plan, "one"), merged(plan, "parts"));
  const SweepReader file(home_ / "one.h5");
  const auto first = file.first_rows();
  bool differ = false;
  for (std::size_t point = 0; point < 6; ++point) {
    const auto values = file.outcome(0, first[point], first[point + 1] - first[point]);
    const PrecisionRule rule{.alpha = 0.05, .relative = 0.05, .absolute = 0, .initial = 5, .look_ahead = 5};
    const auto needed = replicates_needed(values, rule);
    if (values.size() < 400) {
      ASSERT_TRUE(needed);
      EXPECT_EQ(values.size(), static_cast<std::size_t>(*needed + replicates_ahead(*needed, 5)));
      EXPECT_FALSE(replicates_needed(std::span(values).first(values.size() - 1), rule))
          << "not one run too many";
    }
    differ = differ || values.size() != first[1];
  }
  EXPECT_TRUE(differ) << "points need different numbers of runs, or this test shows little";
}

TEST(Batches, UncoveredRangesAreWhatIsLeft) {
  using Ranges = std::vector<BatchRange>;
  EXPECT_EQ(uncovered({0, 10}, {}), (Ranges{{0, 10}}));
  EXPECT_EQ(uncovered({0, 10}, {{4, 6}, {0, 2}}), (Ranges{{2, 4}, {6, 10}}));
  EXPECT_EQ(uncovered({5, 10}, {{0, 7}, {9, 12}}), (Ranges{{7, 9}}));
  EXPECT_EQ(uncovered({0, 10}, {{0, 6}, {3, 10}}), Ranges{});
  EXPECT_EQ(uncovered({3, 3}, {}), Ranges{});
}

TEST_F(Campaign, LeasesKeepOthersAwayUntilGivenBack) {
  Leases mine(folder("c")), theirs(folder("c"));
  EXPECT_TRUE(mine.take(10, 20));
  EXPECT_FALSE(theirs.take(19, 30));
  EXPECT_TRUE(theirs.take(20, 30));
  EXPECT_TRUE(theirs.held_by_others(0, 100));
  mine.give_back(10, 20);
  EXPECT_FALSE(theirs.held_by_others(0, 20));
  EXPECT_TRUE(theirs.take(10, 20));
}

TEST_F(Campaign, WorkThatASuspendedWorkerHoldsIsDoneAllTheSame) {
  const Plan plan = plan_of(small_design(20));
  work_on(plan, folder("one"), {});
  Leases suspended(folder("held"));
  ASSERT_TRUE(suspended.take(1, 3));
  std::vector<std::string> notes;
  EXPECT_EQ(work_on(plan, folder("held"),
                    {.note = [&](const std::string& note) { notes.push_back(note); }, .patience = 0.4})
                .end,
            End::complete);
  ASSERT_FALSE(notes.empty());
  EXPECT_NE(notes.front().find("another worker holds batches 1 to "), std::string::npos) << notes.front();
  EXPECT_EQ(merged(plan, "held"), merged(plan, "one"));
}

TEST_F(Campaign, AManifestThatSomebodyHoldsForEverIsWrittenAllTheSame) {
  const Plan plan = plan_of(small_design(4));
  std::vector<std::string> notes;
  std::optional<Leases::Exclusive> held;
  Leases suspended(folder("held"));
  held.emplace(suspended);
  Work work{.note = [&](const std::string& note) { notes.push_back(note); }};
  EXPECT_EQ(work_on(plan, folder("held"), work).end, End::complete);
  ASSERT_FALSE(notes.empty());
  EXPECT_NE(notes.front().find("another worker has held the manifest"), std::string::npos) << notes.front();
}

TEST_F(Campaign, PartsThatAreLinksAreRefused) {
  const Plan plan = plan_of(small_design(4));
  for (const char* part : {"shards", "progress", "quarantine", "manifest.txt", "leases"}) {
    fs::remove_all(home_ / "c");
    fs::create_directory_symlink(folder("elsewhere"), folder("c") / part);
    EXPECT_THROW(work_on(plan, folder("c"), {}), FileError) << part;
    EXPECT_TRUE(fs::is_empty(home_ / "elsewhere"));
  }
}

TEST_F(Campaign, ShardsReadBackBitForBit) {
  RunRows rows;
  rows.shape = {.outcomes = 2, .trajectories = 1, .quarters = 3};
  rows.run = {5, 6, 9};
  rows.status = {0, 1, 0};
  rows.digest = {0xffffffffffffffffU, 0, 7};
  const double nan = std::nan("");
  rows.outcomes = {1.5, -0.0, nan, nan, 1e300, nan};
  rows.trajectories = {0.1, 0.2, 0.3, nan, nan, nan, 1, 2, 3};
  rows.failures = {{6, "Brèche: 1 < 2"}};
  const fs::path a = home_ / "a.h5", b = home_ / "b.h5";
  write_shard(a, "plan", rows);
  write_shard(b, "plan", rows);
  EXPECT_EQ(bytes_of(a), bytes_of(b));
  const RunRows back = read_shard(a, "plan", rows.shape);
  EXPECT_EQ(back.run, rows.run);
  EXPECT_EQ(back.digest, rows.digest);
  EXPECT_EQ(back.failures, rows.failures);
  EXPECT_TRUE(std::signbit(back.outcomes[1]));
  EXPECT_THROW(read_shard(a, "other plan", rows.shape), FileError);
  EXPECT_THROW(read_shard(a, "plan", {.outcomes = 3, .trajectories = 1, .quarters = 3}), FileError);
}

}  // namespace
}  // namespace concord
