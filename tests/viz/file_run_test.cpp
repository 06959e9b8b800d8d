#include "viz/data/file_run.hpp"

#include "experiments/runs/record_reader.hpp"
#include "tests/viz/data_files.hpp"
#include "viz/data/file_worker.hpp"
#include "viz/data/memory_run.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <mutex>
#include <set>
#include <thread>

namespace concord {
namespace {

using test::make_record;
using Clock = std::chrono::steady_clock;

class FileRunTest : public test::DataFiles {
 protected:
  std::filesystem::path file() const { return home_ / "record.h5"; }
  RunPlan teaching(std::vector<Override> more = {}) {
    std::vector<Override> overrides{{"replicates", "6"}, {"quarters", "8"}};
    if (std::ranges::find(more, "record", &Override::key) == more.end())
      overrides.push_back({"record", "systems"});
    overrides.insert(overrides.end(), more.begin(), more.end());
    return make_record(file(), "teaching_two_systems.yaml", overrides);
  }
};

TEST_F(FileRunTest, KnowsOfAFileWhatIsKnownOfItsPlan) {
  RunPlan plan = teaching();
  const auto run = open_run(file(), options());
  RunInfo expected = info_of(plan);
  const RunInfo& info = run->info();
  EXPECT_EQ(info.title, expected.title);
  EXPECT_EQ(info.source, "record.h5");
  EXPECT_EQ(info.version, expected.version);
  EXPECT_EQ(info.model_digest, expected.model_digest);
  EXPECT_EQ(info.seed, expected.seed);
  EXPECT_EQ(info.replicates, 6);
  EXPECT_EQ(info.record, plan.record);
  EXPECT_EQ(info.quarters, expected.quarters);
  EXPECT_EQ(info.configuration, expected.configuration);
  ASSERT_EQ(info.systems.size(), expected.systems.size());
  for (std::size_t k = 0; k < info.systems.size(); ++k) {
    EXPECT_EQ(info.systems[k].name, expected.systems[k].name);
    EXPECT_EQ(info.systems[k].region, expected.systems[k].region);
    EXPECT_EQ(info.systems[k].population, expected.systems[k].population);
  }
  ASSERT_EQ(info.organisations.size(), expected.organisations.size());
  for (std::size_t k = 0; k < info.organisations.size(); ++k) {
    EXPECT_EQ(info.organisations[k].code, expected.organisations[k].code);
    EXPECT_EQ(info.organisations[k].type, expected.organisations[k].type);
    EXPECT_EQ(info.organisations[k].system, expected.organisations[k].system);
    EXPECT_EQ(info.organisations[k].budget, expected.organisations[k].budget);
  }
  ASSERT_EQ(info.parameters.size(), expected.parameters.size());
  for (std::size_t k = 0; k < info.parameters.size(); ++k) {
    EXPECT_EQ(info.parameters[k].path, expected.parameters[k].path);
    EXPECT_EQ(info.parameters[k].text, expected.parameters[k].text);
    EXPECT_EQ(info.parameters[k].standard, expected.parameters[k].standard);
  }
}

TEST_F(FileRunTest, SlicesAreTheNumbersOfTheFile) {
  teaching();
  std::atomic<int> woken = 0;
  ReadingOptions reading = options();
  reading.wake = [&] { ++woken; };
  const auto run = open_run(file(), reading);
  const std::uint64_t before = run->generation();
  const RecordReader reader(file());
  for (std::size_t m = 0; m < measure_count; ++m) {
    const auto slice = wait_for([&] { return run->national(m); });
    ASSERT_TRUE(slice);
    EXPECT_EQ(slice->runs, 6);
    EXPECT_EQ(slice->quarters, 8);
    const auto stored = reader.summary(measure_rows[m].key);
    ASSERT_EQ(slice->values.size(), stored.size());
    EXPECT_EQ(std::memcmp(slice->values.data(), stored.data(), stored.size() * sizeof(double)), 0);
  }
  for (std::size_t m = 0; m < system_measure_count; ++m) {
    const auto slice = wait_for([&] { return run->systems(m); });
    ASSERT_TRUE(slice);
    EXPECT_EQ(slice->things, static_cast<int>(run->info().systems.size()));
    const auto stored = reader.systems(system_measure_rows[m].key, 0, 6);
    ASSERT_EQ(slice->values.size(), stored.size());
    EXPECT_EQ(std::memcmp(slice->values.data(), stored.data(), stored.size() * sizeof(double)), 0);
  }
  EXPECT_GT(run->generation(), before);
  EXPECT_GE(woken, static_cast<int>(measure_count + system_measure_count));
  EXPECT_EQ(run->trouble(), "");
}

/// Pictures wait for what was asked for by this, and not for a time.
TEST_F(FileRunTest, IsBusyUntilWhatWasAskedForIsThere) {
  teaching();
  const auto run = open_run(file(), options());
  EXPECT_FALSE(run->busy());
  constexpr std::size_t some = 12;
  for (std::size_t m = 0; m < some; ++m) {
    run->national(m);
    run->systems(m);
  }
  while (run->busy()) std::this_thread::yield();
  for (std::size_t m = 0; m < some; ++m) EXPECT_TRUE(run->national(m) && run->systems(m)) << m;
  EXPECT_FALSE(run->busy());
}

TEST_F(FileRunTest, VeryLargeFilesShowTheirFirstRuns) {
  teaching();
  ReadingOptions reading = options();
  const auto systems = open_run(file(), reading)->info().systems.size();
  reading.slice_bytes = systems * 8 * sizeof(double) * 4 + 7;
  const auto run = open_run(file(), reading);
  EXPECT_EQ(run->shown_runs(), 4);
  EXPECT_EQ(run->info().replicates, 6);
  const auto slice = wait_for([&] { return run->systems(0); });
  ASSERT_TRUE(slice);
  EXPECT_EQ(slice->runs, 4);
  EXPECT_EQ(wait_for([&] { return run->national(0); })->runs, 4);
  const auto stored = RecordReader(file()).systems(system_measure_rows[0].key, 0, 4);
  EXPECT_EQ(slice->values, stored);
}

TEST_F(FileRunTest, RecordsWithoutSystemsHaveNone) {
  teaching({{"record", "summary"}});
  const auto run = open_run(file(), options());
  EXPECT_FALSE(run->has_systems() || run->has_choices());
  EXPECT_FALSE(run->systems(0));
  EXPECT_TRUE(wait_for([&] { return run->national(0); }));
}

TEST_F(FileRunTest, ADetailOfEveryEnglandIsTheRun) {
  for (const char* scenario : {"england_2017.yaml", "england_2019.yaml"}) {
    make_record(file(), scenario, {{"replicates", "1"}, {"quarters", "8"}});
    const auto run = open_run(file(), options());
    const auto detail = wait_for([&] { return run->detail(0); });
    ASSERT_TRUE(detail);
    EXPECT_TRUE(detail->verified) << scenario << ": " << detail->reason;
  }
}

TEST_F(FileRunTest, ADetailHasTheSettingThatItsRunDrew) {
  write("settings.csv", "weight,duty.strength\n1,0.1\n1,3\n");
  const RunPlan plan = teaching({{"plausible.table", (home_ / "settings.csv").string()}});
  const auto run = open_run(file(), options());
  EXPECT_EQ(run->info().plausible.table->values, plan.scenario.plausible.table->values);
  std::set<std::size_t> rows;
  for (int n = 0; n < plan.replicates; ++n) {
    const auto detail = wait_for([&] { return run->detail(n); });
    ASSERT_TRUE(detail);
    EXPECT_TRUE(detail->verified) << n << ": " << detail->reason;
    rows.insert(run->info().plausible.row_of(plan.seed, static_cast<std::uint32_t>(n)));
  }
  EXPECT_EQ(rows.size(), 2U);
}

TEST_F(FileRunTest, ADetailIsTheRunBitForBit) {
  const RunPlan plan = teaching({{"record", "organisations"}});
  const auto run = open_run(file(), options());
  EXPECT_FALSE(run->detail(-1));
  EXPECT_FALSE(run->detail(6));
  const auto detail = wait_for([&] { return run->detail(3); });
  ASSERT_TRUE(detail);
  EXPECT_TRUE(detail->verified) << detail->reason;
  EXPECT_EQ(detail->run, 3);
  EXPECT_FALSE(detail->reason.empty()) << "without explain there are no reasons";
  const RecordReader reader(file());
  ASSERT_TRUE(run->has_choices());
  const auto choices = wait_for([&] { return run->choices(); });
  ASSERT_TRUE(choices);
  ASSERT_EQ(choices->runs, 6);
  for (int r = 0; r < choices->runs; ++r) {
    const auto stored = reader.organisations(
        organisation_column_rows[static_cast<std::size_t>(OrganisationColumn::action)], r);
    for (int t = 0; t < choices->quarters; ++t) {
      for (int k = 0; k < choices->things; ++k)
        EXPECT_EQ(choices->at(r, t, k),
                  static_cast<double>(stored[static_cast<std::size_t>(t * choices->things + k)]));
    }
  }
  for (std::size_t c = 0; c < organisation_column_count; ++c) {
    const auto stored = reader.organisations(organisation_column_rows[c], 3);
    for (int t = 0; t < 8; ++t) {
      for (int k = 0; k < detail->organisations; ++k) {
        const float a = detail->column(static_cast<OrganisationColumn>(c), t, k),
                    b = stored[static_cast<std::size_t>(t * detail->organisations + k)];
        EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b)));
      }
    }
  }
}

