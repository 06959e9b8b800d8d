#include "agents/mechanisms/shocks.hpp"

#include "agents/state.hpp"

namespace concord {

void weigh_solidarity(const Context& c, State& s, SystemId system) {
  if (!c.rules.covid) return;
  for (OrganisationId i : c.world.members(system)) {
    Options& utility = s.scratch.payoff[c.row(i)].utility;
    utility[1] += c.p.shocks.covid_solidarity;
    utility[2] += c.p.shocks.covid_solidarity;
  }
}

double shock_cost(const Context& c) {
  return c.rules.demand + (c.rules.covid ? 0.5 * c.p.shocks.covid_cost : 0);
}

double shock_reimbursement(const Context& c) {
  return c.rules.covid ? 0.5 * c.p.shocks.covid_cost * c.p.shocks.covid_reimbursed : 0;
}

}  // namespace concord
