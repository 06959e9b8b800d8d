#include "agents/mechanisms/relationships.hpp"

#include "agents/state.hpp"

namespace concord {

void weigh_relationships(const Context& c, State& s, SystemId system) {
  const double reciprocity = c.p.switches.relationships ? c.p.relationships.reciprocity : 0;
  for (OrganisationId i : c.world.members(system)) {
    Payoff& payoff = s.scratch.payoff[c.row(i)];
    for (std::size_t a = 0; a < actions; ++a) {
      payoff.utility[a] += s.social_weight[i] * (payoff.nhs[a] + payoff.councils[a] + payoff.future[a]);
    }
    const Real at_place = s.trust_place[i] - 0.5;
    payoff.utility[1] += reciprocity * at_place;
    payoff.utility[2] += reciprocity * (s.trust_system[i] - 0.5 + 0.35 * at_place);
  }
}

void update_relationships(const Context& c, State& s, SystemId system) {
  const World& w = c.world;
  const double gain = c.rules.trust_gain, loss = c.p.relationships.loss;
  const World::Group& group = w.systems[system];
  const auto towards_system = [&](OrganisationId i) { return 0.5 * s.action[i]; };  // 0, one half, 1
  Real together = 0;
  for (OrganisationId i : w.members(system)) together += towards_system(i);
  const Real arbitrations = s.measures[SystemMeasure::arbitrations][system] / group.members();
  const double at_place = c.rules.place_judged;
  const Real system_missed = number(s.scratch.system_gap < 0.0);

  for (PlaceId place : w.system_places[system]) {
    const int neighbours = w.places[place].members() - 1;
    Real local = 0;
    for (OrganisationId i : w.members(place)) local += number(s.action[i] > 0.0);
    for (OrganisationId i : w.members(place)) {
      const Real seen_place = neighbours > 0 ? (local - number(s.action[i] > 0.0)) / neighbours : 0.5;
      const Real seen_system = (together - towards_system(i)) / std::max(group.members() - 1, 1);
      Real& trust = s.trust_place[i];
      trust = trust + gain * seen_place * (1.0 - trust) - loss * (1.0 - seen_place) * trust;
      trust = clamp(trust, 0.01, 0.99);

      Real& wider = s.trust_system[i];
      wider = wider + gain * seen_system * (1.0 - wider) - loss * (1.0 - seen_system) * wider +
              s.supported[system] * c.p.support.trust_gain * (1.0 - wider);
      wider = wider * (1.0 - 0.6 * arbitrations);
      if (c.rules.of_year == 3 && w.kind[i] != Kind::council) {
        // Pooled money lost although the organisation itself delivered.
        Real missed = (1 - at_place) * system_missed;
        if (at_place > 0) missed += at_place * number(s.scratch.place_gap[c.row(place)] < 0.0);
        const Real delivered = number(s.scratch.gap[c.row(i)] >= 0.0);
        wider = wider * (1.0 - 0.25 * missed * s.pooled_share[place] * delivered);
      }
      wider = clamp(wider, 0.01, 0.99);
    }
  }
  s.norm[system] += 0.3 * (together / group.members() - s.norm[system]);
}

}  // namespace concord
