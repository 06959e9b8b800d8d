#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// A date by which every system is designated, ready or not (M09).
struct Deadline {
  static constexpr std::string_view key = "deadline";
  Quarter date = financial_quarter(2021, 1);
  Real pressure = 0.6;
  Real horizon = 3;
  Real expected_delay = 0.3;
  Real bar_drop = 0.07;
  Real bar_horizon = 4;
};

template <>
inline constexpr auto rows<Deadline> = std::array{
    parameter("date", &Deadline::date, allow::date, {}, "quarter",
              "Quarter by which every system is designated.", "April 2021 (NHS England); lever", "M09",
              "deadline"),
    parameter("pressure", &Deadline::pressure, allow::non_negative, {0, 1.5}, "pp", "Deadline pressure.",
              "assumed", "M09", "dl_w"),
    parameter("horizon", &Deadline::horizon, allow::positive, {1, 6}, "quarters",
              "Horizon over which the deadline is felt.", "assumed", "M09", "dl_h"),
    parameter("expected_delay", &Deadline::expected_delay, allow::share, {0, 0.8}, "share",
              "Perceived chance of postponement.", "HSJ, January 2020; lever", "M10", "p_delay"),
    parameter("bar_drop", &Deadline::bar_drop, allow::non_negative, {0, 0.3}, "M",
              "Relaxation of the bar near the deadline (rebadging).", "HSJ, 2019; calibrated", "M09",
              "bar_drop"),
    parameter("bar_horizon", &Deadline::bar_horizon, allow::positive, {4, 4}, "quarters",
              "Horizon over which the bar is relaxed.", "assumed; before, a constant of the code", "M09",
              "bar_h")
        .neutral_at(4),
};

/// pp; 0 for designated systems.
Real deadline_push(const Context&, const State&, SystemId);

}  // namespace concord
