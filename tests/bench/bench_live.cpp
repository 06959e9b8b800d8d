// Simulating while somebody watches: England, 24 quarters, on two threads. An iteration is the time from
// set_policy to the result of all replicates, without the delay that gathers several calls; `first` = the
// milliseconds to the first result, of 16 replicates. `live_reasons` is one run with all of its organisations
// and the parts of their utilities.

#include "experiments/runs/explain.hpp"
#include "tests/bench/worlds.hpp"
#include "viz/live/live.hpp"

#include <chrono>

#include <benchmark/benchmark.h>

namespace concord {
namespace {

RunPlan england_plan() {
  RunPlan plan;
  plan.title = "England";
  plan.scenario = england();
  plan.seed = 12345;
  plan.replicates = 32;
  return plan;
}

void live_policy(benchmark::State& state) {
  const RunPlan plan = england_plan();
  Live live(plan, static_cast<int>(state.range(0)), {}, std::chrono::milliseconds(0));
  live.wait();
  const ParameterInfo& duty = *find_parameter("duty.strength");
  double first = 0, strength = 0.5;
  for (auto _ : state) {
    strength += 0.001;
    Policy policy;
    policy.set(plan, duty, strength);
    live.set_policy(policy);
    live.wait();
    first += live.last_delay()->count();
  }
  state.counters["first"] = benchmark::Counter(1000 * first, benchmark::Counter::kAvgIterations);
}
BENCHMARK(live_policy)->Arg(16)->Arg(32)->UseRealTime()->Unit(benchmark::kMillisecond);

void live_reasons(benchmark::State& state) {
  const RunPlan plan = england_plan();
  int run = 0;
  for (auto _ : state) {
    const Reasons reasons = explain_run(plan, run++ % plan.replicates);
    benchmark::DoNotOptimize(reasons.parts.data());
  }
}
BENCHMARK(live_reasons)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace concord
