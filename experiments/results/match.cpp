#include "experiments/results/match.hpp"

#include "experiments/platform/csv_file.hpp"
#include "experiments/platform/origin.hpp"
#include "experiments/results/compared.hpp"
#include "sim/csv.hpp"
#include "sim/statistics/population.hpp"
#include "sim/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t multiplied = 40;  ///< axes whose products are in the emulators
constexpr std::size_t most_starts = 300, sweeps = 30;
constexpr double normal_p95 = 1.6448536269514722;

/// A merged sweep with its comparison.
struct Wave {
  Wave(const std::filesystem::path& file, const MatchRequest& request, Problems& problems)
      : sweep(file), table(sweep) {
    auto targets = read_targets(request.targets, request.split, problems);
    problems.throw_if_any();
    all = compare_all(sweep, table, std::move(targets), problems);
    problems.throw_if_any();
  }
  std::size_t points() const { return table.own_points; }
  SweepReader sweep;
  SweepTable table;
  std::vector<Compared> all;
};

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

/// The space that points lie in: axes between two ends, and what is believed beforehand.
struct Space {
  std::vector<SweepAxis> axes;
  std::vector<Prior> priors;
};

Space read_space(const Wave& wave, const MatchRequest& request, Problems& problems) {
  Space space{request.axes.empty() ? wave.sweep.axes() : SweepReader(request.axes).axes(), {}};
  space.priors.resize(space.axes.size());
  for (const SweepAxis& axis : space.axes) {
    if (axis.kind != AxisKind::number || !(axis.high > axis.low))
      problems.add(request.axes.empty() ? wave.sweep.file() : request.axes.string(), 0, 0, axis.name,
                   "is no axis of numbers between two ends");
  }
  if (request.priors.empty()) return space;
  const csv::Table table = csv::load(request.priors, {{"parameter", "low", "high"}, {"source"}}, problems);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto name = table.required_text(row, table.column("parameter"));
    const auto low = table.required_number(row, table.column("low")),
               high = table.required_number(row, table.column("high"));
    if (!name || !low || !high) continue;
    const auto axis = std::ranges::find(space.axes, *name, &SweepAxis::name);
    if (axis == space.axes.end() || !(*low < *high)) {
      table.problem(row, table.column("parameter"),
                    axis == space.axes.end() ? "is no axis of the first wave" : "low is not below high");
      continue;
    }
    const double from = to_cube(*axis, *low), to = to_cube(*axis, *high);
    space.priors[static_cast<std::size_t>(axis - space.axes.begin())] = {(from + to) / 2,
                                                                         (to - from) / (2 * normal_p95)};
  }
  return space;
}

/// [point][axis] of a wave in the space; its axes must be those of the space.
std::vector<double> places(const Wave& wave, const Space& space, Problems& problems) {
  std::vector<std::size_t> columns;
  for (const SweepAxis& axis : space.axes) {
    const auto found = std::ranges::find(wave.table.axes, axis.name, &SweepAxis::name);
    if (found == wave.table.axes.end()) problems.add(wave.sweep.file(), 0, 0, axis.name, "is not varied");
    columns.push_back(static_cast<std::size_t>(found - wave.table.axes.begin()));
  }
  problems.throw_if_any();
  std::vector<double> out;
  for (std::size_t p = 0; p < wave.points(); ++p) {
    for (std::size_t k = 0; k < columns.size(); ++k)
      out.push_back(to_cube(space.axes[k], wave.table.coordinates[columns[k]][p]));
  }
  return out;
}

/// Emulators of the fitted figures, from the points of waves that have all of them.
Proposal proposal_of(std::span<const Wave* const> waves, const Space& space, Problems& problems) {
  const std::size_t axes = space.axes.size();
  std::vector<double> points, scale, luck;
  std::vector<Observed> observed;
  std::vector<std::vector<double>> values, variances;
  for (const Compared& compared : waves.front()->all) {
    if (compared.target.fitted) observed.push_back(compared.target.observed);
  }
  values.resize(observed.size());
  variances.resize(observed.size());
  for (const Wave* wave : waves) {
    const auto every = places(*wave, space, problems);
    const auto worst = worst_implausibility(wave->all, wave->points());
    for (std::size_t p = 0; p < wave->points(); ++p) {
      if (std::isinf(worst[p])) continue;
      const auto point = std::span(every).subspan(p * axes, axes);
      points.insert(points.end(), point.begin(), point.end());
      std::size_t figure = 0;
      for (const Compared& compared : wave->all) {
        if (!compared.target.fitted) continue;
        values[figure].push_back(compared.values.means[p]);
        variances[figure++].push_back(compared.variance[p]);
      }
    }
  }
  const std::size_t needed = Emulators::terms(axes, std::min(multiplied, axes)) + 1;
  if (values.front().size() < needed)
    problems.add(waves.front()->sweep.file(), 0, 0, "",
                 fmt::format("its {} points are too few to propose others; {} axes need {}",
                             values.front().size(), axes, needed));
  problems.throw_if_any();
  for (std::size_t f = 0; f < observed.size(); ++f) {
    luck.push_back(std::sqrt(median_of(std::move(variances[f]))));
    scale.push_back(observed[f].variance() + luck[f] * luck[f]);
  }
  Emulators emulators(points, axes, values, scale, multiplied);
  const Wave& last = *waves.back();
  JointNormal errors =
      errors_of(observed, luck, luck_correlation(last.all, last.table), emulators.residual_covariance());
  return {std::move(emulators), observed, std::move(errors), space.priors};
}

