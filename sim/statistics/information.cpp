// The value of partial information, by regression.

#include "sim/errors.hpp"
#include "sim/statistics/decisions.hpp"
#include "sim/statistics/random_words.hpp"
#include "sim/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace concord {
namespace {

constexpr std::size_t folds = 5, highest_power = 3;
/// So many clusters a term are enough for products of columns.
constexpr std::size_t clusters_a_term = 8;
/// Of a term's own sum of squares; terms that say the same share what they say.
constexpr double ridge = 1e-9;
constexpr double high_share = 0.95;

/// Terms of one column, level by level.
struct Powers {
  std::size_t axis, terms;
  bool metric;                ///< the first term is the value, in [-1, 1]
  std::vector<double> value;  ///< [level][term]
};

/// `alone`: powers up to the third; otherwise value and square.
Powers powers_of(const SettingTable& table, std::size_t column, bool alone) {
  const SettingColumn& of = table.columns[column];
  const std::set<double> distinct(of.value.begin(), of.value.end());
  Powers out{.axis = of.axis, .terms = distinct.size() - 1, .metric = !of.names, .value = {}};
  if (!of.names) out.terms = std::min(out.terms, alone ? highest_power : highest_power - 1);
  for (const double value : of.value) {
    if (of.names) {
      std::size_t n = 0;
      for (auto name = distinct.begin(); n < out.terms; ++name, ++n)
        out.value.push_back(*name == value ? 1 : 0);
      continue;
    }
    const double x = distinct.size() < 2
                         ? 0
                         : 2 * (value - *distinct.begin()) / (*distinct.rbegin() - *distinct.begin()) - 1;
    const std::array<double, highest_power> all{x, x * x - 1.0 / 3, x * x * x - 0.6 * x};
    out.value.insert(out.value.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(out.terms));
  }
  return out;
}

/// Solves a x = b for several b, a symmetric (Cholesky); what has no pivot left gets nothing.
void solve(std::vector<double>& a, std::size_t n, std::vector<double>& b) {
  const std::size_t columns = b.size() / n;
  std::vector<char> idle(n, 0);
  for (std::size_t j = 0; j < n; ++j) {
    const double own = a[j * n + j];
    for (std::size_t i = j; i < n; ++i) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      if (i == j) {
        sum += ridge * own;
        idle[j] = sum > 0 ? 0 : 1;
        a[j * n + j] = idle[j] ? 1 : std::sqrt(sum);
      } else {
        a[i * n + j] = idle[j] ? 0 : sum / a[j * n + j];
      }
    }
  }
  for (std::size_t c = 0; c < columns; ++c) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < i; ++k) b[i * columns + c] -= a[i * n + k] * b[k * columns + c];
      b[i * columns + c] = idle[i] ? 0 : b[i * columns + c] / a[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t k = i + 1; k < n; ++k) b[i * columns + c] -= a[k * n + i] * b[k * columns + c];
      b[i * columns + c] = idle[i] ? 0 : b[i * columns + c] / a[i * n + i];
    }
  }
}

/// Fits of payoffs to some columns.
class Fit {
 public:
  Fit(const Payoffs& payoffs, const SettingTable& table, std::span<const std::size_t> columns,
      std::span<const std::uint32_t> fold, std::size_t clusters)
      : payoffs_(payoffs), blind_(best_mean(payoffs.mean, payoffs.weights)), fold_(fold) {
    for (const std::size_t column : columns) powers_.push_back(powers_of(table, column, columns.size() == 1));
    terms_ = 1;
    std::size_t metric = 0;
    for (const Powers& powers : powers_) {
      terms_ += powers.terms;
      metric += powers.metric && powers.terms > 0 ? 1 : 0;
    }
    const std::size_t pairs = metric * (metric - std::min<std::size_t>(metric, 1)) / 2;
    products_ = (terms_ + pairs) * clusters_a_term <= clusters;
    terms_ += products_ ? pairs : 0;
  }

  /// `levels` [axis][setting] of what is known.
  double value(const std::vector<std::vector<std::uint32_t>>& levels) {
    const std::size_t n = payoffs_.settings(), policies = payoffs_.policies;
    rows_.resize(n * terms_);
    squares_.assign(folds * terms_ * terms_, 0);
    sums_.assign(folds * terms_ * policies, 0);
    for (std::size_t s = 0; s < n; ++s) {
      fill_row(levels, s);
      add(s);
    }
    double gained = 0;
    for (std::size_t f = 0; f < folds; ++f) {
      std::vector<double> a(terms_ * terms_), b(terms_ * policies);
      for (std::size_t other = 0; other < folds; ++other) {
        if (other == f) continue;
        for (std::size_t i = 0; i < a.size(); ++i) a[i] += squares_[other * a.size() + i];
        for (std::size_t i = 0; i < b.size(); ++i) b[i] += sums_[other * b.size() + i];
      }
      solve(a, terms_, b);
      for (std::size_t s = 0; s < n; ++s) {
        if (fold_[s] == f)
          gained += payoffs_.weights[s] * (payoffs_.at(chosen(b, s), s) - payoffs_.at(blind_, s));
      }
    }
    return gained;
  }

