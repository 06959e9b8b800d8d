// Whatever is done to a file, the viewer's side gives a message or a picture, and goes on.

#include "experiments/results/sweep_reader.hpp"
#include "experiments/runs/record_reader.hpp"
#include "sim/h5.hpp"
#include "tests/viz/data_files.hpp"
#include "viz/data/file_run.hpp"
#include "viz/data/file_sweep.hpp"
#include "viz/data/open.hpp"

#include <cmath>
#include <random>

namespace concord {
namespace {

namespace fs = std::filesystem;

class DamagedFiles : public test::DataFiles {
 protected:
  DamagedFiles() {
    reading_.limits.cpu_seconds = 1;
    reading_.limits.wait = std::chrono::seconds(5);
  }
  std::string record() {
    test::make_record(home_ / "whole.h5", "teaching_two_systems.yaml",
                      {{"replicates", "3"}, {"quarters", "6"}, {"record", "organisations"}});
    return test::bytes_of(home_ / "whole.h5");
  }
  std::string sweep() {
    write("scenario.yaml",
          "concord: 1\nworld: {synthetic: {systems: 2, population: 3000000}}\nquarters: 8\n");
    write("design.yaml",
          "sweep: 1\nscenario: scenario.yaml\nreplicates: 3\naxes: {duty.strength: [0, 1]}\n"
          "trajectories: [maturity]\n");
    Problems problems;
    const Plan plan = make_plan(load_design(home_ / "design.yaml", {}, problems), problems);
    problems.throw_if_any();
    fs::create_directories(home_ / "campaign");
    write_plan(plan, home_ / "campaign");
    work_on(plan, home_ / "campaign", {});
    merge(plan, {.campaign = home_ / "campaign", .target = home_ / "whole.h5", .force = true});
    return test::bytes_of(home_ / "whole.h5");
  }

