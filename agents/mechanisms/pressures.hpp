#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Backlog, vacancies and the strain they put on collaboration (M28).
struct Pressures {
  static constexpr std::string_view key = "pressures";
  Real backlog_start = 0;
  Real waiting_effect = 0;
  Real backlog_growth = 0.06;
  Real activity_effect = 0.03;
  Real block_loss = 1;
  Real backlog_weight = 0.8;
  Real vacancies = 0.08;
  Real vacancy_growth = 0.017;
};

template <>
inline constexpr auto rows<Pressures> = std::array{
    parameter("backlog_start", &Pressures::backlog_start, allow::non_negative, {}, "1",
              "Backlog of the mean system at the start.", "neutral", "M28", "")
        .neutral_at(0),
    parameter(
        "waiting_effect", &Pressures::waiting_effect, allow::non_negative, {}, "per s.d.",
        "Backlog at the start for every standard deviation of longer waits in the year before; acts only "
        "where the tables give waits.",
        "neutral", "M28", "")
        .neutral_at(0),
    parameter("backlog_growth", &Pressures::backlog_growth, allow::non_negative, {0, 0.12}, "/quarter",
              "Backlog growth.", "assumed", "M28", "backlog_r"),
    parameter("activity_effect", &Pressures::activity_effect, allow::non_negative, {0, 0.08}, "per pp",
              "Backlog change per pp of acute activity.", "assumed", "M28", "act_back"),
    parameter("block_loss", &Pressures::block_loss, allow::non_negative, {0, 2}, "pp",
              "Activity lost when payment is not activity-based.", "assumed; Holmstrom-Milgrom trade-off",
              "M34", "blk_prod"),
    parameter("backlog_weight", &Pressures::backlog_weight, allow::non_negative, {0, 1.5}, "1",
              "Pressure for every unit of backlog.", "assumed", "M28", "press_w"),
    parameter("vacancies", &Pressures::vacancies, allow::share, {0, 0.2}, "share",
              "Workforce pressure at start.", "assumed", "M28", "vac0"),
    parameter("vacancy_growth", &Pressures::vacancy_growth, allow::any_number, {0, 0.03}, "/quarter",
              "Growth of workforce pressure.", "assumed", "M28", "vac_g"),
};

/// Backlog before the first quarter (docs/ODD.md, 3.2).
Real starting_backlog(const Context&, SystemId);
/// Pressure on staff this quarter.
void feel_pressure(const Context&, State&, SystemId);
void change_backlog(const Context&, State&, SystemId);

}  // namespace concord
