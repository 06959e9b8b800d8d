#include "agents/mechanisms/activity_income.hpp"

#include "agents/mechanisms/contracts.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

/// What care shifted by the whole system saves beyond the same at place level, of its cost
/// (docs/ODD.md, 4.16; assumed).
constexpr double system_bonus = 0.05;

/// As tariff_exposure().
CONCORD_INLINE Real exposure_of(const Context& c, const State& s, OrganisationId i) {
  const Real in_contract = number(s.contract[c.world.place[i]] == 0.0);
  const Context& own = c.in(i);
  return row_of(c.world.type[i]).tariff_exposure * own.rules.tariff *
         (1.0 - own.of<Contracts>().effect * in_contract);
}

}  // namespace

Real tariff_exposure(const Context& c, const State& s, OrganisationId i) { return exposure_of(c, s, i); }

void expect_activity_income(const Context& c, const State& s, SystemId system, WorkRows<Payoff>& payoffs) {
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] != Kind::trust) continue;
    const ActivityIncome& p = c.of<ActivityIncome>(i);
    Payoff& payoff = payoffs[c.row(i)];
    const Real exposure = exposure_of(c, s, i);
    const Real shifted = row_of(c.world.type[i]).shiftable * p.shifted_care;
    const Real shift = (p.released_cost - exposure) * shifted;
    payoff.own[0] += (1 - p.marginal_cost) * p.extra_income * exposure;
    payoff.own[1] += shift;
    payoff.own[2] += shift + system_bonus * shifted;
    payoff.nhs[0] -= p.extra_income * exposure;
    payoff.nhs[1] += exposure * shifted;
    payoff.nhs[2] += exposure * shifted;
  }
}

void settle_activity(const Context& c, const State& s, OrganisationId i, Ledger& ledger) {
  const ActivityIncome& p = c.of<ActivityIncome>(i);
  const double pp = c.world.budget[i] / 100;
  const Real shifted = row_of(c.world.type[i]).shiftable * p.shifted_care;
  const Real exposure = exposure_of(c, s, i);
  const Real own = number(s.action[i] == 0.0), together = 1.0 - own, system = number(s.action[i] == 2.0);
  ledger.charge(i, Money{pp * exposure * (p.extra_income * own - shifted * together)}, Kind::ccg,
                p.home_place_share);
  ledger.spend(i, Money{pp * (p.marginal_cost * p.extra_income * exposure * own -
                              shifted * (p.released_cost * together + system_bonus * system))});
}

}  // namespace concord
