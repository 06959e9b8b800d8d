#include "tests/statistics/coverage.hpp"

#include "sim/statistics/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>

#include <fmt/format.h>

namespace concord::test {
namespace {

constexpr double alpha = 0.05, pi = std::numbers::pi;

void count(Measured& measured, const Interval& interval, double truth) {
  ++measured.repeats;
  if (!interval.given()) return;
  ++measured.given;
  measured.covered += interval.low <= truth && truth <= interval.high ? 1 : 0;
  measured.width += interval.high - interval.low;
}
void finish(Measured& measured, double truth) {
  measured.truth = truth;
  measured.width /= static_cast<double>(measured.given);
}

/// A function on the unit cube with its Sobol' indices, where they are known.
struct Function {
  std::string name;
  std::vector<MorrisAxis> axes;
  std::function<double(std::span<const double>)> at;
  std::vector<double> first, total;
};

Function ishigami() {
  constexpr double a = 7, b = 0.1;
  const double x1 = (1 + b * std::pow(pi, 4) / 5) * (1 + b * std::pow(pi, 4) / 5) / 2, x2 = a * a / 8,
               x13 = 8 * b * b * std::pow(pi, 8) / 225, all = x1 + x2 + x13;
  return {"Ishigami",
          std::vector<MorrisAxis>(3),
          [](std::span<const double> u) {
            const double x = pi * (2 * u[0] - 1), y = pi * (2 * u[1] - 1), z = pi * (2 * u[2] - 1);
            return std::sin(x) + a * std::sin(y) * std::sin(y) + b * z * z * z * z * std::sin(x);
          },
          {x1 / all, x2 / all, 0},
          {(x1 + x13) / all, x2 / all, x13 / all}};
}

Function g_function() {
  const std::vector<double> a{0, 1, 4.5, 9};
  std::vector<double> first, total;
  double all = 1;
  for (const double weight : a) {
    first.push_back(1 / (3 * (1 + weight) * (1 + weight)));
    all *= 1 + first.back();
  }
  for (double& variance : first) {
    total.push_back(variance * all / (1 + variance) / (all - 1));
    variance /= all - 1;
  }
  return {"g-function", std::vector<MorrisAxis>(a.size()),
          [a](std::span<const double> u) {
            double product = 1;
            for (std::size_t i = 0; i < a.size(); ++i)
              product *= (std::abs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
            return product;
          },
          first, total};
}

/// Ten numbers and five switches, one of which turns another's effect round.
Function with_switches() {
  Function f{"linear with switches", std::vector<MorrisAxis>(15), {}, {}, {}};
  for (std::size_t axis = 10; axis < 15; ++axis) f.axes[axis].whole = true;
  f.at = [](std::span<const double> u) {
    double sum = 0;
    for (std::size_t axis = 0; axis < 10; ++axis) sum += static_cast<double>(axis) / 10 * u[axis];
    for (std::size_t axis = 10; axis < 14; ++axis) sum += u[axis] < 0.5 ? 0 : 0.5;
    return u[14] < 0.5 ? sum : sum + u[9] - u[8];
  };
  return f;
}

std::vector<double> outcomes(const Sample& sample, const Function& f) {
  std::vector<double> values(sample.rows);
  for (std::size_t row = 0; row < sample.rows; ++row)
    values[row] = f.at(std::span(sample.values).subspan(row * sample.columns, sample.columns));
  return values;
}

/// The mean in the lowest part of an axis, as tables of main effects have it: a fifth of the points, or those
/// `below` a number.
Interval lowest_part(const Sample& sample, const std::vector<double>& values, std::size_t axis, double below,
                     const std::vector<std::uint32_t>& clusters, const std::vector<double>& alone) {
  std::vector<std::size_t> order(sample.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t row) { return sample.at(row, axis); });
  std::size_t size = sample.rows / 5;
  if (below > 0) {
    size = 0;
    while (size < sample.rows && sample.at(order[size], axis) < below) ++size;
  }
  std::vector<double> part, fitted;
  std::vector<std::uint32_t> of;
  for (std::size_t n = 0; n < size; ++n) {
    part.push_back(values[order[n]]);
    of.push_back(clusters[order[n]]);
    if (!alone.empty()) fitted.push_back(alone[order[n]]);
  }
  const double share = static_cast<double>(size) / static_cast<double>(sample.rows);
  return alone.empty() ? clustered_mean(part, of, alpha) : latin_part_mean(part, fitted, share, alpha);
}

}  // namespace

Measured coverage_of_main_effect(std::string name, const DrawnDesign& design, std::size_t axes,
                                 std::size_t axis, bool level, bool exact, std::size_t repeats,
                                 const OfSample& of) {
  Measured measured{std::move(name), fmt::format("main effect, {}", design.name), design.units, exact};
  // A fifth of points at random has an end that is itself at random.
  const double below = level ? 0.5 : design.name == "points at random" ? 0.2 : 0;
  std::vector<Interval> found;
  Moments truth;  // the mean over repeats, as each mean is without bias
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    const Sample sample = design.sample(axes, repeat + 1);
    std::vector<std::uint32_t> clusters(sample.rows);
    for (std::size_t row = 0; row < sample.rows; ++row)
      clusters[row] = static_cast<std::uint32_t>(row / design.together);
    const std::vector<double> values = of(repeat, sample);
    std::vector<double> cube = sample.values, alone;
    for (double& place : cube) place = 2 * place - 1;
    if (design.name == "Latin hypercube") alone = additive_fit(cube, axes, values);
    found.push_back(lowest_part(sample, values, axis, below, clusters, alone));
    truth.add(found.back().estimate);
  }
  for (const Interval& interval : found) count(measured, interval, truth.mean());
  finish(measured, truth.mean());
  measured.deviation = truth.deviation();
  return measured;
}

