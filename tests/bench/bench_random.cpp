// Random numbers: time of a draw for 8 replicates; `draw` is the time per number.

#include "sim/random.hpp"

#include <benchmark/benchmark.h>

namespace concord {
namespace {

enum class Purpose : std::uint32_t { timing = 1 };

const Random random_of_batch{.seed = 12345, .replicates = {0, 1, 2, 3, 4, 5, 6, 7}};

void per_draw(benchmark::State& state, int numbers) {
  state.counters["draw"] = benchmark::Counter(
      numbers, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void uniform(benchmark::State& state) {
  std::uint32_t agent = 0;
  for (auto _ : state) {
    Real u = random_of_batch.uniform(Purpose::timing, 3, agent++);
    benchmark::DoNotOptimize(u);
  }
  per_draw(state, lanes);
}
BENCHMARK(uniform);

void uniforms(benchmark::State& state) {
  std::uint32_t agent = 0;
  for (auto _ : state) {
    std::array<Real, 2> u = random_of_batch.uniforms(Purpose::timing, 3, agent++);
    benchmark::DoNotOptimize(u);
  }
  per_draw(state, 2 * lanes);
}
BENCHMARK(uniforms);

void normal(benchmark::State& state) {
  std::uint32_t agent = 0;
  for (auto _ : state) {
    Real z = random_of_batch.normal(Purpose::timing, 3, agent++);
    benchmark::DoNotOptimize(z);
  }
  per_draw(state, lanes);
}
BENCHMARK(normal);

}  // namespace
}  // namespace concord
