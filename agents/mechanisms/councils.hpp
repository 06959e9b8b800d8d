#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Councils take part voluntarily and pay from a budget nobody has settled (M11).
struct Councils {
  static constexpr std::string_view key = "councils";
  Real delayed_discharge = 0.85;
  Real hospital_cost = 1.5;
  Real joint_funding = 0.52;
  Real hospital_saving = 1.3;
  Real central_match = 0;
  Real reluctance_mean = 0.38;
  Real reluctance_sd = 0.55;
  Real reluctance_regional_sd = 0.35;
  Real delay_weight = 0;
  Real beyond_place_cost = 0;
  Real pressure = 1;
  Real pressure_growth = 0.02;
  Quarter settlement_date = never;
  Real settlement_relief = 0.6;
  Real reserve_effect = 0.1;
};

template <>
inline constexpr auto rows<Councils> = std::array{
    parameter("delayed_discharge", &Councils::delayed_discharge, allow::non_negative, {0.3, 1.6},
              "pp of council", "Council saving from delaying discharge.",
              "HoC Library: DTOC cost providers 173m in 2016/17 (0.2% of turnover)", "M11", "dtoc")
        .at_bodies(),
    parameter("hospital_cost", &Councils::hospital_cost, allow::non_negative, {1, 3}, "1",
              "Hospital cost per pound saved by delaying discharge.", "assumed", "M11", "xi")
        .at_bodies(),
    parameter("joint_funding", &Councils::joint_funding, allow::non_negative, {0.1, 1}, "pp",
              "Council joint funding.", "BCF pooled 9.2bn v 6.4bn minimum 2019/20; assumed", "M11", "jf")
        .at_bodies(),
    parameter("hospital_saving", &Councils::hospital_saving, allow::non_negative, {0.7, 2.5}, "1",
              "Hospital cost avoided per pound of joint funding.", "assumed", "M11", "xi2")
        .at_bodies(),
    parameter("central_match", &Councils::central_match, allow::share, {0, 1}, "share",
              "Central match of council joint funding.", "policy lever", "M11", "bcf_match")
        .at_bodies(),
    parameter("reluctance_mean", &Councils::reluctance_mean, allow::any_number, {0, 0.8}, "pp",
              "Mean reluctance of councils at system scale.",
              "HSJ, January and August 2019 (Leicestershire, Nottingham city)", "M11", "ideo_mean"),
    parameter("reluctance_sd", &Councils::reluctance_sd, allow::non_negative, {0.2, 0.9}, "pp",
              "Standard deviation of reluctance between councils.", "assumed", "M11", "ideo_sd"),
    parameter("reluctance_regional_sd", &Councils::reluctance_regional_sd, allow::non_negative, {0, 0.7},
              "pp", "Standard deviation of reluctance between regions.",
              "HSJ, January 2019 (regional variation)", "M11", "ideo_reg"),
    parameter("delay_weight", &Councils::delay_weight, allow::share, {}, "share",
              "Share of a council's delays that lasts, by which the delays of the year before hold it back "
              "from working with its place and its system alike; acts only where the tables give delays.",
              "neutral; 0.66 (0.61 to 0.72; docs/estimates.md)", "M11", "")
        .neutral_at(0),
    parameter("beyond_place_cost", &Councils::beyond_place_cost, allow::non_negative, {0, 1.5}, "pp",
              "Extra cost of council work above place.", "LTP place focus; lever", "M06", "place_only")
        .at_bodies(),
    parameter("pressure", &Councils::pressure, allow::non_negative, {0.5, 1.5}, "1",
              "Social-care funding pressure.", "assumed", "M11", "sc_press0")
        .at_bodies(),
    parameter("pressure_growth", &Councils::pressure_growth, allow::any_number, {0, 0.05}, "/quarter",
              "Growth of social-care pressure while reform is delayed.", "HSJ, January 2019", "M11",
              "sc_grow")
        .at_bodies(),
    parameter("settlement_date", &Councils::settlement_date, allow::date, {}, "quarter",
              "Quarter of social-care funding reform.", "policy lever", "M11", "sc_t")
        .at_bodies()
        .neutral_at(never.index),
    parameter("settlement_relief", &Councils::settlement_relief, allow::non_negative, {0.2, 1}, "1",
              "Pressure lifted by social-care funding reform.", "assumed", "M11", "sc_relief")
        .at_bodies()
        .idle_unless("councils.settlement_date"),
    parameter("reserve_effect", &Councils::reserve_effect, {0, 0.3}, {0, 0.3}, "per s.d.",
              "Social-care pressure falls by this share for a council one standard deviation richer in "
              "reserves; acts only where the tables give reserves.",
              "assumed", "M11", "")
        .at_bodies(),
};

/// Of one council, after its reserves; 1 = the pressure of 2017/18.
Real social_care_pressure(const Context&, OrganisationId council);
void expect_council_care(const Context&, const State&, SystemId, WorkRows<Payoff>&);
void weigh_reluctance(const Context&, const State&, SystemId, const Expectation&, Utilities&);
/// Saved this quarter by delaying discharge, £m.
Real delayed_care(const Context&, const State&, OrganisationId council);
void settle_council_care(const Context&, State&, OrganisationId council, Ledger&);

}  // namespace concord
