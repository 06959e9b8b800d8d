#include "agents/mechanisms/deadline.hpp"

#include "agents/state/state.hpp"

namespace concord {

Real deadline_push(const Context& c, const State& s, SystemId system) {
  const Deadline& p = c.of<Deadline>();
  if (c.rules.quarters_to_deadline < 0 || !c.rules.blueprint_published) return 0;
  const Real near = exp(-c.rules.quarters_to_deadline / p.horizon);
  return p.pressure * (1 - p.expected_delay) * (1 - c.rules.vagueness) * near * number(~s.designated[system]);
}

}  // namespace concord
