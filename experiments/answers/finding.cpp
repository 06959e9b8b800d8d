#include "experiments/answers/finding.hpp"

#include "experiments/charts/spread.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace concord {
namespace {

/// Both sides of zero count if each has so much of the units; agreement leaves no more than `dissent` out.
constexpr double faction = 0.1, dissent = 0.05;
constexpr double last_bits = 1e-9;  // half is half, whatever the last bit says

bool clear_of_zero(const Interval& interval) { return interval.low > 0 || interval.high < 0; }
bool within(const Interval& interval, double matters) {
  return interval.low > -matters && interval.high < matters;
}

Verdict judge(const Effect& e, double matters) {
  const auto units = static_cast<double>(e.units);
  if (e.units > 1 && std::abs(e.mean.estimate) >= matters && clear_of_zero(e.mean)) {
    const bool up = e.mean.estimate > 0, agreed = static_cast<double>(e.units - e.agree) <= dissent * units;
    return up ? (agreed ? Verdict::raises : Verdict::tends_up)
              : (agreed ? Verdict::lowers : Verdict::tends_down);
  }
  const bool both =
      static_cast<double>(e.up) >= faction * units && static_cast<double>(e.down) >= faction * units;
  if (both) return Verdict::depends;
  if (within(e.mean, matters)) return Verdict::small;
  return e.units > 1 && clear_of_zero(e.mean) ? Verdict::slight : Verdict::unclear;
}

std::vector<double> chosen(std::span<const double> values, std::span<const std::size_t> which) {
  std::vector<double> out;
  out.reserve(which.size());
  for (const std::size_t n : which) out.push_back(values[n]);
  return out;
}

}  // namespace

bool is_up(Verdict verdict) { return verdict == Verdict::raises || verdict == Verdict::tends_up; }
bool is_down(Verdict verdict) { return verdict == Verdict::lowers || verdict == Verdict::tends_down; }

Effect effect_of(std::span<const double> before, std::span<const double> after, double matters, double alpha,
                 const KnownRange& range) {
  Effect e;
  Moments from, to;
  std::vector<double> differences;
  for (std::size_t n = 0; n < before.size(); ++n) {
    const double difference = after[n] - before[n];
    if (std::isnan(difference)) continue;
    from.add(before[n]);
    to.add(after[n]);
    differences.push_back(difference);
    e.up += difference >= matters ? 1 : 0;
    e.down += difference <= -matters ? 1 : 0;
  }
  e.before = from.mean();
  e.after = to.mean();
  e.mean = paired_difference(after, before, alpha, range);
  e.units = differences.size();
  std::ranges::sort(differences);
  e.same = e.units > 1 && differences.back() - differences.front() <= last_bits * std::abs(e.mean.estimate);
  e.low90 = quantile(differences, 0.05);
  e.high90 = quantile(differences, 0.95);
  e.agree = static_cast<std::size_t>(
      std::ranges::count_if(differences, [&](double value) { return value * e.mean.estimate > 0; }));
  e.verdict = judge(e, matters);
  return e;
}

Shape shape_of(const PairedValues& values, const QuestionGrid& grid, std::size_t circumstance, double matters,
               double alpha) {
  Shape shape;
  const std::vector<double> start = values.of(circumstance, grid.from),
                            end = values.of(circumstance, grid.to);
  for (std::size_t level = 0; level < grid.levels; ++level)
    shape.steps.push_back(effect_of(start, values.of(circumstance, level), matters, alpha, values.range));
  // From `from` to `to`, whichever way the levels are listed.
  std::vector<std::size_t> way;
  const bool forward = grid.to > grid.from;
  for (std::size_t level = grid.from; level != grid.to;)
    way.push_back(level = forward ? level + 1 : level - 1);

  shape.between = way.size() - 1;
  const Effect& last = shape.steps[grid.to];
  for (const std::size_t level : way) {
    const Effect& step = shape.steps[level];
    const bool same_way =
        is_up(last.verdict) ? is_up(step.verdict) : is_down(last.verdict) && is_down(step.verdict);
    if (same_way && !shape.begins) shape.begins = level;
    if (is_clear(last.verdict) && !shape.half && step.mean.estimate / last.mean.estimate >= 0.5 - last_bits)
      shape.half = level;
  }
  double farthest = 0;
  for (const std::size_t level : way) {
    if (level == grid.to) continue;
    const Effect& there = shape.steps[level];
    const Effect back = effect_of(values.of(circumstance, level), end, matters, alpha, values.range);
    const bool turns =
        (is_up(there.verdict) && is_down(back.verdict)) || (is_down(there.verdict) && is_up(back.verdict));
    if (turns && std::abs(there.mean.estimate) > farthest) {
      farthest = std::abs(there.mean.estimate);
      shape.turns = level;
    }
  }
  return shape;
}

