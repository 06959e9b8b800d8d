#include "experiments/campaigns/run_range.hpp"

#include "experiments/campaigns/side_by_side.hpp"
#include "experiments/platform/crew.hpp"
#include "experiments/results/sweep_table.hpp"
#include "experiments/runs/run_values.hpp"
#include "sim/errors.hpp"
#include "sim/missing.hpp"
#include "sim/statistics/intervals.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <new>
#include <numeric>
#include <optional>
#include <span>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

namespace concord {
namespace {

constexpr std::size_t longest_message = 1000;

/// Simulates runs of a plan side by side.
class Runner {
 public:
  Runner(const Plan& plan, const OutcomeReader& outcomes, RunMemory& memory, const SimulateRuns& simulate)
      : plan_(plan),
        outcomes_(outcomes),
        memory_(memory),
        simulate_(simulate),
        scenario_(plan.design.base.scenario) {}

  /// Adds a row for each of at most `lanes` runs, which agree in dates, switches and whole numbers.
  void run(std::span<const std::int64_t> runs, RunRows& rows) {
    try {
      size_block(memory_.block, scenario_, outcomes_.record(), 0, static_cast<int>(runs.size()));
      simulate_(scenario_, plan_.design.base.seed, settings_of(runs), memory_.workspace, memory_.block, 0);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& error) {
      if (runs.size() == 1) {
        add_failed(runs.front(), error.what(), rows);
      } else {  // find the runs that fail; the others give what they would have given in company
        for (std::size_t n = 0; n < runs.size(); ++n) run(runs.subspan(n, 1), rows);
      }
      return;
    }
    rows.run.insert(rows.run.end(), runs.begin(), runs.end());
    rows.status.insert(rows.status.end(), runs.size(), 0);
    const auto digests = digests_of_runs(memory_.block, 0, static_cast<int>(runs.size()), Record::summary);
    rows.digest.insert(rows.digest.end(), digests.begin(), digests.end());
    outcomes_.read(memory_.block, rows.outcomes, rows.trajectories);
  }

 private:
  std::span<const LaneRun> settings_of(std::span<const std::int64_t> runs) {
    const RunPlan& base = plan_.design.base;
    const std::span<const Axis> axes = plan_.design.axes;
    std::int64_t last = -1;
    std::size_t used = 0;
    std::uint64_t policies = 0;
    for (std::size_t n = 0; n < runs.size(); ++n) {
      const std::int64_t point = runs[n] / plan_.most();
      const auto replicate = static_cast<std::uint32_t>(runs[n] % plan_.most());
      const std::span<const double> at = plan_.points[static_cast<std::size_t>(point)];
      if (point != last || base.scenario.plausible.draws()) {
        if (used == memory_.settings.size()) memory_.settings.emplace_back();
        memory_.settings[used++] =
            parameters_at(plan_.design, at, parameters_of_run(base.scenario, base.seed, replicate));
        last = point;
        policies = policies_at(axes, base.scenario, at);
      }
      policy_values_[n] = policy_values_at(axes, at);
      lanes_[n] = {.replicate = replicate,
                   .parameters = &memory_.settings[used - 1],
                   .policies = policies,
                   .policy_values = policy_values_[n]};
    }
    scenario_.parameters = memory_.settings.front();
    return {lanes_.data(), runs.size()};
  }

  void add_failed(std::int64_t run, std::string_view message, RunRows& rows) const {
    rows.run.push_back(run);
    rows.status.push_back(1);
    rows.digest.push_back(0);
    rows.outcomes.resize(rows.outcomes.size() + rows.shape.outcomes, missing_value);
    rows.trajectories.resize(rows.trajectories.size() + rows.shape.series(), missing_value);
    rows.failures.push_back(
        {run, std::string(message.empty() ? "no reason given" : message.substr(0, longest_message))});
  }

