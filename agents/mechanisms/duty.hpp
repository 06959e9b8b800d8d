#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// The duty to collaborate and the licence conditions behind it (M13, M14).
struct Duty {
  static constexpr std::string_view key = "duty";
  Real strength = 0.35;
  Real early_share = 0.3333333333333333;
  Quarter full_from = financial_quarter(2018, 4);
  Real licence = 0;
  Real councils = 0;
  Real conflict = 0.8;
};

template <>
inline constexpr auto rows<Duty> = std::array{
    parameter("strength", &Duty::strength, allow::non_negative, {0, 1.5}, "pp",
              "Duty to collaborate: penalty on institutional action.",
              "long-term plan (HSJ, January 2019); lever", "M13", "duty")
        .at_bodies(),
    parameter("early_share", &Duty::early_share, allow::share, {0, 1}, "share",
              "Share of the duty felt before the Long Term Plan.", "assumed", "M13", "")
        .at_bodies(),
    parameter("full_from", &Duty::full_from, allow::date, {}, "quarter",
              "Quarter of the Long Term Plan, from which the duty counts in full.",
              "NHS Long Term Plan, January 2019", "M13", "")
        .at_bodies(),
    parameter(
        "licence", &Duty::licence, allow::non_negative, {0, 1}, "1",
        "Extra bite of the duty on trusts through licence conditions, enforced with this chance and penalty.",
        "HSJ, January 2019; lever", "M14", "licence")
        .at_bodies()
        .neutral_at(0),
    parameter("councils", &Duty::councils, allow::share, {0, 1}, "share",
              "Share of the duty that binds councils.", "no mechanism in 2019 (HSJ, January 2019); lever",
              "M11", "duty_council")
        .at_bodies()
        .neutral_at(0),
    parameter("conflict", &Duty::conflict, allow::share, {0, 1}, "share",
              "Defence from conflicting statutory duty: share of the duty lost at certain deficit.",
              "HSJ, January 2019; assumed", "M13", "conflict")
        .at_bodies(),
};

/// Subtracts the duty from institutional action, as far as guidance is clear and no conflicting duty excuses.
void weigh_duty(const Context&, const State&, SystemId, const Expectation&, Utilities&);
/// Subtracts sanctions by peers in a pool and by the statutory board.
void weigh_sanctions(const Context&, const State&, SystemId, const Expectation&, Utilities&);

}  // namespace concord
