#include "experiments/runs/fingerprint.hpp"

#include "experiments/runs/ensemble.hpp"
#include "sim/digest.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <sstream>

#include <fmt/format.h>

namespace concord {
namespace {

// What counts, in this order, and not what is recorded by now: a measure that is added later follows from the
// same state, and a list that changes makes every campaign and page that is there invalid.
constexpr std::string_view national_measures =
    "institution_share place_share system_share institution_share_trusts place_share_trusts "
    "system_share_trusts institution_share_ccgs place_share_ccgs system_share_ccgs "
    "institution_share_councils place_share_councils system_share_councils maturity maturity_p10 "
    "maturity_p90 designated in_name_only real mature thriving control_totals_accepted pooled_share "
    "fully_pooled overspending overspending_slightly place_capital system_capital system_capital_p10 "
    "system_capital_p90 integration_index integration_gap trust_place trust_system capability backlog "
    "ccgs arbitrations live_contracts fund_earned trusts_in_deficit ccgs_in_deficit "
    "trusts_in_deficit_year nhs_balance trusts_balance margin centre_cost institution_share_poor "
    "real_poor cooperation_poor integration_poor institution_share_rich real_rich cooperation_rich "
    "integration_rich institution_share_low_trust real_low_trust cooperation_low_trust "
    "integration_low_trust institution_share_high_trust real_high_trust cooperation_high_trust "
    "integration_high_trust delay_cost cooperation_gap impossible_asks disputes_won supported "
    "needing_support councils_out walkouts ledger_residual trusts_accepting trusts_on_plan";
constexpr std::string_view system_measures =
    "maturity designated norm institution_share cooperation council_participation pooled_share "
    "voted_share control_total outturn_gap balance margin trust_place trust_system capability capital "
    "place_capital integration_index backlog pressure supported ccgs arbitrations councils_out";
constexpr std::string_view organisation_columns =
    "action balance margin_to_date control_total accepted pooled_share trust_place trust_system "
    "utility_institution utility_place utility_system";

std::vector<std::size_t> places(std::string_view keys, std::span<const MeasureRow> rows) {
  std::vector<std::size_t> found;
  std::istringstream wanted{std::string(keys)};
  for (std::string key; wanted >> key;) {
    const auto row = std::ranges::find(rows, key, &MeasureRow::key);
    ensure(row != rows.end(), fmt::format("fingerprints count {}, which is no longer recorded", key));
    found.push_back(static_cast<std::size_t>(row - rows.begin()));
  }
  return found;
}

struct Body {
  Type type;
  int place;
  double budget;  // £m a year
};
// Two systems, one with two places; every type of body but the specialist hospital, which only differs in its
// constants.
constexpr std::array bodies{
    Body{Type::acute, 0, 610},    Body{Type::mental_health, 0, 240}, Body{Type::ccg, 0, 1150},
    Body{Type::council, 0, 260},  Body{Type::acute, 1, 420},         Body{Type::ccg, 1, 870},
    Body{Type::council, 1, 190},  Body{Type::acute, 2, 530},         Body{Type::community, 2, 110},
    Body{Type::ambulance, 2, 90}, Body{Type::ccg, 2, 1290},          Body{Type::council, 2, 280}};

Layout two_systems(bool with_specialist) {
  Layout layout;
  layout.systems.resize(2);
  layout.places.resize(3);
  layout.places[2].system = 1;
  for (auto& place : layout.places) {
    place.population = 0.7e6;
    layout.systems[static_cast<std::size_t>(place.system)].population += place.population;
  }
  const auto add = [&](const Body& body) {
    auto& row = layout.organisations.emplace_back();
    row.type = body.type;
    row.place = body.place;
    row.budget = body.budget;
  };
  std::ranges::for_each(bodies, add);
  if (with_specialist) add({Type::specialist, 1, 130});
  return layout;
}

/// At the defaults.
Scenario scenario_of(Layout layout, int quarters) {
  Scenario scenario;
  scenario.world = std::make_shared<const World>(build_world(std::move(layout)));
  scenario.quarters = quarters;
  return scenario;
}

/// Some of what tables may know of bodies and systems.
Layout told(Layout layout) {
  layout.systems[0] = {.population = layout.systems[0].population,
                       .position = 0.5,
                       .relationship = -0.5,
                       .waiting = 0.5,
                       .success_regime = 0.5};
  for (const std::size_t body : {0, 3, 5})
    layout.organisations[body].position = -0.5;  // a trust, a council, a CCG
  layout.organisations[1].outturn = -2;
  layout.organisations[2].distance = 1.5;
  for (const std::size_t council : {3, 6}) layout.organisations[council].delays = 0.7;
  layout.organisations[4].special_measures = 1;
  return layout;
}

constexpr double at(int year, int quarter) { return financial_quarter(year, quarter).index; }
/// What is off at the defaults, and acts in part there.
constexpr std::pair<std::string_view, double> switched_on[]{{"behaviour.imitation", 0.2},
                                                            {"finance.ccg_improvement", 0.5},
                                                            {"sustainability_fund.taper", 0.1},
                                                            {"pooling.floor", 0.3},
                                                            {"pooling.floor_until", at(2021, 1)},
                                                            {"collaboration_cost.joint_committees", 0.1},
                                                            {"agreement_mandate.strength", 0.3},
                                                            {"agreement_mandate.conditional_money", 0.2},
                                                            {"councils.central_match", 0.3},
                                                            {"councils.beyond_place_cost", 0.1},
                                                            {"councils.settlement_date", at(2021, 1)},
                                                            {"walkout.rate", 0.2},
                                                            {"integration.index_payment", 0.2},
                                                            {"break_even.relief", 0.2},
                                                            {"duty.licence", 0.3},
                                                            {"duty.councils", 0.3},
                                                            {"ladder.badge_dilution", 0.2},
                                                            {"ladder.member_dilution", 0.2},
                                                            {"mergers.voluntary", 0},
                                                            {"mergers.prescribed_date", at(2019, 3)},
                                                            {"statute.date", at(2021, 2)},
                                                            {"statute.delegation", 0.3},
                                                            {"support.most_systems", 1},
                                                            {"support.nearest_first", 1},
                                                            {"shocks.covid_reimbursed", 0.7},
                                                            {"shocks.demand_date", at(2018, 3)},
                                                            {"politics.shock_date", at(2019, 3)},
                                                            {"politics.delay", 2},
                                                            {"managed_accounts.enabled", 1},
                                                            {"sector_shocks.enabled", 1},
                                                            {"sector_shocks.other_passing", 0.3},
                                                            {"cost_growth.second_year", 0.5},
                                                            {"cost_growth.later_years_sd", 0.5},
                                                            {"cost_growth.third_year_acute", 0.5},
                                                            {"cost_growth.later_years_acute_sd", 0.5},
                                                            {"fund_by_year.acute", 0.8},
                                                            {"fund_by_year.acute_deficit", 1.5},
                                                            {"fund_by_year.recovery_to_balance", 0.5},
                                                            {"fund_by_year.other_prices", 0.1},
                                                            {"fund_by_year.top_up", 0.1},
                                                            {"sustainability_fund.signing_proportion", 0.5},
                                                            {"sustainability_fund.whole_pot", 0.5},
                                                            {"broken_deals.withdrawal", 0.1},
                                                            {"designation.first_wave_systems", 0},
                                                            {"designation.second_wave_systems", 0},
                                                            {"designation.third_wave_systems", 0},
                                                            {"applying.enabled", 1},
                                                            {"applying.called", at(2020, 1)},
                                                            {"collaboratives.delegated_share", 0.3},
                                                            {"leaders.vacancy_cost", 0.5},
                                                            {"challenge.choice", 1},
                                                            {"pressures.backlog_start", 0.1},
                                                            {"finance.distance_effect", 0.1},
                                                            {"councils.delay_weight", 0.5},
                                                            {"pressures.waiting_effect", 0.1},
                                                            {"support.known_difficulty", 0.5}};

std::uint64_t digest_of_all(const Scenario& scenario, int replicates) {
  Block block;
  Workspace workspace;
  size_block(block, scenario, Record::organisations, 0, replicates);
  simulate_batch(scenario, 1, 0, replicates, workspace, block, 0);
  if (replicates == 1) return digest_of_run(block, 0, Record::organisations);
  Digest digest;
  for (int run = 0; run < replicates; ++run) digest.add(digest_of_run(block, run, Record::organisations));
  return digest.value();
}

}  // namespace

Fingerprinted fingerprinted_among(std::span<const MeasureRow> national, std::span<const MeasureRow> system,
                                  std::span<const MeasureRow> organisation) {
  return {.national = places(national_measures, national),
          .system = places(system_measures, system),
          .organisation = places(organisation_columns, organisation)};
}

const Fingerprinted& fingerprinted() {
  static const Fingerprinted here =
      fingerprinted_among(measure_rows, system_measure_rows, organisation_column_rows);
  return here;
}

bool neutral_by_default(const ParameterInfo& parameter, std::span<const ParameterInfo> all) {
  static const Parameters defaults;
  if (parameter.neutral && parameter.get(defaults) == *parameter.neutral) return true;
  if (parameter.idle_without.empty()) return false;
  const auto governor = std::ranges::find(all, parameter.idle_without, &ParameterInfo::path);
  return governor != all.end() && governor->neutral && governor->get(defaults) == *governor->neutral;
}

Scenario scenario_of_all_mechanisms() {
  constexpr int quarters = 28;
  Scenario scenario = scenario_of(told(two_systems(true)), quarters);
  for (const auto& [path, value] : switched_on) {
    const ParameterInfo* parameter = find_parameter(path);
    ensure(parameter != nullptr,
           fmt::format("the fingerprint of behaviour sets {}, which is no parameter", path));
    parameter->set(scenario.parameters, value);
  }
  return scenario;
}

const std::vector<std::pair<std::string, std::string>>& behaviour_runs() {
  constexpr int quarters = 24;
  static const std::vector<std::pair<std::string, std::string>> runs{
      {"two_systems", hex(digest_of_all(scenario_of(two_systems(true), quarters), lanes))},
      {"all_mechanisms", hex(digest_of_all(scenario_of_all_mechanisms(), lanes))}};
  return runs;
}

std::string behaviour_digest(std::span<const ParameterInfo> parameters) {
  const Parameters defaults;
  std::map<std::string_view, std::string> values;  // in an order that does not depend on that of the rows
  for (const ParameterInfo& parameter : parameters) {
    if (!neutral_by_default(parameter, parameters))
      values.emplace(parameter.path, value_text(parameter, parameter.get(defaults)));
  }
  std::string text;
  for (const auto& [name, digest] : behaviour_runs()) text += fmt::format("{}\n", digest);
  for (const auto& [path, value] : values) text += fmt::format("{} {}\n", path, value);
  return digest_of(text);
}

const std::string& behaviour_digest() {
  static const std::string here = behaviour_digest(all_parameters());
  return here;
}

const std::string& model_digest_of_before() {
  constexpr int quarters = 8;
  static const std::string here = hex(digest_of_all(scenario_of(two_systems(false), quarters), 1));
  return here;
}

bool behaves_like_this_program(std::string_view digest) {
  return digest == behaviour_digest() || digest == model_digest_of_before();
}

}  // namespace concord
