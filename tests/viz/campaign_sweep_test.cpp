#include "experiments/results/sweep_reader.hpp"
#include "tests/support/source.hpp"
#include "tests/viz/data_files.hpp"
#include "viz/data/file_sweep.hpp"

#include <atomic>
#include <cmath>
#include <cstring>
#include <set>

namespace concord {
namespace {

namespace fs = std::filesystem;

bool same_numbers(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

class CampaignSweepTest : public test::DataFiles {
 protected:
  Plan make(const std::string& replicates = "replicates: 9\n",
            const std::string& world = "{synthetic: {systems: 2, population: 3000000}}") {
    write("scenario.yaml", "concord: 1\ntitle: Two systems\nworld: " + world + "\nquarters: 8\n");
    write("design.yaml",
          "sweep: 1\ntitle: Duty\nscenario: scenario.yaml\n" + replicates +
              "axes:\n  duty.strength: [0, 0.5, 1]\n  policy: {packages: {firm: {pooling: {floor: 0.5}}, "
              "loose: {}}}\n"
              "outcomes:\n  share: {measure: institution_share}\n  pooled: {measure: pooled_share}\n"
              "trajectories: [maturity, pooled_share]\n");
    Problems problems;
    Plan plan = make_plan(load_design(home_ / "design.yaml", {}, problems), problems);
    problems.throw_if_any();
    return plan;
  }
  fs::path begin(const Plan& plan, const std::string& name = "campaign") {
    fs::create_directories(home_ / name);
    write_plan(plan, home_ / name);
    return home_ / name;
  }
  /// In many small shards.
  static void carry_out(const Plan& plan, const fs::path& folder) {
    for (int part = 1; part <= 6; ++part) work_on(plan, folder, {.part = {part, 6}});
  }
  fs::path merged(const Plan& plan, const fs::path& folder) {
    merge(plan, {.campaign = folder, .target = home_ / "merged.h5", .force = true});
    return home_ / "merged.h5";
  }
  /// Everything that `data` shows is what the merged file holds.
  void expect_as_merged(SweepData& data, const fs::path& file) {
    const SweepReader reader(file);
    data.generation();
    const SweepSheet& sheet = data.sheet();
    EXPECT_EQ(sheet.info.title, reader.info().title);
    EXPECT_EQ(sheet.info.runs, reader.info().runs);
    EXPECT_EQ(sheet.info.method, reader.info().method);
    EXPECT_EQ(sheet.info.plan_digest, reader.info().plan_digest);
    EXPECT_EQ(sheet.info.baseline, reader.info().baseline);
    EXPECT_EQ(sheet.quarters, reader.quarters());
    EXPECT_EQ(sheet.configuration, reader.configuration());
    ASSERT_EQ(sheet.axes.size(), reader.axes().size());
    for (std::size_t a = 0; a < sheet.axes.size(); ++a) {
      EXPECT_EQ(sheet.axes[a].name, reader.axes()[a].name);
      EXPECT_EQ(sheet.axes[a].kind, reader.axes()[a].kind);
      EXPECT_EQ(sheet.axes[a].meaning, reader.axes()[a].meaning);
      EXPECT_EQ(sheet.axes[a].list, reader.axes()[a].list);
      EXPECT_EQ(sheet.axes[a].high, reader.axes()[a].high);
      EXPECT_EQ(sheet.coordinates[a], reader.coordinates(a));
      EXPECT_EQ(sheet.labels[a], reader.labels(a));
    }
    const auto first = reader.first_rows();
    for (std::size_t n = 0; n < sheet.outcomes.size(); ++n) {
      EXPECT_EQ(sheet.outcomes[n].name, reader.outcomes()[n].name);
      EXPECT_EQ(sheet.outcomes[n].take, reader.outcomes()[n].take);
      const auto runs = wait_for([&]() -> std::shared_ptr<const SweepRuns> {
        data.generation();
        auto found = data.outcome(n);
        return found && found->values.size() == reader.info().runs ? found : nullptr;
      });
      ASSERT_TRUE(runs) << data.trouble();
      EXPECT_TRUE(same_numbers(runs->values, reader.outcome(n)));
      EXPECT_EQ(runs->first, first);
      const auto replicate = reader.run_column("replicate", 0, reader.info().runs),
                 point = reader.run_column("point", 0, reader.info().runs);
      EXPECT_TRUE(std::ranges::equal(runs->replicate, replicate));
      EXPECT_TRUE(std::ranges::equal(runs->point, point));
    }
    ASSERT_EQ(sheet.trajectories, (std::vector<std::string>{"maturity", "pooled_share"}));
    for (std::size_t kept = 0; kept < sheet.trajectories.size(); ++kept) {
      for (std::size_t p = 0; p < sheet.info.points; ++p) {
        const auto slice = wait_for([&] { return data.trajectories(kept, p); });
        ASSERT_TRUE(slice) << data.trouble();
        EXPECT_EQ(slice->runs, static_cast<int>(first[p + 1] - first[p]));
        EXPECT_TRUE(same_numbers(
            slice->values, reader.trajectories(sheet.trajectories[kept], first[p], first[p + 1] - first[p])));
      }
    }
  }
};

TEST_F(CampaignSweepTest, AMergedFileShowsWhatItHolds) {
  const Plan plan = make();
  const fs::path folder = begin(plan);
  carry_out(plan, folder);
  const auto data = open_sweep(merged(plan, folder), options());
  EXPECT_FALSE(data->sheet().campaign);
  EXPECT_EQ(data->sheet().source, "merged.h5");
  expect_as_merged(*data, home_ / "merged.h5");
  EXPECT_EQ(data->trouble(), "");
}

TEST_F(CampaignSweepTest, AFinishedCampaignShowsTheSameAsItsMergedFile) {
  const Plan plan = make();
  const fs::path folder = begin(plan);
  carry_out(plan, folder);
  const auto data = open_sweep(folder, options());
  EXPECT_TRUE(data->sheet().campaign);
  EXPECT_EQ(data->sheet().source, "campaign");
  EXPECT_EQ(data->sheet().total_runs, plan.runs());
  wait_for([&] {
    data->generation();
    return data->sheet().info.runs == static_cast<std::size_t>(plan.runs());
  });
  expect_as_merged(*data, merged(plan, folder));
  EXPECT_EQ(data->trouble(), "");
}

TEST_F(CampaignSweepTest, ACampaignIsFollowedWhileItGrowsAndNotDisturbed) {
  const Plan plan = make();
  const fs::path watched = begin(plan), alone = begin(plan, "alone");
  std::atomic<int> woken = 0;
  ReadingOptions reading = options();
  reading.wake = [&] { ++woken; };
  const auto data = open_sweep(watched, reading);
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_EQ(data->sheet().info.runs, 0U);
  EXPECT_FALSE(fs::exists(watched / "leases")) << "who watches makes nothing";
  std::set<std::size_t> seen;
  std::thread writer([&] { carry_out(plan, watched); });
  wait_for([&] {
    const std::uint64_t generation = data->generation();
    seen.insert(data->sheet().info.runs);
    const auto runs = data->outcome(0);
    if (runs) {
      EXPECT_EQ(runs->first.back(), runs->values.size());
      EXPECT_EQ(runs->point.size(), runs->values.size());
    }
    EXPECT_GE(data->generation(), generation);
    return data->sheet().info.runs == static_cast<std::size_t>(plan.runs());
  });
  writer.join();
  EXPECT_TRUE(std::ranges::is_sorted(seen));
  EXPECT_GT(woken, 0);
  expect_as_merged(*data, merged(plan, watched));
  fs::remove(home_ / "merged.h5");
  carry_out(plan, alone);
  EXPECT_EQ(test::bytes_below(watched), test::bytes_below(alone));
}

/// So that a window need not be drawn again at every look.
TEST_F(CampaignSweepTest, NothingIsAnnouncedWhileNothingIsNew) {
  const Plan plan = make();
  const fs::path folder = begin(plan);
  work_on(plan, folder, {.part = {1, 6}});
  std::atomic<int> woken = 0;
  ReadingOptions reading = options();
  reading.wake = [&] { ++woken; };
  const auto data = open_sweep(folder, reading);
  wait_for([&] {
    data->generation();
    return data->outcome(0) && data->sheet().info.runs > 0;
  });
  std::this_thread::sleep_for(10 * reading.between_looks);
  const std::uint64_t generation = data->generation();
  const int before = woken;
  EXPECT_GT(before, 0);
  std::this_thread::sleep_for(40 * reading.between_looks);
  EXPECT_EQ(woken, before);
  EXPECT_EQ(data->generation(), generation);
  work_on(plan, folder, {.part = {2, 6}});
  wait_for([&] { return woken > before; });
  EXPECT_GT(woken, before);
}

TEST_F(CampaignSweepTest, PointsMayHaveDifferentNumbersOfRuns) {
  const Plan plan =
      make("replicates: {initial: 3, look_ahead: 1, budget: 30, precision: {share: {relative: 0.2}}}\n");
  const fs::path folder = begin(plan);
  carry_out(plan, folder);
  const auto data = open_sweep(folder, options());
  const fs::path file = merged(plan, folder);
  const std::size_t runs = SweepReader(file).info().runs;
  wait_for([&] {
    data->generation();
    return data->sheet().info.runs == runs;
  });
  expect_as_merged(*data, file);
  const auto replicates = SweepReader(file).replicates();
  for (std::size_t p = 0; p < plan.points.count(); ++p) {
    EXPECT_EQ(data->plan_of(p, 1000).replicates, replicates[p]);
    EXPECT_EQ(data->plan_of(p, 2).replicates, 2);
  }
}

TEST_F(CampaignSweepTest, DamagedPiecesAreLeftOutAndStayWhereTheyAre) {
  const Plan plan = make();
  const fs::path folder = begin(plan);
  carry_out(plan, folder);
  const auto shards = listed_in(folder, plan.digest).shards;
  ASSERT_GE(shards.size(), 3U);
  const fs::path damaged = folder / "shards" / shards[1].name();
  const std::string whole = test::bytes_of(damaged);
  std::string bytes = whole;
  bytes[bytes.size() / 2] ^= 1;
  write(fs::relative(damaged, home_).string(), bytes);
  const auto before = test::bytes_below(folder);
  const auto data = open_sweep(folder, options());
  const auto expected = static_cast<std::size_t>(plan.runs() - shards[1].rows);
  wait_for([&] {
    data->generation();
    return data->sheet().info.runs == expected && !data->trouble().empty();
  });
  EXPECT_EQ(data->sheet().info.runs, expected);
  EXPECT_TRUE(data->trouble().starts_with("1 of ")) << data->trouble();
  EXPECT_EQ(test::bytes_below(folder), before);
  write(fs::relative(damaged, home_).string(), whole + "x");  // another size, still damaged
  fs::resize_file(damaged, whole.size());                     // and whole again
  wait_for([&] {
    data->generation();
    return data->sheet().info.runs == static_cast<std::size_t>(plan.runs());
  });
  EXPECT_EQ(data->sheet().info.runs, static_cast<std::size_t>(plan.runs()));
  EXPECT_EQ(data->trouble(), "");
}

TEST_F(CampaignSweepTest, WorkersAreSeenAndSilenceIsNoticed) {
  const Plan plan = make();
  const fs::path folder = begin(plan);
  fs::create_directories(folder / "progress");
  write("campaign/progress/a-1.json",
        to_json({.worker = "a-1", .batches_done = 3, .batches = 12, .runs = 24, .runs_per_second = 80}));
  write("campaign/progress/b-2.json", to_json({.worker = "b-2", .batches_done = 6, .batches = 12}));
  fs::last_write_time(folder / "progress" / "b-2.json",
                      fs::file_time_type::clock::now() - std::chrono::hours(1));
  write("campaign/progress/c-3.json", "{\"worker\": ");
  const auto data = open_sweep(folder, options());
  wait_for([&] {
    data->generation();
    return data->sheet().workers.size() == 2;
  });
  const auto& workers = data->sheet().workers;
  ASSERT_EQ(workers.size(), 2U);
  EXPECT_EQ(workers[0].name, "a-1");
  EXPECT_EQ(workers[0].share, 0.25);
  EXPECT_EQ(workers[0].runs_per_second, 80);
  EXPECT_FALSE(workers[0].silent);
  EXPECT_TRUE(workers[1].silent);
}

TEST_F(CampaignSweepTest, APointIsSimulatedAgainAsItWas) {
  // With tables, which a merged file does not hold.
  fs::copy(test::source("configs/teaching_two_systems"), home_ / "teaching_two_systems");
  const Plan plan = make("replicates: 3\n", "{tables: teaching_two_systems}");
  const fs::path folder = begin(plan);
  carry_out(plan, folder);
  const fs::path file = merged(plan, folder);
  const auto digests = SweepReader(file).digests();
  const auto followed = open_sweep(folder, options()), opened = open_sweep(file, options());
  for (std::size_t p = 0; p < plan.points.count(); ++p) {
    for (const auto& data : {followed.get(), opened.get()}) {
      RunPlan again = data->plan_of(p, 2);
      EXPECT_EQ(again.replicates, 2);
      again.record = Record::summary;
      std::vector<std::string> found;
      run_ensemble(again, 1, [&](const Block& block) {
        for (const std::uint64_t digest : block.digest) found.push_back(hex(digest));
      });
      EXPECT_EQ(found, std::vector<std::string>(digests.begin() + static_cast<std::ptrdiff_t>(3 * p),
                                                digests.begin() + static_cast<std::ptrdiff_t>(3 * p + 2)));
    }
  }
  EXPECT_THROW(followed->plan_of(plan.points.count(), 1), ConfigError);
  EXPECT_THROW(opened->plan_of(plan.points.count(), 1), ConfigError);
  // Other tables under the same name are not taken for those of the sweep; the right ones do, wherever.
  fs::current_path(home_);  // the source has them, too
  const auto message = [&] {
    try {
      opened->plan_of(0, 1);
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  fs::remove_all(folder / "teaching_two_systems");
  EXPECT_EQ(message(), "");
  write("teaching_two_systems/systems.csv", "code,name\n");
  EXPECT_NE(message().find("not the ones of this sweep"), std::string::npos) << message();
  fs::remove_all(home_ / "teaching_two_systems");
  fs::create_directories(home_ / "configs");
  fs::copy(test::source("configs/teaching_two_systems"), home_ / "configs/teaching_two_systems");
  EXPECT_EQ(message(), "") << "a folder configs above is looked into";
  fs::current_path("/");
}

TEST_F(CampaignSweepTest, AFolderWithoutAPlanIsRefused) {
  fs::create_directories(home_ / "empty");
  EXPECT_THROW(open_sweep(home_ / "empty", options()), ConfigError);
  const Plan plan = make();
  const fs::path folder = begin(plan);
  write("campaign/plan.yaml", test::bytes_of(folder / "plan.yaml") + " ");
  EXPECT_THROW(open_sweep(folder, options()), ConfigError);
}

}  // namespace
}  // namespace concord
