// Opening a merged sweep of a full grid, of a hundred to a million points, until its heat map can be drawn.
//
// Counters, in seconds: `open` until the file has said what it holds, `figure` from then on until the map is
// made, reading its outcome included; `again` to make the map once more, as after a click.

#include "experiments/campaigns/sweep_file.hpp"
#include "tests/bench/worlds.hpp"
#include "viz/data/file_sweep.hpp"
#include "viz/views/sweep_grid.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

#include <benchmark/benchmark.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Two axes of `side` levels; values are made up, as the model is not what is measured.
void write_grid(const fs::path& file, int side) {
  Design design;
  design.title = "Benchmark";
  design.base.scenario = england();
  design.baseline = false;
  design.replication.most = design.base.replicates = 1;
  for (const char* path : {"duty.strength", "pooling.floor"}) {
    Axis axis;
    axis.parameter = find_parameter(path);
    axis.name = path;
    for (int n = 0; n < side; ++n) axis.levels.push_back(n / static_cast<double>(side));
    design.axes.push_back(axis);
  }
  const MeasureRow& row = measure_rows[static_cast<std::size_t>(Measure::real)];
  const Quarter end = design.base.scenario.start + (design.base.scenario.quarters - 1);
  design.outcomes.push_back({std::string(row.key), std::string(row.key),
                             Aggregation{.how = Aggregation::How::mean, .first = end, .last = end},
                             std::string(row.unit), std::string(row.meaning)});
  Problems problems;
  const Plan plan = make_plan(std::move(design), problems);
  problems.throw_if_any();
  SweepFile out(file, plan, plan.runs());
  RunRows rows{.shape = plan.shape()};
  rows.status = {0};
  rows.digest = {1};
  for (std::int64_t run = 0; run < plan.runs(); ++run) {
    rows.run = {run};
    rows.outcomes = {static_cast<double>(run % 97)};
    out.add(rows);
  }
  out.finish();
}

template <class Ask>
auto wait_for(Ask ask) {
  auto found = ask();
  for (; !found; found = ask()) std::this_thread::sleep_for(std::chrono::microseconds(200));
  return found;
}

void sweep_map(benchmark::State& state) {
  const fs::path file = fs::temp_directory_path() / ("concord_bench_" + std::to_string(::getpid()) + ".h5");
  write_grid(file, static_cast<int>(state.range(0)));
  ReadingOptions options;
  options.reader_program = CONCORD_VIEWER_PROGRAM;
  double open = 0, figure = 0, again = 0;
  for (auto _ : state) {
    auto begin = Clock::now();
    const auto sweep = open_sweep(file, options);
    open = seconds_since(begin);
    SweepScene scene;
    scene.sweep = sweep.get();
    begin = Clock::now();
    scene.fixed = usual_levels(sweep->sheet());
    wait_for([&] { return make_figure(SweepView::map, scene); });
    figure = seconds_since(begin);
    begin = Clock::now();
    make_figure(SweepView::map, scene);
    again = seconds_since(begin);
  }
  fs::remove(file);
  state.counters["points"] = static_cast<double>(state.range(0) * state.range(0));
  state.counters["open"] = open;
  state.counters["figure"] = figure;
  state.counters["again"] = again;
}
BENCHMARK(sweep_map)->ArgName("side")->Arg(10)->Arg(100)->Arg(1000)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace concord