  /// The same for the same number, on every machine.
  std::size_t draw(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
  std::string flipped(std::string bytes, int flips) {
    for (int k = 0; k < flips; ++k) bytes[draw(bytes.size())] ^= static_cast<char>(1U << draw(8));
    return bytes;
  }
  /// Where the library keeps its own structures, rather than numbers.
  std::string flipped_in_head(std::string bytes) {
    for (int k = 0; k < 3; ++k)
      bytes[draw(std::min<std::size_t>(bytes.size(), 4096))] = static_cast<char>(draw(256));
    return bytes;
  }
  std::string zeroed(std::string bytes) {
    const std::size_t length = 1 + draw(2000), at = draw(bytes.size() - std::min(length, bytes.size() - 1));
    for (std::size_t k = at; k < std::min(at + length, bytes.size()); ++k) bytes[k] = 0;
    return bytes;
  }
  std::vector<std::string> mutations(const std::string& whole, int each) {
    std::vector<std::string> all;
    for (int k = 0; k < each; ++k) {
      all.push_back(flipped(whole, 1));
      all.push_back(flipped(whole, 40));
      all.push_back(flipped_in_head(whole));
      all.push_back(whole.substr(0, draw(whole.size())));
      all.push_back(zeroed(whole));
    }
    return all;
  }

  /// It, or nothing once there is trouble; neither means that it hangs.
  template <class Data, class Ask>
  static auto arrived(Data& data, Ask ask) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (true) {
      const std::string trouble = data.trouble();
      if (auto found = ask()) return found;
      if (!trouble.empty()) {
        expect_message(trouble);
        // Of something before, perhaps; what is asked for now has its chance.
        const std::uint64_t generation = data.generation();
        for (int k = 0; k < 40 && data.generation() == generation; ++k)
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return ask();
      }
      if (std::chrono::steady_clock::now() > until) {
        ADD_FAILURE() << "neither a value nor trouble";
        return ask();
      }
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  }

  /// Looks at everything that views look at. True if the file was opened at all.
  bool look_at_run(const fs::path& file) {
    std::unique_ptr<RunData> run;
    try {
      run = open_run(file, reading_);
    } catch (const FileError& error) {
      expect_message(error.what());
      return false;
    }
    const RunInfo& info = run->info();
    EXPECT_EQ(static_cast<std::size_t>(info.parameters.size()), all_parameters().size());
    for (const auto& body : info.organisations) {
      EXPECT_LT(static_cast<std::size_t>(body.place), info.places.size());
      EXPECT_LT(static_cast<std::size_t>(body.system), info.systems.size());
      EXPECT_TRUE(std::isfinite(body.budget));
    }
    const auto look = [&](const SlicePointer& slice) {
      if (!slice) return;
      const std::size_t numbers = static_cast<std::size_t>(slice->runs) *
                                  static_cast<std::size_t>(slice->quarters) *
                                  static_cast<std::size_t>(slice->things);
      EXPECT_EQ(slice->values.size(), numbers);
      EXPECT_EQ(slice->runs, run->shown_runs());
      EXPECT_EQ(static_cast<std::size_t>(slice->quarters), info.quarters.size());
      for (const double value : slice->values) EXPECT_FALSE(std::isinf(value));
    };
    const std::size_t national = draw(measure_count), system = draw(system_measure_count);
    const int which = static_cast<int>(draw(static_cast<std::size_t>(info.replicates)));
    look(arrived(*run, [&] { return run->national(national); }));
    if (run->has_systems()) look(arrived(*run, [&] { return run->systems(system); }));
    const auto detail = arrived(*run, [&] { return run->detail(which); });
    if (detail && !detail->columns.empty()) {
      EXPECT_EQ(detail->columns.size(),
                organisation_column_count * info.quarters.size() * info.organisations.size());
    }
    if (detail && !detail->verified) {
      EXPECT_NE(detail->reason, "");
    }
    return true;
  }
  bool look_at_sweep(const fs::path& file) {
    std::unique_ptr<SweepData> sweep;
    try {
      sweep = open_sweep(file, reading_);
    } catch (const FileError& error) {
      expect_message(error.what());
      return false;
    }
    const SweepSheet& sheet = sweep->sheet();
    for (std::size_t axis = 0; axis < sheet.axes.size(); ++axis)
      EXPECT_EQ(sheet.coordinates[axis].size(), sheet.info.points);
    if (!sheet.outcomes.empty()) {
      const auto runs = arrived(*sweep, [&] { return sweep->outcome(0); });
      if (runs) {
        EXPECT_EQ(runs->first.size(), sheet.info.points + 1);
        EXPECT_EQ(runs->first.back(), runs->values.size());
      }
    }
    if (!sheet.trajectories.empty()) {
      const auto slice = arrived(*sweep, [&] { return sweep->trajectories(0, sheet.info.points - 1); });
      if (slice) {
        EXPECT_EQ(slice->values.size(),
                  static_cast<std::size_t>(slice->runs) * static_cast<std::size_t>(slice->quarters));
      }
    }
    try {
      sweep->plan_of(0, 1);
    } catch (const ConfigError& error) {
      expect_message(error.what());
    }
    return true;
  }
  static void expect_message(const std::string& text) {
    EXPECT_FALSE(text.empty());
    EXPECT_LT(text.size(), 20'000U);
  }
  ReadingOptions reading_ = options();
  std::mt19937_64 random_{20190401};
};

TEST_F(DamagedFiles, RecordsGiveAMessageOrAPicture) {
  const std::string whole = record();
  int opened = 0, refused = 0;
  for (const std::string& bytes : mutations(whole, 45)) {
    write("damaged.h5", bytes);
    (look_at_run(home_ / "damaged.h5") ? opened : refused) += 1;
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(opened, 20) << "or nothing was tried";
  EXPECT_GT(refused, 20);
  EXPECT_TRUE(look_at_run(home_ / "whole.h5"));
}

TEST_F(DamagedFiles, SweepsGiveAMessageOrAPicture) {
  const std::string whole = sweep();
  int opened = 0, refused = 0;
  for (const std::string& bytes : mutations(whole, 45)) {
    write("damaged.h5", bytes);
    (look_at_sweep(home_ / "damaged.h5") ? opened : refused) += 1;
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(opened, 20) << "or nothing was tried";
  EXPECT_GT(refused, 20);
  EXPECT_TRUE(look_at_sweep(home_ / "whole.h5"));
}

TEST_F(DamagedFiles, OneReaderSurvivesManyFiles) {
  // As for shards: the same process meets one damaged file after the other.
  const std::string whole = record();
  ReaderProcess reader(reading_.reader_program, reading_.limits);
  const auto ask = [&](const fs::path& file) {
    RecordContents contents;
    std::vector<double> values;
    try {
      reader.ask(wire::Ask::open_run, {.file = file.string()}, 1U << 26U, contents);
      wire::Request request{.file = file.string(), .name = std::string(measure_rows[0].key)};
      request.count = contents.info.replicates;
      reader.ask(wire::Ask::national, request, 1U << 26U, values);
      return true;
    } catch (const FileError& error) {
      expect_message(error.what());
      return false;
    }
  };
  for (const std::string& bytes : mutations(whole, 60)) {
    write("damaged.h5", bytes);
    ask(home_ / "damaged.h5");
  }
  EXPECT_TRUE(ask(home_ / "whole.h5"));
}

TEST_F(DamagedFiles, ForeignFilesAreNamedForWhatTheyAreNot) {
  const std::string whole = record();
  const auto refused = [&](const std::string& name) {
    const std::string message = test::refusal(home_ / name, reading_);
    EXPECT_TRUE(message.starts_with((home_ / name).string())) << message;
    EXPECT_FALSE(look_at_run(home_ / name)) << name;
    EXPECT_FALSE(look_at_sweep(home_ / name)) << name;
    return message;
  };
  write("picture.png", "\x89PNG\r\n\x1a\n" + std::string(100, '\0'));
  refused("picture.png");
  write("text.h5", "Nothing to see here.\n");
  refused("text.h5");
  write("empty.h5", "");
  refused("empty.h5");
  {
    h5::Object file = h5::create_file(home_ / "other.h5");
    h5::write_column<double>(file, "numbers", std::vector<double>{1, 2, 3});
    h5::close(file);
  }
  EXPECT_NE(refused("other.h5").find("not one of Concord's"), std::string::npos);
  write("sparse.h5", whole.substr(0, 600));
  fs::resize_file(home_ / "sparse.h5", std::uintmax_t{1} << 40U);
  refused("sparse.h5");
  write("sparse_empty.h5", "");
  fs::resize_file(home_ / "sparse_empty.h5", std::uintmax_t{1} << 40U);
  refused("sparse_empty.h5");
  // Bytes behind the end are none of a reader's business.
  write("longer.h5", whole + std::string(100'000, '\xff'));
  EXPECT_TRUE(look_at_run(home_ / "longer.h5"));
}

TEST_F(DamagedFiles, NewerLayoutsNameTheRemedy) {
  {
    h5::Object file = h5::create_file(home_ / "newer_run.h5");
    h5::set_attribute(file, "concord_version", std::string_view("9.0.0"));
    h5::set_attribute(file, "schema_version", record_schema + 1);
    h5::close(file);
  }
  {
    h5::Object file = h5::create_file(home_ / "newer_sweep.h5");
    h5::set_attribute(file, "concord_version", std::string_view("9.0.0"));
    h5::set_attribute(file, "kind", std::string_view("sweep"));
    h5::set_attribute(file, "sweep_schema", sweep_schema + 1);
    h5::close(file);
  }
  for (const char* name : {"newer_run.h5", "newer_sweep.h5"}) {
    const std::string message = test::refusal(home_ / name, reading_);
    EXPECT_NE(message.find("newer than this program"), std::string::npos) << message;
    EXPECT_NE(message.find("9.0.0"), std::string::npos) << message;
  }
}

TEST_F(DamagedFiles, TextOfAFileIsFitToBeShown) {
  EXPECT_EQ(readable("Brèche – 42\n"), "Brèche – 42?");
  EXPECT_EQ(readable("a\nb\tc", true), "a\nb?c");
  EXPECT_EQ(readable("\xff\xfe x \xc3"), "?? x ?");
  EXPECT_EQ(readable("\xed\xa0\x80"), "???") << "half a surrogate pair";
  EXPECT_EQ(readable("\xc0\xaf\xf4\x90\x80\x80"), "??????") << "overlong, and beyond Unicode";
  EXPECT_EQ(readable("\xef\xbf\xbf"), "???") << "not allowed in XML";
  EXPECT_EQ(readable("\xc2\x9b[31m\x1b[0m"), "??[31m?[0m") << "control sequences of terminals";
}

}  // namespace
}  // namespace concord
