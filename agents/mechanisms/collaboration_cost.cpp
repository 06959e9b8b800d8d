#include "agents/mechanisms/collaboration_cost.hpp"

#include "agents/state.hpp"

namespace concord {
namespace {

/// Commissioners and councils bear less of the management cost (specification, section 5.1; assumed).
constexpr std::array<double, kinds> burden{1.0, 0.3, 0.3};

struct Cost {
  Real place, system;  ///< pp
};

CONCORD_INLINE Cost cost_in(const Context& c, const State& s, SystemId k) {
  const CollaborationCost& p = c.p.collaboration_cost;
  const Real factor = (1.0 + p.pressure_effect * s.pressure[k]) * (1.35 - 0.7 * s.capability[k]) *
                      (1 - 0.25 * p.joint_committees) * (c.rules.covid ? 0.5 : 1);
  const double size = 1 + 0.01 * (c.world.systems[k].members() - 13);
  return {p.place * factor, p.system * factor * size};
}

}  // namespace

void expect_collaboration_cost(const Context& c, State& s, SystemId system) {
  const Cost cost = cost_in(c, s, system);
  for (OrganisationId i : c.world.members(system)) {
    const double weight = burden[static_cast<std::size_t>(c.world.kind[i])];
    s.scratch.payoff[c.row(i)].own[1] -= weight * cost.place;
    s.scratch.payoff[c.row(i)].own[2] -= weight * cost.system;
  }
}

void settle_collaboration_cost(const Context& c, const State& s, SystemId system, Ledger& ledger) {
  const Cost cost = cost_in(c, s, system);
  for (OrganisationId i : c.world.members(system)) {
    const double weight = c.world.budget[i] / 100 * burden[static_cast<std::size_t>(c.world.kind[i])];
    ledger.spend(i, Money{weight * (cost.place * number(s.action[i] == 1.0) +
                                    cost.system * number(s.action[i] == 2.0))});
  }
}

}  // namespace concord