/// Settings with what the model and the emulators say of them.
struct Population {
  std::vector<double> points;      ///< [point][axis], places in the space
  std::vector<std::string> text;   ///< [point][axis] as written
  std::vector<double> log_kernel;  ///< [point]
  std::size_t size() const { return log_kernel.size(); }
};

Population population_of(const Wave& wave, const Space& space, Problems& problems) {
  Population population{places(wave, space, problems), {}, log_kernels(wave.all, wave.table)};
  for (std::size_t p = 0; p < wave.points(); ++p) {
    for (const SweepAxis& axis : space.axes) {
      const auto column = static_cast<std::size_t>(
          std::ranges::find(wave.table.axes, axis.name, &SweepAxis::name) - wave.table.axes.begin());
      // Six digits are enough; proposals have no more, and a first wave loses nothing that could be seen.
      const double at = wave.table.coordinates[column][p];
      population.text.push_back(axis.kind == AxisKind::number ? wave.table.text.brief(column, at, 6)
                                                              : wave.table.text.exact(column, at));
    }
  }
  return population;
}

Population read_population(const std::filesystem::path& file, const Space& space, Problems& problems) {
  csv::Columns columns{{"log_kernel"}, {}};
  for (const SweepAxis& axis : space.axes) columns.required.push_back(axis.name);
  const csv::Table table = csv::load(file, columns, problems);
  Population population;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    population.log_kernel.push_back(table.required_number(row, table.column("log_kernel")).value_or(0));
    for (const SweepAxis& axis : space.axes) {
      const auto value = table.required_number(row, table.column(axis.name));
      population.points.push_back(to_cube(axis, value.value_or(axis.low)));
      population.text.emplace_back(table.text(row, table.column(axis.name)));
    }
  }
  problems.throw_if_any();
  return population;
}

/// Rows of the population in an order, below a first column.
void write_rows(const std::filesystem::path& path, bool force, const Space& space,
                const Population& population, std::string_view first, std::span<const double> values,
                std::span<const std::size_t> order) {
  const std::size_t axes = space.axes.size();
  CsvFile file(path, force);
  file << std::string(first);
  for (const SweepAxis& axis : space.axes) file << axis.name;
  file.end_row();
  for (const std::size_t p : order) {
    file << fmt::format("{:.6g}", values[p]);
    for (std::size_t k = 0; k < axes; ++k) file << population.text[p * axes + k];
    file.end_row();
  }
  file.publish();
}

/// The best points of a wave, which begin a population.
Population begun(const Population& all, std::size_t keep, std::size_t axes) {
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t p) { return all.log_kernel[p]; });
  order.resize(std::min(order.size(), keep));
  Population best;
  for (const std::size_t p : order) {
    best.log_kernel.push_back(all.log_kernel[p]);
    for (std::size_t k = 0; k < axes; ++k) {
      best.points.push_back(all.points[p * axes + k]);
      best.text.push_back(all.text[p * axes + k]);
    }
  }
  return best;
}

/// Moves the population to the points of the wave that are accepted; says how many.
std::size_t move_population(Population& population, const Population& to, const Proposal& proposal,
                            std::size_t axes, std::uint64_t seed) {
  std::size_t moved = 0;
  for (std::size_t p = 0; p < population.size(); ++p) {
    const auto at = static_cast<std::ptrdiff_t>(p * axes), end = at + static_cast<std::ptrdiff_t>(axes);
    const auto excess = [&](const Population& one) {
      return one.log_kernel[p] - proposal.log_kernel_at(std::span(one.points).subspan(p * axes, axes));
    };
    if (std::isinf(to.log_kernel[p]) || !accepted(excess(population), excess(to), p, seed)) continue;
    ++moved;
    population.log_kernel[p] = to.log_kernel[p];
    std::copy(to.points.begin() + at, to.points.begin() + end, population.points.begin() + at);
    std::copy(to.text.begin() + at, to.text.begin() + end, population.text.begin() + at);
  }
  return moved;
}

