#include "experiments/results/match.hpp"

#include "experiments/charts/number_words.hpp"
#include "experiments/designs/design.hpp"
#include "experiments/designs/targets.hpp"
#include "experiments/platform/csv_file.hpp"
#include "experiments/platform/origin.hpp"
#include "experiments/results/sweep_table.hpp"
#include "sim/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

/// A target, and what the sweep says about it.
struct Compared {
  Target target;
  OutcomeValues values;
  std::vector<double> variance;     ///< [point] of a run
  std::vector<double> implausible;  ///< [point]; NaN if it cannot be said
};

Compared compare(const SweepReader& sweep, const SweepTable& table, std::size_t outcome, Target target) {
  Compared compared{std::move(target), read_outcome(sweep, table, outcome), {}, {}};
  for (std::size_t point = 0; point < table.own_points; ++point) {
    Moments moments;
    for (std::size_t row = table.first_row[point]; row < table.first_row[point + 1]; ++row)
      moments.add(compared.values.runs[row]);
    compared.variance.push_back(moments.variance());
    compared.implausible.push_back(
        implausibility(compared.target.observed, moments.mean(), moments.variance(), moments.count()));
  }
  return compared;
}

/// Targets with the outcomes that bear their names, which must be the same quantities.
std::vector<Compared> compare_all(const SweepReader& sweep, const SweepTable& table,
                                  std::vector<Target> targets, Problems& problems) {
  std::vector<Compared> all;
  for (Target& target : targets) {
    const auto outcome = std::ranges::find(sweep.outcomes(), target.row.id, &SweepOutcome::name);
    if (outcome == sweep.outcomes().end()) {
      problems.add(sweep.file(), 0, 0, "", fmt::format("keeps no outcome '{}'", target.row.id));
      continue;
    }
    const std::string take = text_of(target.row.aggregation);
    if (outcome->measure != target.row.measure || outcome->take != take) {
      problems.add(sweep.file(), 0, 0, "",
                   fmt::format("its outcome '{}' is {}, {}; the published figure is of {}, {}", outcome->name,
                               outcome->measure, outcome->take, target.row.measure, take));
      continue;
    }
    all.push_back(compare(sweep, table, static_cast<std::size_t>(outcome - sweep.outcomes().begin()),
                          std::move(target)));
  }
  if (std::ranges::none_of(all, [](const Compared& c) { return c.target.fitted; }))
    problems.add("--split", 0, 0, "", "fits no figure");
  return all;
}

/// [point] of the figures that are fitted; infinite if one of them cannot be compared.
std::vector<double> worst_implausibility(const std::vector<Compared>& all, std::size_t points) {
  std::vector<double> worst(points, 0);
  for (const Compared& compared : all) {
    if (!compared.target.fitted) continue;
    for (std::size_t p = 0; p < points; ++p) {
      const double one = compared.implausible[p];
      worst[p] = std::isnan(one) ? std::numeric_limits<double>::infinity() : std::max(worst[p], one);
    }
  }
  return worst;
}

void write_retained(const MatchRequest& request, const SweepTable& table,
                    const std::vector<std::size_t>& kept) {
  CsvFile file(request.retained, request.force);
  for (const SweepAxis& axis : table.axes) file << axis.name;
  file.end_row();
  for (std::size_t n = 0; n < std::min(kept.size(), static_cast<std::size_t>(request.keep)); ++n) {
    // Six digits are enough; proposals have no more, and a first wave loses nothing that could be seen.
    for (std::size_t k = 0; k < table.axes.size(); ++k)
      file << table.text.brief(k, table.coordinates[k][kept[n]], 6);
    file.end_row();
  }
  file.publish();
}

/// Root of the mean square, over points and figures, of those that are fitted or of those that are not.
double distance(const std::vector<Compared>& all, const std::vector<std::size_t>& points, bool fitted) {
  double sum = 0;
  std::size_t count = 0;
  for (const Compared& compared : all) {
    if (compared.target.fitted != fitted) continue;
    for (const std::size_t p : points) {
      if (std::isnan(compared.implausible[p])) continue;
      sum += compared.implausible[p] * compared.implausible[p];
      ++count;
    }
  }
  return count > 0 ? std::sqrt(sum / static_cast<double>(count)) : std::numeric_limits<double>::quiet_NaN();
}

