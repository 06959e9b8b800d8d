#include "agents/mechanisms/relationships.hpp"

#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

// docs/ODD.md, 4.17 and 4.20; all assumed. Trust lies between 0 and 1.
constexpr double even = 0.5;              ///< neither trust nor distrust
constexpr double place_in_system = 0.35;  ///< of trust in the place, for acting in the system
constexpr double least = 0.01, most = 0.99;
constexpr double lost_by_arbitration = 0.6;  ///< of trust in the system, if every member went to arbitration
constexpr double lost_with_pool = 0.25;  ///< of it, where pooled money was lost and the body itself delivered
constexpr double norm_rate = 0.3;        ///< of the norm towards the quarter's choices

}  // namespace

void weigh_relationships(const Context& c, const State& s, SystemId system, const Expectation& expected,
                         Utilities& utility) {
  const Real reciprocity = c.of<Switches>().relationships ? c.of<Relationships>().reciprocity : 0;
  for (OrganisationId i : c.world.members(system)) {
    const Payoff& payoff = expected.payoff[c.row(i)];
    for (std::size_t a = 0; a < actions; ++a) {
      utility[c.row(i)][a] += s.social_weight[i] * (payoff.nhs[a] + payoff.councils[a] + payoff.future[a]);
    }
    const Real at_place = s.trust_place[i] - even;
    utility[c.row(i)][1] += reciprocity * at_place;
    utility[c.row(i)][2] += reciprocity * (s.trust_system[i] - even + place_in_system * at_place);
  }
}

void update_relationships(const Context& c, State& s, SystemId system, Accounts& accounts) {
  const World& w = c.world;
  const Real gain = c.rules.trust_gain, loss = c.of<Relationships>().loss;
  const World::Group& group = w.systems[system];
  const auto towards_system = [&](OrganisationId i) { return 0.5 * s.action[i]; };  // 0, one half, 1
  Real together = 0;
  for (OrganisationId i : w.members(system)) together += towards_system(i);
  const Real arbitrations = s.arbitrations[system] / group.members();
  const Real at_place = c.rules.place_judged;
  const Real system_missed = number(accounts.system_gap < 0.0);

  for (PlaceId place : w.system_places[system]) {
    const int neighbours = w.places[place].members() - 1;
    Real local = 0;
    for (OrganisationId i : w.members(place)) local += number(s.action[i] > 0.0);
    for (OrganisationId i : w.members(place)) {
      const Real seen_place = neighbours > 0 ? (local - number(s.action[i] > 0.0)) / neighbours : even;
      const Real seen_system = (together - towards_system(i)) / std::max(group.members() - 1, 1);
      Real& trust = s.trust_place[i];
      trust = trust + gain * seen_place * (1.0 - trust) - loss * (1.0 - seen_place) * trust;
      trust = clamp(trust, least, most);

      Real& wider = s.trust_system[i];
      wider = wider + gain * seen_system * (1.0 - wider) - loss * (1.0 - seen_system) * wider +
              s.supported[system] * c.of<Support>().trust_gain * (1.0 - wider);
      wider = wider * (1.0 - lost_by_arbitration * arbitrations);
      if (c.rules.of_year == 3 && w.kind[i] != Kind::council) {
        // Pooled money lost although the organisation itself delivered.
        Real missed = (1 - at_place) * system_missed;
        if (any(at_place > 0.0)) missed += at_place * number(accounts.place_gap[c.row(place)] < 0.0);
        const Real delivered = number(accounts.gap[c.row(i)] >= 0.0);
        wider = wider * (1.0 - lost_with_pool * missed * s.pooled_share[place] * delivered);
      }
      wider = clamp(wider, least, most);
    }
  }
  s.norm[system] += norm_rate * (together / group.members() - s.norm[system]);
}

}  // namespace concord
