// The NumPy reference on the same world, timed in the same sitting; `times_ours` = its time per run over
// ours.

#include "tests/bench/worlds.hpp"
#include "tests/support/source.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <benchmark/benchmark.h>

namespace concord {
namespace {

/// Prints the seconds of the quickest of three times 32 replicates of England.
constexpr const char* script = R"(
import sys, time
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + '/tests/reference')
import layout, model
world = layout.World.from_tables(sys.argv[1] + '/configs/england_2019')
def seconds():
    start = time.perf_counter()
    model.run(R=32, T=24, seed=12345, world=world)
    return time.perf_counter() - start
print(min(seconds() for _ in range(3)))
)";

/// Seconds of 32 replicates, or 0 if NumPy is not there.
double time_reference() {
  const std::string command =
      "/usr/bin/python3 -c \"" + std::string(script) + "\" \"" + test::source("").string() + "\" 2>/dev/null";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return 0;
  double seconds = 0;
  if (std::fscanf(pipe, "%lf", &seconds) != 1) seconds = 0;
  return pclose(pipe) == 0 ? seconds : 0;
}

double time_ours() {
  const Scenario scenario = england();
  Workspace workspace;
  double least = 1e9;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    for (int b = 0; b < 4; ++b) simulate(scenario, 12345, batch(b), workspace, {});
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return least;
}

/// One iteration: 32 replicates.
void numpy_reference(benchmark::State& state) {
  const double reference = time_reference();
  if (reference == 0) {
    state.SkipWithError("needs /usr/bin/python3 with NumPy");
    return;
  }
  const double ours = time_ours();
  for (auto _ : state) state.SetIterationTime(reference);
  state.counters["runs_per_second"] = 32 / reference;
  state.counters["our_runs_per_second"] = 32 / ours;
  state.counters["times_ours"] = reference / ours;
}
BENCHMARK(numpy_reference)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace concord
