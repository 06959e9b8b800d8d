#include "experiments/runs/ensemble.hpp"

#include "agents/quarter/observe.hpp"
#include "experiments/platform/crew.hpp"
#include "experiments/runs/cube.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/runs/run_values.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <mutex>

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

namespace concord {
namespace {

constexpr std::size_t most_run_bytes = std::size_t{256} << 20U;
constexpr std::size_t most_block_bytes = std::size_t{4} << 30U;  // of both blocks, however many threads

/// Numbers that one run leaves behind.
struct RunSize {
  std::size_t summary = 0, designated = 0, system = 0, organisation = 0;
  std::size_t bytes() const {
    return (summary + designated + system) * sizeof(double) + organisation * sizeof(float) +
           sizeof(std::uint64_t);
  }
};

RunSize run_size(const Scenario& scenario, Record level) {
  const World& world = *scenario.world;
  const auto quarters = static_cast<std::size_t>(scenario.quarters);
  RunSize size{.summary = quarters * measure_count, .designated = quarters * designated_count};
  if (level >= Record::systems)
    size.system = quarters * system_measure_count * static_cast<std::size_t>(world.system_count());
  if (level >= Record::organisations)
    size.organisation =
        quarters * organisation_column_count * static_cast<std::size_t>(world.organisation_count());
  return size;
}

int runs_a_block(const RunPlan& plan, int threads, std::size_t block_bytes) {
  const std::size_t bytes = run_size(plan.scenario, plan.record).bytes();
  if (bytes > most_run_bytes) {
    constexpr double mib = 1 << 20;
    throw ConfigError(
        {{.file = plan.file,
          .path = "record",
          .what = fmt::format("each run would leave {:.0f} MiB of results, more than {:.0f}; "
                              "record less of it or fewer quarters",
                              static_cast<double>(bytes) / mib, static_cast<double>(most_run_bytes) / mib)}});
  }
  const std::size_t wanted =
      std::max(block_bytes / 2 / bytes, std::size_t{lanes} * static_cast<std::size_t>(threads));
  const std::size_t batches =
      std::max<std::size_t>(std::min(wanted, most_block_bytes / 2 / bytes) / lanes, 1);
  return static_cast<int>(std::min(batches * lanes, static_cast<std::size_t>(plan.replicates)));
}

Cube cube_of(const Block& block, int things) { return Cube::of(block.runs, block.quarters, things); }

/// Every NaN as the same NaN, as its sign and payload may differ between compilers.
double known(double value) { return std::isnan(value) ? unknown : value; }

/// Copies the quarter of `count` replicates, the block's runs from `first` on.
void record_quarter(const Context& c, const State& s, Block& block, int first, int count) {
  const auto t = static_cast<std::size_t>(c.rules.t);
  const Cube summary = cube_of(block, 1), system = cube_of(block, block.systems),
             organisation = cube_of(block, block.organisations);
  std::vector<SystemNow> now(static_cast<std::size_t>(block.systems));
  for (int lane = 0; lane < count; ++lane) {
    const auto run = static_cast<std::size_t>(first) + static_cast<std::size_t>(lane);
    for (std::size_t m = 0; m < measure_count; ++m)
      block.summary[summary.at(m, run, t)] = known(s.measures.national[m].lane(lane));
    for (SystemId k : c.world.all_systems()) {
      const auto of = [&](SystemMeasure m) { return s.measures[m][k].lane(lane); };
      now[static_cast<std::size_t>(k.index)] = {
          of(SystemMeasure::designated), of(SystemMeasure::pooled_share), of(SystemMeasure::outturn_gap)};
    }
    const auto made = over_designated(now);
    for (std::size_t m = 0; m < made.size(); ++m) block.designated[summary.at(m, run, t)] = made[m];
    if (block.system.empty()) continue;
    for (std::size_t m = 0; m < system_measure_count; ++m) {
      double* row = &block.system[system.at(m, run, t)];
      for (SystemId k : c.world.all_systems()) row[k.index] = known(s.measures.of_system[m][k].lane(lane));
    }
  }
  if (block.organisation.empty()) return;
  for (OrganisationId i : c.world.everybody()) {
    const auto values = organisation_values(c, s, i);
    for (std::size_t n = 0; n < values.size(); ++n) {
      const std::size_t at =
          organisation.at(n, static_cast<std::size_t>(first), t, static_cast<std::size_t>(i.index));
      for (int lane = 0; lane < count; ++lane)
        block.organisation[at + static_cast<std::size_t>(lane) * organisation.a_run()] =
            static_cast<float>(known(values[n].lane(lane)));
    }
  }
}

void run_side_by_side(const Scenario& scenario, std::uint64_t seed, std::span<const LaneRun> runs,
                      Workspace& workspace, Block& block, int at, const Observer& observe,
                      UtilityParts* parts) {
  const auto count = static_cast<int>(runs.size());
  const auto record = [&](const Context& c, const State& s) {
    record_quarter(c, s, block, at, count);
    if (observe) observe(c, s);
  };
  simulate(scenario, seed, runs, workspace, record, {}, parts);
}

/// Replicates [first, first + count).
struct Consecutive {
  std::array<LaneRun, lanes> all;
  std::size_t count;
  Consecutive(int first, int number) : count(static_cast<std::size_t>(number)) {
    ensure(number <= lanes, "a batch holds 1 to 8 runs");
    for (std::size_t lane = 0; lane < count; ++lane)
      all[lane].replicate = static_cast<std::uint32_t>(first) + static_cast<std::uint32_t>(lane);
  }
  std::span<const LaneRun> runs() const { return {all.data(), count}; }
};

/// Counts finished runs for the caller.
class Counter {
 public:
  Counter(const Progress& progress, int total) : progress_(progress), total_(total) {}
  void add(int runs) {
    const std::lock_guard lock(mutex_);
    done_ += runs;
    if (progress_) progress_(done_, total_);
  }

