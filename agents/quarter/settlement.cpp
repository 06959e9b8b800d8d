#include "agents/quarter/settlement.hpp"

#include "agents/mechanisms/activity_income.hpp"
#include "agents/mechanisms/agreement_mandate.hpp"
#include "agents/mechanisms/collaboration_cost.hpp"
#include "agents/mechanisms/commissioning.hpp"
#include "agents/mechanisms/councils.hpp"
#include "agents/mechanisms/fund_by_year.hpp"
#include "agents/mechanisms/integration.hpp"
#include "agents/mechanisms/managed_accounts.hpp"
#include "agents/mechanisms/mergers.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/surprises.hpp"
#include "agents/mechanisms/sustainability_fund.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/sums.hpp"
#include "agents/state/work.hpp"

#include <algorithm>

namespace concord {
namespace {

/// Accounts look better early in the year than late, pp (docs/ODD.md, 4.19; HSJ, August 2016).
constexpr std::array<double, 4> season{0.15, 0.15, -0.1, -0.2};

/// Of savings and of pressure above the first quarter's, in the accounts of councils, pp (docs/ODD.md, 4.19;
/// assumed).
constexpr double council_savings = 0.4, pressure_cost = 0.5;
/// Weights of last quarter's and this quarter's effect of everybody's actions on a margin (docs/ODD.md, 4.19;
/// assumed).
constexpr double effect_kept = 0.7, effect_new = 0.3;

/// Margin before the quarter's actions, pp.
Real basic_margin(const Context& c, const State& s, OrganisationId i, const Real& system_luck) {
  const Real savings = capital_savings(c, s, i);
  if (c.world.kind[i] == Kind::council)
    return council_savings * savings - pressure_cost * (social_care_pressure(c, i) - 1);
  Real margin = s.margin[i] + s.improvement[i] + s.luck[i] +
                season[static_cast<std::size_t>(c.rules.of_year)] + savings - shock_cost(c) +
                4.0 * one_off_gains(c, i);
  if (c.of<Switches>().noise)
    margin += own_surprise(c, i) + system_luck + (s.lasting_shock[i] + s.passing_shock[i]);
  return margin;
}

/// Income, contracts and costs that no choice changes.
void settle_basics(const Context& c, State& s, SystemId system, Ledger& ledger) {
  const World& w = c.world;
  const Real system_luck = c.of<Switches>().noise ? system_surprise(c, system) : 0.0;
  for (OrganisationId i : w.members(system)) {
    const Money budget{w.budget[i]};
    const Real basic = basic_margin(c, s, i, system_luck);
    s.basic_margin[i] = basic;
    double contracts = 0;  // paid to trusts by a CCG, share of its allocation
    if (w.kind[i] == Kind::council) {
      ledger.tax(i, budget);
    } else if (w.kind[i] == Kind::ccg) {
      ledger.grant(i, budget);
      contracts = w.contract_rate[system];
    } else {
      ledger.grant(i, budget * (1 - w.ccg_share[i]));
      ledger.charge(i, budget * w.ccg_share[i], Kind::ccg, 0);
    }
    ledger.spend(i, budget * (1.0 - basic / 100.0 - contracts));
    if (w.kind[i] != Kind::council) ledger.grant(i, budget * (shock_reimbursement(c.in(i)) / 100));
  }
}

void settle_choices(const Context& c, State& s, SystemId system, Ledger& ledger) {
  const World& w = c.world;
  Real arbitrations = 0;
  for (OrganisationId i : w.members(system)) {
    switch (w.kind[i]) {
      case Kind::trust:
        if (c.of<Switches>().finance) settle_activity(c, s, i, ledger);
        break;
      case Kind::ccg:
        arbitrations += settle_commissioning(c, s, i, ledger);
        break;
      case Kind::council:
        settle_council_care(c, s, i, ledger);
        break;
    }
  }
  s.arbitrations[system] = arbitrations;
  if (!c.of<Switches>().finance) return;
  settle_collaboration_cost(c, s, system, ledger);
  settle_conditional_money(c, s, system, ledger);
  settle_running_costs(c, s, system, ledger);
}

/// Year to date, running effect of actions, and gaps to the control totals.
void draw_up_accounts(const Context& c, State& s, SystemId system, Accounts& accounts) {
  const World& w = c.world;
  const int q = c.rules.of_year;
  Real sum = 0;
  for (OrganisationId i : w.members(system)) {
    if (w.kind[i] == Kind::council) continue;
    const Real margin = s.balance[i] / w.budget[i] * 100.0;
    sum += s.balance[i];
    s.year_to_date[i] = (s.year_to_date[i] * q + margin) / (q + 1);
    if (!c.rules.covid) {
      s.effect[i] = effect_kept * s.effect[i] + effect_new * (margin - s.basic_margin[i]);
      if (q == 3) s.last_year[i] = s.year_to_date[i];  // Covid years do not re-base control totals
    }
    accounts.gap[c.row(i)] = s.year_to_date[i] - s.control_total[i];
  }
  s.result[system] = sum;
  accounts.system_gap = nhs_mean(c, w.members(system), w.systems[system].nhs, accounts.gap);
  s.outturn_gap[system] = accounts.system_gap;
  Real pooled = 0;
  for (PlaceId place : w.system_places[system]) {
    pooled += s.pooled_share[place] * w.places[place].nhs_members();
    accounts.place_gap[c.row(place)] = nhs_mean(c, w.members(place), w.places[place].nhs, accounts.gap);
  }
  s.system_pooled_share[system] = pooled / std::max(w.systems[system].nhs_members(), 1);
}

}  // namespace

void settle(const Context& c, State& s, SystemId system, Accounts& accounts) {
  Ledger ledger(c.world, system, s.balance, accounts.dues);
  settle_basics(c, s, system, ledger);
  settle_choices(c, s, system, ledger);
  ledger.share_out_dues();
  manage_accounts(c, s, system, ledger);
  draw_up_accounts(c, s, system, accounts);
  pay_fund(c, s, system, accounts, ledger);
  top_up(c, s, system, ledger);
  s.ledger_residual = max(s.ledger_residual, ledger.residual());
  s.granted[system] = -ledger.outside().centre.value;
  s.outside.centre += ledger.outside().centre;
  s.outside.ratepayers += ledger.outside().ratepayers;
  s.outside.suppliers += ledger.outside().suppliers;
}

}  // namespace concord
