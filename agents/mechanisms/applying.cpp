#include "agents/mechanisms/applying.hpp"

#include "agents/state/state.hpp"

namespace concord {

Mask applies(const Context& c, State& s, SystemId system, const Real& standing, const Real& bar_then) {
  const Applying& p = c.of<Applying>();
  if (!p.enabled) return Mask::all(true);
  // Whether its boards wait does not change during a run.
  const Mask early = c.random.uniform(Purpose::declaration, 0, c.world.address_of(system)) >= p.waiting;
  const Mask declares =
      ~s.designated[system] & (s.declared[system] < 0.0) & early & (standing >= bar_then - p.readiness);
  s.declared[system] = select(declares, c.rules.t + p.lead, s.declared[system]);
  return (s.declared[system] == static_cast<double>(c.rules.t)) | Mask::all(c.rules.now == p.called);
}

void slip_where(const Context& c, State& s, SystemId system, const Mask& refused) {
  const Mask dated = s.declared[system] == static_cast<double>(c.rules.t);
  s.declared[system] = select(refused & dated, c.rules.t + c.of<Applying>().slip, s.declared[system]);
}

}  // namespace concord
