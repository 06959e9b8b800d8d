#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// A mandate to agree in place of the tariff (M24).
struct AgreementMandate {
  static constexpr std::string_view key = "agreement_mandate";
  Real strength = 0;
  Real conditional_money = 0;
  Real audit = 1;
};

template <>
inline constexpr auto rows<AgreementMandate> = std::array{
    parameter("strength", &AgreementMandate::strength, allow::share, {0, 1}, "share",
              "Mandate to reach agreement: replaces the tariff, weakens challenges, raises the chance of "
              "arbitration.",
              "HSJ, 2019 ask", "M24", "am")
        .at_bodies(),
    parameter("conditional_money", &AgreementMandate::conditional_money, allow::non_negative, {0, 0.6}, "pp",
              "Money conditional on reaching agreement (for acting for place or system).", "HSJ, 2019 ask",
              "M24", "cond_money")
        .at_bodies(),
    parameter("audit", &AgreementMandate::audit, allow::share, {0, 1}, "share",
              "Chance that a sham agreement is found out; 1 = no sham pays.", "assumed", "M24", "audit")
        .at_bodies(),
};

void expect_conditional_money(const Context&, const State&, SystemId, WorkRows<Payoff>&);
void settle_conditional_money(const Context&, const State&, SystemId, Ledger&);

}  // namespace concord
