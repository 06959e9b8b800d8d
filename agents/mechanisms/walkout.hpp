#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// A council that walks out of its system and may come back (M29).
struct Walkout {
  static constexpr std::string_view key = "walkout";
  Real rate = 0;
  Real return_rate = 0.25;
  Real consent_weight = 0.1;
  Real concession = 0.3;
};

template <>
inline constexpr auto rows<Walkout> = std::array{
    parameter("rate", &Walkout::rate, allow::share, {0, 1}, "/quarter",
              "Largest chance that a council walks out, reached at full reluctance, strain and outvoting.",
              "assumed", "M29", "walk")
        .at_bodies()
        .neutral_at(0),
    parameter("return_rate", &Walkout::return_rate, allow::share, {0, 1}, "/quarter",
              "Chance that a council that is out comes back.", "assumed", "M29", "walk_back")
        .at_bodies()
        .idle_unless("walkout.rate"),
    parameter("consent_weight", &Walkout::consent_weight, allow::non_negative, {0, 0.3}, "M",
              "Designation score lost while any council of the system is out.", "assumed", "M29",
              "walk_block")
        .idle_unless("walkout.rate")
        .or_named(),
    parameter("concession", &Walkout::concession, allow::share, {0, 1}, "share",
              "Share of a returning council's reluctance that concessions remove.", "assumed", "M29",
              "walk_concede")
        .at_bodies()
        .idle_unless("walkout.rate"),
};

/// Councils leave, driven by reluctance, strain and being outvoted, or come back.
void walk_out_or_return(const Context&, State&, SystemId);
/// Systems in which a council that is out withholds its consent.
Mask consent_withheld(const Context&, const State&, SystemId);
/// Councils that are out do not act for the system.
void keep_out(const Context&, State&, SystemId);

}  // namespace concord
