#include "viz/data/reader_process.hpp"

#include "sim/h5.hpp"
#include "tests/viz/data_files.hpp"

#include <atomic>
#include <csignal>

#include <fcntl.h>

namespace concord {
namespace {

class Reader : public test::DataFiles {
 protected:
  Reader() {
    test::make_record(file(), "teaching_two_systems.yaml", {{"replicates", "2"}, {"quarters", "4"}});
  }
  std::filesystem::path file() const { return home_ / "record.h5"; }
  static RecordContents ask(ReaderProcess& reader, const std::filesystem::path& file) {
    RecordContents contents;
    reader.ask(wire::Ask::open_run, {.file = file.string()}, 1U << 24U, contents);
    return contents;
  }
  /// What a failure says; empty if there is none.
  static std::string failure(ReaderProcess& reader, const std::filesystem::path& file) {
    try {
      ask(reader, file);
    } catch (const FileError& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(Reader, GivesWhatTheRecordHolds) {
  ReaderProcess reader(options().reader_program, options().limits);
  const RecordContents there = ask(reader, file()), here = contents_of(RecordReader(file()));
  EXPECT_EQ(there.info.title, here.info.title);
  EXPECT_EQ(there.configuration, here.configuration);
  EXPECT_EQ(wire::pack(there), wire::pack(here));
}

TEST_F(Reader, SaysWhatIsWrongWithAFileAndGoesOn) {
  write("text.h5", "no HDF5\n");
  ReaderProcess reader(options().reader_program, options().limits);
  EXPECT_EQ(failure(reader, home_ / "text.h5"),
            (home_ / "text.h5").string() + ": cannot open the file: not an HDF5 file");
  const int pid = *reader.pid();
  EXPECT_EQ(failure(reader, file()), "");
  EXPECT_EQ(*reader.pid(), pid) << "the same process";
}

TEST_F(Reader, AnotherFileUnderTheSameNameIsNoticed) {
  ReaderProcess reader(options().reader_program, options().limits);
  wire::Request request{.file = file().string(), .fingerprint = "0123456789abcdef"};
  request.name = measure_rows[0].key;
  request.count = 1;
  std::vector<double> values;
  try {
    reader.ask(wire::Ask::national, request, 1U << 20U, values);
    FAIL() << "it is not the file that was asked for";
  } catch (const FileError& error) {
    EXPECT_NE(std::string(error.what()).find("open it again"), std::string::npos) << error.what();
  }
}

TEST_F(Reader, KilledInTheMiddleItIsMissedAndReplaced) {
  ReaderProcess reader(options().reader_program, options().limits);
  ask(reader, file());
  const int pid = *reader.pid();
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  std::thread killer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    ::kill(pid, SIGKILL);
  });
  const std::string why = failure(reader, file());
  killer.join();
  EXPECT_TRUE(why.starts_with(file().string() + ": damaged: its reader stopped (signal 9)")) << why;
  EXPECT_EQ(failure(reader, file()), "");
  EXPECT_NE(*reader.pid(), pid);
}

TEST_F(Reader, SilentForTooLongItIsStopped) {
  ReaderLimits limits = options().limits;
  ReaderProcess reader(options().reader_program, limits);
  ask(reader, file());
  limits.wait = std::chrono::milliseconds(300);
  ReaderProcess slow(options().reader_program, limits);
  ask(slow, file());
  const int pid = *slow.pid();
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  EXPECT_NE(failure(slow, file()).find("no answer in 0.3 seconds"), std::string::npos);
  EXPECT_NE(::kill(pid, 0), 0);
  EXPECT_FALSE(slow.pid());
}

TEST_F(Reader, NeedingMoreMemoryThanItMayUseItSaysSo) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "memory is not limited under a sanitizer";
#endif
  // A text of 60 MB that is mostly a hole.
  constexpr std::uint64_t rows = 15'000;
  {
    h5::Object file = h5::create_file(home_ / "wide.h5");
    h5::set_attribute(file, "concord_version", std::string_view("0.1.0"));
    h5::set_attribute(file, "schema_version", std::int64_t{1});
    for (const char* name : {"results_digest", "title", "commit", "model_digest", "scenario_file", "start"})
      h5::set_attribute(file, name, std::string_view("x"));
    h5::set_attribute(file, "seed", std::int64_t{1});
    h5::set_attribute(file, "replicates", std::int64_t{1});
    h5::set_attribute(file, "quarters", std::int64_t{1});
    h5::set_attribute(file, "record", std::string_view("systems"));
    const h5::Object tables = h5::create_group(file, "tables");
    h5::write_column<double>(h5::create_group(tables, "systems"), "population", std::vector<double>{1});
    h5::create_text_column(h5::create_group(tables, "organisations"), "code", rows, 4096, 16);
    h5::close(file);
  }
  ReaderLimits limits = options().limits;
  limits.memory = std::uint64_t{100} << 20U;
  ReaderProcess reader(options().reader_program, limits);
  const std::string said = failure(reader, home_ / "wide.h5");
  EXPECT_NE(said.find("more memory"), std::string::npos) << said;
  EXPECT_EQ(failure(reader, file()), "");
}

TEST_F(Reader, ProgramsThatAreNoReadersAreRefused) {
  ReaderLimits limits = options().limits;
  limits.wait = std::chrono::milliseconds(500);
  for (const char* program : {"/bin/cat", "/bin/true", "/bin/false", "/nonexistent/reader"}) {
    ReaderProcess reader(program, limits);
    const std::string why = failure(reader, file());
    EXPECT_NE(why.find("its reader"), std::string::npos) << program << why;
    EXPECT_NE(why.find(program), std::string::npos) << why;
    EXPECT_FALSE(reader.pid());
  }
}

TEST_F(Reader, CancelledItGivesUpAtOnce) {
  const auto cancel = std::make_shared<Cancel>();
  ReaderLimits limits = options().limits;
  limits.wait = std::chrono::hours(1);
  ReaderProcess reader(options().reader_program, limits, cancel);
  ask(reader, file());
  ASSERT_EQ(::kill(*reader.pid(), SIGSTOP), 0);
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    cancel->cancel();
  });
  EXPECT_THROW(ask(reader, file()), Cancelled);
  canceller.join();
  EXPECT_FALSE(reader.pid());
  EXPECT_THROW(ask(reader, file()), Cancelled) << "for good";
}

