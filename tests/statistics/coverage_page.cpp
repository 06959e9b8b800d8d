// Prints docs/intervals.md: how often every interval covers the truth, of functions whose truth is known, and
// of outcomes of the model, whose truth is the mean of a large pool of runs.

#include "experiments/results/sweep_table.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "tests/statistics/coverage.hpp"
#include "tests/support/source.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

#include <fmt/format.h>

namespace concord::test {
namespace {

constexpr std::size_t repeats = 2000;

struct Outcome {
  std::string measure;
  bool last;   ///< its value in the last quarter; else the mean over the last four
  bool exact;  ///< continuous
};

/// [outcome][run]
using Pool = std::vector<std::vector<double>>;

RunPlan plan_of(const std::string& scenario, std::vector<Override> overrides, int runs) {
  overrides.push_back({.key = "replicates", .value = std::to_string(runs)});
  Problems problems;
  RunPlan plan =
      load_scenario(fmt::format("{}/{}", source("configs").string(), scenario), overrides, problems);
  problems.throw_if_any();
  plan.record = Record::summary;
  return plan;
}

Pool simulate_pool(const std::string& scenario, const std::vector<Override>& overrides, int runs,
                   const std::vector<Outcome>& outcomes) {
  const RunPlan plan = plan_of(scenario, overrides, runs);
  Pool pool(outcomes.size());
  run_ensemble(plan, static_cast<int>(std::max(1U, std::thread::hardware_concurrency())),
               [&](const Block& block) {
                 for (std::size_t n = 0; n < outcomes.size(); ++n) {
                   const auto row = std::ranges::find(measure_rows, outcomes[n].measure, &MeasureRow::key);
                   const auto measure = static_cast<std::size_t>(row - measure_rows.begin());
                   for (int run = 0; run < block.runs; ++run) {
                     const auto first =
                         (measure * static_cast<std::size_t>(block.runs) + static_cast<std::size_t>(run)) *
                         static_cast<std::size_t>(block.quarters);
                     const std::span values =
                         std::span(block.summary).subspan(first, static_cast<std::size_t>(block.quarters));
                     double sum = 0;
                     for (const double value : values.last(outcomes[n].last ? 1 : 4)) sum += value;
                     pool[n].push_back(outcomes[n].last ? sum : sum / 4);
                   }
                 }
               });
  return pool;
}

double mean_of(const std::vector<double>& values) {
  Moments moments;
  for (const double value : values) moments.add(value);
  return moments.mean();
}

/// More than one value in a hundred is that of another run as well.
bool repeats_itself(std::vector<double> values) {
  std::ranges::sort(values);
  std::size_t same = 0;
  for (std::size_t n = 1; n < values.size(); ++n) same += values[n] == values[n - 1] ? 1 : 0;
  return 100 * same > values.size();
}

/// Runs are drawn again from the pool, whose mean is the truth.
void add_outcomes(std::vector<Measured>& all, const std::string& world, const std::vector<Outcome>& outcomes,
                  const Pool& base, const Pool& other) {
  for (std::size_t n = 0; n < outcomes.size(); ++n) {
    const Outcome& outcome = outcomes[n];
    const auto row = std::ranges::find(measure_rows, outcome.measure, &MeasureRow::key);
    // Nothing is known of luck elsewhere, as if the sweep had one point.
    const KnownRange range = known_range_of(row->unit, outcome.last ? "value" : "mean", 0);
    std::vector<double> differences;
    for (std::size_t run = 0; run < base[n].size(); ++run)
      differences.push_back(other[n][run] - base[n][run]);
    // Without putting back, or the same run twice would look like two equal ones.
    const auto from = [](std::vector<double> values) {
      return [values = std::move(values), next = std::size_t{0}](std::mt19937_64& g) mutable {
        if (next == values.size()) next = 0;
        const auto left = static_cast<double>(values.size() - next);
        std::swap(values[next], values[next + static_cast<std::size_t>(uniform(g) * left)]);
        return values[next++];
      };
    };
    const std::string name = fmt::format("{}: `{}`", world, outcome.measure);
    for (const std::size_t size : {4, 8, 30, 100}) {
      all.push_back(
          coverage_of_mean(name, outcome.exact, from(base[n]), mean_of(base[n]), range, size, repeats));
      all.push_back(coverage_of_mean(name, outcome.exact, from(differences), mean_of(differences),
                                     difference_of(range), size, repeats));
      all.back().interval = "paired difference";
      all.back().exact = outcome.exact && !repeats_itself(differences);
    }
  }
}

/// Main effects of three levers of a tiny world on two outcomes, with one run a point and with eight.
void add_main_effects(std::vector<Measured>& all, const RunPlan& plan) {
  struct Taken {
    std::string name;
    Measure measure;
    std::size_t quarters;  ///< the last ones, of which the mean is taken
    std::size_t runs;
  };
  const std::vector<Taken> taken{{"`institution_share`, one run a point", Measure::institution_share, 4, 1},
                                 {"`institution_share`, 8 runs a point", Measure::institution_share, 4, 8},
                                 {"`maturity`, one run a point", Measure::maturity, 1, 1},
                                 {"`maturity`, 8 runs a point", Measure::maturity, 1, 8}};
  const std::vector<const ParameterInfo*> levers{
      find_parameter("pooling.floor"), find_parameter("duty.strength"), find_parameter("break_even.relief")};
  for (const DrawnDesign& design : {latin_points(200), random_points(200)}) {
    std::vector<std::vector<std::vector<double>>> values(repeats);  // [repeat][taken][point]
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      Workspace workspace;
      Block block;
      Scenario scenario = plan.scenario;
      for (std::size_t repeat = next++; repeat < repeats; repeat = next++) {
        const Sample sample = design.sample(levers.size(), repeat + 1);
        values[repeat].assign(taken.size(), {});
        for (std::size_t row = 0; row < sample.rows; ++row) {
          for (std::size_t axis = 0; axis < levers.size(); ++axis) {
            const Range& range = levers[axis]->screening;
            levers[axis]->set(scenario.parameters,
                              range.low + sample.at(row, axis) * (range.high - range.low));
          }
          size_block(block, scenario, Record::summary, 0, lanes);
          simulate_batch(scenario, plan.seed, 0, lanes, workspace, block, 0);
          for (std::size_t n = 0; n < taken.size(); ++n) {
            const auto quarters = static_cast<std::size_t>(block.quarters);
            Moments mean;
            for (std::size_t run = 0; run < taken[n].runs; ++run) {
              const std::size_t first = (static_cast<std::size_t>(taken[n].measure) * lanes + run) * quarters;
              for (const double value :
                   std::span(block.summary).subspan(first, quarters).last(taken[n].quarters))
                mean.add(value);
            }
            values[repeat][n].push_back(mean.mean());
          }
        }
      }
    };
    std::vector<std::jthread> threads(std::max(1U, std::thread::hardware_concurrency()));
    for (std::jthread& thread : threads) thread = std::jthread(work);
    threads.clear();
    for (std::size_t n = 0; n < taken.size(); ++n) {
      for (std::size_t axis = 0; axis < levers.size(); ++axis) {
        all.push_back(coverage_of_main_effect(
            fmt::format("two systems: {}", taken[n].name), design, levers.size(), axis, false, true, repeats,
            [&](std::size_t repeat, const Sample&) { return values[repeat][n]; }));
        all.back().interval += fmt::format(", `{}`", levers[axis]->path);
      }
    }
  }
}

std::string table_of(const std::vector<Measured>& all) {
  std::string out = "| of | interval | from | truth | covers | mean width |\n|---|---|---|---|---|---|\n";
  for (const Measured& m : all) {
    out += fmt::format("| {}{} | {} | {} | {:.3g} | {:.1f}%{} | {:.3g} |\n", m.name, m.exact ? "" : " †",
                       m.interval, m.units, m.truth, 100 * m.coverage(),
                       m.given < m.repeats
                           ? fmt::format(" of the {:.0f}% in which it is given",
                                         100 * static_cast<double>(m.given) / static_cast<double>(m.repeats))
                           : "",
                       m.width);
  }
  return out;
}

std::string range_of(const std::vector<Measured>& all, bool exact) {
  double least = 1, most = 0;
  for (const Measured& m : all) {
    if (m.exact != exact || m.given == 0) continue;
    least = std::min(least, m.coverage());
    most = std::max(most, m.coverage());
  }
  return fmt::format("{:.1f}% to {:.1f}%", 100 * least, 100 * most);
}

}  // namespace
}  // namespace concord::test