  const Plan& plan_;
  const OutcomeReader& outcomes_;
  RunMemory& memory_;
  const SimulateRuns& simulate_;
  Scenario scenario_;
  std::array<LaneRun, lanes> lanes_;
  std::array<std::vector<double>, lanes> policy_values_;
};

/// Of one point alone: runs that are all equal may be as far from others as the outcome goes.
KnownRange range_at_a_point(const Design& design, std::size_t n) {
  const Outcome& outcome = design.outcomes[n];
  KnownRange range =
      known_range_of(is_measure(outcome.measure) ? outcome.unit : "", text_of(outcome.take), 0);
  if (range.step > 0) {
    const bool systems = outcome.unit == "systems" && outcome.take.how != Aggregation::How::sum;
    range.reach = systems ? design.base.scenario.world->system_count() : 0;
  }
  return range;
}

/// How many of a point's rows the rule asks for, if they are enough to say so.
std::optional<std::size_t> rows_needed(const RunRows& rows, const Plan& plan) {
  const Replication& rule = plan.design.replication;
  int needed = 0;
  std::vector<double> values(rows.count());
  for (const Precision& precision : rule.precision) {
    for (std::size_t row = 0; row < rows.count(); ++row)
      values[row] = rows.outcomes[row * rows.shape.outcomes + precision.outcome];
    const auto enough =
        replicates_needed(values, {.alpha = rule.alpha,
                                   .relative = precision.relative,
                                   .absolute = precision.absolute,
                                   .initial = rule.initial,
                                   .look_ahead = rule.look_ahead,
                                   .range = range_at_a_point(plan.design, precision.outcome)});
    if (!enough) return std::nullopt;
    needed = std::max(needed, *enough);
  }
  return static_cast<std::size_t>(needed + replicates_ahead(needed, rule.look_ahead));
}

void keep_first(RunRows& rows, std::size_t count) {
  rows.run.resize(count), rows.status.resize(count), rows.digest.resize(count);
  rows.outcomes.resize(count * rows.shape.outcomes);
  rows.trajectories.resize(count * rows.shape.series());
  while (!rows.failures.empty() && (count == 0 || rows.failures.back().run > rows.run.back()))
    rows.failures.pop_back();
}

/// Runs of a point, eight by eight, until there are as many as its rule asks for.
void run_point(const Plan& plan, std::int64_t point, Runner& runner, RunRows& rows) {
  for (std::int64_t first = 0; first < plan.most(); first += lanes) {
    std::array<std::int64_t, lanes> runs{};
    const auto count = static_cast<std::size_t>(std::min<std::int64_t>(lanes, plan.most() - first));
    std::iota(runs.begin(), runs.end(), point * plan.most() + first);
    runner.run({runs.data(), count}, rows);
    const auto needed = rows_needed(rows, plan);
    if (!needed || *needed > rows.count()) continue;
    keep_first(rows, *needed);
    break;
  }
}

/// The rows of a range while they are simulated, task by task, in any order and by any thread. A task is runs
/// side by side; where points get as many replicates as it takes, a point.
class RangeRows {
 public:
  RangeRows(const Plan& plan, const BatchRange& range) : plan_(plan), range_(range) {
    const auto batches = static_cast<std::size_t>(range.size());
    rows_.resize(batches);
    left_.assign(batches, 1);
    if (plan.design.replication.sequential) return;
    groups_ = runs_side_by_side(plan, range);
    for (std::size_t n = 0; n < batches; ++n) {
      const std::int64_t first = plan.first_run(range.first + static_cast<std::int64_t>(n)),
                         end = plan.first_run(range.first + static_cast<std::int64_t>(n) + 1);
      const auto count = static_cast<std::size_t>(end - first);
      left_[n] = end - first;
      rows_[n].run.resize(count), rows_[n].status.resize(count), rows_[n].digest.resize(count);
      rows_[n].outcomes.resize(count * plan.shape().outcomes);
      rows_[n].trajectories.resize(count * plan.shape().series());
    }
  }

  std::size_t tasks() const { return plan_.design.replication.sequential ? rows_.size() : groups_.count(); }
  void work(std::size_t task, const OutcomeReader& outcomes, RunMemory& memory, const SimulateRuns& simulate,
            RangeWatch& watch) {
    Runner runner(plan_, outcomes, memory, simulate);
    RunRows rows;
    rows.shape = plan_.shape();
    if (plan_.design.replication.sequential) {
      run_point(plan_, range_.first + static_cast<std::int64_t>(task), runner, rows);
    } else {
      runner.run(groups_[task], rows);
    }
    watch.runs += static_cast<std::int64_t>(rows.count());
    watch.failed += static_cast<std::int64_t>(rows.failures.size());
    const std::lock_guard lock(mutex_);
    if (plan_.design.replication.sequential) {
      rows_[task] = std::move(rows);
      left_[task] = 0;
      ++watch.batches;
    } else {
      watch.batches += put(rows);
    }
  }
  /// The rows of the first batches that are complete, and those batches.
  std::pair<RunRows, BatchRange> take() {
    std::pair<RunRows, BatchRange> out{{}, {range_.first, range_.first}};
    out.first.shape = plan_.shape();
    for (std::size_t n = 0; n < rows_.size() && left_[n] == 0; ++n) {
      std::ranges::sort(rows_[n].failures, {}, &Failure::run);
      out.first.append(rows_[n]);
      rows_[n] = {};
      ++out.second.end;
    }
    return out;
  }

