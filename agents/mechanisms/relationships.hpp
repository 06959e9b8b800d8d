#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Trust between organisations, social preference and reciprocity (M18).
struct Relationships {
  static constexpr std::string_view key = "relationships";
  Real social_weight_mean = 0.25;
  Real social_weight_sd = 0.12;
  Real reciprocity = 1.9;
  Real initial_mean = 0.435;
  Real initial_sd = 0.15;
  Real deficit_strain = 0.05;
  Real gain = 0.11;
  Real loss = 0.125;
};

template <>
inline constexpr auto rows<Relationships> = std::array{
    parameter("social_weight_mean", &Relationships::social_weight_mean, allow::any_number, {0.05, 0.5}, "1",
              "Weight on other bodies' money (social preference), mean.",
              "Bruhin-Fehr-Schunk / Charness-Rabin order of magnitude; calibrated", "M25", "alpha_mean"),
    parameter("social_weight_sd", &Relationships::social_weight_sd, allow::non_negative, {0, 0.25}, "1",
              "Standard deviation of the social weight across organisations.", "assumed", "M25", "alpha_sd"),
    parameter("reciprocity", &Relationships::reciprocity, allow::non_negative, {0.8, 3.2}, "pp",
              "Strength of conditional cooperation (utility of trust 1 v 0).",
              "assumed; calibrated; tipping needs lam*gamma>4 in the mean-field limit", "M18", "gamma"),
    parameter("initial_mean", &Relationships::initial_mean, allow::share, {0.25, 0.6}, "share",
              "Initial mean relationship trust.", "assumed", "M18", "tau0_mean"),
    parameter("initial_sd", &Relationships::initial_sd, allow::non_negative, {0.05, 0.2}, "1",
              "Standard deviation of initial trust between systems.", "assumed", "M18", "tau0_sd"),
    parameter("deficit_strain", &Relationships::deficit_strain, allow::non_negative, {0, 0.1}, "per pp",
              "Initial trust lost per pp of system deficit.",
              "HSJ, January 2019 and January 2020 (finances strain relationships); assumed", "M08",
              "tau_def"),
    parameter("gain", &Relationships::gain, allow::share, {0.04, 0.2}, "/quarter", "Trust gain rate.",
              "assumed; asymmetry from trust literature", "M18", "eta_up"),
    parameter("loss", &Relationships::loss, allow::share, {0.06, 0.25}, "/quarter", "Trust loss rate.",
              "assumed; > eta_up (negativity bias)", "M18", "eta_dn"),
};

/// Adds social preference and reciprocity (docs/ODD.md, 4.17).
void weigh_relationships(const Context&, const State&, SystemId, const Expectation&, Utilities&);
/// Trust follows what partners did.
void update_relationships(const Context&, State&, SystemId, Accounts&);

}  // namespace concord