TEST_F(FileRunTest, ReasonsComeFromWhoeverExplains) {
  const RunPlan plan = teaching();
  ReadingOptions reading = options();
  std::atomic<int> asked = -1;
  std::thread::id explainer;
  reading.explain = [&](const RunPlan& again, int run) {
    EXPECT_EQ(again.seed, plan.seed);
    asked = run;
    explainer = std::this_thread::get_id();
    auto detail = std::make_shared<RunDetail>();
    detail->terms = {"money"};
    return detail;
  };
  const auto run = open_run(file(), reading);
  const auto detail = wait_for([&] { return run->detail(2); });
  ASSERT_TRUE(detail);
  EXPECT_EQ(asked, 2);
  EXPECT_NE(explainer, std::this_thread::get_id());
  EXPECT_EQ(detail->terms, std::vector<std::string>{"money"});
  EXPECT_TRUE(detail->verified);
}

TEST_F(FileRunTest, OfAnotherModelOnlyWhatWasRecordedIsShown) {
  teaching({{"record", "organisations"}});
  // The fingerprint is text in the file; another one is another model.
  std::string bytes = test::bytes_of(file());
  const std::string digest = RecordReader(file()).info().model_digest;
  const auto at = bytes.find(digest);
  ASSERT_NE(at, bytes.npos);
  bytes.replace(at, 4, digest.substr(0, 4) == "0000" ? "1111" : "0000");
  // As a file of layout 1, which has no evidence that this was changed.
  using namespace std::string_view_literals;
  for (std::size_t name = 0; (name = bytes.find("evidence\0"sv, name)) != bytes.npos;) bytes[name + 7] = 'X';
  const auto layout = bytes.find("\2\0\0\0\0\0\0\0"sv, bytes.find("schema_version"));
  ASSERT_NE(layout, bytes.npos);
  bytes[layout] = 1;
  write("record.h5", bytes);
  ReadingOptions reading = options();
  reading.explain = [](const RunPlan&, int) -> std::shared_ptr<const RunDetail> {
    ADD_FAILURE() << "another model must not explain";
    return nullptr;
  };
  const auto run = open_run(file(), reading);
  const auto detail = wait_for([&] { return run->detail(1); });
  ASSERT_TRUE(detail);
  EXPECT_FALSE(detail->verified);
  EXPECT_FALSE(detail->columns.empty());
  EXPECT_NE(detail->reason.find("behaves differently"), std::string::npos) << detail->reason;
  EXPECT_EQ(run->trouble(), "");
}

