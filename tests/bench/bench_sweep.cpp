// Sweeps: what the engine costs beside the runs themselves, and how it scales. An iteration is a whole
// campaign of England, 24 quarters, in a folder of its own on the disk that TMPDIR names.
//
// Counters: `run` = time of a run in the campaign on one core, `bare_run` = time of the same runs simulated
// in a loop and thrown away, `overhead` = what the campaign takes longer, as a share; `speed_up` = time of
// one thread over that of all. `sweep_lanes`: runs of several points share a batch where a point has few.

#include "experiments/campaigns/campaign.hpp"
#include "experiments/campaigns/merge.hpp"
#include "experiments/platform/threads.hpp"
#include "tests/bench/worlds.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#include <benchmark/benchmark.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int usual_replicates = 64;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

Plan england_plan(int points, bool all_measures, int replicates = usual_replicates) {
  Design design;
  design.title = "Benchmark";
  design.base.scenario = england();
  design.base.seed = 12345;
  design.baseline = false;
  design.replication.most = design.base.replicates = replicates;
  Axis axis;
  axis.parameter = find_parameter("duty.strength");
  axis.name = axis.parameter->path;
  for (int n = 0; n < points; ++n) axis.levels.push_back(n / static_cast<double>(points));
  design.axes = {axis};
  const Quarter end = design.base.scenario.start + (design.base.scenario.quarters - 1);
  const Aggregation last{.how = Aggregation::How::mean, .first = end + -3, .last = end};
  for (const MeasureRow& row : measure_rows) {
    if (all_measures || design.outcomes.size() < 8)
      design.outcomes.push_back({std::string(row.key), std::string(row.key), last, std::string(row.unit),
                                 std::string(row.meaning)});
  }
  Problems problems;
  Plan plan = make_plan(std::move(design), problems);
  problems.throw_if_any();
  return plan;
}

double bare_seconds(const Plan& plan) {
  const auto begin = Clock::now();
  Workspace workspace;
  for (std::size_t point = 0; point < plan.points.count(); ++point) {
    Scenario scenario = plan.design.base.scenario;
    scenario.parameters = parameters_at(plan.design, plan.points[point]);
    for (int b = 0; b < usual_replicates / lanes; ++b)
      simulate(scenario, plan.design.base.seed, batch(b), workspace, {});
  }
  return seconds_since(begin);
}

double campaign_seconds(const Plan& plan, int threads) {
  const fs::path folder = fs::temp_directory_path() / ("concord_bench_" + std::to_string(::getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  const auto begin = Clock::now();
  const WorkDone done = work_on(plan, folder, {.threads = threads});
  const double seconds = seconds_since(begin);
  ensure(done.end == WorkDone::End::complete, "the campaign is complete");
  fs::remove_all(folder);
  return seconds;
}

void sweep_overhead(benchmark::State& state) {
  const Plan plan = england_plan(32, state.range(0) != 0);
  double bare = 1e9, campaign = 1e9;  // the best of each: others disturb upwards
  for (auto _ : state) {
    bare = std::min(bare, bare_seconds(plan));
    campaign = std::min(campaign, campaign_seconds(plan, 1));
  }
  using benchmark::Counter;
  const auto runs = static_cast<double>(plan.runs());
  state.counters["bare_run"] = Counter(bare / runs);
  state.counters["run"] = Counter(campaign / runs);
  state.counters["overhead"] = campaign / bare - 1;
}
BENCHMARK(sweep_overhead)->ArgName("all_measures")->Arg(0)->Arg(1)->Iterations(3)->Unit(benchmark::kSecond);

void sweep_threads(benchmark::State& state) {
  const Plan plan = england_plan(128, false);
  const auto threads = default_threads();
  double one = 1e9, all = 1e9;
  for (auto _ : state) {
    one = std::min(one, campaign_seconds(plan, 1));
    all = std::min(all, campaign_seconds(plan, threads));
  }
  state.counters["threads"] = threads;
  state.counters["speed_up"] = one / all;
}
BENCHMARK(sweep_threads)->Iterations(3)->Unit(benchmark::kSecond);

void sweep_lanes(benchmark::State& state) {
  const auto replicates = static_cast<int>(state.range(0));
  const Plan plan = england_plan(1024 / replicates, false, replicates);
  double campaign = 1e9;
  for (auto _ : state) campaign = std::min(campaign, campaign_seconds(plan, 1));
  state.counters["run"] = benchmark::Counter(campaign / static_cast<double>(plan.runs()));
}
BENCHMARK(sweep_lanes)
    ->ArgName("replicates")
    ->Arg(1)
    ->Arg(4)
    ->Arg(8)
    ->Arg(64)
    ->Iterations(3)
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace concord
