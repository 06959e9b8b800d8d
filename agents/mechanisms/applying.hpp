#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// When to apply for designation is a choice (M09).
struct Applying {
  static constexpr std::string_view key = "applying";
  bool enabled = false;
  Real waiting = 0.25;
  Real readiness = 0.05;
  int lead = 3;
  int slip = 2;
  Quarter called = never;
};

// No range worth screening: with the mechanism off they change nothing.
template <>
inline constexpr auto rows<Applying> = std::array{
    parameter(
        "enabled", &Applying::enabled, allow::on_off, {}, "switch",
        "Systems declare a date on which they apply, and apply on no other; off, they are designated as "
        "soon as they reach the bar.",
        "off", "M09", "ap_on")
        .neutral_at(0),
    parameter("waiting", &Applying::waiting, allow::share, {}, "share",
              "Chance that a system's boards wait for the deadline whatever its maturity.",
              "seven systems of 28 in September 2019 (HSJ)", "M09", "ap_wait")
        .idle_unless("applying.enabled"),
    parameter("readiness", &Applying::readiness, allow::share, {}, "M",
              "How far below the bar a system is that declares the date of its application, unless it waits "
              "for the deadline.",
              "assumed", "M09", "ap_ready")
        .idle_unless("applying.enabled"),
    parameter("lead", &Applying::lead, allow::count, {}, "quarters",
              "Quarters from a system's declaration to the date of its application.",
              "April to summer 2020, declared in September 2019 (HSJ)", "M09", "ap_lead")
        .idle_unless("applying.enabled"),
    parameter("slip", &Applying::slip, {1, 40}, {2, 2}, "quarters",
              "Quarters by which a date slips if the application is not approved.",
              "summer to December 2020 (HSJ, September 2019; NHS England, December 2020)", "M09", "ap_slip")
        .idle_unless("applying.enabled"),
    parameter("called", &Applying::called, allow::date, {}, "quarter",
              "Quarter in which all systems that are not approved are judged, whether they wait or have a "
              "later date.",
              "neutral; plans of all systems asked for by 21 September 2020 (NHS England, July 2020)", "M09",
              "ap_call")
        .idle_unless("applying.enabled"),
};

/// Systems that apply this quarter, or are called, declaring dates where boards are ready for the bar that
/// will hold then, by the standing that is judged (docs/ODD.md, 4.29).
Mask applies(const Context&, State&, SystemId, const Real& standing, const Real& bar_then);
/// Puts dates of this quarter back where the application was not approved.
void slip_where(const Context&, State&, SystemId, const Mask& refused);

}  // namespace concord
