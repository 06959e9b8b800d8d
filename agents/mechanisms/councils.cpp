#include "agents/mechanisms/councils.hpp"

#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

#include <cmath>

namespace concord {
namespace {

/// Of a council's reluctance, that it feels towards its place (docs/ODD.md, 4.17; assumed).
constexpr double reluctance_at_place = 0.25;

}  // namespace

Real social_care_pressure(const Context& c, OrganisationId council) {
  const double position = c.world.position[council];
  const Context& own = c.in(council);
  const Real relief = std::isnan(position) ? 0 : own.of<Councils>().reserve_effect * position;
  return own.rules.social_care_pressure * (1 - relief);
}

void expect_council_care(const Context& c, const State&, SystemId system, WorkRows<Payoff>& payoffs) {
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] != Kind::council) continue;
    const Councils& p = c.of<Councils>(i);
    const Real funded = p.joint_funding * (1 - p.central_match),
               avoided = p.hospital_saving * p.joint_funding;
    Payoff& payoff = payoffs[c.row(i)];
    const Real delayed = p.delayed_discharge * social_care_pressure(c, i);
    payoff.own[0] += delayed;
    payoff.own[1] -= funded;
    payoff.own[2] -= funded;
    payoff.nhs[0] -= p.hospital_cost * delayed;
    payoff.nhs[1] += avoided;
    payoff.nhs[2] += avoided;
  }
}

void weigh_reluctance(const Context& c, const State& s, SystemId system, const Expectation&,
                      Utilities& utility) {
  if (!c.of<Switches>().exposure) return;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] != Kind::council) continue;
    const Councils& p = c.of<Councils>(i);
    utility[c.row(i)][1] -= reluctance_at_place * s.reluctance[i];
    utility[c.row(i)][2] -= s.reluctance[i] + p.beyond_place_cost;
    utility[c.row(i)][1] -= s.held_back[i];
    utility[c.row(i)][2] -= s.held_back[i];
  }
}

Real delayed_care(const Context& c, const State& s, OrganisationId i) {
  const double pp = c.world.budget[i] / 100;
  return pp * c.of<Councils>(i).delayed_discharge * social_care_pressure(c, i) * number(s.action[i] == 0.0);
}

void settle_council_care(const Context& c, State& s, OrganisationId i, Ledger& ledger) {
  if (!c.of<Switches>().finance) return;
  const Councils& p = c.of<Councils>(i);
  const double pp = c.world.budget[i] / 100;
  const Real place = number(s.action[i] == 1.0), system = number(s.action[i] == 2.0);
  const Money delayed{delayed_care(c, s, i)};
  ledger.spend(i, -delayed);
  ledger.spread(i, Real{p.hospital_cost} * delayed, Kind::trust, 1);
  const Money funded{pp * p.joint_funding * (place + system)};
  ledger.spend(i, funded);
  ledger.grant(i, Real{p.central_match} * funded);
  ledger.spread(i, Money{-p.hospital_saving * pp * p.joint_funding * place}, Kind::trust, 1);
  ledger.spread(i, Money{-p.hospital_saving * pp * p.joint_funding * system}, Kind::trust, 0);
}

}  // namespace concord
