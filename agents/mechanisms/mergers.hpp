#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// CCGs merge by vote, by prescription, or into the statutory board (M23).
struct Mergers {
  static constexpr std::string_view key = "mergers";
  bool voluntary = true;
  Real resistance = 0.84;
  Real completion = 0.65;
  Quarter prescribed_date = never;
  Real running_cost_pull = 0.2;
  Quarter earliest = financial_quarter(2018, 1);
  Quarter running_cost_target = financial_quarter(2019, 1);
};

template <>
inline constexpr auto rows<Mergers> = std::array{
    parameter("voluntary", &Mergers::voluntary, allow::on_off, {}, "switch", "CCGs may merge by vote.",
              "switch", "M23", "merge_on"),
    parameter("resistance", &Mergers::resistance, allow::any_number, {0.3, 0.9}, "1",
              "Resistance to merging.", "calibrated 191 -> 135 -> 106", "M23", "merge_cost"),
    parameter("completion", &Mergers::completion, allow::share, {0.2, 1}, "/yr",
              "Chance that a willing system completes.", "calibrated", "M23", "merge_step"),
    parameter("prescribed_date", &Mergers::prescribed_date, allow::date, {}, "quarter",
              "Quarter in which a single CCG a system is prescribed.", "HSJ, 2019; lever", "M23",
              "merge_target_t"),
    parameter("running_cost_pull", &Mergers::running_cost_pull, allow::non_negative, {0, 0.3}, "1",
              "Attraction of the running-cost target (five times as strong once it is announced).",
              "20% running-cost cut; calibrated", "M23", "adm_merge"),
    parameter("earliest", &Mergers::earliest, allow::date, {}, "quarter",
              "First quarter in which CCGs may vote to merge.", "assumed", "M23", ""),
    parameter("running_cost_target", &Mergers::running_cost_target, allow::date, {}, "quarter",
              "Quarter from which the running-cost target counts in full.", "assumed", "M23", ""),
};

/// CCGs of a system vote to become one (docs/ODD.md, 4.9).
void vote_on_mergers(const Context&, State&, SystemId);
void settle_running_costs(const Context&, const State&, SystemId, Ledger&);

}  // namespace concord
