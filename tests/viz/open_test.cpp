#include "viz/data/open.hpp"

#include "experiments/campaigns/shard.hpp"
#include "tests/experiments/small_design.hpp"
#include "tests/viz/data_files.hpp"

#include <csignal>

#include <sys/stat.h>

namespace concord {
namespace {

class Open : public test::DataFiles {
 protected:
  FileKind of(const std::string& name) const { return what_is(home_ / name, options()); }
  std::string message(const std::string& name) const {
    const std::string before = (home_ / name).string() + ": ";
    try {
      of(name);
      ADD_FAILURE() << name << " is taken";
    } catch (const FileError& error) {
      const std::string text = error.what();
      EXPECT_TRUE(text.starts_with(before)) << text;
      return text.substr(std::min(before.size(), text.size()));
    }
    return {};
  }
  void record() {
    test::make_record(home_ / "record.h5", "teaching_two_systems.yaml",
                      {{"replicates", "2"}, {"quarters", "4"}});
  }
  void campaign() {
    write("scenario.yaml",
          "concord: 1\nworld: {synthetic: {systems: 2, population: 3000000}}\nquarters: 8\n");
    write(
        "design.yaml",
        "sweep: 1\nscenario: scenario.yaml\nreplicates: 2\nbaseline: false\naxes: {duty.strength: [0, 1]}\n");
    Problems problems;
    const Plan plan = make_plan(load_design(home_ / "design.yaml", {}, problems), problems);
    problems.throw_if_any();
    std::filesystem::create_directories(home_ / "campaign");
    write_plan(plan, home_ / "campaign");
    work_on(plan, home_ / "campaign", {});
    merge(plan, {.campaign = home_ / "campaign", .target = home_ / "sweep.h5"});
  }
};

TEST_F(Open, EveryKindIsTold) {
  record();
  campaign();
  EXPECT_EQ(of("record.h5"), FileKind::run);
  EXPECT_EQ(of("sweep.h5"), FileKind::sweep);
  EXPECT_EQ(of("campaign"), FileKind::campaign);
  EXPECT_EQ(of("campaign/"), FileKind::campaign);
  EXPECT_EQ(of("scenario.yaml"), FileKind::scenario);
}

TEST_F(Open, WhatCannotBeOpenedIsToldWithARemedy) {
  campaign();
  EXPECT_NE(message("design.yaml").find("concord sweep"), std::string::npos);
  EXPECT_NE(message("campaign/plan.yaml").find("open the folder"), std::string::npos);
  for (const auto& entry : std::filesystem::directory_iterator(home_ / "campaign" / "shards"))
    EXPECT_NE(message("campaign/shards/" + entry.path().filename().string()).find("folder of the campaign"),
              std::string::npos);
  EXPECT_EQ(message("missing.h5"), "No such file or directory");
  EXPECT_NE(message("campaign/shards").find("plan.yaml"), std::string::npos);
  write("empty.h5", "");
  EXPECT_NE(message("empty.h5").find("empty"), std::string::npos);
  write("picture.png", "\x89PNG\r\n\x1a\nIHDR");
  EXPECT_NE(message("picture.png").find("unknown"), std::string::npos);
  write("prose.txt", "It was a dark and stormy night\n");
  EXPECT_NE(message("prose.txt").find("concord: 1"), std::string::npos);
  write("half.h5", test::bytes_of(home_ / "sweep.h5").substr(0, 3000));
  EXPECT_NE(message("half.h5").find("truncated"), std::string::npos);
  ASSERT_EQ(::mkfifo((home_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(message("pipe"), "not a regular file");
}

TEST_F(Open, FilesThatMayNotBeReadAreToldSo) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  write("secret.h5", "x");
  std::filesystem::permissions(home_ / "secret.h5", std::filesystem::perms::none);
  EXPECT_NE(message("secret.h5").find("Permission denied"), std::string::npos);
}

TEST_F(Open, BringsWhatAPathIs) {
  record();
  campaign();
  const auto opened = [&](const std::string& name) { return open_anything(home_ / name, options()); };
  EXPECT_EQ(opened("record.h5").run->info().replicates, 2);
  EXPECT_EQ(opened("sweep.h5").sweep->sheet().info.runs, 4U);
  EXPECT_TRUE(opened("campaign").sweep->sheet().campaign);
  EXPECT_EQ(opened("scenario.yaml").scenario->scenario.quarters, 8);
  const std::vector<Override> shorter{{"quarters", "4"}};
  EXPECT_EQ(open_anything(home_ / "scenario.yaml", options(), {}, shorter).scenario->scenario.quarters, 4);
}

TEST_F(Open, SaysWhyNot) {
  write("scenario.yaml", "concord: 1\nduty: 1\n");
  EXPECT_NE(test::refusal(home_ / "scenario.yaml", options()).find("scenario.yaml:2:1: duty"),
            std::string::npos);
  EXPECT_EQ(test::refusal(home_ / "missing.h5", options()),
            (home_ / "missing.h5").string() + ": No such file or directory");
  write("broken.yaml", "concord: [1\n");
  EXPECT_THROW(of("broken.yaml"), ConfigError);
  EXPECT_NE(test::refusal(home_ / "broken.yaml", options()).find("broken.yaml:1:11: "), std::string::npos);
}

TEST_F(Open, CanBeGivenUp) {
  record();
  // A reader that never answers, and one that does, at all stages of opening.
  write("silent", "#!/bin/sh\nexec sleep 3600\n");
  std::filesystem::permissions(home_ / "silent", std::filesystem::perms::owner_all);
  ReadingOptions silent = options();
  silent.reader_program = home_ / "silent";
  silent.limits.wait = std::chrono::hours(1);
  {
    const auto cancel = std::make_shared<Cancel>();
    std::jthread thread([&] { EXPECT_THROW(open_anything(home_ / "record.h5", silent, cancel), Cancelled); });
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    cancel->cancel();
  }
  for (int k = 0; k < 20; ++k) {
    const auto cancel = std::make_shared<Cancel>();
    std::jthread thread([&] {
      try {
        open_anything(home_ / "record.h5", options(), cancel);
      } catch (const Cancelled&) {  // or it was quicker
      }
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(k));
    cancel->cancel();
  }
}

}  // namespace
}  // namespace concord
