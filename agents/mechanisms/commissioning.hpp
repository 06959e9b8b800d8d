#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// What CCGs gain and lose by challenging, investing and pooling (M05, M24).
struct Commissioning {
  static constexpr std::string_view key = "commissioning";
  Real challenge = 0.3;
  Real challenge_cost = 0.05;
  Real arbitration_chance = 0.03;
  Real arbitration_fine = 1;
  Real joint_investment = 0.22;
  Real administration_saving = 0.05;
  Real ringfence = 0.3;
};

template <>
inline constexpr auto rows<Commissioning> = std::array{
    parameter("challenge", &Commissioning::challenge, allow::non_negative, {0.1, 0.6}, "pp of CCG",
              "Invoice value successfully challenged.", "assumed (HSJ 2019: 19.1m in formal arbitration)",
              "M24", "chal")
        .at_bodies(),
    parameter("challenge_cost", &Commissioning::challenge_cost, allow::non_negative, {0, 0.15}, "pp",
              "Transaction cost of a challenge, each side.", "assumed", "M24", "tc")
        .at_bodies(),
    parameter("arbitration_chance", &Commissioning::arbitration_chance, allow::share, {0, 0.1}, "/quarter",
              "Chance that a challenge ends in formal arbitration.", "HSJ 2017: 7 and 13 cases a year", "M24",
              "p_arb")
        .at_bodies(),
    parameter("arbitration_fine", &Commissioning::arbitration_fine, allow::non_negative, {0, 6}, "pp",
              "Arbitration fine on the CCG.", "HSJ, 2019 ask; sweep", "M24", "F_arb")
        .at_bodies(),
    parameter("joint_investment", &Commissioning::joint_investment, allow::non_negative, {0.05, 0.5}, "pp",
              "CCG joint investment.", "assumed", "M05", "inv")
        .at_bodies(),
    parameter("administration_saving", &Commissioning::administration_saving, allow::non_negative, {0, 0.15},
              "pp", "CCG saving from joint commissioning.", "assumed", "M05", "adm")
        .at_bodies(),
    parameter("ringfence", &Commissioning::ringfence, allow::share, {0, 1}, "share",
              "CCG five-year allocations ring-fenced.", "HSJ, January 2020; lever", "M05", "ringfence"),
};

void expect_commissioning(const Context&, const State&, SystemId, WorkRows<Payoff>&);
/// Returns 1 where the CCG's challenge went to formal arbitration.
Real settle_commissioning(const Context&, const State&, OrganisationId ccg, Ledger&);

}  // namespace concord