 private:
  /// Copies rows to their places; gives the number of batches that became complete.
  std::int64_t put(const RunRows& rows) {
    std::int64_t complete = 0;
    const auto copy = [](const auto& from, std::size_t row, auto& to, std::size_t place, std::size_t width) {
      std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(row * width), width,
                  to.begin() + static_cast<std::ptrdiff_t>(place * width));
    };
    for (std::size_t row = 0; row < rows.count(); ++row) {
      const std::int64_t batch = plan_.batch_of(rows.run[row]);
      const auto n = static_cast<std::size_t>(batch - range_.first),
                 place = static_cast<std::size_t>(rows.run[row] - plan_.first_run(batch));
      copy(rows.run, row, rows_[n].run, place, 1);
      copy(rows.status, row, rows_[n].status, place, 1);
      copy(rows.digest, row, rows_[n].digest, place, 1);
      copy(rows.outcomes, row, rows_[n].outcomes, place, rows.shape.outcomes);
      copy(rows.trajectories, row, rows_[n].trajectories, place, rows.shape.series());
      complete += --left_[n] == 0 ? 1 : 0;
    }
    for (const Failure& failure : rows.failures)
      rows_[static_cast<std::size_t>(plan_.batch_of(failure.run) - range_.first)].failures.push_back(failure);
    return complete;
  }

  const Plan& plan_;
  BatchRange range_;
  RunGroups groups_;
  std::vector<RunRows> rows_;       // [batch of the range]
  std::vector<std::int64_t> left_;  // [batch of the range] runs to come
  std::mutex mutex_;
};

}  // namespace

RunRows run_batches(const Plan& plan, const OutcomeReader& outcomes, const BatchRange& range,
                    RunMemory& memory, const SimulateRuns& simulate) {
  RangeRows rows(plan, range);
  RangeWatch watch;
  for (std::size_t task = 0; task < rows.tasks(); ++task) rows.work(task, outcomes, memory, simulate, watch);
  return rows.take().first;
}

struct RangeRunner::Threads {
  Threads(const Plan& of, int count, SimulateRuns by)
      : plan(of), outcomes(of.design), simulate(std::move(by)), threads(count), crew(count) {}

  /// Every thread takes the next task until there is none, so that what is done is nearly a beginning of the
  /// range.
  void work(RangeWatch& watch) {
    tbb::parallel_for(
        0, threads,
        [&](int) {
          RunMemory& mine = memory.local();
          while (!watch.stop.load(std::memory_order_relaxed)) {
            const std::size_t task = next.fetch_add(1, std::memory_order_relaxed);
            if (task >= rows->tasks()) return;
            rows->work(task, outcomes, mine, simulate, watch);
          }
        },
        tbb::simple_partitioner());
  }

  const Plan& plan;
  OutcomeReader outcomes;
  SimulateRuns simulate;
  int threads;
  Crew crew;
  tbb::task_group group;
  tbb::enumerable_thread_specific<RunMemory> memory;
  std::optional<RangeRows> rows;
  std::atomic<std::size_t> next = 0;
};

RangeRunner::RangeRunner(const Plan& plan, int threads, SimulateRuns simulate)
    : threads_(std::make_unique<Threads>(plan, threads, std::move(simulate))) {}

RangeRunner::~RangeRunner() {
  try {
    threads_->crew.arena().execute([&] { threads_->group.wait(); });
  } catch (...) {  // somebody else's failure came first
  }
}

void RangeRunner::start(const BatchRange& range, RangeWatch& watch) {
  Threads& t = *threads_;
  t.rows.emplace(t.plan, range);
  t.next = 0;
  t.crew.arena().execute([&] { t.group.run([&] { t.work(watch); }); });
}

std::pair<RunRows, BatchRange> RangeRunner::finish() {
  Threads& t = *threads_;
  t.crew.arena().execute([&] { t.group.wait(); });
  return t.rows->take();
}

}  // namespace concord
