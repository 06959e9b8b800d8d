#include "agents/mechanisms/break_even.hpp"

#include "agents/mechanisms/designation.hpp"
#include "agents/state/work.hpp"

namespace concord {

void earn_relief(const Context& c, State& s, SystemId system) {
  const Real thriving = number(s.designated[system] & (s.maturity[system] >= c.of<Designation>().thriving));
  s.relief[system] = clamp(c.rules.relief + c.of<BreakEven>().earned_relief * thriving, 0.0, 1.0);
}

void weigh_break_even(const Context& c, const State& s, SystemId system, const Expectation& expected,
                      Utilities& utility) {
  const Real relief = s.relief[system];
  ByTarget shared(c, [&](const Context& of) -> Real {
    return of.rules.break_even * relief * expected.deficit_chance * of.of<BreakEven>().internalised;
  });
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const Payoff& payoff = expected.payoff[c.row(i)];
    const Real alone = c.in(i).rules.break_even * (1.0 - relief) * expected.outlook[c.row(i)].deficit_chance;
    for (std::size_t a = 0; a < actions; ++a) {
      utility[c.row(i)][a] += alone * payoff.own[a] + shared[i] * (payoff.own[a] + payoff.nhs[a]);
    }
  }
}

}  // namespace concord
