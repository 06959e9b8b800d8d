#include "agents/mechanisms/fund_by_year.hpp"

#include "agents/state/state.hpp"

namespace concord {

Real fund_on_offer(const Context& c, const State& s, OrganisationId i) {
  const Type type = c.world.type[i];
  const Context& own = c.in(i);
  const FundByYear& p = own.of<FundByYear>();
  const Real fund = row_of(type).fund * own.rules.fund * p.of(type);
  Real recovery = p.in_deficit(type) * own.rules.fund * s.in_deficit[i];
  if (any(p.recovery_to_balance > 0.0)) {
    const Real lacking = max(-(s.control_total[i] + fund), 0.0);
    recovery = recovery - p.recovery_to_balance * max(recovery - lacking, 0.0);
  }
  return fund + recovery;
}

void top_up(const Context& c, State& s, SystemId system, Ledger& ledger) {
  const Real share = c.of<FundByYear>().top_up;
  if (!any(share > 0.0)) return;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] != Kind::council) ledger.grant(i, Money{share * max(-s.balance[i], 0.0)});
  }
}

}  // namespace concord
