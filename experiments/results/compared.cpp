#include "experiments/results/compared.hpp"

#include "experiments/charts/number_words.hpp"
#include "experiments/designs/design.hpp"
#include "sim/missing.hpp"
#include "sim/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

Compared compare(const SweepReader& sweep, const SweepTable& table, std::size_t outcome, Target target) {
  Compared compared{std::move(target), read_outcome(sweep, table, outcome), {}, {}, {}};
  for (std::size_t point = 0; point < table.own_points; ++point) {
    Moments moments;
    for (std::size_t row = table.first_row[point]; row < table.first_row[point + 1]; ++row)
      moments.add(compared.values.runs[row]);
    const Observed& observed = compared.target.observed;
    compared.variance.push_back(moments.variance());
    compared.luck.push_back(luck_of(moments.variance(), moments.count()));
    compared.implausible.push_back(
        implausibility(observed, moments.mean(), moments.variance(), moments.count()));
  }
  return compared;
}

/// Of runs that count by the weight of their point: the value below which a share of the weight lies.
double weighted_quantile(std::span<const std::pair<double, double>> sorted, double all, double share) {
  double below = 0;
  for (const auto& [value, weight] : sorted) {
    below += weight;
    if (below >= share * all) return value;
  }
  return sorted.empty() ? missing_value : sorted.back().first;
}

Spread spread_over(const SweepTable& table, const Compared& compared, std::span<const double> weights) {
  std::vector<std::pair<double, double>> runs;  // value, weight
  double all = 0;
  for (std::size_t p = 0; p < weights.size(); ++p) {
    const std::size_t first = table.first_row[p], last = table.first_row[p + 1];
    for (std::size_t row = first; row < last && weights[p] > 0; ++row) {
      const double value = compared.values.runs[row], weight = weights[p] / static_cast<double>(last - first);
      if (std::isnan(value)) continue;
      runs.emplace_back(value, weight);
      all += weight;
    }
  }
  std::ranges::sort(runs);
  const auto at = [&](double share) { return weighted_quantile(runs, all, share); };
  return {at(0.05), at(0.25), at(0.5), at(0.75), at(0.95), static_cast<int>(runs.size())};
}

}  // namespace

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

std::vector<double> luck_correlation(const std::vector<Compared>& all, const SweepTable& table) {
  std::vector<const Compared*> fitted;
  for (const Compared& compared : all) {
    if (compared.target.fitted) fitted.push_back(&compared);
  }
  const std::size_t n = fitted.size();
  std::vector<double> products(n * n), away(n);
  for (std::size_t p = 0; p < table.own_points; ++p) {
    for (std::size_t row = table.first_row[p]; row < table.first_row[p + 1]; ++row) {
      for (std::size_t f = 0; f < n; ++f) {
        const double from = fitted[f]->values.runs[row] - fitted[f]->values.means[p],
                     luck = std::sqrt(fitted[f]->variance[p]);
        away[f] = luck > 0 && !std::isnan(from) ? from / luck : 0;
      }
      for (std::size_t f = 0; f < n; ++f) {
        for (std::size_t g = 0; g < n; ++g) products[f * n + g] += away[f] * away[g];
      }
    }
  }
  std::vector<double> correlation(n * n);
  for (std::size_t f = 0; f < n; ++f) {
    for (std::size_t g = 0; g < n; ++g) {
      const double both = products[f * n + f] * products[g * n + g];
      correlation[f * n + g] = f == g ? 1 : both > 0 ? products[f * n + g] / std::sqrt(both) : 0;
    }
  }
  return correlation;
}

std::vector<double> log_kernels(const std::vector<Compared>& all, const SweepTable& table) {
  const std::vector<double> correlation = luck_correlation(all, table);
  std::vector<double> kernels;
  for (std::size_t p = 0; p < table.own_points; ++p) {
    std::vector<Observed> observed;
    std::vector<double> luck, away;
    bool known = true;
    for (const Compared& compared : all) {
      if (!compared.target.fitted) continue;
      known = known && !std::isnan(compared.implausible[p]);
      observed.push_back(compared.target.observed);
      luck.push_back(compared.luck[p]);
      away.push_back(compared.values.means[p] - compared.target.observed.value);
    }
    kernels.push_back(known ? errors_of(observed, luck, correlation).log_density(std::move(away))
                            : -std::numeric_limits<double>::infinity());
  }
  return kernels;
}

double distance(const std::vector<Compared>& all, std::span<const double> weights, bool fitted) {
  double sum = 0, count = 0;
  for (const Compared& compared : all) {
    if (compared.target.fitted != fitted) continue;
    for (std::size_t p = 0; p < weights.size(); ++p) {
      if (std::isnan(compared.implausible[p])) continue;
      sum += weights[p] * compared.implausible[p] * compared.implausible[p];
      count += weights[p];
    }
  }
  return count > 0 ? std::sqrt(sum / count) : missing_value;
}

std::string comparison(const SweepTable& table, const std::vector<Compared>& all,
                       std::span<const double> weights, bool marks) {
  const auto points = std::ranges::count_if(weights, [](double weight) { return weight > 0; });
  if (points == 0) return "";
  std::string out = marks ? "| figure | published | source | simulated median | 90% range | | |\n"
                            "|---|---|---|---|---|---|---|\n"
                          : "";
  std::size_t inside[2] = {}, count[2] = {};
  for (const Compared& compared : all) {
    const PublishedRow& row = compared.target.row;
    const Spread spread = spread_over(table, compared, weights);
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
      points, inside[1], count[1], distance(all, weights, true));
  if (count[0] > 0)
    out += fmt::format("Predicted figures inside: {} of {}; {:.2f} standard deviations away.\n", inside[0],
                       count[0], distance(all, weights, false));
  return out;
}

}  // namespace concord
