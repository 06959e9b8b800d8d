#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Intensive and peer support with limited capacity, and the accelerator (M15, M27).
struct Support {
  static constexpr std::string_view key = "support";
  int most_systems = 10;
  bool nearest_first = false;
  Real known_difficulty = 0;
  Real peer_capacity = 0.7;
  int central_capacity = 4;
  Real capability_gain = 0.03;
  Real trust_gain = 0.04;
  Real peer_cost = 0.1;
  int accelerator_places = 3;
  Real accelerator_gain = 0.05;
  Quarter accelerator_from = financial_quarter(2019, 1);
  Real given_support = 0;
  Real given_accelerator = 0;
};

namespace detail {
inline constexpr std::string_view one_allocation = "places are allocated among all systems of the nation";
}

template <>
inline constexpr auto rows<Support> = std::array{
    parameter("most_systems", &Support::most_systems, allow::count, {0, 20}, "systems",
              "Most systems supported at once.", "assumed", "M15", "supp_cap")
        .for_the_nation(detail::one_allocation),
    parameter("nearest_first", &Support::nearest_first, allow::on_off, {}, "switch",
              "Support goes to the system nearest the threshold first, rather than the worst first.",
              "policy lever", "M15", "supp_target")
        .for_the_nation(detail::one_allocation),
    parameter(
        "known_difficulty", &Support::known_difficulty, allow::non_negative, {}, "maturity",
        "By how much a system counts as needier in the first planning round whose trusts are all in special "
        "measures, or all of which lies in the success regime; acts only where the tables name them.",
        "neutral", "M15", "")
        .neutral_at(0),
    parameter("peer_capacity", &Support::peer_capacity, allow::non_negative, {0, 2}, "systems per mature ICS",
              "Systems supported by each mature system.", "HSJ, January 2019 (struggling with own workload)",
              "M15", "peer_cap"),
    parameter("central_capacity", &Support::central_capacity, allow::count, {0, 12}, "systems",
              "Central capacity.", "assumed", "M15", "central_cap")
        .for_the_nation(detail::one_allocation),
    parameter("capability_gain", &Support::capability_gain, allow::share, {0, 0.1}, "/quarter",
              "Capability gain.", "assumed", "M15", "supp_eff"),
    parameter("trust_gain", &Support::trust_gain, allow::share, {0, 0.1}, "/quarter", "Trust gain.",
              "assumed", "M15", "supp_trust"),
    parameter("peer_cost", &Support::peer_cost, allow::non_negative, {0, 0.4}, "pp",
              "Cost to supporting ICS.", "assumed", "M15", "peer_cost"),
    parameter("accelerator_places", &Support::accelerator_places, allow::count, {0, 8}, "systems",
              "Accelerator places.", "HSJ, August 2019; assumed", "M27", "accel_n")
        .for_the_nation(detail::one_allocation),
    parameter("accelerator_gain", &Support::accelerator_gain, allow::share, {0, 0.15}, "/quarter",
              "Capability gain of an accelerator place.", "assumed", "M27", "accel_eff"),
    parameter("accelerator_from", &Support::accelerator_from, allow::date, {}, "quarter",
              "First quarter of the accelerator.", "assumed", "M27", ""),
    parameter("given_support", &Support::given_support, allow::share, {}, "share",
              "Support that a policy hands to a system at the planning round, beyond what is allocated by "
              "need: 1 = as much as a supported system gets, at the centre's hands.",
              "neutral; a policy's to give", "M15", "")
        .neutral_at(0),
    parameter("given_accelerator", &Support::given_accelerator, allow::share, {}, "share",
              "Place on the accelerator that a policy hands to a system at the planning round, beside those "
              "that are won: 1 = a whole place.",
              "neutral; a policy's to give", "M27", "")
        .neutral_at(0),
};

/// Places of support and of the accelerator for the year, nationally (docs/ODD.md, 4.10).
void allocate_support(const Context&, State&);
/// What helping others costs mature systems.
void weigh_peer_support(const Context&, const State&, SystemId, const Expectation&, Utilities&);

}  // namespace concord
