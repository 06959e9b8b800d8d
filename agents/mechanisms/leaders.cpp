#include "agents/mechanisms/leaders.hpp"

#include "agents/state/state.hpp"

namespace concord {

Real leadership(const Context& c, const State& s, SystemId system) {
  const Leaders& p = c.of<Leaders>();
  if (!any(p.vacancy_cost > 0.0) || c.rules.now < p.from) return s.capability[system];
  const Real in_post = p.first_share + p.step * (c.rules.now - p.from);
  // Who is late is drawn once, so that nobody leaves a post again.
  const Mask vacant = c.random.uniform(Purpose::leader, 0, c.world.address_of(system)) >= in_post;
  return s.capability[system] * (1.0 - p.vacancy_cost * number(vacant));
}

}  // namespace concord
