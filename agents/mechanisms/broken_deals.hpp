#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Deals of April that do not hold until March (M19).
struct BrokenDeals {
  static constexpr std::string_view key = "broken_deals";
  Real withdrawal = 0;
  Real ccg_veto = 0.5;
  Real trust_cost = 0.1;
};

// No range worth screening: alone, with the mechanism off, they change nothing.
template <>
inline constexpr auto rows<BrokenDeals> = std::array{
    parameter("withdrawal", &BrokenDeals::withdrawal, allow::share, {}, "share",
              "Chance of meeting its control total below which a board takes back, within the year, what it "
              "accepted in April; 0 = deals hold.",
              "neutral; HSJ, January 2019 (a deal fails on an overspend of the CCG, Buckinghamshire)", "M19",
              "bd_out")
        .neutral_at(0),
    parameter("ccg_veto", &BrokenDeals::ccg_veto, allow::share, {}, "/quarter",
              "Chance that a single CCG below it brings down the control total of its system or place, "
              "whatever the quorum.",
              "assumed", "M19", "bd_veto")
        .idle_unless("broken_deals.withdrawal"),
    parameter("trust_cost", &BrokenDeals::trust_cost, allow::share, {}, "share",
              "Share of their trust in the system that members lose when a common control total is given up.",
              "assumed", "M19", "bd_trust")
        .idle_unless("broken_deals.withdrawal"),
};

/// Within the year, boards whose plan is out of reach withdraw; a common total for which too few are left
/// falls (docs/ODD.md, 4.27).
void reconsider_deals(const Context&, State&, SystemId);

}  // namespace concord
