#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// The target each organisation is offered every year; a system's is the sum of its members' (M01).
struct ControlTotal {
  static constexpr std::string_view key = "control_total";
  Real ask_base = 0.2;
  Real ask_share = 0.3;
  Real ask_cap = 2.2;
  Real ratchet = 0.15;
};

template <>
inline constexpr auto rows<ControlTotal> = std::array{
    parameter("ask_base", &ControlTotal::ask_base, allow::any_number, {0, 0.5}, "pp",
              "Improvement asked of a balanced body.", "assumed; calibrated", "M01", "ask0")
        .at_bodies(),
    parameter("ask_share", &ControlTotal::ask_share, allow::non_negative, {0, 0.35}, "1",
              "Extra ask per pp of deficit.", "HFMA 2018: overspenders asked for faster recovery; calibrated",
              "M01", "ask1")
        .at_bodies(),
    parameter("ask_cap", &ControlTotal::ask_cap, allow::non_negative, {1.2, 3.2}, "pp", "Largest ask.",
              "assumed", "M01", "ask_cap")
        .at_bodies(),
    parameter("ratchet", &ControlTotal::ratchet, allow::share, {0, 0.6}, "share",
              "Weight of last year's outturn in the control-total base.", "assumed", "M01", "ratchet")
        .at_bodies(),
};

/// Sets every NHS body's control total for the year (docs/ODD.md, 4.6).
void offer_control_totals(const Context&, State&, SystemId);

}  // namespace concord
