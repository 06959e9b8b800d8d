#include "agents/mechanisms/commissioning.hpp"

#include "agents/mechanisms/activity_income.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

// docs/ODD.md, 4.16; all assumed.
constexpr double deterred = 0.7;       ///< of challenges, under a full mandate to agree
constexpr double fenced = 0.5;         ///< of system investment, that a full ring-fence keeps at home
constexpr double partner_share = 0.5;  ///< of joint investment, to trusts and to councils each

/// Value of invoices a CCG challenges with success, pp; a mandate to agree weakens it, Covid suspends it.
Real challenged(const Context& c) {
  return c.rules.covid ? 0 : c.of<Commissioning>().challenge * (1 - deterred * c.rules.mandate);
}

/// Part of system investment that a ring-fenced allocation keeps at home.
Real kept_at_home(const Context& c) { return fenced * c.of<Commissioning>().ringfence; }

}  // namespace

void expect_commissioning(const Context& c, const State&, SystemId system, WorkRows<Payoff>& payoffs) {
  struct Amounts {
    Real challenge, fine, shared;
  };
  ByTarget amounts(c, [](const Context& of) {
    const Commissioning& p = of.of<Commissioning>();
    return Amounts{challenged(of), of.rules.arbitration_chance * p.arbitration_fine,
                   partner_share * p.joint_investment};
  });
  const Real home = kept_at_home(c);
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] != Kind::ccg) continue;
    const Commissioning& p = c.of<Commissioning>(i);
    const auto& [challenge, fine, shared] = amounts[i];
    Payoff& payoff = payoffs[c.row(i)];
    payoff.own[0] += challenge - p.challenge_cost - fine;
    payoff.own[1] -= p.joint_investment;
    payoff.own[2] += p.administration_saving - p.joint_investment * (1 - home);
    payoff.nhs[0] -= challenge + p.challenge_cost;
    payoff.nhs[1] += shared;
    payoff.nhs[2] += shared * (1 - home);
    payoff.councils[1] += shared;
    payoff.councils[2] += shared * (1 - home);
  }
}

Real settle_commissioning(const Context& of_system, const State& s, OrganisationId i, Ledger& ledger) {
  const Context& c = of_system.in(i);
  const Commissioning& p = c.of<Commissioning>();
  const double pp = c.of<Switches>().finance ? c.world.budget[i] / 100 : 0;
  const Real local = c.of<ActivityIncome>().home_place_share;
  const Mask alone = s.action[i] == 0.0;
  const Real own = number(alone), place = number(s.action[i] == 1.0), system = number(s.action[i] == 2.0);
  ledger.charge(i, Money{pp * challenged(c) * own}, Kind::trust, local);
  const Money transaction{pp * p.challenge_cost * own};
  ledger.spend(i, transaction);
  ledger.spread(i, transaction, Kind::trust, local);
  const Money at_place{-partner_share * pp * p.joint_investment * place};
  const Money in_system{-partner_share * pp * p.joint_investment * (1 - kept_at_home(c)) * system};
  for (Kind partner : {Kind::trust, Kind::council}) {
    ledger.charge(i, at_place, partner, 1);
    ledger.charge(i, in_system, partner, 0);
  }
  ledger.spend(i, Money{-pp * p.administration_saving * system});

  Real arbitrated = 0;
  if (any(alone & (c.rules.arbitration_chance > 0.0))) {
    const Real u = c.random.uniform(Purpose::arbitration, c.step(), c.world.address[i]);
    arbitrated = number(alone & (u < c.rules.arbitration_chance));
    ledger.grant(i, Money{-pp * p.arbitration_fine * arbitrated});
  }
  return arbitrated;
}

}  // namespace concord
