#include "agents/mechanisms/collaboration_cost.hpp"

#include "agents/mechanisms/leaders.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

/// Commissioners and councils bear less of the management cost (docs/ODD.md, 4.16; assumed).
constexpr std::array<double, kinds> burden{1.0, 0.3, 0.3};
// What collaboration costs as a factor of its parameter (docs/ODD.md, 4.16; assumed).
constexpr double unled = 1.35, led = 0.7;     ///< without leadership, and less by it
constexpr double saved_by_committees = 0.25;  ///< where committees are joint
constexpr double covid_meetings = 0.5;        ///< of the cost that remains under Covid rules
constexpr double a_member = 0.01;             ///< of each member above the usual number
constexpr int usual_members = 13;

struct Cost {
  Real place, system;  ///< pp
};

CONCORD_INLINE Cost cost_in(const Context& c, const State& s, SystemId k) {
  const CollaborationCost& p = c.of<CollaborationCost>();
  const Real factor = (1.0 + p.pressure_effect * s.pressure[k]) * (unled - led * leadership(c, s, k)) *
                      (1 - saved_by_committees * p.joint_committees) * (c.rules.covid ? covid_meetings : 1);
  const double size = 1 + a_member * (c.world.systems[k].members() - usual_members);
  return {p.place * factor, p.system * factor * size};
}

}  // namespace

void expect_collaboration_cost(const Context& c, const State& s, SystemId system, WorkRows<Payoff>& payoffs) {
  const Cost cost = cost_in(c, s, system);
  for (OrganisationId i : c.world.members(system)) {
    const double weight = burden[static_cast<std::size_t>(c.world.kind[i])];
    payoffs[c.row(i)].own[1] -= weight * cost.place;
    payoffs[c.row(i)].own[2] -= weight * cost.system;
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
