#include "experiments/program/commands.hpp"

#include "experiments/authoring/describe.hpp"
#include "experiments/authoring/lint.hpp"
#include "experiments/campaigns/dry_run.hpp"
#include "experiments/platform/output_name.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/platform/program.hpp"
#include "experiments/platform/progress.hpp"
#include "experiments/platform/threads.hpp"
#include "experiments/platform/version.hpp"
#include "experiments/platform/words.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/runs/record.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/policies.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#ifndef CONCORD_HDF5_VERSION  // from CMake, as only sim/h5.cpp sees the library
#define CONCORD_HDF5_VERSION "unknown"
#endif

namespace concord {
namespace {

std::string shape_of(const RunPlan& plan) {
  const World& world = *plan.scenario.world;
  return fmt::format("{} of {}, {}, {}", counted(plan.replicates, "run"),
                     counted(plan.scenario.quarters, "quarter"), counted(world.system_count(), "system"),
                     counted(world.organisation_count(), "organisation"));
}

int useful_threads(const RunPlan& plan, int wanted) {
  const int batches = (plan.replicates + lanes - 1) / lanes;
  return std::min(batches, wanted > 0 ? wanted : default_threads());
}

void expect_memory(const RunPlan& plan, int threads) {
  const double needed = memory_of_run(plan, threads);
  const double there =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  if (needed <= there) return;
  refuse("--threads", fmt::format("{} threads need {} of memory for {} organisations, this machine has {}; "
                                  "use fewer threads or a smaller world",
                                  threads, readable_bytes(needed), plan.scenario.world->organisation_count(),
                                  readable_bytes(there)));
}

}  // namespace

std::vector<Override> read_overrides(
    const std::vector<std::string>& set,
    const std::vector<std::pair<std::string, std::optional<std::string>>>& shorthands, Problems& problems) {
  std::vector<Override> overrides;
  for (const auto& [key, value] : shorthands) {
    if (value) overrides.push_back({key, *value, fmt::format("--{}", key)});
  }
  for (const std::string& text : set) {
    if (auto given = parse_override(text, problems)) overrides.push_back(std::move(*given));
  }
  return overrides;
}

void tell_warnings(const std::vector<Problem>& warnings, bool strict, bool quiet) {
  if (strict && !warnings.empty()) throw ConfigError(warnings);
  if (quiet) return;
  for (const Problem& warning : warnings) tell(fmt::format("warning: {}", to_string(warning)));
}

void run(const RunRequest& request) {
  check_output(request.output, Output::hdf5);
  Problems problems;
  const std::vector<Override> overrides = read_overrides(request.set,
                                                         {{"seed", request.seed},
                                                          {"replicates", request.replicates},
                                                          {"quarters", request.quarters},
                                                          {"record", request.record}},
                                                         problems);
  const RunPlan plan = load_scenario(request.scenario, overrides, problems);
  problems.throw_if_any();
  tell_warnings(lint_scenario(request.scenario, overrides, plan), request.strict, request.quiet);
  const int threads = useful_threads(plan, request.threads);
  expect_memory(plan, threads);

  stop_on_signals();
  RecordWriter writer(request.output, plan, request.force);
  ProgressBar bar(stderr, request.quiet);
  run_ensemble(
      plan, threads,
      [&](const Block& block) {
        stop_if_asked();
        writer.write(block);
      },
      [&](int done, int total) {
        stop_if_asked();
        bar.show(done, total);
      });
  writer.finish();
  bar.clear();
  if (request.quiet) return;
  fmt::print("{}: {} in {} with {}, {}\n", request.output.string(), shape_of(plan),
             readable_time(bar.seconds()), counted(threads, "thread"),
             readable_bytes(static_cast<double>(std::filesystem::file_size(request.output))));
  fmt::print("set: {}\n", changed_words(changed_settings(plan.resolved)));
}

namespace {
void tell_policies(const Scenario& scenario) {
  for (const AimedPolicy& policy : scenario.policies)
    fmt::print("  policy {}: {}\n", shown(policy.name), policy_words(policy, scenario));
}

/// A file that begins like a design is checked as one, whatever else is wrong with it.
bool is_design(const std::filesystem::path& file) {
  Problems ignored;
  return yaml::load(file, ignored).find("sweep") != nullptr;
}

void check_design(const std::filesystem::path& file, std::span<const Override> overrides, Problems& problems,
                  std::vector<Problem>& warnings) {
  Problems found;
  Design design = load_design(file, overrides, found);
  const Plan plan = found.empty() ? make_plan(std::move(design), found) : Plan{};
  for (const Problem& problem : found.all()) problems.add(problem);
  if (!found.empty()) return;
  const auto doubts = lint_design(plan.design, overrides);
  warnings.insert(warnings.end(), doubts.begin(), doubts.end());
  fmt::print("{}: in order; {} points, up to {} runs, about {} of results\n", file.string(),
             plan.points.count(), plan.runs(), readable_bytes(size_of(plan, 1).merged));
  tell_policies(plan.design.base.scenario);
}
}  // namespace

namespace {
/// Of the file with so many runs of the plan, which is written and removed.
double written_bytes(RunPlan plan, int runs) {
  namespace fs = std::filesystem;
  plan.replicates = runs;
  const fs::path file = fs::temp_directory_path() / ("concord-size-" + process_name() + ".h5");
  RecordWriter writer(file, plan, true);
  run_ensemble(plan, 1, [&](const Block& block) { writer.write(block); });
  writer.finish();
  const auto bytes = static_cast<double>(fs::file_size(file));
  fs::remove(file);
  return bytes;
}

/// From a try where that is quick, as small worlds pack in their own way; else from what worlds commonly
/// need.
double likely_bytes(const RunPlan& plan) {
  constexpr int few = 16, more = 48;
  constexpr double quick = 0.5;  // seconds
  RunPlan tried = plan;
  tried.replicates = few + more;
  if (estimate(tried).seconds > quick) return estimate(plan).packed_bytes;
  try {
    const double small = written_bytes(plan, few), large = written_bytes(plan, more);
    return small + (large - small) / (more - few) * (plan.replicates - few);
  } catch (const FileError&) {  // no room for a try
    return estimate(plan).packed_bytes;
  }
}
}  // namespace

void check(const CheckRequest& request) {
  Problems problems;
  std::vector<Problem> warnings;
  const std::vector<Override> overrides = read_overrides(request.set, {}, problems);
  for (const auto& file : request.files) {
    if (is_design(file)) {
      check_design(file, overrides, problems, warnings);
      continue;
    }
    const std::size_t before = problems.count();
    const RunPlan plan = load_scenario(file, overrides, problems);
    if (problems.count() != before) continue;
    const auto doubts = lint_scenario(file, overrides, plan);
    warnings.insert(warnings.end(), doubts.begin(), doubts.end());
    fmt::print("{}: in order; {} from {}, about {} of results, {} of memory with one thread\n", file.string(),
               shape_of(plan), to_string(plan.scenario.start), readable_bytes(likely_bytes(plan)),
               readable_bytes(memory_of_run(plan, 1)));
    tell_policies(plan.scenario);
  }
  problems.throw_if_any();
  std::fflush(stdout);  // lines that are in order go first
  tell_warnings(warnings, request.strict);
}

void describe(std::optional<DescribedAs> document, const std::string& subject) {
  if (document == DescribedAs::yaml) {
    fmt::print("{}", describe_yaml());
  } else if (document == DescribedAs::markdown) {
    fmt::print("{}", describe_markdown());
  } else if (document == DescribedAs::json_schema) {
    fmt::print("{}", describe_schema());
  } else if (document == DescribedAs::design_schema) {
    fmt::print("{}", describe_design_schema());
  } else if (document == DescribedAs::design_markdown) {
    fmt::print("{}", describe_design_keys());
  } else if (subject.empty()) {
    fmt::print("{}", describe_overview());
  } else if (const auto text = describe_one(subject)) {
    fmt::print("{}", *text);
  } else {
    const auto near = nearest_subject(subject);
    refuse("", fmt::format(
                   "there is no parameter, group or mechanism {}{}", shown(subject),
                   near ? fmt::format("; did you mean '{}'?", *near) : "; `concord describe` lists them"));
  }
}

std::string version_text() {
  return fmt::format("concord {} (commit {})\nbehaviour digest {}\nHDF5 {}", version(), commit(),
                     behaviour_digest(), CONCORD_HDF5_VERSION);
}

}  // namespace concord
