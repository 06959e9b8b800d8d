#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// A trust that is asked for the impossible chooses whom to challenge: its board or the region (M33).
struct Challenge {
  static constexpr std::string_view key = "challenge";
  bool choice = false;
  Real loyalty = 0.2;
  Real over_head = 0.05;
};

// No range worth screening: with the mechanism off they change nothing.
template <>
inline constexpr auto rows<Challenge> = std::array{
    parameter("choice", &Challenge::choice, allow::on_off, {}, "switch",
              "Once boards are statutory, a trust challenges an impossible ask either at its board or at the "
              "region; off, the board adds to the chance with the region.",
              "off; NHS Providers, 2021 (to whom trusts turn)", "M33", "ch_on")
        .neutral_at(0),
    parameter("loyalty", &Challenge::loyalty, allow::non_negative, {}, "1",
              "Chance that the board must be worse by, at full trust in the system, before a trust goes past "
              "it.",
              "assumed", "M33", "ch_loyal")
        .idle_unless("challenge.choice"),
    parameter("over_head", &Challenge::over_head, allow::share, {}, "share",
              "Share of its trust in the system that a trust loses that goes past its board.", "assumed",
              "M33", "ch_over")
        .idle_unless("challenge.choice"),
};

/// Where a body's challenge goes.
struct Challenged {
  Real chance;  ///< that the ask is corrected
  Real kept;    ///< of trust in the system, whatever the outcome
};
/// Chances with the region and with the board are given (docs/ODD.md, 4.33).
Challenged challenged(const Context&, const State&, OrganisationId, const Real& region, const Real& board);

}  // namespace concord
