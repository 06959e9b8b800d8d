#include "experiments/sweep/dry_run.hpp"

#include "experiments/estimate.hpp"
#include "experiments/progress.hpp"
#include "experiments/sweep/campaign.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double probe_seconds = 1;

struct Probe {
  std::int64_t batches = 0, runs = 0, failed = 0;
  double seconds = 0;
};

/// Batches spread over all points, the first one for warming up.
Probe probe(const Plan& plan) {
  using Clock = std::chrono::steady_clock;
  const OutcomeReader outcomes(plan.design);
  Workspace workspace;
  Block block;
  run_batch(plan, outcomes, 0, workspace, block);
  Probe result;
  const std::int64_t most = std::min<std::int64_t>(plan.batches(), 1000);
  const auto begin = Clock::now();
  while (result.batches < most && (result.seconds < probe_seconds || result.batches == 0)) {
    // Steps of the golden ratio reach every part of the plan early.
    const double place = 0.618033988749895 * static_cast<double>(result.batches + 1);
    const auto batch =
        static_cast<std::int64_t>((place - static_cast<double>(static_cast<std::int64_t>(place))) *
                                  static_cast<double>(plan.batches()));
    const RunRows rows = run_batch(plan, outcomes, batch, workspace, block);
    ++result.batches;
    result.runs += static_cast<std::int64_t>(rows.count());
    result.failed += static_cast<std::int64_t>(rows.failures.size());
    result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  }
  return result;
}

}  // namespace

std::string try_out(const Plan& plan, int threads) {
  const Probe tried = probe(plan);
  const Design& design = plan.design;
  const auto batches = static_cast<double>(tried.batches), all = static_cast<double>(plan.batches());
  const double core_seconds = tried.seconds / batches * all;
  const double runs_a_batch = static_cast<double>(tried.runs) / batches;
  const double runs = design.replication.sequential ? runs_a_batch * all : static_cast<double>(plan.runs());
  const double bytes = result_bytes(plan) * runs / static_cast<double>(plan.runs());
  std::string out = fmt::format("{}\n  design      {}, {} axes, {} points\n", design.title,
                                name_of(design.sampling.method), design.axes.size(), plan.points.count());
  if (design.replication.sequential) {
    out += fmt::format("  runs        about {:.0f} ({:.1f} a point, from {} points tried; at most {})\n",
                       runs, runs_a_batch, tried.batches, plan.runs());
  } else {
    out += fmt::format("  runs        {} ({} a point)\n", plan.runs(), plan.most());
    if (plan.most() % lanes != 0)
      out +=
          fmt::format("              {} replicates would take no longer: eight are simulated side by side\n",
                      (plan.most() + lanes - 1) / lanes * lanes);
  }
  out += fmt::format("  time        about {} with {} thread{} ({} of one core; {:.3g} ms a run)\n",
                     readable_time(core_seconds / threads), threads, threads == 1 ? "" : "s",
                     readable_time(core_seconds), 1e3 * tried.seconds / static_cast<double>(tried.runs));
  out += fmt::format("  memory      about {}\n",
                     readable_bytes(100e6 + threads * estimate(design.base).memory_bytes));
  out +=
      fmt::format("  disk        at most {} of shards, and the same again merged\n", readable_bytes(bytes));
  if (tried.failed > 0)
    out += fmt::format("  FAILURES    {} of {} runs that were tried failed\n", tried.failed, tried.runs);
  return out;
}

}  // namespace concord
