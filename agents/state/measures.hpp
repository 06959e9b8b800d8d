#pragma once
// What is recorded every quarter. A measure is an enumerator and the row that names it; rows stand in the
// order of the enumeration, or the program does not compile.

#include "agents/world/organisation.hpp"
#include "sim/column.hpp"

#include <array>
#include <string_view>

namespace concord {

struct MeasureRow {
  std::string_view key, unit, meaning;
  std::string_view reference;  ///< name in the reference implementation, empty if it has none
};

/// Of the whole country, one value a quarter.
enum class Measure {
  institution_share,
  place_share,
  system_share,
  institution_share_trusts,
  place_share_trusts,
  system_share_trusts,
  institution_share_ccgs,
  place_share_ccgs,
  system_share_ccgs,
  institution_share_councils,
  place_share_councils,
  system_share_councils,
  maturity,
  maturity_p10,
  maturity_p90,
  designated,
  in_name_only,
  real,
  mature,
  thriving,
  control_totals_accepted,
  pooled_share,
  fully_pooled,
  overspending,
  overspending_slightly,
  place_capital,
  system_capital,
  system_capital_p10,
  system_capital_p90,
  integration_index,
  integration_gap,
  trust_place,
  trust_system,
  capability,
  backlog,
  ccgs,
  arbitrations,
  live_contracts,
  fund_earned,
  trusts_in_deficit,
  ccgs_in_deficit,
  trusts_in_deficit_year,
  nhs_balance,
  trusts_balance,
  margin,
  centre_cost,
  institution_share_poor,
  real_poor,
  cooperation_poor,
  integration_poor,
  institution_share_rich,
  real_rich,
  cooperation_rich,
  integration_rich,
  institution_share_low_trust,
  real_low_trust,
  cooperation_low_trust,
  integration_low_trust,
  institution_share_high_trust,
  real_high_trust,
  cooperation_high_trust,
  integration_high_trust,
  delay_cost,
  cooperation_gap,
  impossible_asks,
  disputes_won,
  supported,
  needing_support,
  councils_out,
  walkouts,
  ledger_residual,
  trusts_accepting,
  trusts_on_plan,
};

/// Of each system, one value a quarter.
enum class SystemMeasure {
  maturity,
  designated,
  norm,
  institution_share,
  cooperation,
  council_participation,
  pooled_share,
  voted_share,
  control_total,
  outturn_gap,
  balance,
  margin,
  trust_place,
  trust_system,
  capability,
  capital,
  place_capital,
  integration_index,
  backlog,
  pressure,
  supported,
  ccgs,
  arbitrations,
  councils_out,
};

/// A measure and its row.
template <class Which>
struct Numbered {
  Which measure;
  MeasureRow row;
};
/// The rows, which must be those of the enumeration, one each and in its order: otherwise this does not
/// compile.
template <class Which, std::size_t count>
consteval std::array<MeasureRow, count> in_order(const Numbered<Which> (&rows)[count]) {
  std::array<MeasureRow, count> out;
  for (std::size_t n = 0; n < count; ++n) {
    if (static_cast<std::size_t>(rows[n].measure) != n)
      throw "a row stands where the enumeration has another measure";
    out[n] = rows[n].row;
  }
  return out;
}

/// A row whose key is the name of its enumerator.
#define ROW(which, name, unit, meaning, reference)   \
  {                                                  \
    which::name, { #name, unit, meaning, reference } \
  }
inline constexpr auto measure_rows = in_order<Measure,
                                              static_cast<std::size_t>(Measure::trusts_on_plan) + 1>({
    ROW(Measure, institution_share, "share", "Budget share of NHS bodies that chose their own interest.",
        "shI"),
    ROW(Measure, place_share, "share", "Budget share of NHS bodies that chose their place.", "shP"),
    ROW(Measure, system_share, "share", "Budget share of NHS bodies that chose their system.", "shS"),
    ROW(Measure, institution_share_trusts, "share", "Share of trusts that chose their own interest.",
        "shI_T"),
    ROW(Measure, place_share_trusts, "share", "Share of trusts that chose their place.", "shP_T"),
    ROW(Measure, system_share_trusts, "share", "Share of trusts that chose their system.", "shS_T"),
    ROW(Measure, institution_share_ccgs, "share", "Share of CCGs that chose their own interest.", "shI_C"),
    ROW(Measure, place_share_ccgs, "share", "Share of CCGs that chose their place.", "shP_C"),
    ROW(Measure, system_share_ccgs, "share", "Share of CCGs that chose their system.", "shS_C"),
    ROW(Measure, institution_share_councils, "share", "Share of councils that left care to others.", "shI_L"),
    ROW(Measure, place_share_councils, "share", "Share of councils that funded jointly at place level.",
        "shP_L"),
    ROW(Measure, system_share_councils, "share", "Share of councils that joined at system level.", "shS_L"),
    ROW(Measure, maturity, "index", "Mean maturity of systems.", "M"),
    ROW(Measure, maturity_p10, "index", "Tenth percentile of maturity over systems.", "M_p10"),
    ROW(Measure, maturity_p90, "index", "Ninetieth percentile of maturity over systems.", "M_p90"),
    ROW(Measure, designated, "systems", "Systems designated as integrated care systems.", "n_ics"),
    ROW(Measure, in_name_only, "systems",
        "Designated systems whose members mostly act for themselves (norm below one half).", "n_name"),
    ROW(Measure, real, "systems", "Designated systems whose members mostly act for place or system.",
        "n_real"),
    ROW(Measure, mature, "systems", "Designated systems at or above the maturing threshold.", "n_mature"),
    ROW(Measure, thriving, "systems", "Systems at or above the thriving threshold.", "n_thriving"),
    ROW(Measure, control_totals_accepted, "systems",
        "Systems with a pooled share above zero: a system control total accepted.", "sct"),
    ROW(Measure, pooled_share, "share", "Mean over systems of the pooled share of the sustainability fund.",
        "phi"),
    ROW(Measure, fully_pooled, "systems", "Systems that pool the whole fund.", "full"),
    ROW(Measure, overspending, "systems",
        "Systems with a control total that miss it by more than half a point.", "sct_over"),
    ROW(Measure, overspending_slightly, "systems",
        "Systems with a control total that miss it by more than 0.3 points.", ""),
    ROW(Measure, place_capital, "index", "Mean integration capital of places.", "KP"),
    ROW(Measure, system_capital, "index", "Mean integration capital of systems.", "KS"),
    ROW(Measure, system_capital_p10, "index", "Tenth percentile of system integration capital.", "KS_p10"),
    ROW(Measure, system_capital_p90, "index", "Ninetieth percentile of system integration capital.",
        "KS_p90"),
    ROW(Measure, integration_index, "index", "Patient-side integration index, population-weighted.", "index"),
    ROW(Measure, integration_gap, "index",
        "Ninetieth less tenth percentile of the integration index over systems.", "index_gap"),
    ROW(Measure, trust_place, "index", "Mean trust of organisations in their place.", "tauP"),
    ROW(Measure, trust_system, "index", "Mean trust of organisations in their system.", "tauS"),
    ROW(Measure, capability, "index", "Mean leadership capability of systems.", "cap"),
    ROW(Measure, backlog, "index", "Mean backlog of systems.", "backlog"),
    ROW(Measure, ccgs, "count", "Clinical commissioning groups, merged ones counted once.", "n_ccg"),
    ROW(Measure, arbitrations, "count", "Challenges that went to formal arbitration this quarter.", "arb"),
    ROW(Measure, live_contracts, "places",
        "Places with a live alliance or integrated-care-partnership contract.", "icp"),
    ROW(Measure, fund_earned, "share",
        "Share of the sustainability fund within reach that was earned on performance; missing when "
        "no fund exists.",
        "psf_earned"),
    ROW(Measure, trusts_in_deficit, "share", "Share of trusts with a negative balance in the quarter.",
        "def_T"),
    ROW(Measure, ccgs_in_deficit, "share", "Share of CCGs with a negative balance in the quarter.", "def_C"),
    ROW(Measure, trusts_in_deficit_year, "share", "Share of trusts whose balance since April is negative.",
        ""),
    ROW(Measure, nhs_balance, "£m", "Balance of trusts and CCGs in the quarter.", "net_nhs"),
    ROW(Measure, trusts_balance, "£m", "Balance of trusts in the quarter.", ""),
    ROW(Measure, margin, "pp", "Margin of NHS bodies in the quarter, before sustainability funding.",
        "under"),
    ROW(Measure, centre_cost, "£m", "Paid out by the centre in the quarter.", "centre_cost"),
    ROW(Measure, institution_share_poor, "share",
        "Budget share choosing own interest, mean over the tercile of systems with the weakest "
        "starting margins.",
        "I_poor"),
    ROW(Measure, real_poor, "share", "Share of real integrated care systems in that tercile.", "real_poor"),
    ROW(Measure, cooperation_poor, "share", "Cooperation of NHS bodies in that tercile.", "coop_poor"),
    ROW(Measure, integration_poor, "index", "Integration index in that tercile.", "index_poor"),
    ROW(Measure, institution_share_rich, "share",
        "Budget share choosing own interest, mean over the tercile of systems with the strongest "
        "starting margins.",
        "I_rich"),
    ROW(Measure, real_rich, "share", "Share of real integrated care systems in that tercile.", "real_rich"),
    ROW(Measure, cooperation_rich, "share", "Cooperation of NHS bodies in that tercile.", "coop_rich"),
    ROW(Measure, integration_rich, "index", "Integration index in that tercile.", "index_rich"),
    ROW(Measure, institution_share_low_trust, "share",
        "Budget share choosing own interest, mean over the tercile of systems with the least starting trust.",
        "I_lowt"),
    ROW(Measure, real_low_trust, "share", "Share of real integrated care systems in that tercile.",
        "real_lowt"),
    ROW(Measure, cooperation_low_trust, "share", "Cooperation of NHS bodies in that tercile.", "coop_lowt"),
    ROW(Measure, integration_low_trust, "index", "Integration index in that tercile.", "index_lowt"),
    ROW(Measure, institution_share_high_trust, "share",
        "Budget share choosing own interest, mean over the tercile of systems with the most starting trust.",
        "I_hight"),
    ROW(Measure, real_high_trust, "share", "Share of real integrated care systems in that tercile.",
        "real_hight"),
    ROW(Measure, cooperation_high_trust, "share", "Cooperation of NHS bodies in that tercile.", "coop_hight"),
    ROW(Measure, integration_high_trust, "index", "Integration index in that tercile.", "index_hight"),
    ROW(Measure, delay_cost, "£m", "Saved by councils through delayed discharges in the quarter.", "dtoc"),
    ROW(Measure, cooperation_gap, "share", "Ninetieth less tenth percentile of cooperation over systems.",
        "coop_div"),
    ROW(Measure, impossible_asks, "count",
        "Organisations whose ask exceeds what they can achieve; set in the planning round.", "imposs"),
    ROW(Measure, disputes_won, "count", "Impossible asks that were corrected; set in the planning round.",
        "disp_won"),
    ROW(Measure, supported, "systems", "Systems that receive intensive or peer support.", "supported"),
    ROW(Measure, needing_support, "systems", "Systems below the developing threshold at the planning round.",
        "needed"),
    ROW(Measure, councils_out, "count", "Councils that have walked out of their system.", "n_out"),
    ROW(Measure, walkouts, "count", "Councils that walked out this quarter.", "n_walkouts"),
    ROW(Measure, ledger_residual, "£m",
        "Largest absolute sum of all accounts of a system; zero but for rounding.", ""),
    ROW(Measure, trusts_accepting, "share", "Share of trusts that accepted their control total of the year.",
        ""),
    ROW(Measure, trusts_on_plan, "share",
        "Share of trusts whose margin of the year to date is at or above their control total.", ""),
});
inline constexpr auto system_measure_rows =
    in_order<SystemMeasure, static_cast<std::size_t>(SystemMeasure::councils_out) + 1>({
        ROW(SystemMeasure, maturity, "index", "Official maturity.", "M"),
        ROW(SystemMeasure, designated, "0/1", "Designated as an integrated care system.", "desig"),
        ROW(SystemMeasure, norm, "share", "Moving share of cooperative choices: substance rather than form.",
            ""),
        ROW(SystemMeasure, institution_share, "share",
            "Budget share of NHS bodies that chose their own interest.", ""),
        ROW(SystemMeasure, cooperation, "share",
            "Cooperation of NHS bodies: 1 for system, one half for place.", "coop"),
        ROW(SystemMeasure, council_participation, "share",
            "Councils that take part: 1 for system, 0.6 for place.", ""),
        ROW(SystemMeasure, pooled_share, "share",
            "Pooled share of the sustainability fund; above zero = system control total accepted.", "pooled"),
        ROW(SystemMeasure, voted_share, "share", "Pooled share that members voted for.", "voted"),
        ROW(SystemMeasure, control_total, "£m", "System control total of the year: the sum of its members'.",
            ""),
        ROW(SystemMeasure, outturn_gap, "pp", "Margin of the year to date against the system control total.",
            "gap"),
        ROW(SystemMeasure, balance, "£m", "Balance of trusts and CCGs in the quarter.", ""),
        ROW(SystemMeasure, margin, "pp", "Underlying margin.", "bs"),
        ROW(SystemMeasure, trust_place, "index", "Mean trust in places.", ""),
        ROW(SystemMeasure, trust_system, "index", "Mean trust in the system.", "tauSs"),
        ROW(SystemMeasure, capability, "index", "Leadership capability.", ""),
        ROW(SystemMeasure, capital, "index", "Integration capital of the system.", "KS"),
        ROW(SystemMeasure, place_capital, "index", "Mean integration capital of its places.", ""),
        ROW(SystemMeasure, integration_index, "index", "Patient-side integration index.", "index_s"),
        ROW(SystemMeasure, backlog, "index", "Backlog.", ""),
        ROW(SystemMeasure, pressure, "index", "Pressure on staff.", ""),
        ROW(SystemMeasure, supported, "0/1", "Receives intensive or peer support.", "supp"),
        ROW(SystemMeasure, ccgs, "count", "Clinical commissioning groups, merged ones counted once.", ""),
        ROW(SystemMeasure, arbitrations, "count", "Challenges that went to formal arbitration this quarter.",
            ""),
        ROW(SystemMeasure, councils_out, "count", "Councils that have walked out.", ""),
    });
#undef ROW
inline constexpr std::size_t measure_count = measure_rows.size();
inline constexpr std::size_t system_measure_count = system_measure_rows.size();
/// The values of a quarter. Phases add to sums; the last phase turns sums into shares and means.
struct Measures {
  std::array<Real, measure_count> national{};
  std::array<Column<SystemTag, Real>, system_measure_count> of_system;

  Real& operator[](Measure m) { return national[static_cast<std::size_t>(m)]; }
  const Real& operator[](Measure m) const { return national[static_cast<std::size_t>(m)]; }
  Column<SystemTag, Real>& operator[](SystemMeasure m) { return of_system[static_cast<std::size_t>(m)]; }
  const Column<SystemTag, Real>& operator[](SystemMeasure m) const {
    return of_system[static_cast<std::size_t>(m)];
  }
};

}  // namespace concord
