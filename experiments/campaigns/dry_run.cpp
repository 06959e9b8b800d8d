#include "experiments/campaigns/dry_run.hpp"

#include "experiments/campaigns/campaign.hpp"
#include "experiments/campaigns/shard.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/platform/progress.hpp"
#include "experiments/platform/words.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "sim/digest.hpp"
#include "sim/h5.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double probe_seconds = 1, short_probe_seconds = 0.3;
constexpr std::size_t most_packed_rows = 1U << 14U;  // that are kept to see how far they pack
constexpr std::size_t most_named_parameters = 6;
constexpr double shard_seconds = 4;  // of work in one, see campaign.cpp
// Of a merged file, measured: what is written once, columns of a run beside its numbers, numbers of
// statistics and coordinates, packed.
constexpr double merged_once = 105e3, statistic_packed = 6, coordinate_packed = 2;

struct Probe {
  std::int64_t batches = 0, runs = 0, failed = 0;
  double seconds = 0;
  RunRows rows;
};

/// Bytes of a file that `write` makes.
template <class Write>
double size_written(Write write) {
  namespace fs = std::filesystem;
  const fs::path file = fs::temp_directory_path() / ("concord-size-" + process_name() + ".h5");
  write(file);
  const auto bytes = static_cast<double>(fs::file_size(file));
  fs::remove(file);
  return bytes;
}

double shard_bytes(const Plan& plan, const RunRows& rows) {
  return size_written([&](const auto& file) { write_shard(file, plan.digest, rows); });
}

/// The same rows as columns, as a merged file holds them.
double columns_bytes(const RunRows& rows) {
  return size_written([&](const std::filesystem::path& path) {
    h5::Object file = h5::create_file(path);
    const std::size_t count = rows.count(), width = rows.shape.series(), quarters = rows.shape.quarters;
    std::vector<std::string> digests(count);
    std::ranges::transform(rows.digest, digests.begin(), hex);
    h5::write_column(file, "digest", digests);
    h5::write_column<std::int64_t>(file, "run", rows.run);
    std::vector<double> values(count);
    for (std::size_t n = 0; n < rows.shape.outcomes; ++n) {
      for (std::size_t row = 0; row < count; ++row)
        values[row] = rows.outcomes[row * rows.shape.outcomes + n];
      h5::write_column<double>(file, fmt::format("o{}", n), values);
    }
    values.resize(count * quarters);
    for (std::size_t n = 0; n < rows.shape.trajectories; ++n) {
      for (std::size_t at = 0; at < values.size(); ++at)
        values[at] = rows.trajectories[at / quarters * width + n * quarters + at % quarters];
      h5::write_column<double>(file, fmt::format("t{}", n), values);
    }
    h5::seal(file);
  });
}

/// Batches spread over all points, the first ones for warming up; as many at a time as fill the simulator's
/// lanes.
Probe probe(const Plan& plan, double most_seconds) {
  using Clock = std::chrono::steady_clock;
  const OutcomeReader outcomes(plan.design);
  RunMemory memory;
  const std::int64_t together = plan.design.replication.sequential || plan.most() >= lanes
                                    ? 1
                                    : (lanes + plan.most() - 1) / plan.most();
  run_batches(plan, outcomes, {0, std::min(together, plan.batches())}, memory);
  Probe result;
  result.rows.shape = plan.shape();
  const std::int64_t most = std::min<std::int64_t>(plan.batches(), 1000);
  const auto begin = Clock::now();
  while (result.batches < most && (result.seconds < most_seconds || result.batches == 0)) {
    // Steps of the golden ratio reach every part of the plan early.
    const double place = 0.618033988749895 * static_cast<double>(result.batches + 1);
    const auto batch =
        static_cast<std::int64_t>((place - static_cast<double>(static_cast<std::int64_t>(place))) *
                                  static_cast<double>(plan.batches()));
    const BatchRange range{batch, std::min(batch + together, plan.batches())};
    const RunRows rows = run_batches(plan, outcomes, range, memory);
    if (result.rows.count() < most_packed_rows) result.rows.append(rows);
    result.batches += range.size();
    result.runs += static_cast<std::int64_t>(rows.count());
    result.failed += static_cast<std::int64_t>(rows.failures.size());
    result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  }
  return result;
}

RunPlan with_one_run(const Plan& plan) {
  RunPlan one = plan.design.base;
  one.replicates = 1;
  return one;
}