DrawnDesign latin_points(std::size_t points) {
  return {"Latin hypercube", fmt::format("{} points", points), 1,
          [=](std::size_t axes, std::uint64_t seed) { return latin_hypercube(points, axes, seed); }};
}
DrawnDesign random_points(std::size_t points) {
  return {"points at random", fmt::format("{} points", points), 1, [=](std::size_t axes, std::uint64_t seed) {
            Sample sample{points, axes, std::vector<double>(points * axes)};
            std::mt19937_64 generator(seed);
            for (double& place : sample.values) place = uniform(generator);
            return sample;
          }};
}

namespace {

void add_morris(std::vector<Measured>& all, const Function& f, std::size_t trajectories, std::size_t axis,
                std::size_t repeats) {
  std::vector<MorrisEffect> found;
  Moments sizes, effects, variances;
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    const Sample sample = morris_trajectories(trajectories, f.axes.size(), 4, repeat + 1);
    found.push_back(morris_effects(sample.values, f.axes, outcomes(sample, f), alpha, {.reach = 1})[axis]);
    sizes.add(found.back().mu_star.estimate);
    effects.add(found.back().mu);
    variances.add(found.back().sigma * found.back().sigma);
  }
  const std::string units = fmt::format("{} trajectories", trajectories);
  // On a grid of four levels effects take a few values only.
  Measured size{f.name, fmt::format("Morris μ*, axis {}", axis + 1), units, false}, effect = size,
                                                                                    spread = size;
  effect.interval = fmt::format("Morris μ, axis {}", axis + 1);
  spread.interval = fmt::format("Morris σ, axis {}", axis + 1);
  const double deviation = std::sqrt(variances.mean());
  for (const MorrisEffect& one : found) {
    count(size, one.mu_star, sizes.mean());
    count(effect, one.mu_interval, effects.mean());
    count(spread, one.sigma_interval, deviation);
  }
  finish(size, sizes.mean());
  finish(effect, effects.mean());
  finish(spread, deviation);
  all.push_back(size);
  all.push_back(effect);
  if (spread.given > 0) all.push_back(spread);
}

void add_indices(std::vector<Measured>& all, const Function& f, std::size_t base, std::size_t axis,
                 std::size_t repeats) {
  const std::string units = fmt::format("base {}, 8 shifts", base);
  Measured first{f.name, fmt::format("Sobol' first order, axis {}", axis + 1), units}, total = first;
  total.interval = fmt::format("Sobol' total, axis {}", axis + 1);
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    const Sample sample = saltelli_design(base, f.axes.size(), repeat + 1, 8);
    const SobolIndex index = sobol_indices(outcomes(sample, f), f.axes.size(), 8, alpha).axes[axis];
    count(first, index.first, f.first[axis]);
    count(total, index.total, f.total[axis]);
  }
  finish(first, f.first[axis]);
  finish(total, f.total[axis]);
  all.push_back(first);
  all.push_back(total);
}

double poisson(std::mt19937_64& generator, double mean) {
  double number = -1, product = 1;
  do {
    product *= uniform(generator);
    number += 1;
  } while (product > std::exp(-mean));
  return number;
}
double normal(std::mt19937_64& generator) {
  const double radius = std::sqrt(-2 * std::log(1 - uniform(generator)));
  return radius * std::cos(2 * pi * uniform(generator));
}

}  // namespace

double uniform(std::mt19937_64& generator) {
  return static_cast<double>(generator() >> 11) / 9007199254740992.0;
}

Measured coverage_of_mean(std::string name, bool exact, const Drawn& drawn, double truth,
                          const KnownRange& range, std::size_t n, std::size_t repeats) {
  Measured measured{std::move(name), "mean", fmt::format("{} runs", n), exact};
  std::mt19937_64 generator(n);
  std::vector<double> values(n);
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    for (double& value : values) value = drawn(generator);
    count(measured, mean_interval(values, alpha, range), truth);
  }
  finish(measured, truth);
  return measured;
}

