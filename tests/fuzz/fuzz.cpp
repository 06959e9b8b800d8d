// One reader of ours under libFuzzer; CONCORD_FUZZ names it. Whatever the bytes are, a reader may add
// problems or throw one of the errors of sim/errors.hpp, and nothing else.

#include "experiments/designs/design.hpp"
#include "experiments/designs/search_wishes.hpp"
#include "experiments/results/sweep_reader.hpp"
#include "experiments/runs/measure_expression.hpp"
#include "experiments/runs/record_reader.hpp"
#include "experiments/scenarios/overrides.hpp"
#include "experiments/scenarios/policies.hpp"
#include "experiments/search/search.hpp"
#include "sim/csv.hpp"
#include "sim/errors.hpp"
#include "sim/evidence.hpp"
#include "sim/split.hpp"
#include "sim/yaml.hpp"
#include "viz/data/reader_protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

/// In memory, a folder of this process's own.
const fs::path& folder() {
  static const fs::path made = [] {
    const fs::path path = fs::path("/dev/shm") / ("concord-fuzz-" + std::to_string(::getpid()));
    fs::create_directories(path);
    return path;
  }();
  return made;
}
fs::path file_of(std::string_view bytes, const char* name) {
  const fs::path path = folder() / name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

constexpr const char* small_world =
    "concord: 1\nworld: {synthetic: {systems: 2, population: 1000000}}\nquarters: 2\nreplicates: 1\n";

[[maybe_unused]] void read_yaml(std::string_view bytes) {
  Problems problems;
  yaml::parse(bytes, "fuzz.yaml", problems);
}
[[maybe_unused]] void read_csv(std::string_view bytes) {
  Problems problems;
  const csv::Table table =
      csv::parse(std::string(bytes), "fuzz.csv", {{"code"}, {"name", "population"}}, problems);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    table.required_text(row, table.column("code"));
    table.number(row, table.column("population"));
  }
}
[[maybe_unused]] void read_a_scenario(std::string_view bytes) {
  Problems problems;
  read_scenario(yaml::parse(bytes, "fuzz.yaml", problems), folder() / "fuzz.yaml", {}, problems);
}
[[maybe_unused]] void read_a_design(std::string_view bytes) {
  Problems problems;
  load_design(file_of(bytes, "design.yaml"), {}, problems);
}
[[maybe_unused]] void read_points_of_a_design(std::string_view bytes) {
  static const fs::path design = file_of(
      "sweep: 1\nscenario: s.yaml\ndesign: {method: points, file: points.csv}\nreplicates: 1\noutcomes: "
      "[real]\n",
      "d.yaml");
  static const fs::path scenario = file_of(small_world, "s.yaml");
  file_of(bytes, "points.csv");
  Problems problems;
  load_design(design, {}, problems);
}
[[maybe_unused]] void read_an_override(std::string_view bytes) {
  Problems problems;
  if (const auto given = parse_override(bytes, problems)) tree_of(std::span(&*given, 1), problems);
}
/// Each line is an override; they become policies for somebody where they name somebody.
[[maybe_unused]] void read_policies_of_overrides(std::string_view bytes) {
  Problems problems;
  static const yaml::Node scenario = yaml::parse(small_world, "s.yaml", problems);
  std::vector<Override> overrides;
  for (const std::string& line : split(std::string(bytes), '\n')) {
    if (auto given = parse_override(line, problems)) overrides.push_back(std::move(*given));
  }
  const RunPlan plan = read_scenario(scenario, folder() / "s.yaml", overrides, problems);
  if (!problems.empty()) return;
  for (const AimedPolicy& policy : plan.scenario.policies) policy_words(policy, plan.scenario);
}
/// Read over a small world, and computed from its runs.
[[maybe_unused]] void read_an_expression(std::string_view bytes) {
  struct Known {
    RunPlan plan;
    Vocabulary vocabulary;
    Block block;
  };
  static const Known known = [] {
    Problems problems;
    Known made{.plan = read_scenario(yaml::parse(small_world, "s.yaml", problems), folder() / "s.yaml", {},
                                     problems)};
    made.plan.record = Record::organisations;
    made.vocabulary = measure_vocabulary(made.plan.scenario);
    run_ensemble(made.plan, 1, [&](const Block& block) { made.block = block; });
    return made;
  }();
  const auto asked = ask(bytes, known.vocabulary);
  if (asked.value) run_values(known.block, known.plan.scenario.start, asked.value->expression);
}
/// The section `search` of a design.
[[maybe_unused]] void read_a_search(std::string_view bytes) {
  static const fs::path scenario = file_of(small_world, "s.yaml");
  const fs::path file = file_of(
      "sweep: 1\nscenario: s.yaml\ndesign: {method: latin_hypercube, points: 8}\nreplicates: 1\noutcomes: "
      "{real: {measure: real, take: value at 2017/18 Q2}}\naxes: {duty.strength: {from: 0, to: 1}, "
      "pooling.floor: {from: 0, to: 0.5}}\nsearch:\n" +
          std::string(bytes),
      "search.yaml");
  Problems problems;
  SearchSpec spec{.design = load_design(file, {}, problems), .search = {}};
  if (!problems.empty()) return;
  spec.search = load_search(file, spec.design, problems);
  if (problems.empty()) check_levers(spec, problems);
}
[[maybe_unused]] void read_wire(std::string_view bytes) {
  try {
    wire::Request request;
    wire::Unpacking unpack(bytes);
    unpack(request);
  } catch (const wire::WireError&) {
  }
}
[[maybe_unused]] void read_evidence(std::string_view bytes) {
  try {
    if (Evidence::parse(Evidence::parse(bytes).text()).text() != Evidence::parse(bytes).text()) std::abort();
  } catch (const std::invalid_argument&) {
  }
}
[[maybe_unused]] void read_hdf5(std::string_view bytes) {
  const fs::path file = file_of(bytes, "file.h5");
  const auto tried = [&](const auto& read) {
    try {
      read();
    } catch (const FileError&) {
    }
  };
  tried([&] {
    const RecordReader record(file);
    record.summary("real");
    record.configuration();
  });
  tried([&] {
    const SweepReader sweep(file);
    sweep.outcome(0);
    sweep.first_rows();
  });
}

}  // namespace
}  // namespace concord

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    concord::CONCORD_FUZZ({reinterpret_cast<const char*>(data), size});
  } catch (const concord::ConfigError&) {
  } catch (const concord::FileError&) {
  }
  return 0;
}
