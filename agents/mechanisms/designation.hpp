#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Maturity, waves and applications (M22, M26).
struct Designation {
  static constexpr std::string_view key = "designation";
  Real developing = 0.33;
  Real maturing = 0.45;
  Real thriving = 0.62;
  bool applications = true;
  Quarter applications_from = financial_quarter(2019, 2);
  Quarter first_wave_date = financial_quarter(2017, 2);
  int first_wave_systems = 10;
  Quarter second_wave_date = financial_quarter(2018, 1);
  int second_wave_systems = 4;
  Quarter third_wave_date = financial_quarter(2019, 1);
  int third_wave_systems = 1;
  Real performance_weight = 0;
  Real given = 0;
};

namespace detail {
inline constexpr std::string_view all_are_ranked = "a wave ranks all systems of the nation";
}

template <>
inline constexpr auto rows<Designation> = std::array{
    parameter("developing", &Designation::developing, allow::share, {0.25, 0.4}, "M",
              "Emerging/developing boundary.", "assumed", "M26", "thr_dev"),
    parameter("maturing", &Designation::maturing, allow::share, {0.42, 0.55}, "M",
              "Developing/maturing boundary = approval.", "calibrated to ICS counts", "M26", "thr_mat"),
    parameter("thriving", &Designation::thriving, allow::share, {0.57, 0.7}, "M",
              "Maturing/thriving boundary.", "assumed", "M26", "thr_thr"),
    parameter("applications", &Designation::applications, allow::on_off, {}, "switch",
              "Systems may apply for designation between waves.", "switch", "M26", "apply_on"),
    parameter("applications_from", &Designation::applications_from, allow::date, {}, "quarter",
              "First quarter in which systems may apply between waves.", "assumed", "M26", ""),
    parameter("first_wave_date", &Designation::first_wave_date, allow::date, {}, "quarter",
              "Quarter of the first wave of designations.", "NHS England designations 2017-2019", "M22", "")
        .for_the_nation(detail::all_are_ranked),
    parameter("first_wave_systems", &Designation::first_wave_systems, allow::count, {4, 16}, "systems",
              "Systems designated in the first wave: eight named systems and two devolved areas.",
              "NHS England designations 2017-2019", "M22", "")
        .for_the_nation(detail::all_are_ranked),
    parameter("second_wave_date", &Designation::second_wave_date, allow::date, {}, "quarter",
              "Quarter of the second wave.", "NHS England designations 2017-2019", "M22", "")
        .for_the_nation(detail::all_are_ranked),
    parameter("second_wave_systems", &Designation::second_wave_systems, allow::count, {0, 8}, "systems",
              "Systems designated in the second wave.", "NHS England designations 2017-2019", "M22", "")
        .for_the_nation(detail::all_are_ranked),
    parameter("third_wave_date", &Designation::third_wave_date, allow::date, {}, "quarter",
              "Quarter of the third wave; applications are open afterwards.",
              "NHS England designations 2017-2019", "M22", "")
        .for_the_nation(detail::all_are_ranked),
    parameter("third_wave_systems", &Designation::third_wave_systems, allow::count, {0, 8}, "systems",
              "Systems designated in the third wave, net of mergers with earlier ones.",
              "NHS England designations 2017-2019", "M22", "")
        .for_the_nation(detail::all_are_ranked),
    parameter(
        "performance_weight", &Designation::performance_weight, allow::non_negative, {}, "M per unit",
        "Maturity that a system loses, where it is judged for approval, a unit of backlog above that of the "
        "mean system.",
        "neutral; service performance was judged (HSJ, July 2017)", "M26", "perf_w")
        .neutral_at(0),
    parameter("given", &Designation::given, allow::share, {}, "share",
              "From one half on, a policy designates the system at once, beside those that waves and "
              "applications choose: membership of a wave, handed out.",
              "neutral; a policy's to give", "M22", "")
        .neutral_at(0),
};

/// Waves, applications and the deadline, nationally (docs/ODD.md, 4.14).
void designate(const Context&, State&);
/// Official maturity after the quarter.
void mature(const Context&, State&, SystemId, Accounts&);

}  // namespace concord
