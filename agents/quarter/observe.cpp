#include "agents/quarter/observe.hpp"

#include "agents/mechanisms/councils.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/fund_by_year.hpp"
#include "agents/state/state.hpp"
#include "sim/math.hpp"
#include "sim/percentile.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace concord {
namespace {

constexpr double tiny = 1e-9;  ///< in place of zero, where nothing is to be divided
constexpr double lowest_tenth = 0.1, highest_tenth = 0.9;
// Definitions of measures (docs/ODD.md, 4.22); a construct of the model, weights assumed.
constexpr double index_base = 0.35, index_of_place = 0.45, index_of_system = 0.35, index_of_backlog = 0.12,
                 index_of_delays = 0.10;
constexpr double place_cooperation = 0.5;  ///< of acting for the place, where the system counts 1
constexpr double real_from = 0.5;          ///< norm: most choices are cooperative
constexpr double slight_miss = 0.3;        ///< of a system control total, pp
// Facts of single trusts (configs/england_2019/published.csv), pp of budget.
constexpr double lower_quarter = 0.25, half = 0.5, upper_quarter = 0.75;
constexpr double just_balanced = 0.5, deep_deficit = -4, about_even = -1;
constexpr double quartiles_of_normal = 1.349;  ///< apart, in standard deviations

// What the rows of measures are written in. Sums run in order of the things that they are over.

/// A column as a function of ids.
template <class Values>
CONCORD_INLINE auto each(const Values& column) {
  return [&column](auto id) { return column[id]; };
}
template <class Things, class Value>
CONCORD_INLINE Real sum(const Things& things, Value value) {
  Real total = 0;
  for (const auto& thing : things) total += value(thing);
  return total;
}
template <class Tag>
CONCORD_INLINE Real sum(const Reals<Tag>& column) {
  return sum(column, [](const Real& value) { return value; });
}
template <class Tag>
CONCORD_INLINE Real mean(const Reals<Tag>& column) {
  return sum(column) / column.size();
}
template <class Things, class Test>
CONCORD_INLINE Real count(const Things& things, Test test) {
  Words negative = 0;  // a mask that holds is all ones, which is -1
  for (const auto& thing : things) negative = negative + test(thing).bits;
  return whole_number(~negative + 1);
}
template <class Test>
CONCORD_INLINE Real share(std::span<const OrganisationId> bodies, Test test) {
  return count(bodies, test) / std::max(static_cast<double>(bodies.size()), 1.0);
}
/// Mean over the systems of a group.
template <class Value>
CONCORD_INLINE Real mean_of(const World& w, const Masks<SystemTag>& group, Value value) {
  Real total = 0, size = 0;
  for (SystemId k : w.all_systems()) {
    const Real member = number(group[k]);
    total += member * value(k);
    size += member;
  }
  return total / size;
}

CONCORD_INLINE Mask chose(const State& s, OrganisationId i, Action action) {
  return s.action[i] == static_cast<double>(action);
}
Real budget_share(const World& w, const State& s, Action action) {
  const Real budgets =
      sum(w.nhs(w.england), [&](OrganisationId i) { return select(chose(s, i, action), w.budget[i], 0.0); });
  return budgets / std::max(w.england.nhs, tiny);
}
Real share_choosing(const World& w, const State& s, Kind kind, Action action) {
  return share(w.of(kind, w.england), [&](OrganisationId i) { return chose(s, i, action); });
}
/// Members of the designated system mostly act for place or system.
CONCORD_INLINE Mask is_real(const State& s, SystemId k) { return s.designated[k] & (s.norm[k] >= real_from); }
CONCORD_INLINE Mask misses_total(const Measures& m, SystemId k, double by) {
  return (m[SystemMeasure::pooled_share][k] > 0.0) & (m[SystemMeasure::outturn_gap][k] < -by);
}

/// Integration index of a place from the patient's side (docs/ODD.md, 4.22).
CONCORD_INLINE Real integration_of(const Context& c, const State& s, SystemId k, PlaceId place) {
  const auto councils = c.world.of(Kind::council, c.world.places[place]);
  const Real delays = share(councils, [&](OrganisationId i) { return chose(s, i, Action::institution); });
  return clamp(index_base + index_of_place * s.place_capital[place] + index_of_system * s.capital[k] -
                   index_of_backlog * s.backlog[k] - index_of_delays * delays,
               0.0, 1.0);
}
/// The same times population, summed over the places of a system.
CONCORD_INLINE Real integration_in(const World& w, const State& s, SystemId k) {
  return sum(w.system_places[k],
             [&](PlaceId place) { return s.integration[place] * w.places[place].population; });
}

/// What an NHS body is above its control total in the year to date, £m.
CONCORD_INLINE Real against_plan(const Context& c, const State& s, OrganisationId i) {
  const double budget_to_date = c.world.budget[i] * (c.rules.of_year + 1);
  return (s.year_to_date[i] - s.control_total[i]) / 100.0 * budget_to_date;
}

/// Balance since April, per cent of the budget of that time.
CONCORD_INLINE Real margin_of_year(const Context& c, const State& s, OrganisationId i) {
  return s.balance_of_year[i] / (c.world.budget[i] * (c.rules.of_year + 1)) * 100.0;
}

/// Of the trusts that are kept, those that pass a test; missing if none is kept.
template <class Kept, class Test>
CONCORD_INLINE Real share_of_trusts(const World& w, Kept kept, Test test) {
  Real passed = 0;
  int of = 0;
  for (const OrganisationId i : w.of(Kind::trust, w.england)) {
    if (!kept(w, i)) continue;
    passed += number(test(i));
    ++of;
  }
  return of > 0 ? passed / of : Real{unknown};
}
bool is_acute(const World& w, OrganisationId i) { return w.type[i] == Type::acute; }
bool is_other(const World& w, OrganisationId i) { return w.type[i] != Type::acute; }
bool is_deep(const World& w, OrganisationId i) { return w.outturn[i] < deep_deficit; }
bool is_even(const World& w, OrganisationId i) { return w.outturn[i] >= about_even; }

/// Balances since April of some trusts, per cent of budget, sorted.
class Margins {
 public:
  Margins(const Context& c, const State& s, bool (*kept)(const World&, OrganisationId),
          std::pmr::memory_resource* memory)
      : trusts_(memory), sorted_(memory) {
    WorkRows<Real> values(memory);
    for (const OrganisationId i : c.world.of(Kind::trust, c.world.england)) {
      if (!kept(c.world, i)) continue;
      trusts_.push_back(i);
      values.push_back(margin_of_year(c, s, i));
    }
    sort_into(sorted_, values.begin(), values.end());
  }
  Real spread() const {
    if (trusts_.empty()) return unknown;
    return (percentile(sorted_, upper_quarter) - percentile(sorted_, lower_quarter)) / quartiles_of_normal;
  }
  /// Share on the same side of the median as in the year before the start.
  Real same_half(const Context& c, const State& s) const {
    const World& w = c.world;
    WorkRows<double> before(trusts_.get_allocator().resource());
    for (const OrganisationId i : trusts_) before.push_back(w.outturn[i]);
    if (before.empty() || std::ranges::any_of(before, [](double x) { return std::isnan(x); })) return unknown;
    const auto middle = before.begin() + static_cast<std::ptrdiff_t>(before.size() / 2);
    std::ranges::nth_element(before, middle);
    const Real median = percentile(sorted_, half);
    Real same = 0;
    for (const OrganisationId i : trusts_) {
      const Mask below = margin_of_year(c, s, i) < median;
      same += number(w.outturn[i] < *middle ? below : ~below);
    }
    return same / static_cast<double>(trusts_.size());
  }

