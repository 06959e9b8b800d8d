#include "experiments/runs/record.hpp"

#include "experiments/platform/version.hpp"
#include "experiments/runs/record_reader.hpp"
#include "sim/errors.hpp"
#include "tests/experiments/small_plan.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/source.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;
using test::bytes_of;
using test::error_of;
using test::small_plan;

/// Runs a plan into a record.
void record(const fs::path& file, const RunPlan& plan, int threads = 1,
            std::size_t block_bytes = default_block_bytes, bool force = false) {
  RecordWriter writer(file, plan, force);
  run_ensemble(
      plan, threads, [&](const Block& block) { writer.write(block); }, {}, block_bytes);
  writer.finish();
}

class RecordFile : public test::InFolder {
 protected:
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(home_)) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  }
};

TEST_F(RecordFile, HasTheSameBytesOnAnyNumberOfThreadsAndInAnyBlocks) {
  for (const Record level : {Record::summary, Record::systems, Record::organisations}) {
    const RunPlan plan = small_plan(700, level);
    record(home_ / "a.h5", plan, 1);
    record(home_ / "b.h5", plan, 3);
    record(home_ / "c.h5", plan, 2, 1);
    const std::string a = bytes_of(home_ / "a.h5");
    EXPECT_TRUE(a == bytes_of(home_ / "b.h5")) << name_of(level);
    EXPECT_TRUE(a == bytes_of(home_ / "c.h5")) << name_of(level);
    for (const auto& name : files()) fs::remove(home_ / name);
  }
}

TEST_F(RecordFile, SaysWhereItComesFrom) {
  const RunPlan plan = small_plan(3, Record::summary);
  record(home_ / "a.h5", plan);
  EXPECT_EQ(files(), std::vector<std::string>{"a.h5"});
  const RecordReader reader(home_ / "a.h5");
  EXPECT_EQ(reader.info().title, "Two systems");
  EXPECT_EQ(reader.info().version, version());
  EXPECT_EQ(reader.info().commit, commit());
  EXPECT_EQ(reader.info().model_digest, behaviour_digest());
  EXPECT_EQ(reader.info().scenario_file, "small.yaml");  // no folders
  EXPECT_EQ(reader.info().start, "2017/18 Q1");
  EXPECT_EQ(reader.info().seed, 2019);
  EXPECT_EQ(reader.info().replicates, 3);
  EXPECT_EQ(reader.info().quarters, 5);
  EXPECT_EQ(reader.info().systems, 2);
  EXPECT_EQ(reader.info().organisations, 7);
  EXPECT_EQ(reader.info().record, Record::summary);
  EXPECT_EQ(reader.quarters().back(), "2018/19 Q1");
  EXPECT_EQ(reader.configuration(), plan.resolved);
  EXPECT_EQ(reader.table_text("systems", "name"), (std::vector<std::string>{"Aire", "Brèche"}));
  const h5::Object file = h5::open_file(home_ / "a.h5");
  EXPECT_EQ(h5::text_attribute(file, "content"), "simulated, not observed");
  EXPECT_NE(h5::text_attribute(file, "licence").find("Open Government Licence v3.0"), std::string::npos);
  EXPECT_EQ(h5::text_attribute(file, "units"), "money in £ million at 2018/19 prices");
}

