#include "agents/mechanisms/fund_by_year.hpp"

#include "agents/state/state.hpp"

namespace concord {

namespace {

Real fund_but_recovery(const Context& own, Type type) {
  return row_of(type).fund * own.rules.fund * own.of<FundByYear>().of(type);
}

/// `own`: what the body sees.
CONCORD_INLINE Real recovery(const Context& own, const State& s, OrganisationId i, Type type) {
  const FundByYear& p = own.of<FundByYear>();
  const Real whole = p.in_deficit(type) * own.rules.fund * s.in_deficit[i];
  if (!any(p.recovery_to_balance > 0.0)) return whole;
  const Real lacking = max(-(s.control_total[i] + fund_but_recovery(own, type)), 0.0);
  return whole - p.recovery_to_balance * max(whole - lacking, 0.0);
}

}  // namespace

Real recovery_on_offer(const Context& c, const State& s, OrganisationId i) {
  return recovery(c.in(i), s, i, c.world.type[i]);
}

Real fund_on_offer(const Context& c, const State& s, OrganisationId i) {
  const Context& own = c.in(i);
  const Type type = c.world.type[i];
  return fund_but_recovery(own, type) + recovery(own, s, i, type);
}

Real one_off_gains(const Context& c, OrganisationId i) {
  const FundByYear& p = c.of<FundByYear>();
  if (c.rules.of_year != 3 || c.world.kind[i] != Kind::trust || !any(p.gains > 0.0)) return 0;
  const Mask has = c.random.uniform(Purpose::one_off_gain, c.step(), c.world.address[i]) < p.gain_chance;
  return p.gains / p.gain_chance * number(has);
}

void top_up(const Context& c, State& s, SystemId system, Ledger& ledger) {
  const Real share = c.of<FundByYear>().top_up;
  if (!any(share > 0.0)) return;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] != Kind::council) ledger.grant(i, Money{share * max(-s.balance[i], 0.0)});
  }
}

}  // namespace concord
