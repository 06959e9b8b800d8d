#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Earned autonomy and prestige at the next rung (M16, M20, M22).
struct Ladder {
  static constexpr std::string_view key = "ladder";
  Real reward = 0.95;
  Real width = 0.06;
  Real badge_dilution = 0;
  Real member_dilution = 0;
  Quarter from = financial_quarter(2017, 3);
};

template <>
inline constexpr auto rows<Ladder> = std::array{
    parameter("reward", &Ladder::reward, allow::non_negative, {0, 1.8}, "pp",
              "Value of earned autonomy and prestige at the next rung.", "assumed; calibrated", "M20",
              "ladder"),
    parameter("width", &Ladder::width, allow::positive, {0.03, 0.1}, "M", "Width of the goal gradient.",
              "assumed", "M20", "lad_w"),
    parameter("badge_dilution", &Ladder::badge_dilution, allow::share, {0, 1}, "share",
              "Share of the ladder's reward lost when every system has the badge.", "assumed", "M22",
              "dilute_badge")
        .neutral_at(0),
    parameter("member_dilution", &Ladder::member_dilution, allow::share, {0, 1}, "share",
              "Share of the ladder's reward that is divided among the members of a system.", "assumed", "M16",
              "dilute_n")
        .neutral_at(0),
    parameter("from", &Ladder::from, allow::date, {}, "quarter", "First quarter in which the ladder is felt.",
              "assumed", "M20", ""),
};

/// Adds ladder, deadline and blueprint to acting together (docs/ODD.md, 4.17).
void weigh_push(const Context&, const State&, SystemId, const Expectation&, Utilities&);

}  // namespace concord