TEST_F(RecordFile, HoldsTheValuesOfEveryRun) {
  const RunPlan plan = small_plan(20, Record::organisations);
  record(home_ / "a.h5", plan);
  Block block;
  RunsDigest digest;
  run_ensemble(plan, 1, [&](const Block& all) { block = all, digest.add(all); });
  const RecordReader reader(home_ / "a.h5");
  EXPECT_EQ(reader.info().results_digest, hex(digest.value()));
  for (std::size_t m = 0; m < measure_count; ++m) {
    const std::vector<double> values = reader.summary(measure_rows[m].key);
    for (std::size_t k = 0; k < 20 * 5; ++k) {
      const double expected = block.summary[m * 20 * 5 + k];
      EXPECT_TRUE(values[k] == expected || (std::isnan(values[k]) && std::isnan(expected)));
    }
  }
  const std::size_t maturity = static_cast<std::size_t>(SystemMeasure::maturity) * 20 * 5 * 2;
  EXPECT_EQ(reader.systems("maturity", 4, 3),
            std::vector<double>(block.system.begin() + static_cast<std::ptrdiff_t>(maturity + 4 * 5 * 2),
                                block.system.begin() + static_cast<std::ptrdiff_t>(maturity + 7 * 5 * 2)));

  const h5::Object file = h5::open_file(home_ / "a.h5");
  const h5::Object group = h5::open_group(file, "organisations");
  const h5::Object actions = h5::open_dataset<std::int8_t>(group, "action", {20, 5, 7});
  const auto codes = h5::read<std::int8_t>(actions, {0, 0, 0}, {20, 5, 7});
  const auto balances =
      h5::read<float>(h5::open_dataset<float>(group, "balance", {20, 5, 7}), {0, 0, 0}, {20, 5, 7});
  for (std::size_t k = 0; k < codes.size(); ++k) {
    EXPECT_EQ(codes[k], block.organisation[k]);
    EXPECT_EQ(balances[k], block.organisation[codes.size() + k]);
  }
  const h5::Object runs = h5::open_group(file, "runs");
  EXPECT_EQ(h5::read_column<std::int64_t>(runs, "replicate", 20)[19], 19);
  EXPECT_EQ(h5::read_column<std::int64_t>(runs, "seed", 20)[7], 2019);
  EXPECT_EQ(h5::read_column<std::int64_t>(runs, "status", 20), std::vector<std::int64_t>(20, 0));
  EXPECT_EQ(h5::read_text_column(runs, "digest", 20, 16)[3], hex(block.digest[3]));
  const h5::Object bodies = h5::open_group(h5::open_group(file, "tables"), "organisations");
  EXPECT_EQ(h5::read_column<double>(bodies, "budget", 7)[1], 1100);
  EXPECT_EQ(h5::read_text_column(bodies, "type", 7, 20)[4], "mental_health");
  EXPECT_EQ(h5::read_column<std::int64_t>(bodies, "system", 7)[4], 1);
}

