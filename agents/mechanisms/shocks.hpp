#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Covid and demand surges (M34).
struct Shocks {
  static constexpr std::string_view key = "shocks";
  bool covid = true;
  Quarter covid_date = financial_quarter(2020, 1);
  int covid_quarters = 4;
  Real covid_cost = 3;
  Real covid_reimbursed = 1;
  Real covid_solidarity = 0.4;
  Quarter demand_date = never;
  Real demand_size = 1;
  int demand_quarters = 4;
};

template <>
inline constexpr auto rows<Shocks> = std::array{
    parameter("covid", &Shocks::covid, allow::on_off, {}, "switch", "Covid strikes.", "switch", "M34",
              "covid"),
    parameter("covid_date", &Shocks::covid_date, allow::date, {}, "quarter", "First quarter of Covid.",
              "April 2020", "M34", "covid_t"),
    parameter("covid_quarters", &Shocks::covid_quarters, allow::count, {0, 8}, "quarters",
              "Length of the Covid regime.", "block/top-up regime 2020/21", "M34", "covid_len"),
    parameter("covid_cost", &Shocks::covid_cost, allow::non_negative, {1, 5}, "pp",
              "Extra cost of Covid, of which half falls on NHS bodies and half on the centre at once.",
              "assumed", "M34", "covid_dem"),
    parameter("covid_reimbursed", &Shocks::covid_reimbursed, allow::share, {0, 1}, "share",
              "Share of the Covid cost of NHS bodies that the centre pays back in the same quarter.",
              "costs topped up to break-even, 2020/21 Q1-Q2; lever", "M34", "covid_back")
        .at_bodies(),
    parameter("covid_solidarity", &Shocks::covid_solidarity, allow::non_negative, {0, 0.6}, "pp",
              "Emergency solidarity.", "NHS collaboration studies 2021; calibrated", "M34", "covid_coop"),
    parameter("demand_date", &Shocks::demand_date, allow::date, {}, "quarter",
              "First quarter of a demand surge.", "switch", "M34", "dem_t")
        .neutral_at(never.index),
    parameter("demand_size", &Shocks::demand_size, allow::non_negative, {0, 2}, "pp",
              "Size of the demand surge.", "assumed", "M34", "dem_x")
        .idle_unless("shocks.demand_date"),
    parameter("demand_quarters", &Shocks::demand_quarters, allow::count, {1, 8}, "quarters",
              "Length of the demand surge.", "assumed", "M34", "dem_len")
        .idle_unless("shocks.demand_date"),
};

/// Adds emergency solidarity to acting together.
void weigh_solidarity(const Context&, const State&, SystemId, const Expectation&, Utilities&);
/// Extra cost that the shocks leave with organisations, pp.
Real shock_cost(const Context&);
/// Paid by the centre at once, pp.
Real shock_reimbursement(const Context&);

}  // namespace concord
