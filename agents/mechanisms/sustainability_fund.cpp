#include "agents/mechanisms/sustainability_fund.hpp"

#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/collaboratives.hpp"
#include "agents/mechanisms/fund_by_year.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

/// Money that comes with a system control total, pp a quarter (docs/ODD.md, 4.7; assumed).
constexpr double transformation = 0.05;

/// Share of the fund earned at a gap to the target: a cliff, or a taper of that width in pp.
CONCORD_INLINE Real earned_share(Real gap, const Real& taper) {
  const Real cliff = number(gap >= 0.0);
  if (!any(taper > 0.0)) return cliff;
  return select(taper > 0.0, clamp(1.0 + gap / taper, 0.0, 1.0), cliff);
}

}  // namespace

void accept_control_totals(const Context& c, State& s, SystemId system, Signing& signing) {
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const std::size_t row = c.row(i);
    const Real gap = s.margin[i] + s.effect[i] + s.improvement[i] + c.of<Behaviour>().optimism -
                     s.control_total[i] - s.carried[i];
    const Real chance = normal_cdf(gap / c.rules.yearly_sd[sector_of(c.world.type[i])]);
    const Real stake = fund_on_offer(c, s, i);
    const SustainabilityFund& p = c.of<SustainabilityFund>(i);
    const Real mood =
        p.signing_spread * c.random.normal(Purpose::control_total, c.step(), c.world.address[i]);
    const Real scale = 1.0 + p.signing_proportion * (stake - 1.0);
    s.accepted[i] = number(stake * chance - scale * p.signing_cost + scale * mood > 0.0);
    signing.gap[row] = gap;
    signing.chance[row] = chance;
  }
}

void weigh_fund(const Context& c, const State& s, SystemId system, const Expectation& expected,
                Utilities& utility) {
  const World& w = c.world;
  const Real taper = c.of<SustainabilityFund>().taper;
  const Real at_place = c.rules.place_judged;
  const Mask merged = s.merged[system];
  const Real together = delegated_to_trusts(c, system);
  for (OrganisationId i : w.members(system)) {
    if (w.kind[i] == Kind::council) continue;
    const std::size_t row = c.row(i);
    const Payoff& payoff = expected.payoff[row];
    const Outlook& outlook = expected.outlook[row];
    const Real pooled = s.pooled_share[w.place[i]];
    const Real sd = c.rules.quarter_sd[sector_of(w.type[i])] + taper;
    const Real own_pull = outlook.stake * (1.0 - pooled) * (normal_density(outlook.gap / sd) / sd);
    const World::Group& group = w.systems[system];
    Real share_of_pool = w.budget[i] / group.nhs;
    if (w.kind[i] == Kind::ccg) share_of_pool = select(merged, group.budget[1] / group.nhs, share_of_pool);
    Real pull = (1 - at_place) * expected.system_slope * share_of_pool;
    if (any(at_place > 0.0)) {
      pull += at_place * expected.place_slope[c.row(w.place[i])] * (w.budget[i] / w.places[w.place[i]].nhs);
    }
    // Boards reckon the chance of the trusts together as that of the system.
    if (any(together > 0.0) && w.kind[i] == Kind::trust)
      pull = (1 - together) * pull + together * expected.system_slope * (w.budget[i] / group.budget[0]);
    const Real pooled_pull = outlook.stake * pooled * pull;
    for (std::size_t a = 0; a < actions; ++a) {
      utility[row][a] += own_pull * payoff.own[a] + pooled_pull * (payoff.own[a] + payoff.nhs[a]);
    }
  }
}

void pay_fund(const Context& c, State& s, SystemId system, const Accounts& accounts, Ledger& ledger) {
  const World& w = c.world;
  const Real taper = c.of<SustainabilityFund>().taper, at_place = c.rules.place_judged;
  const Real system_test = earned_share(accounts.system_gap, taper);
  const Real together = delegated_to_trusts(c, system);
  const Real trusts_test =
      any(together > 0.0) ? earned_share(gap_of_trusts(c, system, accounts.gap), taper) : 0.0;
  for (OrganisationId i : w.members(system)) {
    if (w.kind[i] == Kind::council) continue;
    const PlaceId place = w.place[i];
    const Real pooled = s.pooled_share[place];
    Real pool_test = (1 - at_place) * system_test;
    if (any(at_place > 0.0)) pool_test += at_place * earned_share(accounts.place_gap[c.row(place)], taper);
    if (any(together > 0.0) && w.kind[i] == Kind::trust)
      pool_test = (1 - together) * pool_test + together * trusts_test;
    const Real test = (1.0 - pooled) * earned_share(accounts.gap[c.row(i)], taper) + pooled * pool_test;
    s.stake[i] = fund_on_offer(c, s, i) * s.accepted[i] * w.budget[i] / 100.0;
    const Real paid = s.stake[i] * test;
    const Real recovery = recovery_on_offer(c, s, i) * w.budget[i] / 100.0, signed_for = s.accepted[i];
    s.fund_stake += s.stake[i];
    s.fund_earned += paid;
    s.unearned_recovery += recovery * signed_for * (1.0 - test);
    s.unearned_of_year +=
        fund_on_offer(c, s, i) * w.budget[i] / 100.0 - paid - recovery * (1.0 - signed_for * test);
    const Real extra =
        c.of<Switches>().fund ? number(pooled > 0.0) * (w.budget[i] / 100 * transformation) : 0.0;
    ledger.grant(i, Money{paid + extra});
  }
}

void share_unearned_fund(const Context& c, State& s) {
  if (c.rules.of_year != 3) return;
  const SustainabilityFund& p = c.of<SustainabilityFund>();
  const World& w = c.world;
  const Real of_quarter = s.fund_stake - s.fund_earned - s.unearned_recovery;
  const Real pot = select(p.whole_pot > 0.0,
                          (1 - p.whole_pot) * of_quarter + p.whole_pot * s.unearned_of_year, of_quarter);
  const Real unearned = p.redistribution * pot;
  // A recovery fund is for bodies in deficit that earn it, and is shared with nobody.
  const auto sharing = [&](OrganisationId i) {
    return s.stake[i] - recovery_on_offer(c, s, i) * s.accepted[i] * w.budget[i] / 100.0;
  };
  Real stakes = 0;
  for (OrganisationId i : w.everybody()) {
    if (w.kind[i] != Kind::council) stakes += sharing(i);
  }
  const Real rate = unearned / max(stakes, 1e-9);
  for (OrganisationId i : w.everybody()) {
    if (w.kind[i] == Kind::council) continue;
    const Money share{rate * sharing(i)};
    s.balance[i] += share.value;
    s.granted[w.system[i]] += share.value;
    s.outside.centre -= share;
  }
  s.unearned_of_year = 0;
}

}  // namespace concord
