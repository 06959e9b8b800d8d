#include "agents/mechanisms/managed_accounts.hpp"

#include "agents/mechanisms/fund_by_year.hpp"
#include "agents/state/state.hpp"

namespace concord {
namespace {

/// What remains put off at year end, pp of the year's budget, negative = paid early, at a `gap` to the plan
/// that would be without.
CONCORD_INLINE Real put_off_at_year_end(const Context& c, OrganisationId i, const Real& scale, Real gap) {
  const ManagedAccounts& p = c.of<ManagedAccounts>();
  const Real reach = scale * abs(c.random.normal(Purpose::reach, c.step(), c.world.address[i]));
  const Real landing = 2 * p.landing * c.random.uniform(Purpose::landing, c.step(), c.world.address[i]);
  const Real spare = max(gap - landing - one_off_gains(c, i), 0.0);  // gains fill a gap and are not banked
  const Real early = min(p.banked * spare, reach), late = min(landing - gap, reach);
  return select(gap > landing, -early, select(gap + reach >= 0.0, late, 0.0));
}

/// The same within the year, of which `quarters` are over.
CONCORD_INLINE Real put_off_within_year(const Context& c, OrganisationId i, const Real& scale, int quarters,
                                        Real gap) {
  const ManagedAccounts& p = c.of<ManagedAccounts>();
  const Real& share = c.world.kind[i] == Kind::ccg ? p.ccg_within_year : p.within_year;
  return clamp((p.landing - gap) * (quarters / 4.0), 0.0, share * scale);
}

}  // namespace

Real reach_of(const Context& c, OrganisationId i) {
  const ManagedAccounts& p = c.of<ManagedAccounts>(i);
  return !p.enabled ? 0 : c.world.kind[i] == Kind::ccg ? p.ccg_reach : p.trust_reach;
}

void carry_over_payments(State& s, OrganisationId i) {
  s.carried[i] = s.put_off[i];
  s.put_off[i] = 0;
}

void manage_accounts(const Context& c, State& s, SystemId system, Ledger& ledger) {
  const World& w = c.world;
  const int q = c.rules.of_year;
  for (OrganisationId i : w.members(system)) {
    if (w.kind[i] == Kind::council) continue;
    const Real scale = reach_of(c, i);
    const Mask steers = scale > 0.0, concerned = steers | (abs(s.put_off[i]) + abs(s.carried[i]) > 0.0);
    if (!any(concerned)) continue;
    // What the year to date would be if nothing of this year were put off, against the plan.
    const Real margin = s.balance[i] / w.budget[i] * 100.0 - s.carried[i];
    const Real year_to_date = (s.year_to_date[i] * q + margin) / (q + 1);
    const Real gap = year_to_date - s.put_off[i] * (4.0 / (q + 1)) - s.control_total[i];
    Real now = 0;
    if (any(steers) && !c.rules.covid) {
      now = q == 3 ? put_off_at_year_end(c, i, scale, gap) : put_off_within_year(c, i, scale, q + 1, gap);
      now = select(steers, now, 0.0);
      if (w.kind[i] == Kind::trust) now = now * s.accepted[i];
    }
    const Real shifted =
        select(concerned, 4.0 * (now - s.put_off[i]) - s.carried[i], 0.0);  // pp of the quarter's budget
    s.put_off[i] = now;
    s.basic_margin[i] += shifted;
    ledger.spend(i, Money{shifted * (-w.budget[i] / 100)});
  }
}

}  // namespace concord
