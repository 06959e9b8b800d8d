#include "agents/mechanisms/dispute.hpp"

#include "agents/mechanisms/challenge.hpp"
#include "agents/mechanisms/leaders.hpp"
#include "agents/state/state.hpp"

namespace concord {
namespace {

// docs/ODD.md, 4.6; both assumed.
constexpr double trust_kept = 0.93;    ///< in the system, where an impossible ask stands
constexpr double corrected_gap = 0.2;  ///< between what is achievable and a corrected ask, pp

}  // namespace

Real settled_ask(const Context& c, State& s, OrganisationId i, const Real& ask) {
  const Dispute& p = c.of<Dispute>(i);
  const Mask impossible = ask - s.improvement[i] > p.impossible_gap;
  if (!any(impossible)) return ask;
  const SystemId system = c.world.system[i];
  const Real board = c.rules.statute ? p.board_chance * leadership(c, s, system) : 0.0;
  const Challenged to = challenged(c, s, i, p.regional_chance, board);
  const Mask won =
      impossible & (c.random.uniform(Purpose::dispute, c.step(), c.world.address[i]) < to.chance);
  s.trust_system[i] = select(impossible, to.kept * s.trust_system[i], s.trust_system[i]);
  s.trust_system[i] = select(impossible & ~won, trust_kept * s.trust_system[i], s.trust_system[i]);
  s.impossible_asks += number(impossible);
  s.disputes_won += number(won);
  return select(won, min(ask, s.improvement[i] + corrected_gap), ask);
}

}  // namespace concord