/// Of every point, how many standard deviations it is from each figure; from the fitted ones at most, and as
/// the root of the mean square.
void write_table(const MatchRequest& request, const std::vector<Compared>& all,
                 const std::vector<double>& worst) {
  CsvFile file(request.table, request.force);
  file << "point"
       << "most"
       << "root_mean_square";
  for (const Compared& compared : all) file << compared.target.row.id;
  file.end_row();
  for (std::size_t p = 0; p < worst.size(); ++p) {
    file << p << worst[p] << distance(all, {p}, true);
    for (const Compared& compared : all) file << compared.implausible[p];
    file.end_row();
  }
  file.publish();
}

/// Places on an axis from -1 to 1; along a logarithmic one by ratio, as its points were drawn.
double to_cube(const SweepAxis& axis, double value) {
  if (axis.log) return 2 * std::log(value / axis.low) / std::log(axis.high / axis.low) - 1;
  return 2 * (value - axis.low) / (axis.high - axis.low) - 1;
}
double from_cube(const SweepAxis& axis, double place) {
  const double share = (place + 1) / 2;
  if (axis.log) return std::clamp(axis.low * std::pow(axis.high / axis.low, share), axis.low, axis.high);
  return axis.low + share * (axis.high - axis.low);
}

/// Emulators of the fitted figures over the cube of the axes, and the points of the sweep in it.
struct Cube {
  std::vector<double> points;  ///< [point][axis] in [-1, 1], of points with a worst implausibility
  std::vector<std::size_t> number;
  std::vector<Sought> sought;
};

Cube make_cube(const SweepTable& table, const std::vector<Compared>& all, const std::vector<double>& worst) {
  Cube cube;
  for (std::size_t p = 0; p < worst.size(); ++p) {
    if (std::isinf(worst[p])) continue;
    cube.number.push_back(p);
    for (std::size_t k = 0; k < table.axes.size(); ++k) {
      const SweepAxis& axis = table.axes[k];
      cube.points.push_back(to_cube(axis, table.coordinates[k][p]));
    }
  }
  for (const Compared& compared : all) {
    if (!compared.target.fitted) continue;
    std::vector<double> means;
    double variance = 0;
    for (const std::size_t p : cube.number) {
      means.push_back(compared.values.means[p]);
      variance += compared.variance[p];
    }
    cube.sought.push_back({compared.target.observed, Emulator(cube.points, table.axes.size(), means),
                           variance / static_cast<double>(cube.number.size())});
  }
  return cube;
}

std::size_t write_proposed(const MatchRequest& request, const SweepTable& table,
                           const std::vector<Compared>& all, const std::vector<double>& worst) {
  const std::size_t axes = table.axes.size();
  const Cube cube = make_cube(table, all, worst);
  // Walks begin at the best points; those that are ruled out go down from there.
  std::vector<std::size_t> order(cube.number.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t n) { return worst[cube.number[n]]; });
  constexpr std::size_t most_starts = 300, sweeps = 40;
  order.resize(std::min(order.size(), most_starts));
  std::vector<double> starts;
  for (const std::size_t n : order)
    starts.insert(starts.end(), cube.points.begin() + static_cast<std::ptrdiff_t>(n * axes),
                  cube.points.begin() + static_cast<std::ptrdiff_t>((n + 1) * axes));
  const auto found = walk(cube.sought, starts, axes, static_cast<std::size_t>(request.propose), sweeps,
                          request.cutoff, request.seed);
  CsvFile file(request.proposed, request.force);
  for (const SweepAxis& axis : table.axes) file << axis.name;
  file.end_row();
  for (std::size_t at = 0; at < found.size(); at += axes) {
    for (std::size_t k = 0; k < axes; ++k) {
      const SweepAxis& axis = table.axes[k];
      file << fmt::format("{:.6g}", from_cube(axis, found[at + k]));
    }
    file.end_row();
  }
  file.publish();
  return found.size() / axes;
}

/// Runs of the points, all of one figure.
Spread spread_over(const SweepTable& table, const Compared& compared,
                   const std::vector<std::size_t>& points) {
  std::vector<double> values;
  for (const std::size_t p : points)
    values.insert(values.end(),
                  compared.values.runs.begin() + static_cast<std::ptrdiff_t>(table.first_row[p]),
                  compared.values.runs.begin() + static_cast<std::ptrdiff_t>(table.first_row[p + 1]));
  return spread_of(std::move(values));
}

