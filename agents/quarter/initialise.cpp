#include "agents/quarter/initialise.hpp"

#include "agents/mechanisms/councils.hpp"
#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/integration.hpp"
#include "agents/mechanisms/pressures.hpp"
#include "agents/mechanisms/relationships.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/sums.hpp"
#include "agents/state/work.hpp"
#include "sim/percentile.hpp"

#include <algorithm>
#include <cmath>

namespace concord {
namespace {

// The state before the first quarter (docs/ODD.md, 3.2). All assumed; trust, norm, capability and capital are
// shares of 1.
constexpr double ccg_system_part = 0.45;  ///< of a system's position, in the margins of its CCGs
constexpr double cost_of_habits = 0.4;    ///< that everybody's own interest costs the others, pp
constexpr double usual_trust = 0.42;      ///< at which starting values are the usual ones
constexpr double nearer = 0.10, place_trust_sd = 0.10;    ///< trust in one's place against the system's mean
constexpr double farther = 0.02, system_trust_sd = 0.08;  ///< trust in the system against that mean
constexpr double least_trust = 0.05, most_trust = 0.95;
constexpr double least_social_weight = -0.05, most_social_weight = 0.8;
constexpr double usual_capability = 0.45, capability_sd = 0.12, capability_of_trust = 0.5;
constexpr double least_capability = 0.1, most_capability = 0.9;
constexpr double system_capital_of_trust = 0.4, place_capital_of_trust = 0.5;
constexpr double norm_below_trust = 0.12, least_norm = 0.05, most_norm = 0.9;
constexpr double maturity_of_norm = 0.5, maturity_of_trust = 0.35, maturity_of_capital = 0.1;

constexpr std::string_view start_only[]{"finance.trust_margin",
                                        "finance.system_sd",
                                        "finance.organisation_sd",
                                        "finance.ccg_margin",
                                        "finance.ccg_sd",
                                        "finance.evidence_weight",
                                        "finance.distance_effect",
                                        "relationships.social_weight_mean",
                                        "relationships.social_weight_sd",
                                        "relationships.initial_mean",
                                        "relationships.initial_sd",
                                        "relationships.deficit_strain",
                                        "councils.delay_weight",
                                        "councils.reluctance_mean",
                                        "councils.reluctance_regional_sd",
                                        "councils.reluctance_sd",
                                        "pressures.backlog_start",
                                        "pressures.waiting_effect",
                                        "support.known_difficulty"};

/// A standardised value of which the evidence, where there is any, explains the share `weight` of the
/// variance.
Real blended(double evidence, const Real& weight, Real drawn) {
  return std::isnan(evidence) ? drawn : sqrt(weight) * evidence + sqrt(1 - weight) * drawn;
}

void draw_margins(const Context& c, State& s, SystemId system) {
  const Finance& p = c.of<Finance>();
  const World& w = c.world;
  const Real own_system = c.random.normal(Purpose::system_margin, 0, w.address_of(system));
  // Evidence on a trust covers its system's part too; CCGs get the system's beside their own.
  const Real trust_sd = sqrt(p.system_sd * p.system_sd + p.organisation_sd * p.organisation_sd);
  for (OrganisationId i : w.members(system)) {
    s.margin[i] = 0;
    s.effect[i] = 0;
    if (w.kind[i] == Kind::council) continue;
    const Real own = c.random.normal(Purpose::initial_margin, 0, w.address[i]);
    // Hospitals recoup what others' habits cost them through activity.
    s.effect[i] = w.type[i] == Type::acute ? 0.0 : -cost_of_habits;
    if (w.kind[i] == Kind::trust && !std::isnan(w.outturn[i])) {
      // Of the year before, with that year's improvement; rolls forward in the first planning round.
      s.improvement[i] = p.improvement;
      s.margin[i] = w.outturn[i] - p.improvement - s.effect[i];
    } else if (w.kind[i] == Kind::ccg) {
      s.margin[i] =
          p.ccg_margin +
          ccg_system_part * p.system_sd * blended(w.system_position[system], p.evidence_weight, own_system) +
          p.ccg_sd * blended(w.position[i], p.evidence_weight, own);
      if (!std::isnan(w.distance[i])) s.margin[i] += p.distance_effect * w.distance[i];
    } else {
      const Real mean = p.trust_margin + row_of(w.type[i]).margin_shift;
      const Real drawn = p.system_sd * own_system + p.organisation_sd * own;
      s.margin[i] = std::isnan(w.position[i]) ? mean + drawn
                                              : mean + sqrt(p.evidence_weight) * trust_sd * w.position[i] +
                                                    sqrt(1 - p.evidence_weight) * drawn;
    }
    s.last_year[i] = std::isnan(w.outturn[i]) ? s.margin[i] + s.effect[i] : w.outturn[i];
  }
  s.system_margin[system] = nhs_mean(w, system, s.margin);
}

void draw_reluctance(const Context& c, State& s, OrganisationId i, const Real& regional) {
  const Councils& p = c.of<Councils>();
  s.reluctance[i] = p.reluctance_mean + p.reluctance_regional_sd * regional +
                    p.reluctance_sd * c.random.normal(Purpose::reluctance, 0, c.world.address[i]);
  if (std::isnan(c.world.delays[i])) return;
  // Delays say nothing of who backs a system (docs/estimates.md). A standard deviation of what lasts counts
  // as one of reluctance (assumed).
  const Real sd =
      sqrt(p.reluctance_regional_sd * p.reluctance_regional_sd + p.reluctance_sd * p.reluctance_sd);
  s.held_back[i] = sqrt(p.delay_weight) * sd * c.world.delays[i];
}

void draw_relationships(const Context& c, State& s, SystemId k, const Real& mean_margin) {
  const Relationships& p = c.of<Relationships>();
  const World& w = c.world;
  const Real drawn = c.random.normal(Purpose::initial_trust, 0, w.address_of(k));
  const Real trust = p.initial_mean +
                     p.initial_sd * blended(w.relationship[k], c.of<Finance>().evidence_weight, drawn) +
                     p.deficit_strain * (s.system_margin[k] - mean_margin);
  const Real regional = c.random.normal(Purpose::reluctance, 0, w.address_of(w.region[k]));
  s.initial_trust[k] = trust;
  Real total = 0;
  for (OrganisationId i : w.members(k)) {
    const std::uint32_t agent = w.address[i];
    const Real own = c.random.normal(Purpose::initial_trust, 0, agent);
    s.trust_place[i] = clamp(trust + nearer + place_trust_sd * own, least_trust, most_trust);
    s.trust_system[i] = clamp(trust - farther + system_trust_sd * own, least_trust, most_trust);
    total += s.trust_system[i];
    const Real preference =
        p.social_weight_mean + p.social_weight_sd * c.random.normal(Purpose::social_weight, 0, agent);
    s.social_weight[i] =
        c.of<Switches>().relationships ? clamp(preference, least_social_weight, most_social_weight) : 0.0;
    s.reluctance[i] = s.held_back[i] = 0;
    if (w.kind[i] == Kind::council) draw_reluctance(c, s, i, regional);
  }
  const Real above = trust - usual_trust;
  s.capability[k] =
      clamp(usual_capability + capability_sd * c.random.normal(Purpose::capability, 0, w.address_of(k)) +
                capability_of_trust * above,
            least_capability, most_capability);
  s.capital[k] = clamp(starting_system_capital + system_capital_of_trust * above, 0.0, 1.0);
  s.norm[k] = clamp(trust - norm_below_trust, least_norm, most_norm);
  s.maturity[k] = clamp(maturity_of_norm * s.norm[k] + maturity_of_trust * total / w.systems[k].members() +
                            maturity_of_capital * s.capital[k],
                        0.0, 1.0);
  for (PlaceId place : w.system_places[k]) {
    s.place_capital[place] = clamp(starting_place_capital + place_capital_of_trust * above, 0.0, 1.0);
    s.contract[place] = -1;
    s.pooled_share[place] = 0;
    s.exposure[place] = 0;
  }
}

/// Terciles of systems at the start, for reporting only.
void mark_terciles(const Context& c, State& s, const Reals<SystemTag>& value, Masks<SystemTag>& low,
                   Masks<SystemTag>& high) {
  Arena::Task task(s.arena);
  WorkRows<Real> sorted(static_cast<std::size_t>(c.world.system_count()), &task);
  sort_into(sorted, value.begin(), value.end());
  const Real third = percentile(sorted, 1.0 / 3), two_thirds = percentile(sorted, 2.0 / 3);
  for (SystemId k : c.world.all_systems()) {
    low[k] = value[k] <= third;
    high[k] = value[k] > two_thirds;
  }
}

}  // namespace

void size_state(const Context& c, State& s) {
  const World& w = c.world;
  const int organisations = w.organisation_count(), places = w.place_count(), systems = w.system_count();
  for (Reals<OrganisationTag>* column :
       {&s.margin,        &s.effect,        &s.improvement,     &s.luck,
        &s.last_year,     &s.control_total, &s.year_to_date,    &s.accepted,
        &s.trust_place,   &s.trust_system,  &s.social_weight,   &s.reluctance,
        &s.held_back,     &s.action,        &s.last_action,     &s.utility_of_last,
        &s.basic_margin,  &s.balance,       &s.balance_of_year, &s.stake,
        &s.lasting_shock, &s.passing_shock, &s.in_deficit,      &s.put_off,
        &s.carried,       &s.from_sector}) {
    column->reset(organisations, 0.0);
  }
  s.attraction.reset(organisations, {});
  s.utility.reset(organisations, {});
  s.out.reset(organisations, Mask::all(false));
  for (Reals<PlaceTag>* column :
       {&s.place_capital, &s.contract, &s.pooled_share, &s.exposure, &s.integration})
    column->reset(places, 0.0);
  for (Reals<SystemTag>* column :
       {&s.system_margin, &s.capital, &s.capability, &s.backlog, &s.pressure, &s.relief, &s.norm, &s.maturity,
        &s.initial_trust, &s.supported, &s.accelerated, &s.peer_load, &s.voted_share, &s.system_pooled_share,
        &s.result, &s.outturn_gap, &s.arbitrations, &s.granted, &s.council_participation}) {
    column->reset(systems, 0.0);
  }
  s.designated_at.reset(systems, -1.0);
  s.declared.reset(systems, -1.0);
  for (Masks<SystemTag>* column : {&s.designated, &s.merged, &s.poor, &s.rich, &s.low_trust, &s.high_trust}) {
    column->reset(systems, Mask::all(false));
  }
  for (Reals<SystemTag>& column : s.measures.of_system) column.reset(systems, 0.0);

  s.arena.reserve(work_bytes(w));
  s.ledger_residual = s.impossible_asks = s.disputes_won = s.needing_support = s.unearned_of_year = 0;
}

void initialise(const Context& c, State& s) {
  const World& w = c.world;
  Real mean_margin = 0;
  for (SystemId k : w.all_systems()) {
    draw_margins(c.in(k), s, k);
    mean_margin += s.system_margin[k];
    s.merged[k] = Mask::all(w.systems[k].count[1] == 1);
    s.backlog[k] = starting_backlog(c.in(k), k);
  }
  mean_margin = mean_margin / w.system_count();
  for (SystemId k : w.all_systems()) draw_relationships(c.in(k), s, k, mean_margin);
  mark_terciles(c, s, s.system_margin, s.poor, s.rich);
  mark_terciles(c, s, s.initial_trust, s.low_trust, s.high_trust);
}

bool decides_start_only(std::string_view parameter) {
  return std::ranges::find(start_only, parameter) != std::end(start_only);
}

}  // namespace concord
