#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Provider collaboratives: the trusts of a system answer together for a delegated share (M32).
struct Collaboratives {
  static constexpr std::string_view key = "collaboratives";
  Real delegated_share = 0;
};

template <>
inline constexpr auto rows<Collaboratives> = std::array{
    parameter(
        "delegated_share", &Collaboratives::delegated_share, allow::share, {}, "share",
        "Share of the pooled fund of trusts that hangs on the result of the system's trusts alone once "
        "boards "
        "are statutory.",
        "neutral; every acute and mental health trust in a collaborative (NHS England, August 2021); how "
        "much is delegated is for systems to decide",
        "M32", "pc_share")
        .neutral_at(0),
};

/// The delegated share in force in a system; 0 where fewer than two trusts could answer together.
Real delegated_to_trusts(const Context&, SystemId);
/// Margin of the year to date of a system's trusts against their control totals, pp (docs/ODD.md, 4.31).
Real gap_of_trusts(const Context&, SystemId, const WorkRows<Real>& gap);

}  // namespace concord
