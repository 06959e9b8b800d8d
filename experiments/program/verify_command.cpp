#include "experiments/program/verify_command.hpp"

#include "experiments/campaigns/again.hpp"
#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/campaigns/shard.hpp"
#include "experiments/platform/program.hpp"
#include "experiments/platform/stop.hpp"
#include "experiments/platform/words.hpp"
#include "experiments/results/sweep_reader.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/runs/fingerprint.hpp"
#include "experiments/runs/record.hpp"
#include "experiments/runs/record_reader.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "sim/errors.hpp"
#include "sim/h5.hpp"

#include <algorithm>
#include <charconv>
#include <random>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_faults = 20;

/// `wanted` different ones of `there`, in order.
std::set<std::int64_t> drawn(const VerifyRequest& request, std::int64_t there) {
  std::mt19937_64 generator(request.seed ? *request.seed : std::random_device{}());
  std::set<std::int64_t> chosen;
  const std::int64_t wanted = std::min<std::int64_t>(request.runs, there);
  while (static_cast<std::int64_t>(chosen.size()) < wanted)
    chosen.insert(static_cast<std::int64_t>(generator() % static_cast<std::uint64_t>(there)));
  return chosen;
}

void tell_again(std::size_t count, std::int64_t there) {
  fmt::print("{} of {} runs simulated again: bit for bit the same\n", count, there);
}

[[noreturn]] void differs(const fs::path& file, std::int64_t run, const std::string& how) {
  throw FileError(file.string(),
                  fmt::format("run {} simulated again differs: {}; the file was changed, or one "
                              "of the machines or builds is not to be trusted",
                              run, how));
}

void expect_values(const fs::path& path) {
  const h5::Object file = h5::open_file(path);
  if (h5::evidence_digest(file).empty())
    throw FileError(path.string(), "holds no evidence of its values: it was written before there was any");
  const auto faults = h5::compare_all(file, most_faults);
  if (faults.empty()) return;
  throw FileError(path.string(), fmt::format("is not as it was written:\n  {}{}", fmt::join(faults, "\n  "),
                                             faults.size() == most_faults ? "\n  and perhaps more" : ""));
}

/// The plan of one run of a record, as far as the scenario that the user named gives it.
RunPlan plan_of(const VerifyRequest& request, const RecordReader& record) {
  const RecordInfo& info = record.info();
  if (request.scenario.empty())
    refuse("--runs", "of a file of results needs --scenario FILE, the scenario that it was made from");
  if (!behaves_like_this_program(info.model_digest))
    refuse(request.target.string(),
           fmt::format("was made by concord {} with another behaviour ({}) than this program's ({})",
                       info.version, info.model_digest, behaviour_digest()));
  std::vector<Override> overrides{
      {.key = "seed", .value = fmt::format("{}", info.seed), .from = "the file"},
      {.key = "replicates", .value = "1", .from = "the file"},
      {.key = "quarters", .value = fmt::format("{}", info.quarters), .from = "the file"},
      {.key = "record", .value = std::string(name_of(info.record)), .from = "the file"}};
  Problems problems;
  const RunPlan as_is = load_scenario(request.scenario, overrides, problems);
  problems.throw_if_any();
  for (const ChangedSetting& setting : settings_between(as_is.resolved, record.configuration())) {
    if (setting.path.find('.') != std::string::npos && setting.value.find(" from ") == std::string::npos)
      overrides.push_back({.key = setting.path, .value = setting.value, .from = "the file"});
    if (setting.path == "plausible")
      overrides.push_back({.key = "plausible.central",
                           .value = record.plausible() && record.plausible()->central ? "true" : "false",
                           .from = "the file"});
  }
  RunPlan plan = load_scenario(request.scenario, overrides, problems);
  problems.throw_if_any();
  if (plan.scenario_digest != info.scenario_digest)
    refuse(request.scenario.string(),
           fmt::format("is not the scenario of this file, which has other tables or settings ({}); `concord "
                       "inspect {}` lists its settings",
                       difference_words(settings_between(plan.resolved, record.configuration())),
                       request.target.string()));
  return plan;
}

template <class T>
bool same_values(const std::vector<T>& a, std::span<const T> b) {
  return std::ranges::equal(a, b, [](T x, T y) { return x == y || (x != x && y != y); });
}

/// What differs between a run of a record and the same one simulated now.
std::string difference_of(const RecordReader& record, int run, const Block& block) {
  const auto quarters = static_cast<std::size_t>(block.quarters);
  if (const std::string here = hex(block.digest[0]), there = record.digests()[static_cast<std::size_t>(run)];
      here != there)
    return fmt::format("digest {} instead of {}", here, there);
  for (std::size_t m = 0; m < measure_rows.size(); ++m) {
    if (!same_values(record.summary(measure_rows[m].key, run, 1),
                     std::span(block.summary).subspan(m * quarters, quarters)))
      return fmt::format("{}", measure_rows[m].key);
  }
  if (record.info().record >= Record::systems) {
    const std::size_t size = quarters * static_cast<std::size_t>(block.systems);
    for (std::size_t m = 0; m < system_measure_rows.size(); ++m) {
      if (!same_values(record.systems(system_measure_rows[m].key, run, 1),
                       std::span(block.system).subspan(m * size, size)))
        return fmt::format("{} of systems", system_measure_rows[m].key);
    }
  }
  if (record.info().record >= Record::organisations) {
    const std::size_t size = quarters * static_cast<std::size_t>(block.organisations);
    for (std::size_t m = 0; m < organisation_column_rows.size(); ++m) {
      if (!same_values(record.organisations(organisation_column_rows[m], run),
                       std::span(block.organisation).subspan(m * size, size)))
        return fmt::format("{} of organisations", organisation_column_rows[m].key);
    }
  }
  return "";
}