std::vector<Dependence> dependences_of(const PairedValues& values, std::span<const Package> sets,
                                       std::size_t circumstance, std::size_t from, std::size_t to,
                                       double matters, double alpha) {
  constexpr std::size_t fewest = 6;
  std::vector<Dependence> out;
  if (sets.size() != values.units || sets.size() < fewest) return out;
  const std::vector<double> before = values.of(circumstance, from), after = values.of(circumstance, to),
                            effects = values.differences(circumstance, from, to);
  const double critical = critical_rank_correlation(sets.size(), sets.front().settings.size(), alpha);
  for (std::size_t k = 0; k < sets.front().settings.size(); ++k) {
    std::vector<double> at;
    at.reserve(sets.size());
    for (const Package& set : sets) at.push_back(set.settings[k].value);
    const double correlation = rank_correlation(at, effects);
    if (std::isnan(correlation) || std::abs(correlation) < critical) continue;
    std::vector<std::size_t> order(sets.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t n) { return at[n]; });
    const std::size_t third = sets.size() / 3;
    const std::span low(order.data(), third), high(order.data() + order.size() - third, third);
    const auto within = [&](std::span<const std::size_t> which) {
      return effect_of(chosen(before, which), chosen(after, which), matters, alpha, values.range);
    };
    out.push_back({sets.front().settings[k].parameter, correlation, at[low.back()], at[high.front()],
                   within(low), within(high)});
  }
  std::ranges::stable_sort(out, std::ranges::greater{},
                           [](const Dependence& d) { return std::abs(d.correlation); });
  return out;
}

Ranking ranking_of(const PairedValues& values, const QuestionGrid& grid, std::size_t circumstance,
                   const QuestionOutcome& outcome, double alpha) {
  Ranking ranking;
  const std::vector<double> start = values.of(circumstance, grid.from);
  std::vector<std::size_t> order;
  for (std::size_t level = 0; level < grid.levels; ++level) {
    ranking.effects.push_back(
        effect_of(start, values.of(circumstance, level), outcome.matters, alpha, values.range));
    if (level != grid.from) order.push_back(level);
  }
  const auto merit = [&](std::size_t level) {
    const double mean = ranking.effects[level].mean.estimate;
    return outcome.better == Better::more ? mean : outcome.better == Better::less ? -mean : std::abs(mean);
  };
  std::ranges::stable_sort(order, std::ranges::greater{}, merit);
  ranking.best = order.front();
  if (order.size() > 1) {
    ranking.second = order[1];
    const Effect gap = effect_of(values.of(circumstance, order[1]), values.of(circumstance, order[0]),
                                 outcome.matters, alpha, values.range);
    ranking.tied = !is_clear(gap.verdict);
  }
  return ranking;
}

std::vector<Contrast> contrasts_of(const PairedValues& values, const QuestionGrid& grid, std::size_t compared,
                                   const QuestionOutcome& outcome, double alpha) {
  std::vector<Contrast> out;
  const std::vector<double> here = values.differences(0, grid.from, compared);
  for (std::size_t axis = 0; axis < grid.context.front().size(); ++axis) {
    for (std::size_t level = 1;; ++level) {
      const std::size_t other = grid.with(axis, level);
      if (other == grid.context.size()) break;
      Contrast contrast{.context = axis,
                        .level = level,
                        .there = {},
                        .difference = {},
                        .differs = false,
                        .alike = false,
                        .ranking = {}};
      contrast.there = effect_of(values.of(other, grid.from), values.of(other, compared), outcome.matters,
                                 alpha, values.range);
      contrast.difference = paired_difference(values.differences(other, grid.from, compared), here, alpha,
                                              difference_of(values.range));
      contrast.differs =
          clear_of_zero(contrast.difference) && std::abs(contrast.difference.estimate) >= outcome.matters;
      contrast.alike = within(contrast.difference, outcome.matters);
      if (!grid.ordered) contrast.ranking = ranking_of(values, grid, other, outcome, alpha);
      out.push_back(std::move(contrast));
    }
  }
  return out;
}

std::optional<std::size_t> other_start_of(const QuestionGrid& grid, std::size_t level) {
  if (grid.today && *grid.today != grid.from) return *grid.today == level ? std::nullopt : grid.today;
  if (!grid.ordered) return std::nullopt;
  const std::size_t end = grid.to > grid.from ? 0 : grid.levels - 1;
  return end == grid.from ? std::nullopt : std::optional(end);
}

bool right_way(const OutcomeFinding& f, const Effect& effect) {
  switch (f.asked->better) {
    case Better::more:
      return is_up(effect.verdict);
    case Better::less:
      return is_down(effect.verdict);
    case Better::neither:
      break;
  }
  return is_clear(effect.verdict);
}

std::optional<std::size_t> other_best(const OutcomeFinding& f, const Contrast& contrast) {
  if (!contrast.ranking || contrast.ranking->tied || contrast.ranking->best == f.level) return std::nullopt;
  if (!right_way(f, contrast.ranking->effects[contrast.ranking->best])) return std::nullopt;
  return contrast.ranking->best;
}

OutcomeFinding find(const Design& design, const QuestionGrid& grid, const SweepTable& table,
                    const QuestionOutcome& asked, const OutcomeValues& outcome, double alpha) {
  OutcomeFinding f{.asked = &asked, .values = PairedValues(grid, table, outcome), .level = grid.to};
  if (grid.ordered) {
    f.shape = shape_of(f.values, grid, 0, asked.matters, alpha);
  } else {
    f.ranking = ranking_of(f.values, grid, 0, asked, alpha);
    f.level = f.ranking->best;
  }
  f.effect =
      effect_of(f.values.of(0, grid.from), f.values.of(0, f.level), asked.matters, alpha, f.values.range);
  f.other_start = other_start_of(grid, f.level);
  f.contrasts = contrasts_of(f.values, grid, f.level, asked, alpha);
  if (design.question->sets)
    f.dependences = dependences_of(f.values, design.axes[*design.question->sets].packages, 0, grid.from,
                                   f.level, asked.matters, alpha);
  return f;
}

}  // namespace concord
