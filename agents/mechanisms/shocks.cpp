#include "agents/mechanisms/shocks.hpp"

#include "agents/state/work.hpp"

namespace concord {
namespace {

/// Of the extra cost of Covid, that falls on NHS bodies (docs/ODD.md, 4.19; assumed).
constexpr double borne_by_nhs = 0.5;

}  // namespace

void weigh_solidarity(const Context& c, const State&, SystemId system, const Expectation&,
                      Utilities& utility) {
  if (!c.rules.covid) return;
  for (OrganisationId i : c.world.members(system)) {
    utility[c.row(i)][1] += c.of<Shocks>().covid_solidarity;
    utility[c.row(i)][2] += c.of<Shocks>().covid_solidarity;
  }
}

Real shock_cost(const Context& c) {
  return c.rules.demand + (c.rules.covid ? borne_by_nhs * c.of<Shocks>().covid_cost : 0);
}

Real shock_reimbursement(const Context& c) {
  return c.rules.covid ? borne_by_nhs * c.of<Shocks>().covid_cost * c.of<Shocks>().covid_reimbursed : 0;
}

}  // namespace concord
