#include "agents/mechanisms/integration.hpp"

#include "agents/state.hpp"

namespace concord {
namespace {

/// How well system work builds capital: leadership helps, prescription crowds out (specification,
/// section 5.2).
CONCORD_INLINE Real effectiveness(const Context& c, const State& s, SystemId k) {
  return (0.65 + 0.65 * s.capability[k]) * (1 - 0.5 * c.p.blueprint.crowding_out * c.rules.blueprint);
}

struct Effort {
  std::array<Real, kinds> sum{};  ///< budget-weighted

  CONCORD_INLINE Real weighted(const World::Group& group) const {
    Real total = 0;
    for (std::size_t k = 0; k < kinds; ++k) {
      if (group.count[k] > 0) total += group.weight[k] * (sum[k] / group.budget[k]);
    }
    return total;
  }
  /// Effort of the kind that does least, among the kinds present.
  CONCORD_INLINE Real weakest(const World::Group& group) const {
    if (group.members() == 0) return 0;
    Real least = 1;
    for (std::size_t k = 0; k < kinds; ++k) {
      if (group.count[k] > 0) least = min(least, sum[k] / group.budget[k]);
    }
    return least;
  }
};

}  // namespace

void weigh_integration(const Context& c, State& s, SystemId system) {
  const Integration& p = c.p.integration;
  const double value = c.rules.capital_value, paid = 1 + p.index_payment;
  const Real system_value = value * p.system_saving * effectiveness(c, s, system);
  for (OrganisationId i : c.world.members(system)) {
    Payoff& payoff = s.scratch.payoff[c.row(i)];
    const double felt = c.world.kind[i] == Kind::council ? 0.4 : 1.0;
    const double at_place = value * p.place_saving * c.world.place_weight[i];
    const Real in_system = system_value * c.world.system_weight[i];
    Real own_system = in_system;
    if (c.world.kind[i] == Kind::ccg) {
      own_system = select(s.merged[system], in_system / c.world.system_share[i], in_system);
    }
    payoff.utility[0] = payoff.own[0];
    payoff.utility[1] = payoff.own[1] + felt * at_place * paid;
    payoff.utility[2] = payoff.own[2] + felt * (own_system + p.spillover * at_place) * paid;
    payoff.future[0] = 0;
    payoff.future[1] = at_place * c.world.place_others[i];
    payoff.future[2] = in_system * c.world.system_others[i] + p.spillover * payoff.future[1];
  }
}

void build_capital(const Context& c, State& s, SystemId system) {
  const Integration& p = c.p.integration;
  const World& w = c.world;
  Effort system_effort;
  for (PlaceId place : w.system_places[system]) {
    Effort effort;
    for (OrganisationId i : w.members(place)) {
      const auto kind = static_cast<std::size_t>(w.kind[i]);
      const Real together = number(s.action[i] == 2.0);
      effort.sum[kind] += w.budget[i] * (number(s.action[i] == 1.0) + p.spillover * together);
      system_effort.sum[kind] += w.budget[i] * together;
    }
    const World::Group& group = w.places[place];
    const Real target =
        (1 - p.complementarity) * effort.weighted(group) + p.complementarity * effort.weakest(group);
    s.place_capital[place] += p.build_rate * (target - s.place_capital[place]);
  }
  const World::Group& group = w.systems[system];
  const Real linear = system_effort.weighted(group);
  const Real target = (1 - p.complementarity) * linear + p.complementarity * system_effort.weakest(group);
  s.capital[system] =
      clamp(s.capital[system] + p.build_rate * (target * effectiveness(c, s, system) - s.capital[system]),
            0.0, 1.0);

  // Leadership grows with support and with doing, and tires under pressure (specification, section 6).
  const Real learned = c.p.support.capability_gain * s.supported[system] +
                       c.p.support.accelerator_gain * s.accelerated[system];
  s.capability[system] = clamp(s.capability[system] + learned * (1.0 - s.capability[system]) +
                                   0.02 * (linear - 0.25) - 0.01 * s.pressure[system],
                               0.05, 0.98);
}

Real capital_savings(const Context& c, const State& s, OrganisationId i) {
  if (!c.p.switches.capital) return 0;
  // Savings are measured against the typical starting stocks, 0.25 and 0.12 (specification, section 7).
  return c.p.integration.place_saving * (s.place_capital[c.world.place[i]] - 0.25) +
         c.p.integration.system_saving * (s.capital[c.world.system[i]] - 0.12);
}

}  // namespace concord