double runs_of(const Plan& plan, const Probe& tried) {
  return plan.design.replication.sequential
             ? static_cast<double>(tried.runs) / static_cast<double>(tried.batches) *
                   static_cast<double>(plan.batches())
             : static_cast<double>(plan.runs());
}
double core_seconds_of(const Plan& plan, const Probe& tried) {
  return tried.seconds / static_cast<double>(tried.batches) * static_cast<double>(plan.batches());
}

SweepSize size_from(const Plan& plan, const Probe& tried, int threads) {
  RunRows few;
  few.shape = tried.rows.shape;
  few.run.push_back(0), few.status.push_back(0), few.digest.push_back(0);
  few.outcomes.resize(few.shape.outcomes), few.trajectories.resize(few.shape.series());
  const double empty = shard_bytes(plan, few), runs = runs_of(plan, tried);
  const double row =
      std::max(shard_bytes(plan, tried.rows) - empty, 0.0) / static_cast<double>(tried.rows.count());
  const double merged_row =
      std::max(columns_bytes(tried.rows) - columns_bytes(few), 0.0) / static_cast<double>(tried.rows.count());
  // The first shards of a worker are small, each eight times as large as the one before.
  const double units = static_cast<double>(plan.batches()) / static_cast<double>(plan.unit());
  const double pieces = std::min(1 + std::ceil(std::log(units) / std::log(8.0)) +
                                     std::floor(core_seconds_of(plan, tried) / threads / shard_seconds),
                                 static_cast<double>(plan.batches()));
  const auto points = static_cast<double>(plan.points.count()), axes = static_cast<double>(plan.points.axes);
  const auto outcomes = static_cast<double>(plan.shape().outcomes);
  const double state =
      threads * (estimate(plan.design.base).memory_bytes + lanes * estimate(with_one_run(plan)).file_bytes);
  const double waiting = threads * std::min(runs, static_cast<double>(plan.unit() * plan.most())) *
                         static_cast<double>(plan.shape().bytes());
  return {.shards = runs * row + pieces * empty,
          .merged = merged_once + static_cast<double>(plan.text.size()) + runs * merged_row +
                    points * (9 * statistic_packed * outcomes + coordinate_packed * axes),
          .memory = memory_of_program + state + waiting + 3 * sizeof(double) * points * axes};
}

}  // namespace

SweepSize size_of(const Plan& plan, int threads) {
  return size_from(plan, probe(plan, short_probe_seconds), threads);
}

std::string try_out(const Plan& plan, int threads) {
  const Probe tried = probe(plan, probe_seconds);
  const SweepSize size = size_from(plan, tried, threads);
  const Design& design = plan.design;
  const double core_seconds = core_seconds_of(plan, tried), runs = runs_of(plan, tried);
  const double runs_tried = static_cast<double>(tried.runs) / static_cast<double>(tried.batches);
  std::string out = fmt::format("{}\n  design      {}, {} axes, {} points\n", design.title,
                                name_of(design.sampling.method), design.axes.size(), plan.points.count());
  if (design.replication.sequential) {
    out += fmt::format("  runs        about {:.0f} ({:.1f} a point, from {} points tried; at most {})\n",
                       runs, runs_tried, tried.batches, plan.runs());
  } else {
    out += fmt::format("  runs        {} ({} a point)\n", plan.runs(), plan.most());
  }
  if (const Plausible drawn = plausible_in(design); drawn.table != nullptr)
    out += has_settings_of_its_own(design)
               ? fmt::format(
                     "  settings    the design has its own, so `plausible` is off; what else {} has is as in "
                     "its central row\n",
                     drawn.table->name)
               : fmt::format("  settings    {}\n", plausible_words(drawn, most_named_parameters));
  out += fmt::format("  time        about {} with {} ({} of one core; {:.3g} ms a run)\n",
                     readable_time(core_seconds / threads), counted(threads, "thread"),
                     readable_time(core_seconds), 1e3 * tried.seconds / static_cast<double>(tried.runs));
  out += fmt::format("  memory      about {}\n", readable_bytes(size.memory));
  out += fmt::format("  disk        about {} of shards, and {} merged\n", readable_bytes(size.shards),
                     readable_bytes(size.merged));
  if (tried.failed > 0)
    out += fmt::format("  FAILURES    {} of {} runs that were tried failed\n", tried.failed, tried.runs);
  return out;
}

}  // namespace concord