/// The weights that a table gives to its rows, which are the points.
std::vector<double> read_weights(const MatchRequest& request, const Wave& wave, Problems& problems) {
  const std::size_t points = wave.points();
  csv::Columns columns{{"weight"}, {}};
  for (const SweepAxis& axis : wave.sweep.axes()) columns.optional.push_back(axis.name);
  const csv::Table table = csv::load(request.weights, columns, problems);
  std::vector<double> weights;
  for (std::size_t row = 0; row < table.rows(); ++row)
    weights.push_back(table.required_number(row, table.column("weight")).value_or(0));
  if (weights.size() != points)
    problems.add(request.weights.string(), 0, 0, "",
                 fmt::format("has {} rows; the sweep has {} points", weights.size(), points));
  problems.throw_if_any();
  return weights;
}

/// The kept point that is nearest to all others, by their weight, where every axis counts as much as it moves
/// figures: the weighted medoid.
std::size_t central_point(std::span<const double> points, const Emulators& emulators,
                          std::span<const double> weights) {
  const std::size_t axes = points.size() / weights.size();
  std::vector<double> scale(axes);
  for (std::size_t k = 0; k < axes; ++k) {
    for (std::size_t f = 0; f < emulators.figures(); ++f) scale[k] += emulators.effect(k, f);
  }
  std::size_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < weights.size(); ++p) {
    if (weights[p] <= 0) continue;
    double away = 0;
    for (std::size_t q = 0; q < weights.size(); ++q) {
      if (weights[q] <= 0) continue;
      double squares = 0;
      for (std::size_t k = 0; k < axes; ++k) {
        const double apart = points[p * axes + k] - points[q * axes + k];
        squares += scale[k] * apart * apart;
      }
      away += weights[q] * std::sqrt(squares);
    }
    if (away < least) least = away, best = p;
  }
  return best;
}

/// Of every point, its weight and how many standard deviations it is from each figure; from the fitted ones
/// at most, and as the root of the mean square.
void write_table(const MatchRequest& request, const Wave& wave, std::span<const double> weights) {
  const auto worst = worst_implausibility(wave.all, wave.points());
  CsvFile file(request.table, request.force);
  for (const auto* name : {"point", "weight", "most", "root_mean_square"}) file << name;
  for (const Compared& compared : wave.all) file << compared.target.row.id;
  file.end_row();
  for (std::size_t p = 0; p < worst.size(); ++p) {
    double squares = 0, count = 0;
    for (const Compared& compared : wave.all) {
      if (!compared.target.fitted || std::isnan(compared.implausible[p])) continue;
      squares += compared.implausible[p] * compared.implausible[p];
      ++count;
    }
    file << p << weights[p] << worst[p] << std::sqrt(squares / count);
    for (const Compared& compared : wave.all) file << compared.implausible[p];
    file.end_row();
  }
  file.publish();
}

/// Of every parameter, the variance that it alone gives to each fitted figure over its range, against what is
/// tolerated; and their sum.
void write_screened(const MatchRequest& request, const Wave& wave, const Space& space,
                    const Emulators& emulators) {
  CsvFile file(request.screened, request.force);
  file << "parameter"
       << "sum";
  for (const Compared& compared : wave.all) {
    if (compared.target.fitted) file << compared.target.row.id;
  }
  file.end_row();
  for (std::size_t k = 0; k < space.axes.size(); ++k) {
    double sum = 0;
    for (std::size_t f = 0; f < emulators.figures(); ++f) sum += emulators.effect(k, f);
    file << space.axes[k].name << fmt::format("{:.4f}", sum);
    for (std::size_t f = 0; f < emulators.figures(); ++f)
      file << fmt::format("{:.4f}", emulators.effect(k, f));
    file.end_row();
  }
  file.publish();
}

void write_proposed(const MatchRequest& request, const Space& space, const std::vector<double>& found) {
  const std::size_t axes = space.axes.size();
  CsvFile file(request.proposed, request.force);
  for (const SweepAxis& axis : space.axes) file << axis.name;
  file.end_row();
  for (std::size_t at = 0; at < found.size(); at += axes) {
    for (std::size_t k = 0; k < axes; ++k)
      file << fmt::format("{:.6g}", from_cube(space.axes[k], found[at + k]));
    file.end_row();
  }
  file.publish();
}