 private:
  const Progress& progress_;
  std::mutex mutex_;
  int done_ = 0, total_;
};

}  // namespace

double memory_of_blocks(const RunPlan& plan, int threads) {
  const int a_block = runs_a_block(plan, threads, default_block_bytes);
  const auto held = static_cast<double>(std::min(2 * a_block, plan.replicates));
  return held * static_cast<double>(run_size(plan.scenario, plan.record).bytes());
}

void size_block(Block& block, const Scenario& scenario, Record level, int first_run, int runs) {
  const RunSize size = run_size(scenario, level);
  const auto count = static_cast<std::size_t>(runs);
  block.first_run = first_run;
  block.runs = runs;
  block.quarters = scenario.quarters;
  block.systems = scenario.world->system_count();
  block.organisations = scenario.world->organisation_count();
  block.summary.resize(count * size.summary);
  block.designated.resize(count * size.designated);
  block.system.resize(count * size.system);
  block.organisation.resize(count * size.organisation);
  block.digest.resize(count);
}

void simulate_runs(const Scenario& scenario, std::uint64_t seed, std::span<const LaneRun> runs,
                   Workspace& workspace, Block& block, int at) {
  run_side_by_side(scenario, seed, runs, workspace, block, at, {}, nullptr);
}

void simulate_batch(const Scenario& scenario, std::uint64_t seed, int first, int count, Workspace& workspace,
                    Block& block, int at) {
  simulate_runs(scenario, seed, Consecutive(first, count).runs(), workspace, block, at);
}

void observe_batch(const Scenario& scenario, std::uint64_t seed, int first, int count, Workspace& workspace,
                   Block& block, int at, const Observer& observe, UtilityParts& parts) {
  run_side_by_side(scenario, seed, Consecutive(first, count).runs(), workspace, block, at, observe, &parts);
}

std::vector<std::uint64_t> digests_of_runs(const Block& block, int first, int count, Record level,
                                           const Fingerprinted& of) {
  std::vector<Digest> digests(static_cast<std::size_t>(count));
  const auto add = [&]<class T>(std::span<const T> values, const std::vector<std::size_t>& measures,
                                int things) {
    const Cube cube = cube_of(block, things);
    for (const std::size_t m : measures)
      Digest::add_to_each(std::span(digests), values.subspan(cube.at(m, static_cast<std::size_t>(first), 0)),
                          cube.a_run());
  };
  add(std::span(block.summary), of.national, 1);
  if (level >= Record::systems) add(std::span(block.system), of.system, block.systems);
  if (level >= Record::organisations)
    add(std::span(block.organisation), of.organisation, block.organisations);
  std::vector<std::uint64_t> values;
  std::ranges::transform(digests, std::back_inserter(values), &Digest::value);
  return values;
}

std::uint64_t digest_of_run(const Block& block, int run, Record level, const Fingerprinted& of) {
  return digests_of_runs(block, run, 1, level, of)[0];
}

void RunsDigest::add(const Block& block) {
  for (const std::uint64_t digest : block.digest) digest_.add(digest);
}

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work) {
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t n) { work(n); });
}

void run_ensemble(const RunPlan& plan, int threads, const BlockSink& sink, const Progress& progress,
                  std::size_t block_bytes) {
  ensure(threads >= 1 && plan.replicates >= 1, "an ensemble has at least one run and one thread");
  const int block_runs = runs_a_block(plan, threads, block_bytes);
  Crew crew(threads);
  tbb::task_arena& arena = crew.arena();
  tbb::enumerable_thread_specific<Workspace> workspaces;
  Counter counter(progress, plan.replicates);
  const auto fill = [&](Block& block, int first_run) {
    size_block(block, plan.scenario, plan.record, first_run,
               std::min(block_runs, plan.replicates - first_run));
    const int batches = (block.runs + lanes - 1) / lanes;
    tbb::parallel_for(0, batches, [&](int batch) {
      const int at = batch * lanes, count = std::min(lanes, block.runs - at);
      simulate_batch(plan.scenario, plan.seed, plan.first_replicate + first_run + at, count,
                     workspaces.local(), block, at);
      std::ranges::copy(digests_of_runs(block, at, count, plan.record), block.digest.begin() + at);
      counter.add(count);
    });
  };

  // The next block is simulated while the sink, often slowed by compression, works on this one.
  Block now, next;
  tbb::task_group group;
  const auto wait = [&] { arena.execute([&] { group.wait(); }); };
  arena.execute([&] { fill(now, 0); });
  while (true) {
    const int following = now.first_run + now.runs;
    const bool more = following < plan.replicates;
    if (more) arena.execute([&] { group.run([&, following] { fill(next, following); }); });
    try {
      arena.execute([&] { sink(now); });  // where its own in_parallel() finds the threads that are free
    } catch (...) {
      group.cancel();
      try {
        wait();
      } catch (...) {  // the sink's failure came first
      }
      throw;
    }
    if (!more) break;
    wait();
    std::swap(now, next);
  }
}

}  // namespace concord
