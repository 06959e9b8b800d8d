#include "agents/mechanisms/cost_growth.hpp"

#include "agents/mechanisms/switches.hpp"
#include "agents/state/state.hpp"

namespace concord {

Real extra_cost_growth(const Context& c) {
  const CostGrowth& p = c.of<CostGrowth>();
  const std::array given{&p.first_year, &p.second_year, &p.third_year};
  const auto year = static_cast<std::size_t>((c.rules.t + 3) / 4);  // Aprils since the start
  if (year < given.size()) return *given[year];
  if (!any(p.later_years_sd > 0.0) || !c.of<Switches>().noise) return 0;
  return p.later_years_sd * c.random.normal(Purpose::cost_growth, c.step(), c.world.address_of_nation(0));
}

}  // namespace concord
