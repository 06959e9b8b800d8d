// The model: whole runs, phases, threads, world sizes, memory. An iteration is a batch of 8 replicates.
//
// Counters: `run` = time of one replicate, `organisation_quarter` = time of one organisation in one quarter
// of one replicate, `allocations` = calls of operator new in a batch after the first, `workspace` = bytes
// held by a workspace after its first batch.

#include "agents/quarter/initialise.hpp"
#include "agents/quarter/pipeline.hpp"
#include "agents/quarter/rules_in_force.hpp"
#include "tests/bench/worlds.hpp"
#include "tests/support/allocations.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <unistd.h>

namespace concord {
namespace {

using benchmark::Counter;
using test::allocations;
using test::bytes_held;
using Clock = std::chrono::steady_clock;
constexpr std::uint64_t seed = 12345;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Records what a run records: summary and system measures of every quarter.
struct Recorder {
  std::vector<Real> values;
  Observer observer = [this](const Context&, const State& s) {
    for (const Real& value : s.measures.national) values.push_back(value);
    for (const auto& measure : s.measures.of_system)
      values.insert(values.end(), measure.begin(), measure.end());
  };
  explicit Recorder(const Scenario& scenario) {
    const auto systems = static_cast<std::size_t>(scenario.world->system_count());
    values.reserve(static_cast<std::size_t>(scenario.quarters) *
                   (measure_count + system_measure_count * systems));
  }
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
};

void run_batch(const Scenario& scenario, int b, Workspace& workspace, Recorder& recorder) {
  recorder.values.clear();
  simulate(scenario, seed, batch(b), workspace, recorder.observer);
}

void count_runs(benchmark::State& state, const Scenario& scenario) {
  const auto invert = Counter::kIsIterationInvariantRate | Counter::kInvert;
  state.counters["run"] = Counter(lanes, invert);
  state.counters["organisation_quarter"] =
      Counter(static_cast<double>(lanes) * scenario.quarters * scenario.world->organisation_count(), invert);
}

void runs(benchmark::State& state, const Scenario& scenario) {
  const long held = bytes_held;
  Workspace workspace;
  {
    Recorder recorder(scenario);
    run_batch(scenario, 0, workspace, recorder);
  }
  const long workspace_bytes = bytes_held - held;
  Recorder recorder(scenario);
  int b = 0;
  const long before = allocations;
  for (auto _ : state) run_batch(scenario, ++b, workspace, recorder);
  state.counters["allocations"] = Counter(static_cast<double>(allocations - before), Counter::kAvgIterations);
  state.counters["workspace"] =
      Counter(static_cast<double>(workspace_bytes), Counter::kDefaults, Counter::kIs1024);
  count_runs(state, scenario);
}

void england_runs(benchmark::State& state) { runs(state, england()); }
BENCHMARK(england_runs)->Unit(benchmark::kMillisecond);

void invented_world(benchmark::State& state) {
  if (state.range(0) > 100'000 && sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) < 8L << 30) {
    state.SkipWithError("needs 8 GB of memory");
    return;
  }
  runs(state, invented(static_cast<int>(state.range(0))));
}
BENCHMARK(invented_world)->RangeMultiplier(10)->Range(1000, 1'000'000)->Unit(benchmark::kMillisecond);

/// Threads with workspaces of their own take batches from a common counter.
void ensemble(benchmark::State& state) {
  constexpr int batches = 32;
  static double one_thread = 0;
  const Scenario scenario = england();
  const auto threads = static_cast<std::size_t>(state.range(0));
  std::vector<Workspace> workspaces(threads);
  Recorder warm(scenario);
  for (Workspace& workspace : workspaces) run_batch(scenario, 0, workspace, warm);
  double seconds = 0, ensembles = 0;
  for (auto _ : state) {
    const auto start = Clock::now();
    std::atomic<int> next = 0;
    {
      std::vector<std::jthread> pool;
      for (Workspace& workspace : workspaces) {
        pool.emplace_back([&] {
          Recorder recorder(scenario);
          for (int b = next++; b < batches; b = next++) run_batch(scenario, b, workspace, recorder);
        });
      }
    }
    seconds += seconds_since(start);
    ++ensembles;
  }
  const double rate = ensembles * batches * lanes / seconds;
  if (threads == 1) one_thread = rate;
  state.counters["runs_per_second"] = rate;
  if (one_thread > 0) state.counters["times_one_thread"] = rate / one_thread;
}
BENCHMARK(ensemble)->Arg(1)->Arg(2)->UseRealTime()->MinTime(2)->Unit(benchmark::kMillisecond);

/// Names of all phases in order, and the seconds that each takes in a batch. The same batch runs many times
/// and of every call the shortest time counts, so that interruptions do not.
struct PhaseTimes {
  std::vector<std::string_view> names;
  std::vector<double> seconds;
};
PhaseTimes times_of_phases(const Scenario& scenario) {
  struct Call {
    std::size_t phase;
    Clock::duration least;
  };
  PhaseTimes times;
  std::vector<Call> calls;
  std::size_t n = 0;  // of the call in the batch
  const auto timed = [&](auto& phase) {
    times.names.push_back(phase.name);
    phase.run = [&calls, &n, which = times.names.size() - 1, run = phase.run](auto&&... arguments) {
      const auto start = Clock::now();
      run(arguments...);
      const auto time = Clock::now() - start;
      if (n == calls.size()) calls.push_back({which, time});
      calls[n].least = std::min(calls[n].least, time);
      ++n;
    };
  };
  std::vector<Step> steps = quarter_steps();
  for (Step& step : steps) {
    std::visit(
        [&]<class What>(What& what) {
          if constexpr (requires { what.phases; }) {
            for (auto& phase : what.phases) timed(phase);
          } else if constexpr (requires { what.run; }) {
            timed(what);
          }
        },
        step);
  }
  Context c{.world = *scenario.world,
            .p = scenario.parameters,
            .rules = {},
            .random = {.seed = seed, .replicates = batch(0)}};
  State s;
  size_state(c, s);
  for (int repeat = 0; repeat < 40; ++repeat) {
    n = 0;
    initialise(c, s);
    for (int t = 0; t < scenario.quarters; ++t) {
      c.rules = rules_in_force(scenario.parameters, scenario.start, t);
      run_quarter(c, s, {}, steps);
    }
  }
  Clock::duration reading = Clock::duration::max();  // what looking at the clock costs
  for (int k = 0; k < 1000; ++k) {
    const auto start = Clock::now();
    reading = std::min(reading, Clock::now() - start);
  }
  times.seconds.resize(times.names.size());
  for (const Call& call : calls) {
    const auto net = std::max(Clock::duration::zero(), call.least - reading);
    times.seconds[call.phase] += std::chrono::duration<double>(net).count();
  }
  return times;
}

/// Time of one phase in a batch; `share` of all phases, in per cent.
void phase(benchmark::State& state, std::size_t which) {
  static const Scenario scenario = england();
  static const PhaseTimes times = times_of_phases(scenario);
  for (auto _ : state) state.SetIterationTime(times.seconds[which]);
  state.counters["share"] =
      100 * times.seconds[which] / std::accumulate(times.seconds.begin(), times.seconds.end(), 0.0);
  state.counters["organisation_quarter"] =
      Counter(static_cast<double>(lanes) * scenario.quarters * scenario.world->organisation_count(),
              Counter::kIsIterationInvariantRate | Counter::kInvert);
}
[[maybe_unused]] const bool phases_registered = [] {
  std::size_t which = 0;
  const auto add = [&](std::string_view phase_name) {
    std::string name = "phase/" + std::string(phase_name);
    std::replace(name.begin(), name.end(), ' ', '_');
    benchmark::RegisterBenchmark(name.c_str(), phase, which++)
        ->UseManualTime()
        ->Iterations(1)
        ->Unit(benchmark::kMicrosecond);
  };
  for (const Step& step : quarter_steps()) {
    std::visit(
        [&]<class What>(const What& what) {
          if constexpr (requires { what.phases; }) {
            for (const auto& one : what.phases) add(one.name);
          } else if constexpr (requires { what.run; }) {
            add(what.name);
          }
        },
        step);
  }
  return true;
}();

}  // namespace
}  // namespace concord
