// The control-total game; `updates` are organisation-quarters per second.

#include "agents/games/control_total_game.hpp"
#include "tests/bench/worlds.hpp"

#include <benchmark/benchmark.h>

namespace concord {
namespace {

void control_total_game(benchmark::State& state) {
  const ControlTotalGame game;
  std::vector<GameQuarter> history;
  int b = 0;
  for (auto _ : state) {
    play(game, 12345, batch(b++), history);
    benchmark::DoNotOptimize(history.data());
  }
  state.counters["updates"] =
      benchmark::Counter(static_cast<double>(lanes) * game.systems * game_members * game.quarters,
                         benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(control_total_game)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace concord
