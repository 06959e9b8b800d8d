#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// In-year surprises (M19).
struct Surprises {
  static constexpr std::string_view key = "surprises";
  Real quarterly_sd = 1;
  Real yearly_sd = 0.55;
  Real system_sd = 0.8;
  Real overspend_chance = 0.04;
  Real overspend_size = 2.5;
};

template <>
inline constexpr auto rows<Surprises> = std::array{
    parameter("quarterly_sd", &Surprises::quarterly_sd, allow::non_negative, {0.5, 1.6}, "pp",
              "Noise of a quarter, by organisation.", "assumed", "M19", "sd_q"),
    parameter("yearly_sd", &Surprises::yearly_sd, allow::non_negative, {0.2, 1}, "pp",
              "Shock of a year, by organisation.", "assumed", "M19", "sd_y"),
    parameter("system_sd", &Surprises::system_sd, allow::non_negative, {0.2, 1.2}, "pp",
              "Shock of a year, common to a system.",
              "Nottinghamshire 24m, Devon 50m, MSE 32m off plan (HSJ, 2019-2020); calibrated", "M03",
              "sd_sys"),
    parameter("overspend_chance", &Surprises::overspend_chance, allow::share, {0, 0.1}, "/yr",
              "Probability of an unexpected large overspend.", "HSJ, January 2019 (Buckinghamshire)", "M19",
              "tail_p"),
    parameter("overspend_size", &Surprises::overspend_size, allow::non_negative, {1, 4}, "pp",
              "Size of an unexpected large overspend.", "assumed", "M19", "tail_x"),
};

/// Draws what can be achieved in the year, and the year's luck.
void draw_year(const Context&, State&, SystemId);
/// Common to a system, for the year, pp.
Real system_surprise(const Context&, SystemId);
/// Of one organisation, for the quarter, pp.
Real own_surprise(const Context&, OrganisationId);

}  // namespace concord
