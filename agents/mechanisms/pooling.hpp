#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// The ballot on hanging a share of the fund on the system's total, and what follows (M02, M03).
struct Pooling {
  static constexpr std::string_view key = "pooling";
  Real floor = 0;
  Quarter floor_from = financial_quarter(2018, 1);
  Quarter floor_until = never;
  Quarter open_from = financial_quarter(2020, 1);
  bool at_place = false;
  Real quorum = 0.85;
  Real flexibility = 0.64;
  Real control_loss = 0.18;
  Real miss_cost = 1.2;
  Real slippage = 0.55;
  Real risk_aversion = 0.05;
  Real vote_precision = 5.5;
  Real peer_sanction = 0.5;
};

template <>
inline constexpr auto rows<Pooling> = std::array{
    parameter("floor", &Pooling::floor, allow::share, {0, 1}, "share", "Mandated pooled share.",
              "FRF 2020/21: 50% (HSJ, HFMA 2020); lever", "M02", "phi_min"),
    parameter("floor_from", &Pooling::floor_from, allow::date, {}, "quarter",
              "First quarter of the mandated pooled share.", "policy lever", "M02", "phi_min_t"),
    parameter("floor_until", &Pooling::floor_until, allow::date, {}, "quarter",
              "First quarter without the mandated pooled share.", "policy lever", "M02", "phi_min_end"),
    parameter("open_from", &Pooling::open_from, allow::date, {}, "quarter", "Ballot open to all STPs.",
              "FRF 2020/21", "M01", "sct_open_t"),
    parameter("at_place", &Pooling::at_place, allow::on_off, {}, "switch",
              "The fund is pooled at place level.", "HSJ, January 2020", "M06", "sct_place"),
    parameter("quorum", &Pooling::quorum, allow::share, {0.5, 1}, "share",
              "NHS-budget share that must consent.", "assumed; calibrated", "M29", "quorum"),
    parameter("flexibility", &Pooling::flexibility, allow::non_negative, {0, 1.4}, "pp",
              "Flexibility and transformation money for a system control total.", "MoU 2018; calibrated",
              "M01", "flex"),
    parameter("control_loss", &Pooling::control_loss, allow::non_negative, {0, 0.6}, "pp",
              "Loss of control from pooling.", "assumed", "M03", "ctrl"),
    parameter("miss_cost", &Pooling::miss_cost, allow::non_negative, {0, 2}, "pp",
              "Accountability for a system total known to be missed.", "HSJ, January 2020; calibrated", "M03",
              "miss_cost"),
    parameter("slippage", &Pooling::slippage, allow::non_negative, {0, 1}, "pp",
              "Expected partner slippage at zero trust.", "assumed", "M03", "slip"),
    parameter("risk_aversion", &Pooling::risk_aversion, allow::non_negative, {0, 0.15}, "1/pp",
              "Risk aversion in the ballot.", "assumed", "M03", "risk_av"),
    parameter("vote_precision", &Pooling::vote_precision, allow::positive, {1.5, 8}, "1/pp",
              "Ballot precision.", "assumed", "M03", "lam_v"),
    parameter("peer_sanction", &Pooling::peer_sanction, allow::non_negative, {0, 1.5}, "pp",
              "Sanction by peers on institutional action, per unit of pooled share and norm.",
              "Vasconcelos 2013 (local sanctions); assumed", "M03", "peer_p"),
};

/// Ballot on the pooled share, by consent of a quorum of budgets, in the system or in each place
/// (section 4.3).
void vote_on_pooling(const Context&, State&, SystemId, Signing&);

}  // namespace concord
