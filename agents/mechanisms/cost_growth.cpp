#include "agents/mechanisms/cost_growth.hpp"

#include "agents/mechanisms/switches.hpp"
#include "agents/state/state.hpp"

namespace concord {

namespace {

/// What the first three years have, in order, and later ones draw.
Real of_year(const Context& c, const std::array<Real, 3>& given, const Real& later_sd, std::uint32_t draw) {
  const auto year = static_cast<std::size_t>((c.rules.t + 3) / 4);  // Aprils since the start
  if (year < given.size()) return given[year];
  if (!any(later_sd > 0.0) || !c.of<Switches>().noise) return 0;
  return later_sd * c.random.normal(Purpose::cost_growth, c.step(), c.world.address_of_nation(draw));
}

}  // namespace

ExtraCostGrowth extra_cost_growth(const Context& c) {
  const CostGrowth& p = c.of<CostGrowth>();
  const Real all = of_year(c, {p.first_year, p.second_year, p.third_year}, p.later_years_sd, 0);
  const Real apart =
      of_year(c, {p.first_year_acute, p.second_year_acute, p.third_year_acute}, p.later_years_acute_sd, 1);
  const BySector<double>& share = c.world.england.share;
  const double acute = share[Sector::acute],
               trusts = acute + share[Sector::specialist] + share[Sector::other];
  const double acute_share = trusts > 0 ? acute / trusts : 0;
  return {all + (1 - acute_share) * apart, all - acute_share * apart};
}

}  // namespace concord
