#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Payment by results rewards a trust's own activity (M04).
struct ActivityIncome {
  static constexpr std::string_view key = "activity_income";
  Real extra_income = 1.3;
  Real marginal_cost = 0.5;
  Real shifted_care = 1;
  Real released_cost = 0.55;
  Real tariff = 1;
  Real home_place_share = 0.6;
};

template <>
inline constexpr auto rows<ActivityIncome> = std::array{
    parameter("extra_income", &ActivityIncome::extra_income, allow::non_negative, {0.5, 2.5}, "pp",
              "Extra activity income at full tariff exposure when maximising activity.",
              "assumed; calibrated", "M04", "y_pbr")
        .at_bodies(),
    parameter("marginal_cost", &ActivityIncome::marginal_cost, allow::non_negative, {0.3, 0.8}, "1",
              "Marginal cost as a share of the tariff.", "MRET paid 70%; assumed", "M04", "mc")
        .at_bodies(),
    parameter("shifted_care", &ActivityIncome::shifted_care, allow::non_negative, {0.4, 2}, "pp",
              "Acute activity shifted to community when collaborating.", "STP plans; assumed", "M04",
              "z_shift")
        .at_bodies(),
    parameter("released_cost", &ActivityIncome::released_cost, allow::non_negative, {0.2, 0.9}, "1",
              "Cost actually released per unit of activity shifted (stranded fixed cost).",
              "Nuffield 2017; assumed", "M04", "rel")
        .at_bodies(),
    parameter("tariff", &ActivityIncome::tariff, allow::non_negative, {0, 1.2}, "1",
              "PbR tariff in force (1) v block (0).", "policy lever", "M04", "pbr_scale")
        .at_bodies(),
    parameter("home_place_share", &ActivityIncome::home_place_share, allow::share, {0.3, 0.9}, "share",
              "Share of contract deviations falling on the home place.", "assumed", "M04", "omega")
        .at_bodies(),
};

/// Share of extra activity that is paid by results, after mandate, Covid and live contracts.
Real tariff_exposure(const Context&, const State&, OrganisationId trust);
void expect_activity_income(const Context&, const State&, SystemId, WorkRows<Payoff>&);
void settle_activity(const Context&, const State&, OrganisationId trust, Ledger&);

}  // namespace concord
