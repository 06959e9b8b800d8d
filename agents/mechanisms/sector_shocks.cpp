#include "agents/mechanisms/sector_shocks.hpp"

#include "agents/mechanisms/switches.hpp"
#include "agents/state/state.hpp"
#include "sim/percentile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace concord {
namespace {

/// Largest lasting shock, in scales (docs/ODD.md, 4.26; assumed): a t distribution of few degrees has no
/// bounds.
constexpr double largest = 10;

constexpr double half_turn = 0.5, quarter_turn = 0.25;
constexpr double middle = 0.5;  ///< of sorted margins: the median

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
CONCORD_INLINE Real student(const std::array<Real, 2>& uniforms, const Real& freedom) {
  const Real radius = freedom * (exp(log(uniforms[0]) * (-2 / freedom)) - 1.0);
  return clamp(sqrt(max(radius, 0.0)) * cosine_of_turn(uniforms[1]), -largest, largest);
}

/// x far below 0, `upward` x far above, half-way between near it; the median stays at 0.
CONCORD_INLINE Real bent(const Real& x, const Real& upward) {
  return (1 + upward) / 2 * x - (1 - upward) / 2 * (sqrt(1.0 + x * x) - 1.0);
}

}  // namespace

void draw_sector_shocks(const Context& c, State& s, SystemId system) {
  const SectorShocks& p = c.of<SectorShocks>();
  if (!c.rules.sector_shocks || !c.of<Switches>().noise) {
    for (OrganisationId i : c.world.members(system)) s.lasting_shock[i] = s.passing_shock[i] = 0;
    return;
  }
  const Real own = sqrt(1 - p.common), shared = sqrt(p.common);
  const Real heaviest = min(p.acute_freedom, min(p.specialist_freedom, p.other_freedom));
  const Real of_system =
      student(c.random.uniforms(Purpose::lasting_shock, c.step(), c.world.address_of(system)), heaviest);
  const Real of_year = exp(s.year_scale);
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const Sector sector = sector_of(c.world.type[i]);
    const std::uint32_t agent = c.world.address[i];
    const Real away = s.from_sector[i] / p.reach(sector);
    const Real scale =
        of_year * (p.permanent(sector) * c.rules.shock_growth[sector]) * sqrt(1.0 + away * away);
    const Real push =
        shared * of_system +
        own * student(c.random.uniforms(Purpose::lasting_shock, c.step(), agent), p.freedom(sector));
    s.lasting_shock[i] = scale * bent(push, p.upward(sector));
    s.passing_shock[i] = p.passing(sector) * c.random.normal(Purpose::passing_shock, c.step(), agent);
  }
}

void compare_sectors(const Context& c, State& s) {
  const World& w = c.world;
  const SectorShocks& p = c.of<SectorShocks>();
  const auto of_nation = [&](std::uint32_t which) {
    return c.of<Switches>().noise
               ? c.random.normal(Purpose::lasting_shock, c.step(), w.address_of_nation(which))
               : 0.0;
  };
  s.year_persistence = p.year_persistence_sd * of_nation(0);
  s.year_scale = p.year_scale_sd * of_nation(1);
  Arena::Task task(s.arena);
  WorkRows<Real> margins(static_cast<std::size_t>(w.organisation_count()), &task), sorted(&task);
  for (Sector sector : all_sectors) {
    std::size_t count = 0;
    const auto belongs = [&](OrganisationId i) {
      return w.kind[i] == Kind::trust && sector_of(w.type[i]) == sector;
    };
    for (OrganisationId i : w.everybody()) {
      if (belongs(i)) margins[count++] = s.margin[i] + s.lasting_shock[i];
    }
    if (count == 0) continue;
    sort_into(sorted, margins.begin(), margins.begin() + static_cast<std::ptrdiff_t>(count));
    const Real median = percentile(sorted, middle);
    for (OrganisationId i : w.everybody()) {
      if (belongs(i)) s.from_sector[i] = s.margin[i] + s.lasting_shock[i] - median;
    }
  }
}

void go_back_to_sector(const Context& c, State& s, OrganisationId i) {
  const SectorShocks& p = c.of<SectorShocks>();
  if (!p.enabled || c.world.kind[i] != Kind::trust) return;
  const Real lost = 1.0 - s.year_persistence - p.persistence(sector_of(c.world.type[i]));
  s.margin[i] -= lost * s.from_sector[i];
}

BySector<Real> growth_of_shocks(const SectorShocks& p, Quarter now) {
  const int years = std::min(now, p.growth_until).year() - p.scale_year.year();
  BySector<Real> growth;
  for (Sector k : all_sectors) {
    growth[k] = 1;
    for (int year = 0; year < std::abs(years); ++year)
      growth[k] *= years > 0 ? 1 + p.growth(k) : 1 / (1 + p.growth(k));
  }
  return growth;
}

Real shock_variance(const SectorShocks& p, Sector sector, const Real& growth) {
  if (!p.enabled) return 0;
  const Real lasting = p.permanent(sector) * growth * ((1 + p.upward(sector)) / 2),
             passing = p.passing(sector);
  return lasting * lasting + passing * passing;
}

Real pooled_variance(const Context& c, const World::Group& pool, const BySector<Real>& variance) {
  if (!c.rules.sector_shocks) return 0;
  Real own = 0, common = 0;
  for (Sector k : all_sectors) {
    own += pool.squares[k] * variance[k];
    common += pool.share[k] * sqrt(variance[k]);
  }
  return (1 - c.of<SectorShocks>().common) * own + c.of<SectorShocks>().common * common * common;
}

}  // namespace concord
