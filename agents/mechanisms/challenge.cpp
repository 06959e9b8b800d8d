#include "agents/mechanisms/challenge.hpp"

#include "agents/state/state.hpp"

namespace concord {

Challenged challenged(const Context& c, const State& s, OrganisationId i, const Real& region,
                      const Real& board) {
  const Challenge& p = c.of<Challenge>();
  if (!p.choice || !c.rules.statute || c.world.kind[i] != Kind::trust) return {region + board, 1.0};
  const Mask past = region > board + p.loyalty * s.trust_system[i];
  return {select(past, region, board), 1.0 - p.over_head * number(past)};
}

}  // namespace concord
