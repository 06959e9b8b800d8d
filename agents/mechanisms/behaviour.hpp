#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// How an organisation turns payoffs into a choice.
struct Behaviour {
  static constexpr std::string_view key = "behaviour";
  Real choice_precision = 2.4;
  Real memory = 0.55;
  Real foregone_weight = 0.85;
  Real optimism = 0.58;
  Real perceived_uncertainty = 1.6;
  Real imitation = 0;
  Real imitation_intensity = 2;
};

template <>
inline constexpr auto rows<Behaviour> = std::array{
    parameter("choice_precision", &Behaviour::choice_precision, allow::positive, {1, 5}, "1/pp",
              "Logit precision; fell back to 70% at full vagueness.", "assumed; calibrated", "behaviour",
              "lam"),
    parameter("memory", &Behaviour::memory, allow::share, {0.2, 0.9}, "share",
              "Share of what options paid that is remembered (EWA; weight on past attraction).",
              "Camerer & Ho 1999 structure; value assumed", "behaviour", "ewa_phi"),
    parameter("foregone_weight", &Behaviour::foregone_weight, allow::share, {0.4, 1}, "share",
              "Weight on what other options would have paid (EWA; boards can cost all options).",
              "Camerer & Ho 1999; assumed", "behaviour", "ewa_delta"),
    parameter("optimism", &Behaviour::optimism, allow::any_number, {0, 1}, "pp",
              "Planned minus achievable in-year improvement.",
              "Nuffield 2017 (STP plans 15-17% activity cuts); calibrated", "M01", "optimism"),
    parameter("perceived_uncertainty", &Behaviour::perceived_uncertainty, allow::non_negative, {1, 2.5}, "1",
              "Perceived/actual outturn uncertainty.", "assumed; calibrated", "M01", "sig_mult"),
    parameter("imitation", &Behaviour::imitation, allow::share, {0, 0.5}, "share",
              "Probability of considering a peer's action (Fermi).",
              "off; Traulsen et al. pairwise comparison", "behaviour", "imit")
        .neutral_at(0),
    parameter("imitation_intensity", &Behaviour::imitation_intensity, allow::non_negative, {0.5, 5}, "1/pp",
              "Imitation intensity.", "assumed", "behaviour", "imit_beta")
        .idle_unless("behaviour.imitation"),
};

/// The chance of each option under logit choice (McKelvey and Palfrey, 1995).
Options chances(const Options& attraction, const Real& precision);
/// The attraction of each option to the CCGs of a system as one body, weighted by budget; for systems with a
/// CCG.
Options joint_attraction(const Context&, const State&, SystemId);

/// Attractions after this quarter's payoffs.
void learn(const Context&, State&, SystemId, Expectation&);
/// Logit choice; the CCGs of a merged system choose as one.
void choose(const Context&, State&, SystemId);
/// Copies a random body of the same kind, sometimes.
void imitate(const Context&, State&);

}  // namespace concord