TEST_F(FileRunTest, AFileThatIsReplacedStaysTheOneThatWasOpened) {
  teaching();
  const auto stored = RecordReader(file()).summary(measure_rows[1].key);
  const auto run = open_run(file(), options());
  std::filesystem::remove(file());
  teaching({{"seed", "99"}});
  const auto slice = wait_for([&] { return run->national(1); });
  ASSERT_TRUE(slice);
  EXPECT_EQ(slice->values, stored);
}

TEST_F(FileRunTest, TheCacheKeepsItsPromiseOfBytes) {
  teaching();
  ReadingOptions reading = options();
  const std::size_t slice = 6 * 8 * sizeof(double);
  reading.cache = std::make_shared<SliceCache>(3 * slice);
  const auto run = open_run(file(), reading);
  for (std::size_t m = 0; m < 8; ++m) {
    ASSERT_TRUE(wait_for([&] { return run->national(m); }));
    EXPECT_LE(reading.cache->bytes(), 3 * slice);
  }
  EXPECT_TRUE(run->national(7)) << "the last one is still there";
  EXPECT_FALSE(run->national(0)) << "the first one had to go";
  EXPECT_TRUE(wait_for([&] { return run->national(0); })) << "and can be had again";
}

TEST(SliceCache, ForgetsTheLeastUsedFirstButFindsWhatSomebodyHolds) {
  SliceCache cache(30);
  const auto key = [](std::uint64_t n) { return SliceCache::Key{1, 0, n}; };
  const auto held = std::make_shared<const int>(0);
  cache.put(key(0), held, 10);
  cache.put(key(1), std::make_shared<const int>(1), 10);
  cache.put(key(2), std::make_shared<const int>(2), 10);
  EXPECT_TRUE(cache.get<int>(key(1)));
  cache.put(key(3), std::make_shared<const int>(3), 20);
  EXPECT_EQ(cache.bytes(), 30U);
  EXPECT_TRUE(cache.get<int>(key(1)));
  EXPECT_FALSE(cache.get<int>(key(2)));
  EXPECT_EQ(cache.get<int>(key(0)), held);
  cache.put(key(4), std::make_shared<const int>(4), 100);
  EXPECT_TRUE(cache.get<int>(key(4))) << "larger than all, but kept until the next comes";
  cache.forget(1);
  EXPECT_EQ(cache.bytes(), 0U);
  EXPECT_FALSE(cache.get<int>(key(4)));
}

