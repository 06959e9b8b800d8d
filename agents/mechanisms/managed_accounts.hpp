#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Accounts that are steered towards the plan of the year (M19).
struct ManagedAccounts {
  static constexpr std::string_view key = "managed_accounts";
  bool enabled = false;
  Real trust_reach = 1;
  Real ccg_reach = 0.5;
  Real within_year = 0.5;
  Real ccg_within_year = 0.5;
  Real landing = 0.05;
  Real banked = 0.5;
};

// No range worth screening: with the mechanism off they change nothing.
template <>
inline constexpr auto rows<ManagedAccounts> = std::array{
    parameter("enabled", &ManagedAccounts::enabled, allow::on_off, {}, "switch",
              "Bodies steer their accounts towards the plan of the year.",
              "off; outturns of 2016/17 and 2017/18 bunch just above zero (docs/estimates.md)", "M19",
              "ma_on")
        .neutral_at(0),
    parameter("trust_reach", &ManagedAccounts::trust_reach, allow::non_negative, {}, "pp",
              "How far a trust that signed its control total can steer its result of the year by putting "
              "payments off or making them early: scale of a half-normal draw each year.",
              "assumed", "M19", "ma_reach")
        .at_bodies()
        .idle_unless("managed_accounts.enabled"),
    parameter("ccg_reach", &ManagedAccounts::ccg_reach, allow::non_negative, {}, "pp",
              "How far a CCG can steer its result of the year; all CCGs answer for a plan.",
              "assumed, less than trusts'", "M19", "ma_reach_C")
        .at_bodies()
        .idle_unless("managed_accounts.enabled"),
    parameter("within_year", &ManagedAccounts::within_year, allow::share, {}, "share",
              "Share of how far a trust can steer its result that it may put off before the last quarter.",
              "assumed; funds that are paid by the quarter reward it (HSJ, August 2016, May 2018)", "M19",
              "ma_within")
        .idle_unless("managed_accounts.enabled"),
    parameter("ccg_within_year", &ManagedAccounts::ccg_within_year, allow::share, {}, "share",
              "Share of how far a CCG can steer its result that it may put off before the last quarter.",
              "assumed, as trusts", "M19", "ma_within_C")
        .idle_unless("managed_accounts.enabled"),
    parameter("landing", &ManagedAccounts::landing, allow::positive, {0.05, 0.05}, "pp",
              "How far above its plan a body aims on average.", "assumed", "M19", "ma_land")
        .idle_unless("managed_accounts.enabled"),
    parameter(
        "banked", &ManagedAccounts::banked, allow::share, {}, "share",
        "Share of a surplus over plan at year end that is paid out early for the next year, within reach.",
        "assumed", "M19", "ma_bank")
        .idle_unless("managed_accounts.enabled"),
};

/// Shifts payments to suppliers between quarters and years before the quarter's accounts are drawn up
/// (docs/ODD.md, 4.25). Nothing is forgiven: what is put off is paid, at the latest over the next year.
void manage_accounts(const Context&, State&, SystemId, Ledger&);
/// How far a body can steer at this scale, pp.
Real reach_of(const Context&, OrganisationId);
/// In April, what was put off in the old year becomes a payment of the new one.
void carry_over_payments(State&, OrganisationId);

}  // namespace concord
