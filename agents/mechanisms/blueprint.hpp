#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Central prescription speeds form and weakens ownership (M21).
struct Blueprint {
  static constexpr std::string_view key = "blueprint";
  Real strength = 0.2;
  Quarter from = financial_quarter(2018, 4);
  Real compliance = 1.2;
  Real crowding_out = 0.5;
};

template <>
inline constexpr auto rows<Blueprint> = std::array{
    parameter("strength", &Blueprint::strength, allow::share, {0, 1}, "share", "Prescription strength.",
              "HSJ, 2019; lever", "M21", "blueprint"),
    parameter("from", &Blueprint::from, allow::date, {}, "quarter", "First quarter of the blueprint.",
              "long-term plan January 2019", "M21", "blue_t"),
    parameter("compliance", &Blueprint::compliance, allow::non_negative, {0.4, 2}, "pp",
              "Compliance utility of a full blueprint.", "assumed", "M21", "u_blue"),
    parameter(
        "crowding_out", &Blueprint::crowding_out, allow::share, {0, 1}, "share",
        "Crowding-out: share of trust growth and half of system-work quality lost under a full blueprint.",
        "Ham (HSJ, 2019) v Frey-Jegen 2001, Falk-Kosfeld 2006; contested, sweep 0-1", "M21", "psi_crowd"),
};

/// pp
Real blueprint_push(const Context&);

}  // namespace concord