 private:
  void fill_row(const std::vector<std::vector<std::uint32_t>>& levels, std::size_t s) {
    double* to = &rows_[s * terms_];
    *to++ = 1;
    firsts_.clear();
    for (const Powers& powers : powers_) {
      const double* from = powers.value.data() + levels[powers.axis][s] * powers.terms;
      to = std::copy(from, from + powers.terms, to);
      if (powers.metric && powers.terms > 0) firsts_.push_back(*from);
    }
    for (std::size_t i = 0; i < firsts_.size() && products_; ++i) {
      for (std::size_t j = 0; j < i; ++j) *to++ = firsts_[i] * firsts_[j];
    }
  }
  void add(std::size_t s) {
    const double* row = &rows_[s * terms_];
    const std::size_t policies = payoffs_.policies;
    double *squares = &squares_[fold_[s] * terms_ * terms_], *sums = &sums_[fold_[s] * terms_ * policies];
    for (std::size_t i = 0; i < terms_; ++i) {
      const double weighted = payoffs_.weights[s] * row[i];
      for (std::size_t j = 0; j <= i; ++j) squares[i * terms_ + j] += weighted * row[j];
      for (std::size_t p = 0; p < policies; ++p) sums[i * policies + p] += weighted * payoffs_.at(p, s);
    }
  }
  std::size_t chosen(const std::vector<double>& fit, std::size_t s) const {
    std::size_t best = 0;
    double most = 0;
    for (std::size_t p = 0; p < payoffs_.policies; ++p) {
      double at = 0;
      for (std::size_t i = 0; i < terms_; ++i) at += rows_[s * terms_ + i] * fit[i * payoffs_.policies + p];
      if (p == 0 || at > most) most = at, best = p;
    }
    return best;
  }

  const Payoffs& payoffs_;
  std::size_t blind_;
  std::span<const std::uint32_t> fold_;
  std::vector<Powers> powers_;
  std::size_t terms_ = 1;
  bool products_ = false;
  std::vector<double> rows_, squares_, sums_, firsts_;
};

/// [axis][setting] levels as another chance might have had them.
std::vector<std::vector<std::uint32_t>> exchanged(const SettingTable& table, std::size_t time,
                                                  std::uint64_t seed) {
  std::vector<std::vector<std::uint32_t>> out;
  for (std::size_t k = 0; k < table.axes.size(); ++k) {
    const SettingAxis& axis = table.axes[k];
    out.push_back(axis.level);
    const std::size_t row = time * table.axes.size() + k;
    if (axis.levels >= many_levels) {
      const auto to = shuffled(axis.levels, seed, Draw::exchange, row);
      for (std::uint32_t& level : out.back()) level = to[level];
      continue;
    }
    std::map<std::vector<std::uint32_t>, std::vector<std::size_t>>
        alike;  // settings that agree in all others
    for (std::size_t s = 0; s < axis.level.size(); ++s) {
      std::vector<std::uint32_t> others;
      for (std::size_t j = 0; j < table.axes.size(); ++j) {
        if (j != k) others.push_back(table.axes[j].level[s]);
      }
      alike[others].push_back(s);
    }
    std::size_t first = 0;
    for (const auto& [others, settings] : alike) {
      const auto to = shuffled(settings.size(), seed, Draw::exchange, row, first);
      for (std::size_t n = 0; n < settings.size(); ++n) out.back()[settings[n]] = axis.level[settings[to[n]]];
      first += settings.size();
    }
  }
  return out;
}

}  // namespace

std::vector<std::uint32_t> folds_of(const SettingTable& table, std::uint64_t seed) {
  std::vector<std::uint32_t> fold = table.clusters();
  const auto order = shuffled(std::size_t{1} + std::ranges::max(fold), seed, Draw::part, 0);
  for (std::uint32_t& cluster : fold) cluster = order[cluster] % folds;
  return fold;
}

std::vector<Information> information_of(const Payoffs& payoffs, const SettingTable& table,
                                        std::span<const std::vector<std::size_t>> known,
                                        std::size_t permutations, std::uint64_t seed) {
  const auto fold = folds_of(table, seed), cluster = table.clusters();
  const std::size_t clusters = std::set<std::uint32_t>(cluster.begin(), cluster.end()).size();
  std::vector<Fit> fits;
  for (const auto& columns : known) fits.emplace_back(payoffs, table, columns, fold, clusters);

  std::vector<std::vector<std::uint32_t>> levels;
  for (const SettingAxis& axis : table.axes) levels.push_back(axis.level);
  std::vector<Information> found;
  for (Fit& fit : fits)
    found.push_back({.value = fit.value(levels), .null_mean = 0, .null_high = 0, .bar = 0});
  std::vector<std::vector<double>> null(fits.size());
  std::vector<double> largest;
  for (std::size_t time = 0; time < permutations; ++time) {
    const auto by_chance = exchanged(table, time, seed);
    largest.push_back(-std::numeric_limits<double>::infinity());
    for (std::size_t k = 0; k < fits.size(); ++k) {
      null[k].push_back(fits[k].value(by_chance));
      largest.back() = std::max(largest.back(), null[k].back());
    }
  }
  std::ranges::sort(largest);
  for (std::size_t k = 0; k < fits.size(); ++k) {
    Moments moments;
    for (const double value : null[k]) moments.add(value);
    std::ranges::sort(null[k]);
    found[k].null_mean = moments.mean();
    found[k].null_high = quantile(null[k], high_share);
    found[k].bar = quantile(largest, high_share);
  }
  return found;
}

}  // namespace concord