TEST_F(FileRunTest, ClosingForgetsWhatWasCached) {
  teaching();
  const ReadingOptions reading = options();
  auto run = open_run(file(), reading);
  ASSERT_TRUE(wait_for([&] { return run->national(0); }));
  EXPECT_GT(reading.cache->bytes(), 0U);
  run.reset();
  EXPECT_EQ(reading.cache->bytes(), 0U);
}

TEST_F(FileRunTest, WhatWasAskedForLastIsReadFirst) {
  std::mutex mutex;
  std::condition_variable changed;
  bool go = false, begun = false;
  std::vector<std::uint64_t> order;
  FileWorker worker(options(), std::make_shared<Cancel>(), [](ReaderProcess&) {});
  const auto fetch = [&](std::uint64_t n) {
    return [&, n](ReaderProcess&) {
      std::unique_lock lock(mutex);
      begun = true;
      changed.notify_all();
      changed.wait(lock, [&] { return go; });
      order.push_back(n);
      return FileWorker::Fetched{std::make_shared<const int>(static_cast<int>(n)), 4};
    };
  };
  const auto ask = [&](std::uint64_t n) { return worker.get<int>({0, n}, fetch(n)); };
  EXPECT_FALSE(ask(0));
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return begun; });
  }
  for (const std::uint64_t n : {1U, 2U, 3U, 1U}) EXPECT_FALSE(ask(n));  // 1 is what is looked at now
  {
    const std::lock_guard lock(mutex);
    go = true;
  }
  changed.notify_all();
  EXPECT_TRUE(wait_for([&] {  // without asking again
    const std::lock_guard lock(mutex);
    return order.size() == 4;
  }));
  EXPECT_EQ(order, (std::vector<std::uint64_t>{0, 1, 3, 2}));
}

TEST_F(FileRunTest, ClosingDoesNotWaitForAReaderThatIsStuck) {
  teaching();
  std::atomic<int> pid = 0;
  auto cancel = std::make_shared<Cancel>();
  ReadingOptions reading = options();
  reading.limits.wait = std::chrono::hours(1);
  const std::string path = file().string();
  auto worker = std::make_unique<FileWorker>(reading, cancel, [&](ReaderProcess& reader) {
    wire::StoredKind kind{};
    reader.ask(wire::Ask::identify, {.file = path}, 64, kind);
    pid = *reader.pid();
  });
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  EXPECT_FALSE(worker->get<int>({0, 0}, [&](ReaderProcess& reader) {
    wire::StoredKind kind{};
    reader.ask(wire::Ask::identify, {.file = path}, 64, kind);
    return FileWorker::Fetched{std::make_shared<const int>(1), 4};
  }));
  worker.reset();  // would take an hour
  EXPECT_NE(::kill(pid, 0), 0) << "the reader is gone with it";
}

}  // namespace
}  // namespace concord