void verify_record(const VerifyRequest& request) {
  const RecordReader record(request.target);
  if (request.runs == 0) return;
  RunPlan plan = plan_of(request, record);
  const auto replicates = record.replicates();
  const auto chosen = drawn(request, record.info().replicates);
  for (const std::int64_t run : chosen) {
    stop_if_asked();
    plan.first_replicate = static_cast<int>(replicates[static_cast<std::size_t>(run)]);
    run_ensemble(plan, 1, [&](const Block& block) {
      if (const std::string how = difference_of(record, static_cast<int>(run), block); !how.empty())
        differs(request.target, run, how);
    });
  }
  tell_again(chosen.size(), record.info().replicates);
}

/// A row of a merged file, as a campaign holds it.
RunRows row_of(const SweepReader& sweep, const Plan& plan, std::size_t row) {
  RunRows rows{.shape = plan.shape(), .run = sweep.run_column("run", row, 1), .failures = {}};
  rows.status = {static_cast<std::int8_t>(sweep.run_column("status", row, 1)[0])};
  const std::string digest = sweep.digests()[row];
  std::uint64_t number = 0;
  std::from_chars(digest.data(), digest.data() + digest.size(), number, 16);
  rows.digest = {number};
  for (std::size_t n = 0; n < rows.shape.outcomes; ++n) rows.outcomes.push_back(sweep.outcome(n, row, 1)[0]);
  for (const std::string& measure : plan.design.trajectories) {
    const auto values = sweep.trajectories(measure, row, 1);
    rows.trajectories.insert(rows.trajectories.end(), values.begin(), values.end());
  }
  return rows;
}

void verify_sweep(const VerifyRequest& request) {
  const SweepReader sweep(request.target);
  if (request.runs == 0) return;
  if (request.campaign.empty())
    refuse("--runs", "of a merged sweep needs --campaign FOLDER, the campaign that it was merged from");
  const Plan plan = load_plan(request.campaign);
  if (plan.digest != sweep.info().plan_digest)
    refuse(request.campaign.string(), "is the campaign of another plan than this file's");
  const auto there = static_cast<std::int64_t>(sweep.info().runs);
  const auto chosen = drawn(request, there);
  for (const std::int64_t row : chosen) {
    stop_if_asked();
    const RunRows held = row_of(sweep, plan, static_cast<std::size_t>(row));
    if (const std::string how = difference_of(plan, simulate_again(plan, held.run[0]), held, 0); !how.empty())
      differs(request.target, held.run[0], how);
  }
  tell_again(chosen.size(), there);
}

void verify_campaign(const VerifyRequest& request) {
  const Plan plan = load_plan(request.target);
  CampaignFolder folder(request.target, plan.digest);
  const Inventory found = folder.listed();
  const auto chosen = drawn(request, found.rows());
  std::size_t without = 0;
  std::int64_t before = 0;  // rows of the shards so far
  for (const ShardEntry& shard : found.shards) {
    stop_if_asked();
    const fs::path path = folder.path_of(shard);
    if (h5::evidence_digest(h5::open_file(path)).empty()) {
      ++without;
    } else {
      expect_values(path);
    }
    const RunRows rows = read_shard(path, plan.digest, plan.shape());
    if (shard_digest(plan.digest, path) != shard.digest)
      throw FileError(path.string(), "its bytes are not those that its name states");
    for (auto at = chosen.lower_bound(before); at != chosen.end() && *at < before + shard.rows; ++at) {
      const auto row = static_cast<std::size_t>(*at - before);
      if (row >= rows.count()) throw FileError(path.string(), "holds fewer runs than its name states");
      if (const std::string how = difference_of(plan, simulate_again(plan, rows.run[row]), rows, row);
          !how.empty())
        differs(path, rows.run[row], how);
    }
    before += shard.rows;
  }
  const std::int64_t open = batches_in(uncovered({0, plan.batches()}, found.covered()));
  fmt::print("{}: verified: {} hold what was written{}{}\n", request.target.string(),
             counted(found.shards.size(), "shard"),
             without > 0
                 ? fmt::format("; {} of them are from before there was evidence, and only their bytes "
                               "were compared",
                               without)
                 : "",
             open > 0 ? fmt::format("; {} of {} batches are not simulated yet", open, plan.batches()) : "");
  if (request.runs > 0) tell_again(chosen.size(), found.rows());
}

}  // namespace

void verify(const VerifyRequest& request) {
  stop_on_signals();
  if (fs::is_directory(request.target)) return verify_campaign(request);
  expect_values(request.target);
  std::string digest, kind;
  {
    const h5::Object file = h5::open_file(request.target);
    digest = h5::evidence_digest(file);
    if (h5::has_attribute(file, "kind")) kind = h5::text_attribute(file, "kind");
  }
  fmt::print("{}: verified: every value is the one that was written (evidence {})\n", request.target.string(),
             digest);
  if (kind.empty()) return verify_record(request);
  if (kind == "sweep") return verify_sweep(request);
  if (request.runs > 0) refuse("--runs", "is for files of results, merged sweeps and campaigns");
}

}  // namespace concord
