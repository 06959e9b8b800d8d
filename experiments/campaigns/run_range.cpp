#include "experiments/campaigns/run_range.hpp"

#include "experiments/results/sweep_table.hpp"
#include "sim/errors.hpp"
#include "sim/statistics/intervals.hpp"

#include <algorithm>
#include <limits>
#include <new>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

namespace concord {
namespace {

constexpr std::size_t longest_message = 1000;

/// Adds rows of replicates [first, first + count) of a point.
class PointRunner {
 public:
  PointRunner(const Plan& plan, const OutcomeReader& outcomes, std::int64_t point, Workspace& workspace,
              Block& block, const SimulateBatch& simulate)
      : plan_(plan),
        outcomes_(outcomes),
        scenario_(plan.design.base.scenario),
        first_run_(point * plan.most()),
        workspace_(workspace),
        block_(block),
        simulate_(simulate) {
    scenario_.parameters = parameters_at(plan.design, plan.points[static_cast<std::size_t>(point)]);
  }

  void run(int first, int count, RunRows& rows) {
    try {
      size_block(block_, scenario_, Record::summary, first, count);
      simulate_(scenario_, plan_.design.base.seed, first, count, workspace_, block_, 0);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& error) {
      if (count == 1) {
        add_failed(first, error.what(), rows);
      } else {  // find the runs that fail; the others give what they would have given in company
        for (int replicate = first; replicate < first + count; ++replicate) run(replicate, 1, rows);
      }
      return;
    }
    for (int n = 0; n < count; ++n) {
      rows.run.push_back(first_run_ + first + n);
      rows.status.push_back(0);
      rows.digest.push_back(digest_of_run(block_, n, Record::summary));
    }
    outcomes_.read(block_, rows.outcomes, rows.trajectories);
  }

 private:
  void add_failed(int replicate, std::string_view message, RunRows& rows) const {
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    rows.run.push_back(first_run_ + replicate);
    rows.status.push_back(1);
    rows.digest.push_back(0);
    rows.outcomes.resize(rows.outcomes.size() + rows.shape.outcomes, missing);
    rows.trajectories.resize(rows.trajectories.size() + rows.shape.series(), missing);
    rows.failures.push_back(
        {rows.run.back(),
         std::string(message.empty() ? "no reason given" : message.substr(0, longest_message))});
  }

  const Plan& plan_;
  const OutcomeReader& outcomes_;
  Scenario scenario_;
  std::int64_t first_run_;
  Workspace& workspace_;
  Block& block_;
  const SimulateBatch& simulate_;
};

/// Of one point alone: runs that are all equal may be as far from others as the outcome goes.
KnownRange range_at_a_point(const Design& design, std::size_t n) {
  const Outcome& outcome = design.outcomes[n];
  KnownRange range = known_range_of(outcome.unit, text_of(outcome.take), 0);
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

}  // namespace

RunRows run_batch(const Plan& plan, const OutcomeReader& outcomes, std::int64_t batch, Workspace& workspace,
                  Block& block, const SimulateBatch& simulate) {
  RunRows rows;
  rows.shape = plan.shape();
  const auto most = static_cast<int>(plan.most());
  PointRunner point(plan, outcomes, batch / plan.batches_a_point(), workspace, block, simulate);
  if (!plan.design.replication.sequential) {
    const int first = static_cast<int>(batch % plan.batches_a_point()) * lanes;
    point.run(first, std::min(lanes, most - first), rows);
    return rows;
  }
  for (int first = 0; first < most; first += lanes) {
    point.run(first, std::min(lanes, most - first), rows);
    const auto needed = rows_needed(rows, plan);
    if (!needed || *needed > rows.count()) continue;
    keep_first(rows, *needed);
    break;
  }
  return rows;
}

struct RangeRunner::Threads {
  struct Memory {
    Workspace workspace;
    Block block;
  };

  Threads(const Plan& of, int count, SimulateBatch by)
      : plan(of),
        outcomes(of.design),
        simulate(std::move(by)),
        threads(count),
        allow(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count)),
        arena(count) {}

  /// Every thread takes the next batch until there is none, so that what is done is always a beginning of the
  /// range.
  void work(RangeWatch& watch) {
    tbb::parallel_for(
        0, threads,
        [&](int) {
          Memory& mine = memory.local();
          while (!watch.stop.load(std::memory_order_relaxed)) {
            const std::int64_t batch = next.fetch_add(1, std::memory_order_relaxed);
            if (batch >= range.end) return;
            RunRows& rows = results[static_cast<std::size_t>(batch - range.first)];
            rows = run_batch(plan, outcomes, batch, mine.workspace, mine.block, simulate);
            ++watch.batches;
            watch.runs += static_cast<std::int64_t>(rows.count());
            watch.failed += static_cast<std::int64_t>(rows.failures.size());
          }
        },
        tbb::simple_partitioner());
  }

  const Plan& plan;
  OutcomeReader outcomes;
  SimulateBatch simulate;
  int threads;
  tbb::global_control allow;
  tbb::task_arena arena;
  tbb::task_group group;
  tbb::enumerable_thread_specific<Memory> memory;
  BatchRange range;
  std::vector<RunRows> results;  // [batch of the range]
  std::atomic<std::int64_t> next = 0;
};

RangeRunner::RangeRunner(const Plan& plan, int threads, SimulateBatch simulate)
    : threads_(std::make_unique<Threads>(plan, threads, std::move(simulate))) {}

RangeRunner::~RangeRunner() {
  try {
    threads_->arena.execute([&] { threads_->group.wait(); });
  } catch (...) {  // somebody else's failure came first
  }
}

void RangeRunner::start(const BatchRange& range, RangeWatch& watch) {
  Threads& t = *threads_;
  t.range = range;
  t.next = range.first;
  t.results.assign(static_cast<std::size_t>(range.size()), {});
  t.arena.execute([&] { t.group.run([&] { t.work(watch); }); });
}

std::pair<RunRows, BatchRange> RangeRunner::finish() {
  Threads& t = *threads_;
  t.arena.execute([&] { t.group.wait(); });
  std::pair<RunRows, BatchRange> out{{}, {t.range.first, t.range.first}};
  RunRows& all = out.first;
  all.shape = t.plan.shape();
  for (RunRows& rows : t.results) {
    if (rows.count() == 0) break;
    all.append(rows);
    rows = {};
    ++out.second.end;
  }
  return out;
}

}  // namespace concord
