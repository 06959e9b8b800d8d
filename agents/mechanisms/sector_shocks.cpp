#include "agents/mechanisms/sector_shocks.hpp"

#include "agents/mechanisms/switches.hpp"
#include "agents/state/state.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace concord {
namespace {

/// Largest lasting shock, in scales (docs/ODD.md, 4.26; assumed): a t distribution of few degrees has no
/// bounds.
constexpr double largest = 10;

constexpr double half_turn = 0.5, quarter_turn = 0.25;

/// cos(2 pi x) for x from 0 to 1.
CONCORD_INLINE Real cosine_of_turn(const Real& x) {
  constexpr auto series = [] {  // sin(2 pi y) / y in powers of y squared
    std::array<double, 12> c{};
    double term = 2 * std::numbers::pi;
    for (std::size_t n = 0; n < c.size(); ++n) {
      c[n] = term;
      const auto k = static_cast<double>(2 * n + 2);
      term *= -(2 * std::numbers::pi) * (2 * std::numbers::pi) / (k * (k + 1));
    }
    return c;
  }();
  const Real y = abs(x - half_turn) - quarter_turn;  // cos(2 pi x) = sin(2 pi y), y from -1/4 to 1/4
  return y * polynomial(series, y * y);
}

/// Student's t of that many degrees of freedom (Bailey 1994: the polar method of Box and Muller).
CONCORD_INLINE Real student(const std::array<Real, 2>& uniforms, double freedom) {
  const Real radius = freedom * (exp(log(uniforms[0]) * (-2 / freedom)) - 1.0);
  return clamp(sqrt(max(radius, 0.0)) * cosine_of_turn(uniforms[1]), -largest, largest);
}

}  // namespace

void draw_sector_shocks(const Context& c, State& s, SystemId system) {
  const SectorShocks& p = c.of<SectorShocks>();
  if (!c.rules.sector_shocks || !c.of<Switches>().noise) {
    for (OrganisationId i : c.world.members(system)) s.lasting_shock[i] = s.passing_shock[i] = 0;
    return;
  }
  const double own = std::sqrt(1 - p.common), shared = std::sqrt(p.common);
  const Real of_system = c.random.normal(Purpose::lasting_shock, c.step(), c.world.address_of(system));
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const Sector sector = sector_of(c.world.type[i]);
    const std::uint32_t agent = c.world.address[i];
    const double scale = p.permanent(sector) * c.rules.shock_growth;
    s.lasting_shock[i] =
        scale * (shared * of_system +
                 own * student(c.random.uniforms(Purpose::lasting_shock, c.step(), agent), p.freedom));
    s.passing_shock[i] = p.passing(sector) * c.random.normal(Purpose::passing_shock, c.step(), agent);
  }
}

void average_sectors(const Context& c, State& s) {
  std::array<Real, sectors> sum{};
  std::array<double, sectors> count{};
  for (OrganisationId i : c.world.everybody()) {
    if (c.world.kind[i] != Kind::trust) continue;
    const auto sector = static_cast<std::size_t>(sector_of(c.world.type[i]));
    sum[sector] += s.margin[i] + s.lasting_shock[i];
    count[sector] += 1;
  }
  for (std::size_t k = 0; k < sectors; ++k) s.sector_margin[k] = sum[k] / std::max(count[k], 1.0);
}

void go_back_to_sector(const Context& c, State& s, OrganisationId i) {
  const Sector sector = sector_of(c.world.type[i]);
  const double kept = c.of<SectorShocks>().enabled ? c.of<SectorShocks>().persistence(sector) : 1.0;
  if (kept == 1) return;
  const Real mean = s.sector_margin[static_cast<std::size_t>(sector)];
  s.margin[i] += (1 - kept) * (mean - (s.margin[i] + s.lasting_shock[i]));
}

double shock_variance(const SectorShocks& p, Sector sector, double growth) {
  if (!p.enabled) return 0;
  const double lasting = p.permanent(sector) * growth, passing = p.passing(sector);
  return lasting * lasting + passing * passing;
}

double pooled_variance(const Context& c, const World::Group& pool, const BySector& variance) {
  if (!c.rules.sector_shocks) return 0;
  double own = 0, common = 0;
  for (Sector k : all_sectors) {
    own += pool.squares[k] * variance[k];
    common += pool.share[k] * std::sqrt(variance[k]);
  }
  return (1 - c.of<SectorShocks>().common) * own + c.of<SectorShocks>().common * common * common;
}

}  // namespace concord
