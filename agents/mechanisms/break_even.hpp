#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// The statutory duty to break even, alone or as a system (M13, M16).
struct BreakEven {
  static constexpr std::string_view key = "break_even";
  Real weight = 0.9;
  Real soft_budget = 0.2;
  Real relief = 0;
  Real internalised = 0.35;
  Real earned_relief = 0.3;
};

template <>
inline constexpr auto rows<BreakEven> = std::array{
    parameter("weight", &BreakEven::weight, allow::non_negative, {0, 2}, "1",
              "Weight of break-even duty at certain breach.", "assumed; calibrated", "M13", "kappa_BE")
        .at_bodies(),
    parameter("soft_budget", &BreakEven::soft_budget, allow::share, {0, 0.8}, "share",
              "Soft budget constraint: share of the weight of break-even duty that is forgiven.",
              "Kornai; NAO/PAC bail-outs", "M13", "soft")
        .at_bodies(),
    parameter("relief", &BreakEven::relief, allow::share, {0, 1}, "share",
              "Share of break-even duty moved to system level.", "2022 Act joint financial objectives; lever",
              "M13", "relief"),
    parameter("internalised", &BreakEven::internalised, allow::share, {0, 1}, "share",
              "Share of the system margin felt as own under relief (from 1/n to 1).",
              "Holmstrom 1982; assumed", "M13", "internal")
        .at_bodies(),
    parameter("earned_relief", &BreakEven::earned_relief, allow::share, {0, 1}, "share",
              "Extra relief for thriving ICS (\"judged as a system\").", "HSJ, 2019", "M16", "auto_relief"),
};

/// Relief in force in a system: by law, by policy, and earned by thriving systems.
void earn_relief(const Context&, State&, SystemId);
/// Adds the pull of the break-even duty (docs/ODD.md, 4.17).
void weigh_break_even(const Context&, const State&, SystemId, const Expectation&, Utilities&);

}  // namespace concord