Measured coverage_of_stop(std::string name, bool exact, const Drawn& drawn, double truth,
                          const PrecisionRule& rule, std::size_t budget, std::size_t repeats) {
  Measured measured{std::move(name), fmt::format("mean, stopped at ±{:g}", rule.absolute), "", exact};
  std::mt19937_64 generator(7);
  std::size_t runs = 0;
  std::vector<double> values;
  for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
    values.clear();
    std::optional<int> needed;
    while (!needed && values.size() < budget) {
      for (int n = 0; n < 8; ++n) values.push_back(drawn(generator));
      needed = replicates_needed(values, rule);
    }
    if (needed) values.resize(static_cast<std::size_t>(*needed + replicates_ahead(*needed, rule.look_ahead)));
    runs += values.size();
    count(measured, mean_interval(values, alpha, rule.range), truth);
  }
  measured.units =
      fmt::format("{:.0f} runs on average", static_cast<double>(runs) / static_cast<double>(repeats));
  finish(measured, truth);
  return measured;
}

std::vector<Measured> coverage_of_known_functions(std::size_t repeats) {
  std::vector<Measured> all;
  const KnownRange counts{.step = 1, .low = 0, .reach = 1}, shares{.low = 0, .high = 1, .reach = 1};
  for (const std::size_t n : {4, 8, 30, 100}) {
    all.push_back(coverage_of_mean("normal", true, normal, 0, {}, n, repeats));
    for (const double mean : {0.05, 0.156, 1.0, 4.0})
      all.push_back(coverage_of_mean(
          fmt::format("count, Poisson {:g}", mean), false, [=](auto& g) { return poisson(g, mean); }, mean,
          counts, n, repeats));
    for (const double share : {0.05, 0.3, 0.5, 0.97})
      all.push_back(coverage_of_mean(
          fmt::format("yes or no, {:g}", share), false,
          [=](auto& g) { return uniform(g) < share ? 1.0 : 0.0; }, share, shares, n, repeats));
    all.push_back(coverage_of_mean(
        "share, 0 in 60% of runs", false, [](auto& g) { return uniform(g) < 0.6 ? 0.0 : 0.5 * uniform(g); },
        0.1, shares, n, repeats));
    all.push_back(coverage_of_mean(
        "difference of counts, 0 in most", false, [](auto& g) { return poisson(g, 0.2) - poisson(g, 0.1); },
        0.1, difference_of(counts), n, repeats));
  }
  PrecisionRule rule{.relative = 0, .absolute = 0.1};
  all.push_back(coverage_of_stop(
      "normal, deviation 0.3", true, [](auto& g) { return 0.3 * normal(g); }, 0, rule, 1000, repeats));
  rule.range = {.step = 1, .low = 0, .reach = 2};
  all.push_back(coverage_of_stop(
      "count, Poisson 0.156", false, [](auto& g) { return poisson(g, 0.156); }, 0.156, rule, 1000, repeats));
  const DrawnDesign morris{"Morris", "20 trajectories", 0, [](std::size_t axes, std::uint64_t seed) {
                             return morris_trajectories(20, axes, 4, seed);
                           }};
  const DrawnDesign saltelli{"Saltelli", "base 64, 8 shifts", 0, [](std::size_t axes, std::uint64_t seed) {
                               return saltelli_design(64, axes, seed, 8);
                             }};
  const DrawnDesign sobol{"Sobol'", "256 points, 8 shifts", 32, [](std::size_t axes, std::uint64_t seed) {
                            return sobol_sequence(256, axes, seed, 8);
                          }};
  for (const Function& f : {ishigami(), g_function(), with_switches()}) {
    const std::size_t last = f.axes.size() - 1;
    for (DrawnDesign design : {morris, saltelli, sobol, latin_points(300), random_points(300)}) {
      if (design.name == "Morris") design.together = f.axes.size() + 1;
      if (design.name == "Saltelli") design.together = 8 * (f.axes.size() + 2);
      for (const std::size_t axis : {std::size_t{0}, last})
        all.push_back(coverage_of_main_effect(
            f.name, design, f.axes.size(), axis, design.name == "Morris" || f.axes[axis].whole,
            design.name != "Morris" || f.axes.size() > 4,  // few values on its grid
            repeats, [&](std::size_t, const Sample& sample) { return outcomes(sample, f); }));
    }
    for (const std::size_t axis : {std::size_t{0}, std::size_t{1}, last})
      add_morris(all, f, 20, axis, repeats);
    for (std::size_t axis = 0; axis < f.first.size(); ++axis) {
      for (const std::size_t base : {256, 1024}) add_indices(all, f, base, axis, repeats);
    }
  }
  for (const DrawnDesign& design : {latin_points(300), random_points(300)}) {
    const auto add = [&](const char* name, double (*of)(double, double, double)) {
      all.push_back(coverage_of_main_effect(
          name, design, 3, 0, false, false, repeats, [&](std::size_t, const Sample& sample) {
            std::vector<double> values;
            for (std::size_t row = 0; row < sample.rows; ++row)
              values.push_back(of(sample.at(row, 0), sample.at(row, 1), sample.at(row, 2)));
            return values;
          }));
    };
    add("0 to 3", [](double x, double y, double z) { return std::round(x + y + z); });
    add("1 in 3% of points, else 0", [](double, double y, double) { return y > 0.97 ? 1.0 : 0.0; });
  }
  return all;
}

}  // namespace concord::test