TEST_F(Reader, KeepsNothingOpenThatIsNotIts) {
  const int open = ::open(file().c_str(), O_RDONLY);  // without close-on-exec
  ASSERT_GE(open, 0);
  ReaderProcess first(options().reader_program, options().limits),
      second(options().reader_program, options().limits);
  wire::StoredKind kind{};
  first.ask(wire::Ask::identify, {.file = file().string()}, 64, kind);
  second.ask(wire::Ask::identify, {.file = file().string()}, 64, kind);
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc/" + std::to_string(*second.pid()) + "/fd")) {
    ++files;
    const auto target = std::filesystem::read_symlink(entry.path()).string();
    EXPECT_TRUE(target == "/dev/null" || target.starts_with("socket:")) << target;
  }
  EXPECT_EQ(files, 3U);
  ::close(open);
}

TEST_F(Reader, WritesNoFilesAndLeavesNoCore) {
  ReaderProcess reader(options().reader_program, options().limits);
  ask(reader, file());
  const std::string limits = test::bytes_of("/proc/" + std::to_string(*reader.pid()) + "/limits");
  const auto soft = [&](const std::string& name) {
    std::istringstream in(limits.substr(limits.find(name) + name.size()));
    std::string value;
    in >> value;
    return value;
  };
  EXPECT_EQ(soft("Max file size"), "0");
  EXPECT_EQ(soft("Max core file size"), "0");
  EXPECT_NE(soft("Max cpu time"), "unlimited");
}

TEST(Wire, WhatDoesNotFitIsRefused) {
  const std::vector<std::string> texts{"one", "two"};
  const std::string bytes = wire::pack(texts, std::int64_t{7});
  std::vector<std::string> again;
  std::int64_t seven = 0;
  wire::unpack(bytes, again, seven);
  EXPECT_EQ(again, texts);
  EXPECT_EQ(seven, 7);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_THROW(wire::unpack(std::string_view(bytes).substr(0, length), again, seven), wire::WireError);
  EXPECT_THROW(wire::unpack(bytes + "x", again, seven), wire::WireError);
  std::string promising = wire::pack(std::uint64_t{1} << 60U);  // elements that never come
  std::vector<double> numbers;
  EXPECT_THROW(wire::unpack(promising, numbers), wire::WireError);
  EXPECT_THROW(wire::unpack(promising, again), wire::WireError);
  Record record{};
  EXPECT_THROW(wire::unpack(wire::pack(std::int32_t{3}), record), wire::WireError);
}

}  // namespace
}  // namespace concord
