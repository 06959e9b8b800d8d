#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Impossible asks can be challenged, to the region or to the board (M33).
struct Dispute {
  static constexpr std::string_view key = "dispute";
  Real impossible_gap = 0.9;
  Real regional_chance = 0.3;
  Real board_chance = 0.5;
};

template <>
inline constexpr auto rows<Dispute> = std::array{
    parameter("impossible_gap", &Dispute::impossible_gap, allow::any_number, {0.4, 1.5}, "pp",
              "Ask minus achievable that counts as impossible.", "assumed", "M33", "imp_gap")
        .at_bodies(),
    parameter("regional_chance", &Dispute::regional_chance, allow::share, {0, 1}, "share",
              "Chance that an impossible ask is corrected (region).", "assumed", "M33", "disp_eff")
        .at_bodies(),
    parameter("board_chance", &Dispute::board_chance, allow::share, {0, 1}, "share",
              "Chance that a capable ICB adds to that of a correction of an impossible ask.",
              "NHS Providers, 2021; assumed", "M33", "disp_icb")
        .at_bodies(),
};

/// The ask after a dispute, pp: an impossible one is corrected, or strains relationships.
Real settled_ask(const Context&, State&, OrganisationId, const Real& ask);

}  // namespace concord
