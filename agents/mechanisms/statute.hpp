#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// The statutory board: CCGs fold into it, it funds and oversees (M31, M32).
struct Statute {
  static constexpr std::string_view key = "statute";
  Quarter date = financial_quarter(2022, 2);
  Real sanction = 0.2;
  Real relief = 0.4;
  Real duty = 0.25;
  Real pooled_share = 0.25;
  Real delegation = 0;
};

template <>
inline constexpr auto rows<Statute> = std::array{
    parameter("date", &Statute::date, allow::date, {}, "quarter",
              "Quarter in which statutory boards replace CCGs.", "July 2022 (Health and Care Act 2022)",
              "M31", "statutory_t"),
    parameter("sanction", &Statute::sanction, allow::non_negative, {0, 1}, "pp", "ICB sanction on trusts.",
              "assumed", "M33", "icb_sanction")
        .at_bodies(),
    parameter("relief", &Statute::relief, allow::share, {0, 1}, "share", "Relief at statute.",
              "2022 Act; assumed", "M31", "stat_relief"),
    parameter("duty", &Statute::duty, allow::non_negative, {0, 1.2}, "pp", "Duty added by statute.",
              "assumed", "M25", "stat_duty"),
    parameter("pooled_share", &Statute::pooled_share, allow::share, {0, 1}, "share",
              "Pooled share imposed by statutory system envelopes.", "assumed", "M31", "stat_phi"),
    parameter("delegation", &Statute::delegation, allow::share, {0, 1}, "share",
              "Share of the pooled fund judged at place level once boards are statutory.", "assumed", "M32",
              "deleg")
        .neutral_at(0),
};

/// CCGs become one board on the statutory date.
void fold_ccgs_into_boards(const Context&, State&, SystemId);

}  // namespace concord
