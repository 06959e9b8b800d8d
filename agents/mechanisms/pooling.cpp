#include "agents/mechanisms/pooling.hpp"

#include "agents/mechanisms/fund_by_year.hpp"
#include "agents/mechanisms/ladder.hpp"
#include "agents/mechanisms/sector_shocks.hpp"
#include "agents/mechanisms/surprises.hpp"
#include "agents/state/sums.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

/// Pooled shares put to the ballot: refuse, token, half, all (docs/ODD.md, 4.8).
constexpr std::array<double, 4> menu{0.0, 0.15, 0.5, 1.0};

// How a vote is valued (docs/ODD.md, 4.8); all assumed.
constexpr double even_trust = 0.5;         ///< at which no slippage of partners is expected
constexpr double token = 0.3, full = 0.7;  ///< of the flexibility money, for a token and by the share pooled
constexpr double flexible = 0.6, flexible_by_trust = 0.8,
                 pooling_trust = 0.4;  ///< what trust makes of that money
constexpr double exposed =
    0.5;  ///< of the duty to break even, where the own chance is better than the pool's

/// Chance that the pool meets its target as a member sees it who allows for partners' slippage.
CONCORD_INLINE Real pool_chance(const Pooling& p, Real gap, Real trust, const Real& sd) {
  return normal_cdf((gap - p.slippage * (even_trust - trust)) / sd);
}

struct Ballot {
  Real stake, own, pool, trust, relief;
};

/// Value of pooling share f, pp.
CONCORD_INLINE Real value_of(const Context& c, const Ballot& b, double f) {
  const Pooling& p = c.of<Pooling>();
  const Real risk = (1 - f) * (1 - f) * b.own * (1.0 - b.own) + f * f * b.pool * (1.0 - b.pool);
  Real value = b.stake * ((1 - f) * b.own + f * b.pool) - p.risk_aversion * b.stake * b.stake * risk;
  if (f > 0) {
    value += p.flexibility * (1 + c.of<Ladder>().reward) * (token + full * f) *
                 (flexible + flexible_by_trust * (b.trust - pooling_trust)) -
             p.control_loss * f * 2 * (1.0 - b.trust) -
             exposed * c.rules.break_even * (1.0 - b.relief) * f * clamp(b.own - b.pool, 0.0, 1.0) -
             p.miss_cost * (1.0 - b.pool) * (1.0 - b.pool);
  }
  return value;
}

/// Logit choice from the menu by Gumbel draws: the pooled share voted for.
CONCORD_INLINE Real vote(const Context& c, OrganisationId i, const Ballot& ballot) {
  Real best = 0, chosen = 0;
  for (std::uint32_t m = 0; m < menu.size(); ++m) {
    const Real u = c.random.uniform(Purpose::ballot, c.step() * 8 + m, c.world.address[i]);
    const Real score = c.of<Pooling>().vote_precision * value_of(c, ballot, menu[m]) - log(-log(u));
    if (m == 0) {
      best = score;
      continue;
    }
    chosen = select(score > best, menu[m], chosen);
    best = max(best, score);
  }
  return chosen;
}

}  // namespace

void vote_on_pooling(const Context& c, State& s, SystemId system, Signing& signing) {
  const World& w = c.world;
  const Pooling& p = c.of<Pooling>();
  const Mask open = s.designated[system] | Mask::all(c.rules.pooling_open);
  const World::Group& group = w.systems[system];
  const IdRange<PlaceTag> places = w.system_places[system];
  for (PlaceId place : places) s.pooled_share[place] = 0;
  Real voted = 0;

  if (any(open)) {
    const Real at_place = c.rules.place_judged, sd = c.rules.body_sd;
    const auto pool_sd = [&](const World::Group& pool) {
      const Real common = c.of<Surprises>().system_sd;
      return sqrt(sd * sd * pool.concentration + common * common +
                  pooled_variance(c, pool, c.rules.shock_variance));
    };
    const Real system_gap = nhs_mean(c, w.members(system), group.nhs, signing.gap);
    const Real system_sd = pool_sd(group);
    std::array<Real, menu.size()> system_yes{};
    for (PlaceId place : places) {
      const World::Group& local = w.places[place];
      const Real place_gap = nhs_mean(c, w.members(place), local.nhs, signing.gap);
      const Real place_sd = pool_sd(local);
      std::array<Real, menu.size()> place_yes{};
      for (OrganisationId i : w.members(place)) {
        if (w.kind[i] == Kind::council) continue;
        Ballot ballot{.stake = fund_on_offer(c, s, i),
                      .own = signing.chance[c.row(i)],
                      .pool = 0.0,
                      .trust = (1 - at_place) * s.trust_system[i] + at_place * s.trust_place[i],
                      .relief = s.relief[system]};
        if (any(at_place < 1.0))
          ballot.pool = (1 - at_place) * pool_chance(p, system_gap, s.trust_system[i], system_sd);
        if (any(at_place > 0.0))
          ballot.pool += at_place * pool_chance(p, place_gap, s.trust_place[i], place_sd);
        const Real choice = vote(c.in(i), i, ballot);
        for (std::size_t m = 1; m < menu.size(); ++m) place_yes[m] += number(choice >= menu[m]) * w.budget[i];
      }
      for (std::size_t m = 1; m < menu.size(); ++m) {
        system_yes[m] += place_yes[m];
        if (p.at_place) {
          s.pooled_share[place] =
              select(open & (place_yes[m] >= p.quorum * local.nhs), menu[m], s.pooled_share[place]);
        }
      }
    }
    if (!p.at_place && group.nhs > 0) {
      Real consented = 0;
      for (std::size_t m = 1; m < menu.size(); ++m) {
        consented = select(open & (system_yes[m] / group.nhs >= p.quorum), menu[m], consented);
      }
      for (PlaceId place : places) s.pooled_share[place] = consented;
    }
    for (PlaceId place : places) voted += s.pooled_share[place] * w.places[place].nhs_members();
    voted = voted / std::max(1, group.nhs_members());
  }

  s.voted_share[system] = voted;
  const double in_force = c.rules.covid ? 0 : 1;
  for (PlaceId place : places)
    s.pooled_share[place] = max(s.pooled_share[place], c.rules.pooled_floor) * in_force;
}

}  // namespace concord
