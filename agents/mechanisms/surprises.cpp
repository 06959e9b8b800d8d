#include "agents/mechanisms/surprises.hpp"

#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/state.hpp"

namespace concord {

void draw_year(const Context& c, State& s, SystemId system) {
  const Finance& finance = c.of<Finance>();
  const Surprises& p = c.of<Surprises>();
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const std::uint32_t agent = c.world.address[i];
    const Real mean = c.world.kind[i] == Kind::trust ? finance.improvement : finance.ccg_improvement;
    s.improvement[i] = mean + finance.improvement_sd * c.random.normal(Purpose::annual, c.step(), agent);
    if (!c.of<Switches>().noise) continue;
    s.luck[i] = p.yearly_sd * c.random.normal(Purpose::annual, c.step() + 1000, agent);
    if (any(p.overspend_chance > 0.0)) {
      const Mask overspends = c.random.uniform(Purpose::overspend, c.step(), agent) < p.overspend_chance;
      s.luck[i] -= p.overspend_size * number(overspends);
    }
  }
}

Real system_surprise(const Context& c, SystemId system) {
  // One draw a year: all four quarters share it.
  return c.of<Surprises>().system_sd *
         c.random.normal(Purpose::system_surprise, c.step() / 4, c.world.address_of(system));
}

Real own_surprise(const Context& c, OrganisationId i) {
  return c.of<Surprises>().quarterly_sd *
         c.random.normal(Purpose::quarterly_surprise, c.step(), c.world.address[i]);
}

}  // namespace concord