std::string diagnostics(const MatchRequest& request, const Wave& wave, std::span<const double> weights) {
  const auto worst = worst_implausibility(wave.all, wave.points());
  double within = 0;
  std::size_t count = 0;
  for (std::size_t p = 0; p < worst.size(); ++p) {
    if (worst[p] <= request.cutoff) within += weights[p], ++count;
  }
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::string out = fmt::format("{}\n{} {} points, {} runs, plan {}.\n", wave.table.info.title, simulated,
                                wave.points(), wave.table.info.runs, wave.table.info.plan_digest);
  for (const Compared& compared : wave.all) {
    if (!compared.target.fitted) continue;
    double one = 0;
    for (std::size_t p = 0; p < worst.size(); ++p)
      one += compared.implausible[p] <= request.cutoff ? weights[p] : 0;
    out += fmt::format("  {:<22} within {} for {:>5.1f}% of the weight\n", compared.target.row.id,
                       request.cutoff, 100 * one / all);
  }
  return out + fmt::format(
                   "Effective sample size: {:.0f}\nWithin {} of every fitted figure: {} points, "
                   "{:.1f}% of the weight\n\n",
                   effective_size(weights), request.cutoff, count, 100 * within / all);
}

/// All that needs emulators: a population begun or moved, and points proposed.
std::string populate(const MatchRequest& request, const Wave& wave, Problems& problems) {
  const Space space = read_space(wave, request, problems);
  problems.throw_if_any();
  const std::size_t axes = space.axes.size();
  std::vector<std::unique_ptr<Wave>> others;
  std::vector<const Wave*> waves;
  for (const auto& file : request.emulate)
    waves.push_back(others.emplace_back(std::make_unique<Wave>(file, request, problems)).get());
  if (waves.empty()) waves.push_back(&wave);
  const Proposal proposal = proposal_of(waves, space, problems);
  if (!request.screened.empty()) write_screened(request, wave, space, proposal.emulators);
  const Population simulated_points = population_of(wave, space, problems);
  Population population;
  std::string out;
  if (request.population.empty()) {
    population = begun(simulated_points, static_cast<std::size_t>(request.keep), axes);
  } else {
    population = read_population(request.population, space, problems);
    if (population.size() != wave.points())
      problems.add(request.population.string(), 0, 0, "",
                   fmt::format("has {} rows; the sweep has {} points", population.size(), wave.points()));
    problems.throw_if_any();
  }
  std::vector<std::size_t> order(population.size());
  std::iota(order.begin(), order.end(), 0);
  if (!request.population.empty()) {
    const std::size_t moved = move_population(population, simulated_points, proposal, axes, request.seed);
    out += fmt::format("Moved: {} of {}\n", moved, population.size());
  }
  if (!request.retained.empty())
    write_rows(request.retained, request.force, space, population, "log_kernel", population.log_kernel,
               order);
  if (!request.posterior.empty()) {
    const std::vector<double> alike(population.size(), 1 / static_cast<double>(population.size()));
    const auto central =
        static_cast<std::ptrdiff_t>(central_point(population.points, proposal.emulators, alike));
    std::rotate(order.begin(), order.begin() + central, order.begin() + central + 1);
    write_rows(request.posterior, request.force, space, population, "weight", alike, order);
  }
  if (!request.proposed.empty()) {
    const bool moving = !request.population.empty() || !request.retained.empty();
    write_proposed(request, space,
                   moving ? moves(proposal, population.points, request.seed)
                          : propose(proposal, begun(simulated_points, most_starts, axes).points,
                                    static_cast<std::size_t>(request.propose), sweeps, request.seed));
  }
  return out + "\n";
}

}  // namespace

std::string match(const MatchRequest& request) {
  Problems problems;
  const Wave wave(request.file, request, problems);
  if (std::ranges::none_of(wave.all, [](const Compared& one) {
        return std::ranges::any_of(one.variance, [](double variance) { return !std::isnan(variance); });
      }))
    problems.add(
        wave.sweep.file(), 0, 0, "replicates",
        "no point has two runs with a value, and the variance of a run needs two runs; ask for at least 2 "
        "replicates, better 8");
  problems.throw_if_any();
  std::vector<double> weights(wave.points(), 1.0);
  if (!request.weights.empty()) weights = read_weights(request, wave, problems);
  std::string out;
  if (!request.proposed.empty() || !request.retained.empty() || !request.posterior.empty() ||
      !request.screened.empty())
    out = populate(request, wave, problems);
  if (!request.table.empty()) write_table(request, wave, weights);
  if (request.markdown) return comparison(wave.table, wave.all, weights, true);
  return diagnostics(request, wave, weights) + out + comparison(wave.table, wave.all, weights, false);
}

}  // namespace concord
