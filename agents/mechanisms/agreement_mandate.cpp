#include "agents/mechanisms/agreement_mandate.hpp"

#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

namespace concord {

void expect_conditional_money(const Context& c, const State&, SystemId system, WorkRows<Payoff>& payoffs) {
  const AgreementMandate& p = c.of<AgreementMandate>();
  if (!any(p.conditional_money > 0.0)) return;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    Options& own = payoffs[c.row(i)].own;
    own[0] += p.conditional_money * (1 - p.audit);
    own[1] += p.conditional_money;
    own[2] += p.conditional_money;
  }
}

void settle_conditional_money(const Context& c, const State& s, SystemId system, Ledger& ledger) {
  const AgreementMandate& p = c.of<AgreementMandate>();
  if (!any(p.conditional_money > 0.0) || !c.of<Switches>().finance) return;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const Real paid = select(s.action[i] == 0.0, 1 - p.audit, 1.0);
    ledger.grant(i, Money{c.world.budget[i] / 100 * p.conditional_money * paid});
  }
}

}  // namespace concord