 private:
  WorkRows<OrganisationId> trusts_;
  WorkRows<Real> sorted_;
};

/// Correlation over councils of leaving care to others with the delays of the year before.
Real delays_follow(const World& w, const State& s) {
  Real chosen = 0, products = 0;
  double known = 0, delays = 0, squares = 0;
  for (const OrganisationId i : w.of(Kind::council, w.england)) {
    if (std::isnan(w.delays[i])) continue;
    const Real choice = number(chose(s, i, Action::institution));
    chosen += choice;
    products += choice * w.delays[i];
    delays += w.delays[i];
    squares += w.delays[i] * w.delays[i];
    ++known;
  }
  if (known == 0) return unknown;
  const Real variance =
      chosen / known * (1.0 - chosen / known) * (squares / known - delays / known * (delays / known));
  return select(variance > 0.0, (products / known - chosen / known * (delays / known)) / sqrt(variance),
                unknown);
}

/// Percentiles over systems. A column that is asked for again is not sorted again.
class Percentiles {
 public:
  Percentiles(std::size_t systems, std::pmr::memory_resource* memory) : sorted_(systems, memory) {}
  Real operator()(const Reals<SystemTag>& values, double share) {
    if (&values != column_) sort_into(sorted_, values.begin(), values.end());
    column_ = &values;
    return percentile(sorted_, share);
  }

 private:
  WorkRows<Real> sorted_;
  const Reals<SystemTag>* column_ = nullptr;
};

}  // namespace

void clear_counts(const Context& c, State& s) {
  if (c.rules.planning_round) s.impossible_asks = s.disputes_won = s.needing_support = 0;
  s.walkouts = s.fund_stake = s.fund_earned = s.unearned_recovery = 0;
  s.outside = {};
}

#define NONE(...)
void observe_system(const Context& c, State& s, SystemId k) {
  const World& w = c.world;
  const World::Group& group = w.systems[k];
  for (OrganisationId i : w.nhs(group)) s.balance_of_year[i] += s.balance[i];
  for (PlaceId place : w.system_places[k]) s.integration[place] = integration_of(c, s, k, place);
#define SYSTEM(name, unit, better, meaning, reference, ...) s.measures[SystemMeasure::name][k] = __VA_ARGS__;
  CONCORD_MEASURES(NONE, SYSTEM, NONE)
#undef SYSTEM
}

void observe_nation(const Context& c, State& s) {
  const World& w = c.world;
  Measures& m = s.measures;
  Arena::Task task(s.arena);
  Percentiles percentile_of(static_cast<std::size_t>(w.system_count()), &task);
  const Margins acute(c, s, is_acute, &task), others(c, s, is_other, &task);
#define NATION(name, unit, better, meaning, reference, ...) m[Measure::name] = __VA_ARGS__;
  CONCORD_MEASURES(NATION, NONE, NONE)
#undef NATION
}

std::array<Real, organisation_column_count> organisation_values(const Context& c, const State& s,
                                                                OrganisationId i) {
  const World& w = c.world;
  /// Councils have no control total and no fund.
  const auto of_nhs = [&](const Real& value) { return w.kind[i] == Kind::council ? Real{unknown} : value; };
#define ORGANISATION(name, unit, better, meaning, reference, ...) __VA_ARGS__,
  return {CONCORD_MEASURES(NONE, NONE, ORGANISATION)};
#undef ORGANISATION
}
#undef NONE

}  // namespace concord