std::string comparison(const MatchRequest& request, const SweepTable& table, const std::vector<Compared>& all,
                       const std::vector<std::size_t>& points) {
  if (points.empty()) return "";
  const bool marks = request.markdown;
  std::string out = marks ? "| figure | published | source | simulated median | 90% range | | |\n"
                            "|---|---|---|---|---|---|---|\n"
                          : "";
  std::size_t inside[2] = {}, count[2] = {};
  for (const Compared& compared : all) {
    const PublishedRow& row = compared.target.row;
    const Spread spread = spread_over(table, compared, points);
    const bool within = *row.published >= spread.low90 && *row.published <= spread.high90;
    const bool fitted = compared.target.fitted;
    inside[fitted ? 1 : 0] += within ? 1 : 0;
    ++count[fitted ? 1 : 0];
    out += fmt::format(fmt::runtime(marks ? "| {} | {}{} | {} | {} | {} | {} | {} |\n"
                                          : "{:<39}{:>8}{}  {:<23}{:>8}  {:<17} {:<8}{}\n"),
                       row.label, readable(*row.published, row.unit), row.match == Match::near ? "~" : "",
                       row.source, readable(spread.median, row.unit),
                       readable_range(spread.low90, spread.high90, row.unit), within ? "inside" : "OUTSIDE",
                       fitted ? "fitted" : "predicted");
  }
  out += fmt::format(
      "\n{} points. Fitted figures inside: {} of {}; {:.2f} standard deviations away (root mean "
      "square).\n",
      points.size(), inside[1], count[1], distance(all, points, true));
  if (count[0] > 0)
    out += fmt::format("Predicted figures inside: {} of {}; {:.2f} standard deviations away.\n", inside[0],
                       count[0], distance(all, points, false));
  return out;
}

}  // namespace

std::string match(const MatchRequest& request) {
  const SweepReader sweep(request.file);
  Problems problems;
  auto targets = read_targets(request.targets, request.split, problems);
  problems.throw_if_any();
  const SweepTable table(sweep);
  const auto all = compare_all(sweep, table, std::move(targets), problems);
  const bool points_wanted = !request.retained.empty() || !request.proposed.empty();
  for (const SweepAxis& axis : table.axes) {
    if (!points_wanted) break;
    if (axis.kind != AxisKind::number || !(axis.high > axis.low))
      problems.add(sweep.file(), 0, 0, axis.name, "is no axis of numbers between two ends");
  }
  problems.throw_if_any();
  if (std::ranges::none_of(all, [](const Compared& one) {
        return std::ranges::any_of(one.variance, [](double variance) { return !std::isnan(variance); });
      }))
    problems.add(
        sweep.file(), 0, 0, "replicates",
        "no point has two runs with a value, and the variance of a run needs two runs; ask for at least 2 "
        "replicates, better 8");
  problems.throw_if_any();
  const auto worst = worst_implausibility(all, table.own_points);
  const auto usable = std::ranges::count_if(worst, [](double w) { return !std::isinf(w); });
  const std::size_t needed = 2 * table.axes.size() + 2;
  if (!request.proposed.empty() && static_cast<std::size_t>(usable) < needed)
    problems.add(sweep.file(), 0, 0, "",
                 fmt::format("its {} points are too few to propose others; {} axes need {}", usable,
                             table.axes.size(), needed));
  problems.throw_if_any();
  std::vector<std::size_t> kept, every(table.own_points);
  std::iota(every.begin(), every.end(), 0);
  for (const std::size_t p : every) {
    if (worst[p] <= request.cutoff) kept.push_back(p);
  }
  std::string out;
  if (!request.markdown) {
    out += fmt::format("{}\n{} {} points, {} runs, plan {}.\n", table.info.title, simulated, table.own_points,
                       table.info.runs, table.info.plan_digest);
    for (const Compared& compared : all) {
      if (!compared.target.fitted) continue;
      const auto alone =
          std::ranges::count_if(compared.implausible, [&](double one) { return one <= request.cutoff; });
      out += fmt::format("  {:<18} does not rule out {:>6}\n", compared.target.row.id, alone);
    }
    out += fmt::format("Not ruled out by any fitted figure: {} points\n\n", kept.size());
  }
  if (!request.table.empty()) write_table(request, all, worst);
  if (!request.retained.empty()) write_retained(request, table, kept);
  if (!request.proposed.empty())
    out += fmt::format("{}: {} points for the next wave\n\n", request.proposed.string(),
                       write_proposed(request, table, all, worst));
  return out + comparison(request, table, all, request.every_point ? every : kept);
}

}  // namespace concord
