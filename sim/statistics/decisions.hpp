#pragma once
// Which of several policies to take when nobody knows which setting of a model is the true one, and what it
// would be worth to know. Payoffs are such that more is better. Settings count by their weights.

#include "sim/statistics/intervals.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace concord {

/// quantile() of values in any order that count by positive weights: each stands half a weight from its
/// neighbours, the outermost at the ends. Equal weights give the same as none. NaN for no values.
double weighted_quantile(std::span<const double> values, std::span<const double> weights, double q);

/// What every policy gives in every setting: means over runs, which all policies have in common. Of the same
/// runs two halves: what one half says is the best there can be valued by the other, which has other luck.
struct Payoffs {
  std::size_t policies = 0;
  std::vector<double> weights;                   ///< [setting], positive; they sum to 1
  std::vector<double> mean;                      ///< [policy][setting], none missing
  std::array<std::vector<double>, 2> half = {};  ///< the same; NaN where a setting has a single run

  std::size_t settings() const { return weights.size(); }
  double at(std::size_t policy, std::size_t setting) const { return mean[policy * settings() + setting]; }
  std::span<const double> of(std::size_t policy) const { return {&mean[policy * settings()], settings()}; }
  /// Weight of the settings with two halves.
  double halved() const;
};

/// The policy with the highest mean, of payoffs [policy][setting].
std::size_t best_mean(std::span<const double> payoffs, std::span<const double> weights);

/// How far a policy falls short of the best of each setting.
struct Regret {
  double mean, high, largest;  ///< `high`: 95th percentile of settings
};
struct PolicyMerit {
  Interval mean;       ///< over settings
  Interval behind;     ///< the policy with the highest mean less this one, setting by setting
  double worst_tenth;  ///< mean over the worst tenth of settings
  double best;         ///< share of settings in which none is better; equals share it
  double best_twice;   ///< share in which each half of the runs says so; NaN without halves
  Regret regret;       ///< as the runs have it: luck makes the best look better than it is
  Regret crossed;  ///< settings and their best chosen by one half, valued by the other; NaN without halves
};
struct Merits {
  std::vector<PolicyMerit> policies;
  std::size_t choice = 0;    ///< the policy with the highest mean
  std::size_t cautious = 0;  ///< with the least `regret.high`
  double perfect =
      0;  ///< what it is worth to know the setting before one chooses (EVPI), as the runs have it
  double perfect_crossed = 0;  ///< the same chosen by one half and valued by the other; NaN without halves
};
/// Settings of one cluster are not independent.
Merits merits_of(const Payoffs& payoffs, std::span<const std::uint32_t> clusters, double alpha);

/// [setting] regret of a policy, as the runs have it.
std::vector<double> regrets_of(const Payoffs& payoffs, std::size_t policy);
/// Weight of the settings whose value is at least `aim`.
double share_at_least(std::span<const double> values, std::span<const double> weights, double aim);

/// Does another give at least as much by every measure, and more by one? [policy] the first such policy, or
/// none. `merits` [measure][policy], more is better.
std::vector<std::optional<std::size_t>> dominated(std::span<const std::vector<double>> merits);

/// How settings came about, so that chance can be played again: every setting is a level on each of some
/// axes.
struct SettingAxis {
  std::size_t levels = 0;
  std::vector<std::uint32_t> level;  ///< [setting]
};
/// Something that could be known of a setting: what a level of one axis stands for.
struct SettingColumn {
  std::size_t axis = 0;
  std::vector<double> value;  ///< [level]; of names their numbers
  bool names = false;         ///< values have no order
};
struct SettingTable {
  std::vector<SettingAxis> axes;
  std::vector<SettingColumn> columns;

  double at(std::size_t column, std::size_t setting) const {
    const SettingColumn& c = columns[column];
    return c.value[axes[c.axis].level[setting]];
  }
  /// [setting] those that are not independent share a number: the levels of the axis with most of them if
  /// these are many, else each setting its own.
  std::vector<std::uint32_t> clusters() const;
};
/// An axis with so many levels is a sample; with fewer it is a list of cases.
inline constexpr std::size_t many_levels = 20;

/// [setting] in which of five folds its cluster is.
std::vector<std::uint32_t> folds_of(const SettingTable& table, std::uint64_t seed);

/// What it is worth to know some columns before one chooses.
struct Information {
  double
      value;  ///< of the policy that a fit to other settings chooses by them, over that with the highest mean
  double null_mean;  ///< the same where what is known belongs to other settings: mean
  double null_high;  ///< and 95th percentile
  double bar;        ///< 95th percentile of the largest of all that were asked for
};
/// Partial perfect information by regression (Strong, Oakley and Brennan, 2014): payoffs are fitted to powers
/// of one column up to the third, or to values and squares of several, and products if there are settings
/// enough. Fits are made in turn without a fifth of the clusters, for which they then choose. The null
/// exchanges levels of an axis between settings that agree in all others; of an axis of many levels, the same
/// levels everywhere. `known` lists columns.
std::vector<Information> information_of(const Payoffs& payoffs, const SettingTable& table,
                                        std::span<const std::vector<std::size_t>> known,
                                        std::size_t permutations, std::uint64_t seed);

}  // namespace concord
