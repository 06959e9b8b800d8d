#include "agents/mechanisms/broken_deals.hpp"

#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/managed_accounts.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/state/state.hpp"

namespace concord {

void reconsider_deals(const Context& c, State& s, SystemId system) {
  const World& w = c.world;
  const BrokenDeals& p = c.of<BrokenDeals>();
  const Real quorum = c.of<Pooling>().quorum;
  /// A common total is given up where members in reach of their plans are too few, or a CCG brings it down.
  const auto give_up = [&](PlaceId place, const Mask& fails) {
    const Mask broken = fails & (p.withdrawal > 0.0) & (s.pooled_share[place] > c.rules.pooled_floor);
    s.pooled_share[place] = select(broken, c.rules.pooled_floor, s.pooled_share[place]);
    return broken;
  };
  Real loyal = 0;
  Mask vetoed = Mask::all(false), broken = Mask::all(false);
  for (PlaceId place : w.system_places[system]) {
    Real loyal_here = 0;
    Mask vetoed_here = Mask::all(false);
    for (OrganisationId i : w.members(place)) {
      if (w.kind[i] == Kind::council) continue;
      const Real gap = projected_margin(c, s, i) - s.control_total[i] + reach_of(c, i);
      const Mask out = normal_cdf(gap / c.rules.quarter_sd[sector_of(w.type[i])]) < p.withdrawal;
      s.accepted[i] = select(out, 0.0, s.accepted[i]);
      loyal_here += select(out, 0.0, w.budget[i]);
      if (w.kind[i] != Kind::ccg || !any(out)) continue;
      const Real u = c.random.uniform(Purpose::broken_deal, c.step(), w.address[i]);
      vetoed_here = vetoed_here | (out & (u < p.ccg_veto));
    }
    loyal += loyal_here;
    vetoed = vetoed | vetoed_here;
    if (c.of<Pooling>().at_place)
      broken = broken | give_up(place, vetoed_here | (loyal_here < quorum * w.places[place].nhs));
  }
  if (!c.of<Pooling>().at_place) {
    for (PlaceId place : w.system_places[system])
      broken = broken | give_up(place, vetoed | (loyal < quorum * w.systems[system].nhs));
  }
  if (!any(broken)) return;
  const Real kept = 1.0 - p.trust_cost * number(broken);
  for (OrganisationId i : w.members(system)) s.trust_system[i] = s.trust_system[i] * kept;
}

}  // namespace concord
