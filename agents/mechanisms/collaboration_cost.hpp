#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Management time that working together takes (M18, M28).
struct CollaborationCost {
  static constexpr std::string_view key = "collaboration_cost";
  Real place = 0.2;
  Real system = 0.34;
  Real pressure_effect = 0.5;
  Real joint_committees = 0;
};

template <>
inline constexpr auto rows<CollaborationCost> = std::array{
    parameter("place", &CollaborationCost::place, allow::non_negative, {0.05, 0.5}, "pp",
              "Management cost of place work.", "assumed", "M06", "c_P"),
    parameter("system", &CollaborationCost::system, allow::non_negative, {0.1, 0.8}, "pp",
              "Management cost of system work.", "assumed", "M06", "c_S"),
    parameter("pressure_effect", &CollaborationCost::pressure_effect, allow::non_negative, {0, 1.2}, "1",
              "Pressure raises the cost of collaborating.", "assumed", "M28", "zeta"),
    parameter("joint_committees", &CollaborationCost::joint_committees, allow::share, {0, 1}, "share",
              "Joint committees (cut collaboration cost by up to 25%).", "HSJ, 2019; lever", "M23",
              "joint_comm")
        .neutral_at(0),
};

void expect_collaboration_cost(const Context&, const State&, SystemId, WorkRows<Payoff>&);
void settle_collaboration_cost(const Context&, const State&, SystemId, Ledger&);

}  // namespace concord
