#pragma once
// What a question's sweep says, as facts and numbers; sentences.hpp puts them into words. Nothing here knows
// what the outcomes stand for. Every effect is a difference between two levels of the lever, pair by pair.

#include "experiments/answers/paired.hpp"
#include "sim/statistics/intervals.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace concord {

/// What an effect amounts to, beside the smallest difference worth mentioning (m).
enum class Verdict {
  raises,      ///< the mean is at least m and clear of zero, and at least 95 in 100 units are above zero
  lowers,      ///< the same downwards
  tends_up,    ///< the mean is at least m and clear of zero, but more units than that are at or below zero
  tends_down,  ///< the same downwards
  depends,     ///< neither, and at least a tenth of the units lie beyond m on either side
  small,       ///< none of these, and the interval of the mean lies within m of zero
  slight,      ///< none of these, and the interval leaves out zero: clear, but perhaps too small to matter
  unclear,     ///< none of these: the interval holds zero, or there is none
};
bool is_up(Verdict verdict);
bool is_down(Verdict verdict);
inline bool is_clear(Verdict verdict) { return is_up(verdict) || is_down(verdict); }

struct Effect {
  double before = 0, after = 0;  ///< means over the units that have both
  Interval mean{};               ///< of the differences, over units
  double low90 = 0, high90 = 0;  ///< 5th and 95th percentile of the differences
  std::size_t units = 0;         ///< that have both values
  bool same = false;             ///< all of them differ alike, to the last digit that rounding leaves
  std::size_t up = 0, down = 0;  ///< units beyond m, upwards and downwards
  std::size_t agree = 0;         ///< units that go the way of the mean, however far
  Verdict verdict = Verdict::unclear;
};
/// `range` is that of a unit's outcome.
Effect effect_of(std::span<const double> before, std::span<const double> after, double matters, double alpha,
                 const KnownRange& range = {});

/// How an effect grows along a lever whose levels are more or less. Levels count as in the grid.
struct Shape {
  std::vector<Effect> steps;  ///< [level] against `from`
  std::optional<std::size_t>
      begins;  ///< first level after `from` with a clear effect in the direction of the last
  std::optional<std::size_t>
      half;  ///< first level with at least half of the effect of the last, if that is clear
  std::optional<std::size_t> turns;  ///< level beyond which the outcome clearly goes back
  std::size_t between = 0;           ///< levels between `from` and `to`
};
Shape shape_of(const PairedValues& values, const QuestionGrid& grid, std::size_t circumstance, double matters,
               double alpha);

/// Packages ranked by what they do to an outcome.
struct Ranking {
  std::vector<Effect> effects;        ///< [level] against `from`
  std::size_t best = 0;               ///< level with the largest effect the right way, whether clear or not
  std::optional<std::size_t> second;  ///< the next, if there is one
  bool tied = false;                  ///< best and second do not clearly differ by m
};
Ranking ranking_of(const PairedValues& values, const QuestionGrid& grid, std::size_t circumstance,
                   const QuestionOutcome& outcome, double alpha);

/// The same effect in other circumstances.
struct Contrast {
  std::size_t context, level;  ///< which context differs from the first circumstances, and how
  Effect there;
  Interval difference;             ///< of the effect there less the effect here, unit by unit
  bool differs = false;            ///< clear of zero and at least m
  bool alike = false;              ///< its interval lies within m of zero
  std::optional<Ranking> ranking;  ///< there, of packages
};
/// For every level but the first of every context, between `from` of the lever and `level`.
std::vector<Contrast> contrasts_of(const PairedValues& values, const QuestionGrid& grid, std::size_t level,
                                   const QuestionOutcome& outcome, double alpha);

/// How an effect goes with a parameter that differs between sets.
struct Dependence {
  const ParameterInfo* parameter;
  double correlation;        ///< Spearman's, of the effect and the parameter, over sets
  double low_to, high_from;  ///< ends of the lowest and highest third of the sets
  Effect low, high;          ///< within those thirds
};
/// Of the parameters whose correlation no more than one in twenty such searches through unrelated parameters
/// would find (Bonferroni's bound), the strongest first. None below six sets.
std::vector<Dependence> dependences_of(const PairedValues& values, std::span<const Package> sets,
                                       std::size_t circumstance, std::size_t from, std::size_t to,
                                       double matters, double alpha);

/// All of one outcome.
struct OutcomeFinding {
  const QuestionOutcome* asked;
  PairedValues values;
  std::size_t level;  ///< that is compared with `from`: the lever's `to`, or the best package
  Effect effect;      ///< in the first circumstances
  std::optional<std::size_t> other_start;  ///< another level to count from: see other_start_of
  Shape shape;                             ///< of a lever whose levels are more or less
  std::optional<Ranking> ranking;          ///< of packages
  std::vector<Contrast> contrasts;
  std::vector<Dependence> dependences;
};
/// Effects are counted from `from`, and once more from the value that the scenario has, if that is another
/// level than `from` and `level`; else, of a lever of more or less, from its end on the other side of `from`
/// than `to`.
std::optional<std::size_t> other_start_of(const QuestionGrid& grid, std::size_t level);
/// Is the effect clear, and the way that is better, if either is?
bool right_way(const OutcomeFinding& finding, const Effect& effect);
/// The package that does most in other circumstances, if it is another one, clearly so and the right way.
std::optional<std::size_t> other_best(const OutcomeFinding& finding, const Contrast& contrast);

OutcomeFinding find(const Design& design, const QuestionGrid& grid, const SweepTable& table,
                    const QuestionOutcome& asked, const OutcomeValues& outcome, double alpha);

}  // namespace concord
