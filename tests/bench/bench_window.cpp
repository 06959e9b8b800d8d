// From letting go of a slider to the first frame that shows what it does: the whole window over a live
// England of 16 replicates, 24 quarters, driven by the mouse as a user would, in a loop that sleeps and wakes
// as run_window does. A frame counts with its pixels, 1440x900, made without a graphics card.
//
// An iteration is one press, drag of ten moves and release, after which nothing happens until all is quiet.
// Counters, in milliseconds: `median` and `worst` from the beginning of the frame of the release to the end
// of the first frame whose figure is of the last value; `moved` the median from the last motion instead, a
// frame earlier; `frame` the longest frame from the release on, `model` the median that the simulation says
// it took.

#include "sim/statistics/statistics.hpp"
#include "tests/bench/worlds.hpp"
#include "viz/window/app.hpp"
#include "viz/window/headless.hpp"
#include "viz/window/imgui.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <benchmark/benchmark.h>

namespace concord {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int replicates = 16, width = 1440, height = 900, moves = 10;
constexpr std::chrono::milliseconds between_moves(16);
constexpr const char* incentive = "duty.strength";

double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

/// What wake_window() does to a window.
class Bell {
 public:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    changed_.notify_all();
  }
  bool wait(double most_seconds) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::duration<double>(most_seconds), [&] { return rung_; });
    return std::exchange(rung_, false);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool rung_ = false;
};

/// A window over the scenario.
struct Watched {
  Bell bell;
  Session session{{}, ViewerSettings{}, [this] { bell.ring(); }};
  App app{session, [] { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }};
  Headless headless{width, height, 1};
  Pixels pixels;

  explicit Watched(View view) {
    RunPlan plan;
    plan.title = "England";
    plan.scenario = england();
    plan.seed = 12345;
    plan.replicates = replicates;
    session.settings.replicates = replicates;
    session.add({.name = "England",
                 .path = "england.yaml",
                 .live = std::make_shared<Live>(plan, replicates, [this] { bell.ring(); })});
    session.set_view(view);
    app.ui().parameter_search = incentive;  // so that the slider stands in the panel
    settle();
  }
  /// The time that it took.
  Clock::duration frame() {
    const auto begin = Clock::now();
    headless.frame(app);
    pixels = headless.pixels();
    return Clock::now() - begin;
  }
  void settle() {
    do {
      frame();
      bell.wait(0.01);
    } while (session.busy());
    for (int n = 0; n < 3; ++n) frame();
  }
  /// The incentive in the runs that the figure is made of; none while a newer figure is on its way.
  std::optional<double> shown() {
    if (session.now() == nullptr || session.figure() == nullptr || session.stale()) return std::nullopt;
    const auto& all = session.now()->info().parameters;
    const auto row = std::ranges::find(all, incentive, &ParameterValue::path);
    double value = 0;
    std::from_chars(row->text.data(), row->text.data() + row->text.size(), value);
    return value;
  }
  double wanted() const {
    const ParameterInfo& parameter = *find_parameter(incentive);
    for (const PolicySetting& setting : session.live()->policy().settings) {
      if (setting.parameter == &parameter) return setting.value;
    }
    return parameter.get(session.live()->scenario().scenario.parameters);
  }
};

void window_effect(benchmark::State& state, View view) {
  Watched window(view);
  std::vector<double> after_release, after_motion, frames, simulated;
  bool right = false;
  for (auto _ : state) {
    state.PauseTiming();
    ImGuiIO& io = window.headless.io();
    const ScreenRect slider = window.app.ui().probes.at(incentive);
    right = !right;
    const float from = right ? slider.x0 + 10 : slider.x1 - 10, to = right ? slider.x1 - 10 : slider.x0 + 10;
    io.MousePos = {from, slider.middle_y()};
    window.frame();
    io.MouseDown[0] = true;
    window.frame();
    Clock::time_point moved;
    for (int n = 1; n <= moves; ++n) {
      std::this_thread::sleep_for(between_moves);
      moved = Clock::now();
      io.MousePos.x = from + (to - from) * static_cast<float>(n) / moves;
      window.frame();
    }
    io.MouseDown[0] = false;
    state.ResumeTiming();

    const auto released = Clock::now();
    double longest = milliseconds(window.frame());
    const double wanted = window.wanted();
    int left = 2;  // frames that a window draws after an event without another reason
    while (window.shown() != wanted) {
      if (window.bell.wait(left > 0 ? 0 : window.app.next_deadline().value_or(0.5))) left = 3;
      --left;
      longest = std::max(longest, milliseconds(window.frame()));
    }
    const auto there = Clock::now();
    state.PauseTiming();
    after_release.push_back(milliseconds(there - released));
    after_motion.push_back(milliseconds(there - moved));
    frames.push_back(longest);
    window.settle();
    simulated.push_back(1000 * window.session.live()->last_delay().value_or(std::chrono::seconds(0)).count());
    state.ResumeTiming();
  }
  state.counters["median"] = median_of(after_release);
  state.counters["worst"] = std::ranges::max(after_release);
  state.counters["moved"] = median_of(after_motion);
  state.counters["frame"] = std::ranges::max(frames);
  state.counters["model"] = median_of(simulated);
}
constexpr int repetitions = 20;
BENCHMARK_CAPTURE(window_effect, map, View::map)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(repetitions);
BENCHMARK_CAPTURE(window_effect, ensemble, View::ensemble)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(repetitions);
BENCHMARK_CAPTURE(window_effect, system, View::system)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(repetitions);
BENCHMARK_CAPTURE(window_effect, organisation, View::organisation)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(repetitions);

}  // namespace
}  // namespace concord
