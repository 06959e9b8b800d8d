#include "agents/mechanisms/integration.hpp"

#include "agents/mechanisms/blueprint.hpp"
#include "agents/mechanisms/leaders.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

// docs/ODD.md, 4.17 and 4.21; all assumed.
constexpr double unled = 0.65, led = 0.65;   ///< how well system work builds, without leadership and by it
constexpr double capital_crowded_out = 0.5;  ///< of what a blueprint crowds out
constexpr double council_benefit = 0.4;      ///< of the savings of integration, as councils feel them
constexpr double learning_by_doing = 0.02, usual_effort = 0.25, tiring = 0.01;  ///< of leadership, a quarter
constexpr double least_capability = 0.05, most_capability = 0.98;

/// How well system work builds capital: leadership helps, prescription crowds out (docs/ODD.md, 4.21).
CONCORD_INLINE Real effectiveness(const Context& c, const State& s, SystemId k) {
  return (unled + led * leadership(c, s, k)) *
         (1 - capital_crowded_out * c.of<Blueprint>().crowding_out * c.rules.blueprint);
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

void expect_integration(const Context& c, const State& s, SystemId system, WorkRows<Payoff>& payoffs) {
  const Integration& p = c.of<Integration>();
  const Real value = c.rules.capital_value;
  const Real system_value = value * p.system_saving * effectiveness(c, s, system);
  for (OrganisationId i : c.world.members(system)) {
    Options& future = payoffs[c.row(i)].future;
    future[1] = value * p.place_saving * c.world.place_weight[i] * c.world.place_others[i];
    future[2] = system_value * c.world.system_weight[i] * c.world.system_others[i] + p.spillover * future[1];
  }
}

void weigh_integration(const Context& c, const State& s, SystemId system, const Expectation&,
                       Utilities& utility) {
  const Integration& p = c.of<Integration>();
  const Real value = c.rules.capital_value, paid = 1 + p.index_payment;
  const Real system_value = value * p.system_saving * effectiveness(c, s, system);
  for (OrganisationId i : c.world.members(system)) {
    const double felt = c.world.kind[i] == Kind::council ? council_benefit : 1.0;
    const Real at_place = value * p.place_saving * c.world.place_weight[i];
    const Real in_system = system_value * c.world.system_weight[i];
    Real own_system = in_system;
    if (c.world.kind[i] == Kind::ccg) {
      own_system = select(s.merged[system], in_system / c.world.system_share[i], in_system);
    }
    utility[c.row(i)][1] += felt * at_place * paid;
    utility[c.row(i)][2] += felt * (own_system + p.spillover * at_place) * paid;
  }
}

void build_capital(const Context& c, State& s, SystemId system) {
  const Integration& p = c.of<Integration>();
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

  // Leadership grows with support and with doing, and tires under pressure (docs/ODD.md, 4.21).
  const Real learned = c.of<Support>().capability_gain * s.supported[system] +
                       c.of<Support>().accelerator_gain * s.accelerated[system];
  s.capability[system] = clamp(s.capability[system] + learned * (1.0 - s.capability[system]) +
                                   learning_by_doing * (linear - usual_effort) - tiring * s.pressure[system],
                               least_capability, most_capability);
}

Real capital_savings(const Context& c, const State& s, OrganisationId i) {
  if (!c.of<Switches>().capital) return 0;
  return c.of<Integration>().place_saving * (s.place_capital[c.world.place[i]] - starting_place_capital) +
         c.of<Integration>().system_saving * (s.capital[c.world.system[i]] - starting_system_capital);
}

}  // namespace concord
