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

/// Distance from the median beyond which shocks widen no more, pp: the farthest of a trust in the panel, so
/// that the estimates say nothing of it; shocks that widened for ever would carry a trust away.
constexpr double farthest = 36.5;

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

/// How much wider shocks are at a distance from the median.
CONCORD_INLINE Real widening(const Real& distance, const Real& reach) {
  const Real away = min(abs(distance), farthest) / reach;
  return sqrt(1.0 + away * away);
}

/// Degrees of freedom of what a system has in common.
Real heaviest(const SectorShocks& p) {
  return min(p.acute_freedom, min(p.specialist_freedom, p.other_freedom));
}

/// Scale of the lasting shock of a trust at the median of its sector, in a year as others, pp.
Real usual_scale(const Context& c, Sector sector) {
  return c.of<SectorShocks>().permanent(sector) * c.rules.shock_growth[sector];
}

/// The mean of such a shock, pp: below 0 where shocks are larger downwards. Over points that lie evenly in
/// the four draws of a shock (Roberts 2018: powers of the root of x^5 = x + 1), within some 1%.
Real usual_mean(const Context& c, Sector sector) {
  const SectorShocks& p = c.of<SectorShocks>();
  const Real upward = p.upward(sector);
  if (!any(abs(upward - 1) > 0.0)) return 0;
  constexpr int points = 400;
  constexpr double root = 1.1673039782614187;
  std::array<double, 4> at{}, step{};
  double power = 1;
  for (double& one : step) one = power /= root;
  at.fill(half_turn);
  const Real own = sqrt(1 - p.common), shared = sqrt(p.common), shared_freedom = heaviest(p);
  Real sum = 0;
  for (int n = 0; n < points; ++n) {
    const Real push =
        shared * student({at[0], at[1]}, shared_freedom) + own * student({at[2], at[3]}, p.freedom(sector));
    sum += sqrt(1.0 + push * push) - 1.0;
    for (std::size_t k = 0; k < at.size(); ++k) at[k] = std::fmod(at[k] + step[k], 1.0);
  }
  return usual_scale(c, sector) * (upward - 1) / 2 * (sum / points);
}

}  // namespace

void draw_sector_shocks(const Context& c, State& s, SystemId system) {
  const SectorShocks& p = c.of<SectorShocks>();
  if (!c.rules.sector_shocks || !c.of<Switches>().noise) {
    for (OrganisationId i : c.world.members(system)) s.lasting_shock[i] = s.passing_shock[i] = 0;
    return;
  }
  const Real own = sqrt(1 - p.common), shared = sqrt(p.common);
  const Real of_system =
      student(c.random.uniforms(Purpose::lasting_shock, c.step(), c.world.address_of(system)), heaviest(p));
  const Real of_year = exp(s.year_scale);
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const Sector sector = sector_of(c.world.type[i]);
    const std::uint32_t agent = c.world.address[i];
    const Real scale = of_year * usual_scale(c, sector) * widening(s.from_sector[i], p.reach(sector));
    const Real push =
        shared * of_system +
        own * student(c.random.uniforms(Purpose::lasting_shock, c.step(), agent), p.freedom(sector));
    s.lasting_shock[i] = scale * bent(push, p.upward(sector)) - s.mean_shock[sector];
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
    s.mean_from_sector[sector] = s.mean_shock[sector] = 0;
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
    ByTarget mean(c, [&](const Context& of) { return usual_mean(of, sector); });
    const Real of_year = exp(s.year_scale);
    double turnover = 0;
    for (OrganisationId i : w.everybody()) {
      if (!belongs(i)) continue;
      s.from_sector[i] = s.margin[i] + s.lasting_shock[i] - median;
      s.mean_from_sector[sector] += w.budget[i] * s.from_sector[i];
      const Real wider = widening(s.from_sector[i], c.in(w.system[i]).of<SectorShocks>().reach(sector));
      s.mean_shock[sector] += w.budget[i] * (of_year * mean[w.system[i]] * wider);
      turnover += w.budget[i];
    }
    s.mean_from_sector[sector] = s.mean_from_sector[sector] / turnover;
    s.mean_shock[sector] = s.mean_shock[sector] / turnover;
  }
}

void go_back_to_sector(const Context& c, State& s, OrganisationId i) {
  const SectorShocks& p = c.of<SectorShocks>();
  if (!p.enabled || c.world.kind[i] != Kind::trust) return;
  const Sector sector = sector_of(c.world.type[i]);
  const Real lost = 1.0 - s.year_persistence - p.persistence(sector);
  s.margin[i] -= lost * (s.from_sector[i] - s.mean_from_sector[sector]);
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
