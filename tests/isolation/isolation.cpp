#include "tests/isolation/isolation.hpp"

#include "experiments/results/sweep_table.hpp"
#include "experiments/scenarios/catalogue.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "tests/support/source.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>

#include <fmt/format.h>

namespace concord::isolation {
namespace {

/// England without the events that would cover up a mechanism: Covid and the statute.
const Settings laboratory{{"shocks.covid", "false"}, {"statute.date", "never"}};

std::size_t index_of(std::string_view measure) {
  const auto found = std::ranges::find(measure_rows, measure, &MeasureRow::key);
  ensure(found != measure_rows.end(), "a declaration names a national measure");
  return static_cast<std::size_t>(found - measure_rows.begin());
}

KnownRange range_of(std::size_t measure) { return known_range_of(measure_rows[measure].unit, "mean", 0); }

/// [measure][run][quarter]
struct Runs {
  std::vector<double> values;
  int quarters = 0;
  double at(std::size_t measure, int run, int quarter) const {
    return values[(measure * replicates + static_cast<std::size_t>(run)) *
                      static_cast<std::size_t>(quarters) +
                  static_cast<std::size_t>(quarter)];
  }
  /// Mean over the window, a value a run; quarters in which nothing was measured are left out.
  std::vector<double> means(std::size_t measure, Window window) const {
    std::vector<double> out;
    for (int run = 0; run < replicates; ++run) {
      double sum = 0;
      int count = 0;
      for (int t = window.from; t < window.to; ++t) {
        const double value = at(measure, run, t);
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
      }
      out.push_back(sum / count);
    }
    return out;
  }
};

Runs simulate_arm(const Isolation& row, const Settings& arm) {
  std::vector<Override> overrides;
  for (const Settings* settings : {&laboratory, &row.common, &arm}) {
    for (const Setting& setting : *settings) {
      std::erase_if(overrides, [&](const Override& other) { return other.key == setting.key; });
      overrides.push_back({.key = setting.key, .value = setting.value});
    }
  }
  const bool synthetic = std::ranges::any_of(
      overrides, [](const Override& setting) { return setting.key.starts_with("world.synthetic"); });
  Problems problems;
  const RunPlan plan = load_scenario(fmt::format("{}/{}", test::source("configs").string(),
                                                 synthetic ? "synthetic.yaml" : "england_2019_plain.yaml"),
                                     overrides, problems);
  problems.throw_if_any();
  Runs runs{.values = {}, .quarters = plan.scenario.quarters};
  runs.values.resize(measure_count * replicates * static_cast<std::size_t>(runs.quarters));
  Workspace workspace;
  for (int first = 0; first < replicates; first += lanes) {
    std::vector<std::uint32_t> ids(static_cast<std::size_t>(std::min(lanes, replicates - first)));
    std::iota(ids.begin(), ids.end(), static_cast<std::uint32_t>(first));
    simulate(plan.scenario, plan.seed, ids, workspace, [&](const Context& c, const State& s) {
      for (std::size_t m = 0; m < measure_count; ++m) {
        for (std::size_t lane = 0; lane < ids.size(); ++lane)
          runs.values[(m * replicates + ids[lane]) * static_cast<std::size_t>(runs.quarters) +
                      static_cast<std::size_t>(c.rules.t)] =
              s.measures.national[m].lane(static_cast<int>(lane));
      }
    });
  }
  return runs;
}

Moved measure_move(const Moves& moves, const std::array<const Runs*, 3>& arms) {
  const std::size_t measure = index_of(moves.measure);
  const KnownRange range = range_of(measure);
  std::array<std::vector<double>, 3> values;
  Moved moved;
  for (std::size_t arm = 0; arm < 3; ++arm) {
    values[arm] = arms[arm]->means(measure, moves.window);
    Moments moments;
    for (const double value : values[arm]) moments.add(value);
    moved.mean[arm] = moments.mean();
  }
  moved.strong_less_off = paired_difference(values[2], values[0], 0.05, range);
  moved.to_default = paired_difference(values[1], values[0], 0.05, arms[1] == arms[0] ? KnownRange{} : range);
  moved.to_strong = paired_difference(values[2], values[1], 0.05, arms[2] == arms[1] ? KnownRange{} : range);
  const Interval sure = paired_difference(values[2], values[0], 0.001, range);
  moved.certain = sure.low > 0 || sure.high < 0;
  return moved;
}

Kept measure_keep(const Keeps& keeps, const std::array<const Runs*, 3>& arms) {
  Kept kept{.holds = true};
  std::vector<std::size_t> measures(measure_count);
  std::iota(measures.begin(), measures.end(), std::size_t{0});
  if (keeps.measure != everything) measures = {index_of(keeps.measure)};
  for (const std::size_t measure : measures) {
    for (int run = 0; run < replicates; ++run) {
      for (int t = keeps.window.from; t < keeps.window.to; ++t) {
        const double off = arms[0]->at(measure, run, t);
        for (const std::size_t arm : {std::size_t{1}, std::size_t{2}}) {
          const double other = arms[arm]->at(measure, run, t);
          if (std::bit_cast<std::uint64_t>(off) == std::bit_cast<std::uint64_t>(other)) continue;
          if (std::isnan(off) && std::isnan(other)) continue;
          kept.holds = false;
          kept.largest = std::max(kept.largest, std::abs(other - off));
        }
      }
    }
  }
  if (keeps.tolerance > 0) {
    kept.strong_less_off =
        paired_difference(arms[2]->means(measures[0], keeps.window),
                          arms[0]->means(measures[0], keeps.window), 0.05, range_of(measures[0]));
    kept.holds = kept.holds ||
                 (kept.strong_less_off.low > -keeps.tolerance && kept.strong_less_off.high < keeps.tolerance);
  }
  return kept;
}

/// Three digits; what is left of rounding is nothing.
std::string number(double value) {
  if (std::abs(value) < 1e-12) return "0";
  return std::abs(value) >= 1000 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}
std::string difference(const Interval& interval) {
  const auto digits = [](double value) { return (value > 1e-12 ? "+" : "") + number(value); };
  if (!interval.given()) return digits(interval.estimate);  // of the same settings twice: nothing, for sure
  return fmt::format("{} [{}, {}]", digits(interval.estimate), digits(interval.low), digits(interval.high));
}
std::string quarters_text(Window window) {
  const Quarter start = Scenario{}.start;
  const std::string from = to_string(start + window.from), last = to_string(start + (window.to - 1));
  return from == last ? from : fmt::format("{} to {}", from, last);
}
std::string settings_text(const Settings& settings, std::string_view if_none) {
  if (settings.empty()) return std::string(if_none);
  std::string text;
  for (const Setting& setting : settings)
    text += fmt::format("{}`{}` {}", text.empty() ? "" : ", ", setting.key, setting.value);
  return text;
}
std::string_view finding_text(const Moves& moves, const Moved& moved) {
  const double toward = moved.strong_less_off.estimate * static_cast<int>(moves.direction);
  if (!moved.certain) return "no clear effect";
  return toward > 0 ? "as expected" : "**opposite**";
}

}  // namespace

Result run(const Isolation& row) {
  const Runs standard = simulate_arm(row, {});
  const Runs off = row.off.empty() ? Runs{} : simulate_arm(row, row.off);
  const Runs strong = row.strong.empty() ? Runs{} : simulate_arm(row, row.strong);
  const std::array<const Runs*, 3> arms{row.off.empty() ? &standard : &off, &standard,
                                        row.strong.empty() ? &standard : &strong};
  Result result;
  for (const Moves& moves : row.moves) result.moved.push_back(measure_move(moves, arms));
  for (const Keeps& keeps : row.keeps) result.kept.push_back(measure_keep(keeps, arms));
  const std::size_t residual = index_of("ledger_residual");
  for (const Runs* arm : arms) {
    for (int run = 0; run < replicates; ++run) {
      for (int t = 0; t < arm->quarters; ++t)
        result.ledger_residual = std::max(result.ledger_residual, arm->at(residual, run, t));
    }
  }
  return result;
}

std::string section(const Isolation& row, const Result& result) {
  const std::string_view id = row.id.substr(0, 3);
  const Mechanism* mechanism = find_mechanism(id);
  ensure(mechanism != nullptr, "a declaration is of a known mechanism");
  std::string out = fmt::format("## {} {}\n\n{}.", row.id, mechanism->name, row.setting);
  out += fmt::format(" Off: {}. Default: {}. Strong: {}.", settings_text(row.off, "the default"),
                     row.off.empty() ? "off" : "as in `configs/base.yaml`",
                     settings_text(row.strong, "the default"));
  if (!row.common.empty()) out += fmt::format(" In all three: {}.", settings_text(row.common, ""));
  out +=
      "\n\n| is meant to move | quarters | off | default | strong | default less off | strong less default | "
      "strong less off | expected | found |\n|---|---|---|---|---|---|---|---|---|---|\n";
  for (std::size_t n = 0; n < row.moves.size(); ++n) {
    const Moves& moves = row.moves[n];
    const Moved& moved = result.moved[n];
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", moves.measure,
                       quarters_text(moves.window), number(moved.mean[0]), number(moved.mean[1]),
                       number(moved.mean[2]), difference(moved.to_default), difference(moved.to_strong),
                       difference(moved.strong_less_off), moves.direction == Direction::up ? "up" : "down",
                       finding_text(moves, moved));
  }
  out += "\n| must not move | quarters | allowed | found |\n|---|---|---|---|\n";
  for (std::size_t n = 0; n < row.keeps.size(); ++n) {
    const Keeps& keeps = row.keeps[n];
    const Kept& kept = result.kept[n];
    const std::string measure =
        keeps.measure == everything ? std::string("all measures") : fmt::format("`{}`", keeps.measure);
    if (keeps.tolerance > 0) {
      out += fmt::format("| {} | {} | within {} | {} |\n", measure, quarters_text(keeps.window),
                         number(keeps.tolerance), difference(kept.strong_less_off));
    } else {
      out += fmt::format("| {} | {} | not a bit | {} |\n", measure, quarters_text(keeps.window),
                         kept.holds ? "the same bits" : fmt::format("**up to {}**", number(kept.largest)));
    }
  }
  if (!row.note.empty()) out += fmt::format("\n{}\n", row.note);
  return out;
}

