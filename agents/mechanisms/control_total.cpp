#include "agents/mechanisms/control_total.hpp"

#include "agents/mechanisms/dispute.hpp"
#include "agents/mechanisms/managed_accounts.hpp"
#include "agents/state/state.hpp"

namespace concord {

void offer_control_totals(const Context& c, State& s, SystemId system) {
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const ControlTotal& p = c.of<ControlTotal>(i);
    const Real base = (1 - p.ratchet) * (s.margin[i] + s.effect[i]) + p.ratchet * s.last_year[i];
    const Real ask = min(p.ask_base + p.ask_share * max(0.0, -base), p.ask_cap);
    s.control_total[i] = base + settled_ask(c, s, i, ask);
    s.in_deficit[i] = number(s.margin[i] + s.effect[i] < 0.0);
    s.year_to_date[i] = 0;
    carry_over_payments(s, i);
    s.balance_of_year[i] = 0;
  }
}

}  // namespace concord
