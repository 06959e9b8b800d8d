#include "agents/mechanisms/walkout.hpp"

#include "agents/mechanisms/named_inputs.hpp"
#include "agents/state/somebody.hpp"

namespace concord {
namespace {

// What makes a council walk out, of the rate (docs/ODD.md, 4.13; assumed).
constexpr double even_trust = 0.5, of_reluctance = 0.5, of_being_outvoted = 0.5;

/// Runs in which a council can be out at all.
Mask may_be_out(const Context& c) { return (c.of<Walkout>().rate > 0.0) | Mask::all(!c.named.empty()); }
bool walkouts(const Context& c) { return any(c.of<Walkout>().rate > 0.0); }
bool absences(const Context& c) { return any(may_be_out(c)); }

}  // namespace

void walk_out_or_return(const Context& c, State& s, SystemId system) {
  if (c.first() || !somebody(c, system, walkouts)) return;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] != Kind::council || kept_out_by_name(c, i)) continue;
    const Walkout& p = c.of<Walkout>(i);
    const Mask at_work = p.rate > 0.0;
    const Real outvoted = number(s.last_action[i] == 0.0) * s.norm[system];
    const Real strain = even_trust - s.trust_system[i];
    const Real hazard =
        p.rate *
        clamp(of_reluctance * max(0.0, s.reluctance[i]) + strain + of_being_outvoted * outvoted, 0.0, 1.0);
    const Real u = c.random.uniform(Purpose::walkout, c.step(), c.world.address[i]);
    const Mask out = s.out[i];
    const Mask leaves = ~out & (u < hazard), returns = at_work & out & (u < p.return_rate);
    s.out[i] = (out | leaves) & ~returns;
    s.reluctance[i] =
        select(returns & (s.reluctance[i] > 0.0), s.reluctance[i] * (1 - p.concession), s.reluctance[i]);
    s.walkouts += number(leaves);
  }
}

Mask consent_withheld(const Context& c, const State& s, SystemId system) {
  Mask withheld = Mask::all(false);
  if (!somebody(c, system, absences)) return withheld;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) withheld = withheld | (s.out[i] & may_be_out(c.in(i)));
  }
  return withheld;
}

void keep_out(const Context& c, State& s, SystemId system) {
  if (!somebody(c, system, absences)) return;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council)
      s.action[i] = select(s.out[i] & may_be_out(c.in(i)) & (s.action[i] == 2.0), 0.0, s.action[i]);
  }
}

}  // namespace concord