std::string preface() {
  return fmt::format(
      "# Mechanisms in isolation\n\n"
      "Simulated, not observed. Made by `build/check/bin/mechanisms > docs/mechanisms.md`; do not edit. The "
      "tests `Isolation` make the same runs, check every line and compare this page with them; "
      "`tests/isolation/declarations.cpp` declares what is turned and what is expected.\n\n"
      "Each mechanism is turned off, left at its default and made strong, all else equal, in {} runs of "
      "England (`configs/england_2019_plain.yaml`, its seed) with Covid and the statute left out ({}) unless "
      "the "
      "row says otherwise. Run n has the same luck in all three. Values are means over the quarters named "
      "and "
      "over runs; differences are taken run by run, with 95% intervals of their mean (docs/intervals.md), "
      "which cover "
      "luck and not the uncertainty of parameters. *As expected* and *opposite* mean that the 99.9% interval "
      "of strong less off excludes zero (strict, as there are many lines); anything else is *no clear "
      "effect*. "
      "In every run and quarter of every arm the accounts of each system sum to zero to the penny. "
      "\"Not a bit\" means equality bit for bit in every run and quarter, among all three. First-quarter "
      "lines hold because nobody sees what another chooses in the same quarter.\n\n",
      replicates, settings_text(laboratory, ""));
}

}  // namespace concord::isolation
