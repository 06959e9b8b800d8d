#include "agents/mechanisms/agreement_mandate.hpp"

#include "agents/mechanisms/switches.hpp"
#include "agents/state/somebody.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

bool is_offered(const Context& c) { return any(c.of<AgreementMandate>().conditional_money > 0.0); }

}  // namespace

void expect_conditional_money(const Context& c, const State&, SystemId system, WorkRows<Payoff>& payoffs) {
  if (!somebody(c, system, is_offered)) return;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council || !is_offered(c.in(i))) continue;
    const AgreementMandate& p = c.of<AgreementMandate>(i);
    Options& own = payoffs[c.row(i)].own;
    own[0] += p.conditional_money * (1 - p.audit);
    own[1] += p.conditional_money;
    own[2] += p.conditional_money;
  }
}

void settle_conditional_money(const Context& c, const State& s, SystemId system, Ledger& ledger) {
  if (!c.of<Switches>().finance || !somebody(c, system, is_offered)) return;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council || !is_offered(c.in(i))) continue;
    const AgreementMandate& p = c.of<AgreementMandate>(i);
    const Real paid = select(s.action[i] == 0.0, 1 - p.audit, 1.0);
    ledger.grant(i, Money{c.world.budget[i] / 100 * p.conditional_money * paid});
  }
}

}  // namespace concord
