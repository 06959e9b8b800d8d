#include "agents/mechanisms/named_inputs.hpp"

#include "agents/state/state.hpp"

#include <algorithm>

namespace concord {
namespace {

bool holds(const Context& c, NamedAct act, int who) {
  return std::ranges::any_of(c.named, [&](const NamedInput& input) {
    return input.act == act && input.who == who && input.holds(c.rules.now);
  });
}

void refuse(const Context& c, State& s, OrganisationId i, bool now) {
  if (c.world.kind[i] != Kind::council) {
    if (now) s.accepted[i] = 0;
    return;
  }
  if (now) s.walkouts += number(~s.out[i]);
  s.out[i] = Mask::all(now);
}

}  // namespace

bool kept_out_by_name(const Context& c, OrganisationId council) {
  return holds(c, NamedAct::refusal, council.index);
}

bool accelerated_by_name(const Context& c, SystemId system) {
  return holds(c, NamedAct::accelerator, system.index);
}

void act_as_named(const Context& c, State& s, SystemId system) {
  for (const NamedInput& input : c.named) {
    const bool now = holds(c, input.act, input.who);  // by this entry or by another
    if (!now && c.rules.now != input.until) continue;
    if (input.act == NamedAct::refusal) {
      const OrganisationId i{input.who};
      if (c.world.system[i] == system) refuse(c, s, i, now);
    } else if (input.who == system.index && (now || !c.rules.planning_round)) {
      // In April places have just been allotted without regard to what ends.
      s.accelerated[system] = now ? number(~s.designated[system]) : Real{0};
    }
  }
}

}  // namespace concord
