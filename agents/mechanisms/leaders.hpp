#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Leaders of statutory boards come into post in steps (M31).
struct Leaders {
  static constexpr std::string_view key = "leaders";
  Real vacancy_cost = 0;
  Quarter from = financial_quarter(2021, 3);
  Real first_share = 0.81;
  Real step = 0.1;
};

// No range worth screening: with the mechanism off they change nothing.
template <>
inline constexpr auto rows<Leaders> = std::array{
    parameter(
        "vacancy_cost", &Leaders::vacancy_cost, allow::share, {}, "share",
        "Share of a system's leadership that is missing while its board has no chief executive in post.",
        "neutral", "M31", "ld_cost")
        .neutral_at(0),
    parameter("from", &Leaders::from, allow::date, {}, "quarter",
              "Quarter in which the first chief executives are appointed.",
              "November 2021 (HSJ Jobs, 15 and 22 November 2021)", "M31", "ld_from")
        .idle_unless("leaders.vacancy_cost"),
    parameter("first_share", &Leaders::first_share, allow::share, {}, "share",
              "Chance that a system has a chief executive in the quarter of the first appointments.",
              "34 of 42 settled by 22 November 2021 (HSJ Jobs)", "M31", "ld_first")
        .idle_unless("leaders.vacancy_cost"),
    parameter("step", &Leaders::step, allow::share, {}, "/quarter",
              "By how much the chance that a system has a chief executive rises every quarter, as searches "
              "are repeated.",
              "assumed; at least 11 first rounds failed (HSJ Jobs, November 2021)", "M31", "ld_step")
        .idle_unless("leaders.vacancy_cost"),
};

/// Leadership that a system has at its disposal: its capability, less what a vacant post takes away
/// (docs/ODD.md, 4.32).
Real leadership(const Context&, const State&, SystemId);

}  // namespace concord
