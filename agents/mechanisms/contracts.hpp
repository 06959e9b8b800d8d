#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Alliance and integrated-care-partnership contracts at place (M17).
struct Contracts {
  static constexpr std::string_view key = "contracts";
  bool enabled = true;
  Real trust_needed = 0.62;
  Real start_rate = 0.25;
  int delay = 4;
  Real effect = 0.8;
};

template <>
inline constexpr auto rows<Contracts> = std::array{
    parameter("enabled", &Contracts::enabled, allow::on_off, {}, "switch",
              "Alliance and integrated-care-partnership contracts exist.", "switch", "M17", "icp_on"),
    parameter("trust_needed", &Contracts::trust_needed, allow::share, {0.5, 0.75}, "share",
              "Mean trust in a place needed to start a contract.", "assumed", "M17", "icp_thr"),
    parameter("start_rate", &Contracts::start_rate, allow::share, {0.05, 0.6}, "/yr",
              "Chance that a willing place starts a contract.", "assumed", "M17", "icp_rate"),
    parameter("delay", &Contracts::delay, allow::count, {0, 8}, "quarters",
              "Quarters from starting a contract to its going live.", "Dudley: one year (HSJ, January 2019)",
              "M17", "icp_delay"),
    parameter("effect", &Contracts::effect, allow::share, {0, 1}, "share",
              "Share of PbR switched off inside a live contract.", "assumed", "M17", "icp_eff"),
};

/// Places with enough trust start a contract.
void start_contracts(const Context&, State&, SystemId);
/// Contracts come a quarter nearer to going live.
void run_contracts(const Context&, State&, SystemId);

}  // namespace concord
