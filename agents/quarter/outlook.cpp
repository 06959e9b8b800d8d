#include "agents/quarter/outlook.hpp"

#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/fund_by_year.hpp"
#include "agents/mechanisms/sector_shocks.hpp"
#include "agents/mechanisms/surprises.hpp"
#include "agents/mechanisms/sustainability_fund.hpp"
#include "agents/state/sums.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

/// How uncertain boards think the system's outturn, which they see as more certain than their own, pp
/// (docs/ODD.md, 4.15; assumed).
constexpr double system_doubt = 0.6;

}  // namespace

void look_ahead(const Context& c, const State& s, SystemId system, Expectation& expected) {
  const World& w = c.world;
  const Real left_sd = c.rules.left_sd, taper = c.of<SustainabilityFund>().taper;
  Real post = 0;
  for (OrganisationId i : w.members(system)) {
    if (w.kind[i] == Kind::council) continue;
    Outlook& outlook = expected.outlook[c.row(i)];
    const Real projected = projected_margin(c, s, i);
    outlook.gap = projected - s.control_total[i];
    outlook.stake = fund_on_offer(c, s, i) * s.accepted[i];
    outlook.post =
        projected + outlook.stake * normal_cdf(outlook.gap / c.rules.quarter_sd[sector_of(w.type[i])]);
    outlook.deficit_chance = normal_cdf(-outlook.post);
    expected.gap[c.row(i)] = outlook.gap;
    post += w.budget[i] * outlook.post;
  }
  // Change of the chance that the pool meets its total, per pp of its budget.
  const auto slope = [&](Real gap, const World::Group& pool) {
    const Real common = c.of<Surprises>().system_sd;
    const Real spread = sqrt(left_sd * left_sd * pool.concentration + common * common +
                             pooled_variance(c, pool, c.rules.left_variance)) +
                        taper;
    return normal_density(gap / spread) / spread;
  };
  const World::Group& group = w.systems[system];
  expected.deficit_chance = normal_cdf(-(post / std::max(group.nhs, 1e-9)) / system_doubt);
  expected.system_slope = slope(nhs_mean(c, w.members(system), group.nhs, expected.gap), group);
  if (!any(c.rules.place_judged > 0.0)) return;
  for (PlaceId place : w.system_places[system]) {
    const World::Group& local = w.places[place];
    expected.place_slope[c.row(place)] = slope(nhs_mean(c, w.members(place), local.nhs, expected.gap), local);
  }
}

}  // namespace concord
