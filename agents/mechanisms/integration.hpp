#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Integration capital at place and in the system: what working together builds (M12).
struct Integration {
  static constexpr std::string_view key = "integration";
  Real build_rate = 0.1;
  Real discount = 0.95;
  Real place_saving = 0.6;
  Real system_saving = 0.9;
  Real complementarity = 0.35;
  Real spillover = 0.5;
  Real patient_value = 0.5;
  Real index_payment = 0;
};

template <>
inline constexpr auto rows<Integration> = std::array{
    parameter("build_rate", &Integration::build_rate, allow::share, {0.04, 0.2}, "/quarter",
              "Build-up/decay rate of integration capital.", "assumed", "M12", "delta_K"),
    parameter("discount", &Integration::discount, allow::share, {0.85, 0.99}, "/quarter",
              "Discount factor of boards.", "assumed (short-term survival focus: PAC 2018)", "behaviour",
              "beta"),
    parameter("place_saving", &Integration::place_saving, allow::non_negative, {0, 1.2}, "pp",
              "Cost saving where the place is fully integrated.",
              "MSSP ACO savings 0-1.4% (McWilliams 2016); Nuffield 2017 mixed", "M12", "sav_P"),
    parameter("system_saving", &Integration::system_saving, allow::non_negative, {0, 1.8}, "pp",
              "Cost saving where the system is fully integrated.",
              "MSSP ACO savings 0-1.4% (McWilliams 2016); Nuffield 2017 mixed", "M12", "sav_S"),
    parameter("complementarity", &Integration::complementarity, allow::share, {0, 0.8}, "share",
              "Complementarity across trusts, CCGs, councils (weight on the weakest).", "assumed", "M12",
              "cmp"),
    parameter("spillover", &Integration::spillover, allow::share, {0, 1}, "share",
              "Place benefit of system work.", "assumed", "M06", "sp_spill"),
    parameter("patient_value", &Integration::patient_value, allow::non_negative, {0, 1}, "1",
              "Patient benefit valued per unit of cash saved by integration.", "assumed", "M12", "v_pat"),
    parameter("index_payment", &Integration::index_payment, allow::non_negative, {0, 2}, "1",
              "Payment for the integration index.", "policy lever", "M12", "index_pay"),
};

/// Usual stocks at the start, against which savings are measured (docs/ODD.md, 3.2; assumed).
inline constexpr double starting_place_capital = 0.25, starting_system_capital = 0.12;

/// Others' share of the capital that an option would build.
void expect_integration(const Context&, const State&, SystemId, WorkRows<Payoff>&);
/// Adds the own share of future savings (docs/ODD.md, 4.17).
void weigh_integration(const Context&, const State&, SystemId, const Expectation&, Utilities&);
/// Stocks of places and system, and leadership capability, after the quarter.
void build_capital(const Context&, State&, SystemId);
/// Savings from the stocks, pp of the quarterly budget.
Real capital_savings(const Context&, const State&, OrganisationId);

}  // namespace concord