TEST_F(RecordFile, StatesEveryParameter) {
  RunPlan plan = small_plan(1, Record::summary);
  for (const ParameterInfo& p : all_parameters()) {
    if (p.path == "deadline.date") p.set(plan.scenario.parameters, financial_quarter(2022, 3).index);
    if (p.path == "pooling.floor") p.set(plan.scenario.parameters, 0.125);
  }
  record(home_ / "a.h5", plan);
  const h5::Object file = h5::open_file(home_ / "a.h5");
  const h5::Object group = h5::open_group(file, "parameters");
  const auto paths = h5::read_text_column(group, "path", 1000, 100);
  const auto values = h5::read_column<double>(group, "value", 1000);
  const auto texts = h5::read_text_column(group, "text", 1000, 100);
  const auto sources = h5::read_text_column(group, "source", 1000, 10'000);
  ASSERT_EQ(paths.size(), all_parameters().size());
  for (std::size_t k = 0; k < paths.size(); ++k) {
    const ParameterInfo& p = all_parameters()[k];
    const double value = p.get(plan.scenario.parameters);
    EXPECT_EQ(paths[k], p.path);
    EXPECT_EQ(values[k], value) << p.path;
    EXPECT_EQ(texts[k], value_text(p, value)) << p.path;
    EXPECT_EQ(sources[k], p.source) << p.path;
    if (p.kind == ValueKind::quarter) {
      EXPECT_EQ(h5::text_attribute(group, p.path), value_text(p, value));
    } else {
      EXPECT_EQ(h5::number_attribute(group, p.path), value);
    }
  }
}

TEST_F(RecordFile, ReplacesAnotherOnlyByForce) {
  record(home_ / "a.h5", small_plan(3, Record::summary));
  const std::string before = bytes_of(home_ / "a.h5");
  EXPECT_EQ(error_of([&] { record(home_ / "a.h5", small_plan(4, Record::summary)); }),
            (home_ / "a.h5").string() + ": exists already; --force replaces it");
  EXPECT_TRUE(bytes_of(home_ / "a.h5") == before);
  {
    const RecordWriter unfinished(home_ / "a.h5", small_plan(4, Record::summary), true);
    EXPECT_EQ(files().size(), 2U);
  }
  EXPECT_TRUE(bytes_of(home_ / "a.h5") == before);
  record(home_ / "a.h5", small_plan(4, Record::summary), 1, default_block_bytes, true);
  EXPECT_EQ(RecordReader(home_ / "a.h5").info().replicates, 4);
  EXPECT_EQ(files(), std::vector<std::string>{"a.h5"});
}

TEST_F(RecordFile, LosesNothingToOneThatAppearsMeanwhile) {
  const RunPlan plan = small_plan(3, Record::summary);
  RecordWriter writer(home_ / "a.h5", plan, false);
  run_ensemble(plan, 1, [&](const Block& block) { writer.write(block); });
  std::ofstream(home_ / "a.h5") << "somebody else's";
  const std::string error = error_of([&] { writer.finish(); });
  EXPECT_NE(error.find("appeared while the results were computed; they are in a.h5.partial"),
            std::string::npos)
      << error;
  EXPECT_EQ(bytes_of(home_ / "a.h5"), "somebody else's");
  EXPECT_EQ(files().size(), 2U);
}

TEST_F(RecordFile, RefusesTargetsThatCannotBe) {
  const RunPlan plan = small_plan(3, Record::summary);
  const auto at = [&](const fs::path& target) {
    return error_of([&] { const RecordWriter writer(target, plan, true); });
  };
  EXPECT_NE(at(home_).find("not a regular file"), std::string::npos) << at(home_);
  EXPECT_NE(at(home_ / "").find("names a folder"), std::string::npos) << at(home_ / "");
  EXPECT_TRUE(files().empty());
  std::ofstream(home_ / "file") << "no folder";
  EXPECT_NE(at(home_ / "file" / "a.h5").find((home_ / "file").string()), std::string::npos)
      << at(home_ / "file" / "a.h5");
  EXPECT_EQ(at(home_ / "new" / "a.h5"), "");  // folders are made where missing
  EXPECT_EQ(bytes_of(home_ / "file"), "no folder");
}

TEST_F(RecordFile, RefusesWhatTheDiskCannotHold) {
  RunPlan plan = small_plan(1'000'000'000, Record::organisations);
  plan.scenario.quarters = 400;
  const std::string error = error_of([&] { const RecordWriter writer(home_ / "a.h5", plan, false); });
  EXPECT_NE(error.find("before packing, and the disk has"), std::string::npos) << error;
  EXPECT_TRUE(files().empty());
}

TEST_F(RecordFile, LeavesNothingBehindOnAFullDisk) {
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1U << 19U, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const std::string error =
      error_of([&] { record(home_ / "a.h5", small_plan(2000, Record::organisations)); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_NE(error.find("File too large"), std::string::npos) << error;
  EXPECT_TRUE(files().empty());
}

TEST_F(RecordFile, IsNotMistakenForAnother) {
  const auto reading = [&] { return error_of([&] { const RecordReader reader(home_ / "a.h5"); }); };
  const auto contains = [&](std::string_view text) {
    const std::string error = reading();
    EXPECT_NE(error.find(text), std::string::npos) << error;
  };
  contains("No such file or directory");
  std::ofstream(home_ / "a.h5") << "concord: 1\n";
  contains("not an HDF5 file");
  {
    h5::Object file = h5::create_file(home_ / "a.h5");
    h5::close(file);
  }
  contains("not one of Concord's");
  const auto make = [&](std::int64_t schema) {
    h5::Object file = h5::create_file(home_ / "a.h5");
    h5::set_attribute(file, "concord_version", std::string_view("9.1.0"));
    h5::set_attribute(file, "schema_version", schema);
    h5::close(file);
  };
  make(record_schema + 1);
  contains("by Concord '9.1.0', which is newer than this program");
  make(record_schema);
  contains("incomplete");
}

TEST_F(RecordFile, IsNotReadWithItsEndMissing) {
  record(home_ / "whole.h5", small_plan(50, Record::summary));
  const std::string whole = bytes_of(home_ / "whole.h5");
  for (const std::size_t kept : {whole.size() - 1, whole.size() / 2, std::size_t{600}}) {
    std::ofstream(home_ / "a.h5", std::ios::binary) << whole.substr(0, kept);
    const std::string error = error_of([&] { const RecordReader reader(home_ / "a.h5"); });
    EXPECT_NE(error.find("truncated"), std::string::npos) << kept << ": " << error;
  }
}

TEST_F(RecordFile, SaysWhatItDoesNotHold) {
  record(home_ / "a.h5", small_plan(3, Record::summary));
  const RecordReader reader(home_ / "a.h5");
  EXPECT_NE(error_of([&] { reader.systems("maturity", 0, 1); }).find("record: systems"), std::string::npos);
  EXPECT_NE(error_of([&] { reader.summary("happiness"); }).find("/summary/happiness: is missing"),
            std::string::npos);
}

TEST(OutputDocument, QuotesTheExamplesAsTheyAre) {
  const fs::path source = test::source("");
  const std::string document = bytes_of(source / "docs/output.md");
  for (const std::string name : {"read_output.py", "read_output.R"}) {
    const std::string example = bytes_of(source / "tests/experiments" / name);
    EXPECT_GT(example.size(), 100U);
    EXPECT_NE(document.find(example + "```\n"), std::string::npos) << name;
  }
}

TEST(OutputDocument, NamesEveryMeasureOfAnOrganisation) {
  const std::string document = bytes_of(test::source("docs/output.md"));
  for (const MeasureRow& row : organisation_column_rows)
    EXPECT_NE(document.find("`" + std::string(row.key) + "`"), std::string::npos) << row.key;
}

/// Runs an example on a record.
void try_example(const fs::path& home_, const std::string& interpreter, const std::string& script) {
  record(home_ / "a.h5", small_plan(12, Record::summary));
  const fs::path example = test::source("tests/experiments") / script, out = home_ / "out";
  const std::string command = interpreter + " '" + example.string() + "' '" + (home_ / "a.h5").string() +
                              "' > '" + out.string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  const std::string text = bytes_of(out);
  EXPECT_TRUE(text.starts_with("Two systems - simulated, not observed")) << text;
  const auto share = RecordReader(home_ / "a.h5").summary("system_share");
  double mean = 0;
  for (std::size_t run = 0; run < 12; ++run) mean += share[run * 5 + 4] / 12;  // of the last quarter
  char expected[32];
  std::snprintf(expected, sizeof expected, "2018/19 Q1 %.3f (", mean);
  EXPECT_NE(text.find(expected), std::string::npos) << text << "expected " << expected;
}

TEST_F(RecordFile, OpensInPython) {
  const std::string python = fs::exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
  try_example(home_, python, "read_output.py");  // ./check installs h5py
}
TEST_F(RecordFile, OpensInR) {
  if (std::system("Rscript -e 'library(hdf5r)' >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "not among the packages of ./check, and not installed: r-cran-hdf5r";
  }
  try_example(home_, "Rscript", "read_output.R");
}

}  // namespace
}  // namespace concord