int main() {
  using namespace concord;
  using namespace concord::test;
  const std::vector<Outcome> few{{"fully_pooled", true, false},
                                 {"control_totals_accepted", false, false},
                                 {"real", true, false},
                                 {"trusts_in_deficit_year", true, false},
                                 {"institution_share", false, true},
                                 {"maturity", true, true}};
  const std::vector<Outcome> many{{"real", true, false},
                                  {"councils_out", true, false},
                                  {"fully_pooled", true, false},
                                  {"trusts_in_deficit_year", true, false},
                                  {"institution_share", false, true},
                                  {"integration_index", true, true},
                                  {"nhs_balance", false, true}};
  std::vector<Measured> model;
  const std::vector<Override> small{{.key = "world.synthetic.systems", .value = "2"},
                                    {.key = "world.synthetic.population", .value = "2660000"},
                                    {.key = "quarters", .value = "8"}};
  std::vector<Override> small_duty = small;
  const Override duty{.key = "duty.strength", .value = "1"};
  small_duty.push_back(duty);
  add_outcomes(model, "two systems", few, simulate_pool("synthetic.yaml", small, 8000, few),
               simulate_pool("synthetic.yaml", small_duty, 8000, few));
  add_outcomes(model, "England", many, simulate_pool("england_2019_plain.yaml", {}, 2000, many),
               simulate_pool("england_2019_plain.yaml", {duty}, 2000, many));
  add_main_effects(model, plan_of("synthetic.yaml", small, 1));
  const std::vector<Measured> known = coverage_of_known_functions(repeats);
  fmt::print(
      "# Intervals: how often they cover\n\n"
      "Every confidence interval and every decision that there are runs enough comes from one file,\n"
      "`sim/statistics/intervals.cpp`. This page is made by `build/check/bin/coverage > "
      "docs/intervals.md`: each\n"
      "line repeats the whole procedure {} times with other luck and counts how often the 95% interval holds "
      "the truth.\n"
      "Counting so few repeats is itself uncertain by one percentage point.\n\n"
      "| measured | required | of known functions | of the model |\n|---|---|---|---|\n"
      "| continuous outcomes | 92% to 98% | {} | {} |\n"
      "| counts, shares at an end of their range, effects on a grid (†) | 92% or more | {} | {} |\n\n"
      "How they are made:\n\n"
      "- **From {} values on.** Of fewer runs, trajectories or shifts no interval is given. A stop is "
      "decided from {} runs on.\n"
      "- **Means and paired differences**: Student's t. Where values repeat, also a bound that allows for "
      "one value not\n"
      "  seen, a step beyond the farthest; the wider counts. Of yes and no these are the bounds of Clopper "
      "and Pearson, of n\n"
      "  equal runs the rule of three: a run that differs has at most 1 - 0.025^(1/n) of the chances, and "
      "differs by as much\n"
      "  as luck was seen to move a run of this sweep; if luck moved none, by one (counts) or by the whole "
      "range (shares).\n"
      "  Equal runs of an outcome of which no range is known (money, indices) give no interval.\n"
      "- **Means over drawn points** (main effects): over trajectories (Morris), over independent shifts of "
      "the sequence\n"
      "  (Saltelli, Sobol'). A sequence under one shift gives none: its points are more even than "
      "independent "
      "ones, and nobody\n"
      "  can say from them by how much. A Latin hypercube covers the axis itself evenly, so only differences "
      "between\n"
      "  neighbours on it count as error, less what the other axes do alone and the hypercube spreads evenly "
      "over all parts\n"
      "  (as squares of the axes, by least squares). Values not seen are allowed for where half of the "
      "points "
      "or more have the\n"
      "  same value. Points at random, which no design draws, are there to compare with.\n"
      "- **Morris's μ and μ***: over trajectories, each effect divided by the move that was really made. "
      "**σ**: the wider of\n"
      "  the interval for normal effects and of the jackknife of its logarithm; none if σ hangs on one "
      "effect.\n"
      "- **Sobol' indices**: leaving out one shift after the other (jackknife); totals by their logarithm. "
      "Base rows with a\n"
      "  missing outcome are left out and counted; with more than {:.0f}% of them missing there are no "
      "indices, nor of an\n"
      "  outcome that varies by rounding alone.\n"
      "- **Stops** (`replicates: {{precision: ...}}`): the larger side of the interval must stay within the "
      "precision for the\n"
      "  look-ahead too. Equal runs stop only where an exact bound allows it, and never where no range is "
      "known.\n\n"
      "## Outcomes of the model\n\n"
      "Runs are drawn again from a pool (8,000 of two systems, `configs/synthetic.yaml` with 2 systems and 8 "
      "quarters; 2,000 of\n"
      "England at the defaults); its mean is the truth. Differences: `duty.strength` 1 less the default, run "
      "by run. Main "
      "effects are those in\n"
      "the lowest fifth of an axis, of designs of three levers; the truth is the mean over all "
      "repeats.\n\n{}\n"
      "## Known functions\n\n"
      "The truth is analytic (means, Sobol' indices) or the mean over all repeats (main effects, μ, μ*, σ). "
      "The "
      "linear function\n"
      "has ten numbers and five switches.\n\n{}",
      repeats, range_of(known, true), range_of(model, true), range_of(known, false), range_of(model, false),
      fewest_units, fewest_to_stop, 100 * most_missing, table_of(model), table_of(known));
}
