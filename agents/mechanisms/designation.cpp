#include "agents/mechanisms/designation.hpp"

#include "agents/mechanisms/applying.hpp"
#include "agents/mechanisms/deadline.hpp"
#include "agents/mechanisms/leaders.hpp"
#include "agents/mechanisms/walkout.hpp"
#include "agents/state/work.hpp"

#include <algorithm>
#include <numeric>

namespace concord {
namespace {

/// How much the judges of an application differ, on the scale of maturity (docs/ODD.md, 4.14;
/// assumed).
constexpr double judgement_sd = 0.03;

// The official index (docs/ODD.md, 4.14). Weights are assumed and tuned to counts of designations. It counts
// form (a signed control total) beside substance, on purpose.
constexpr double norm_weight = 0.30, trust_weight = 0.22, total_weight = 0.14, finance_weight = 0.12,
                 council_weight = 0.10, capability_weight = 0.12;
constexpr double signed_total = 0.6, pooled_total = 0.4,
                 unsigned_total = 0.15;                ///< of a system control total
constexpr double on_plan = 0.5, finance_slope = 0.35;  ///< of the gap to the total, a pp
constexpr double part_at_place = 0.6;  ///< of a council that acts for its place, where the system counts 1
constexpr double last_rank = -9;       ///< below any maturity
constexpr double given_from = 0.5;     ///< of what a policy hands out: designated from there on

/// Systems designated in the wave of this quarter, or -1 if there is none.
int wave_size(const Context& c) {
  const Designation& p = c.of<Designation>();
  if (c.rules.now == p.first_wave_date) return p.first_wave_systems;
  if (c.rules.now == p.second_wave_date) return p.second_wave_systems;
  if (c.rules.now == p.third_wave_date) return p.third_wave_systems;
  return -1;
}

/// Maturity less what a backlog above the usual one takes from it, as the system's own context says.
Real standing(const Context& c, const State& s, SystemId k, const Real& usual_backlog) {
  return s.maturity[k] - c.of<Designation>().performance_weight * (s.backlog[k] - usual_backlog);
}

/// As judges see that standing.
Real score(const Context& c, const State& s, SystemId k, const Real& usual_backlog) {
  const Real judged = standing(c, s, k, usual_backlog) +
                      judgement_sd * c.random.normal(Purpose::designation, c.step(), c.world.address_of(k));
  return judged - c.of<Walkout>().consent_weight * number(consent_withheld(c, s, k));
}

void designate_where(const Context& c, State& s, SystemId k, Mask chosen) {
  const Mask fresh = chosen & ~s.designated[k];
  if (!any(fresh)) return;
  s.designated[k] = s.designated[k] | fresh;
  s.designated_at[k] = select(fresh, c.rules.t, s.designated_at[k]);
}

/// The best `size` of all systems; those designated already rank last.
void designate_wave(const Context& c, State& s, int size, const Real& usual_backlog) {
  Arena::Task task(s.arena);
  const auto systems = static_cast<std::size_t>(c.world.system_count());
  const std::size_t wanted = std::min(static_cast<std::size_t>(size), systems);
  WorkRows<Real> scores(systems, &task);
  WorkRows<int> order(systems, &task);
  for (SystemId k : c.world.all_systems())
    scores[static_cast<std::size_t>(k.index)] = score(c.in(k), s, k, usual_backlog);
  for (int lane = 0; lane < lanes; ++lane) {
    std::iota(order.begin(), order.end(), 0);
    const auto rank = [&](int k) {
      const double value =
          s.designated[SystemId{k}].lane(lane) ? last_rank : scores[static_cast<std::size_t>(k)].lane(lane);
      return std::pair(-value, k);
    };
    std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(wanted), {}, rank);
    for (std::size_t n = 0; n < wanted; ++n) {
      const SystemId k{order[n]};
      if (s.designated[k].lane(lane)) continue;
      s.designated[k].set_lane(lane, true);
      s.designated_at[k].set_lane(lane, c.rules.t);
    }
  }
}

/// Maturity that an application must show so many quarters ahead, as it looks now.
Real bar_in(const Context& c, int quarters) {
  if (!c.rules.blueprint_published) return c.of<Designation>().maturing;
  const Deadline& p = c.of<Deadline>();
  const int left = std::max(c.rules.quarters_to_deadline - quarters, 0);
  return c.of<Designation>().maturing - p.bar_drop * exp(-left / p.bar_horizon);
}

void choose_systems(const Context& c, State& s) {
  for (SystemId k : c.world.all_systems()) designate_where(c, s, k, c.of<Designation>(k).given >= given_from);
  Real usual_backlog = 0;
  for (SystemId k : c.world.all_systems()) usual_backlog += s.backlog[k];
  usual_backlog = usual_backlog / c.world.system_count();
  const int size = wave_size(c);
  if (size >= 0) designate_wave(c, s, size, usual_backlog);
  ByTarget bar(c, [](const Context& of) { return bar_in(of, 0); });
  ByTarget bar_then(c, [](const Context& of) { return bar_in(of, of.of<Applying>().lead); });
  for (SystemId k : c.world.all_systems()) {
    const Context& own = c.in(k);
    if (own.rules.quarters_to_deadline <= 0) designate_where(own, s, k, Mask::all(true));
    const Mask open = ~s.designated[k];
    if (size >= 0 || !own.rules.applications_open || !any(open)) continue;
    const Mask applied = applies(own, s, k, standing(own, s, k, usual_backlog), bar_then[k]);
    const Mask approved = applied & (score(own, s, k, usual_backlog) >= bar[k]);
    slip_where(own, s, k, open & applied & ~approved);
    designate_where(own, s, k, approved);
  }
}

}  // namespace

void designate(const Context& c, State& s) {
  choose_systems(c, s);
  s.designated_systems = 0;
  for (SystemId k : c.world.all_systems()) s.designated_systems += number(s.designated[k]);
}

void mature(const Context& c, State& s, SystemId system, Accounts& accounts) {
  const World::Group& group = c.world.systems[system];
  Real trust = 0, councils = 0;
  for (OrganisationId i : c.world.members(system)) {
    trust += s.trust_system[i];
    if (c.world.kind[i] == Kind::council) {
      const Real part = select(s.action[i] == 2.0, 1.0, select(s.action[i] == 1.0, part_at_place, 0.0));
      councils += select(s.out[i], 0.0, part);
    }
  }
  const Real participation = councils / std::max(group.count[2], 1);
  s.council_participation[system] = participation;
  const Real pooled = s.system_pooled_share[system];
  s.maturity[system] =
      norm_weight * s.norm[system] + trust_weight * trust / group.members() +
      total_weight * select(pooled > 0.0, signed_total + pooled_total * pooled, unsigned_total) +
      finance_weight * clamp(on_plan + finance_slope * accounts.system_gap, 0.0, 1.0) +
      council_weight * participation + capability_weight * leadership(c, s, system);
}

}  // namespace concord
