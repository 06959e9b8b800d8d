#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// What a financial year's money was, by sector, against 2018/19 (M02). A scenario gives the years as
/// `changes` (configs/england_2017.yaml).
struct FundByYear {
  static constexpr std::string_view key = "fund_by_year";
  Real acute = 1, mental_health = 1, community = 1, ambulance = 1, specialist = 1, ccg = 1;
  Real acute_deficit = 0, other_deficit = 0, ccg_deficit = 0, recovery_to_balance = 0;
  Real acute_prices = 0, other_prices = 0, ccg_prices = 0;
  Real gains = 0, gain_chance = 1;
  Real top_up = 0;

  // Of an NHS body.
  CONCORD_INLINE const Real& of(Type type) const {
    constexpr std::array places{&FundByYear::acute,     &FundByYear::mental_health, &FundByYear::community,
                                &FundByYear::ambulance, &FundByYear::specialist,    &FundByYear::ccg};
    return this->*places[static_cast<std::size_t>(type)];
  }
  CONCORD_INLINE const Real& in_deficit(Type type) const {
    return type == Type::acute ? acute_deficit : type == Type::ccg ? ccg_deficit : other_deficit;
  }
  CONCORD_INLINE const Real& prices(Type type) const {
    return type == Type::acute ? acute_prices : type == Type::ccg ? ccg_prices : other_prices;
  }
};

template <>
inline constexpr auto rows<FundByYear> = std::array{
    parameter("acute", &FundByYear::acute, allow::non_negative, {1, 1}, "1",
              "Sustainability fund of acute trusts, against 2018/19.",
              "neutral; 2017/18: 0.57 (1,311m of 1,793m paid; HFMA, May 2018)", "M02", "fy_a")
        .at_bodies()
        .neutral_at(1),
    parameter("mental_health", &FundByYear::mental_health, allow::non_negative, {1, 1}, "1",
              "Sustainability fund of mental health trusts, against 2018/19.",
              "neutral; 2017/18: 1.31 (210m)", "M02", "fy_mh")
        .at_bodies()
        .neutral_at(1),
    parameter("community", &FundByYear::community, allow::non_negative, {1, 1}, "1",
              "Sustainability fund of community trusts, against 2018/19.", "neutral; 2017/18: 1.52 (45m)",
              "M02", "fy_comm")
        .at_bodies()
        .neutral_at(1),
    parameter("ambulance", &FundByYear::ambulance, allow::non_negative, {1, 1}, "1",
              "Sustainability fund of ambulance trusts, against 2018/19.", "neutral; 2017/18: 1.33 (38m)",
              "M02", "fy_amb")
        .at_bodies()
        .neutral_at(1),
    parameter("specialist", &FundByYear::specialist, allow::non_negative, {1, 1}, "1",
              "Sustainability fund of specialist trusts, against 2018/19.", "neutral; 2017/18: 2.17 (179m)",
              "M02", "fy_spec")
        .at_bodies()
        .neutral_at(1),
    parameter("ccg", &FundByYear::ccg, allow::non_negative, {1, 1}, "1",
              "Sustainability fund of CCGs, against 2018/19.",
              "neutral; 0 in 2017/18, as their own fund came in 2018/19 (Healthcare Leader, January 2019)",
              "M02", "fy_C")
        .at_bodies()
        .neutral_at(1),
    parameter("acute_deficit", &FundByYear::acute_deficit, allow::non_negative, {}, "pp",
              "Recovery fund beside the sustainability fund, for acute trusts that start the year in deficit "
              "and sign.",
              "neutral; 2019/20: 1,050m for all trusts in deficit (HFMA, January 2019)", "M02", "fy_def_a")
        .at_bodies()
        .neutral_at(0),
    parameter("other_deficit", &FundByYear::other_deficit, allow::non_negative, {}, "pp",
              "Recovery fund beside the sustainability fund, for other trusts that start the year in deficit "
              "and sign.",
              "neutral; as acute trusts", "M02", "fy_def_o")
        .at_bodies()
        .neutral_at(0),
    parameter(
        "ccg_deficit", &FundByYear::ccg_deficit, allow::non_negative, {}, "pp",
        "Recovery fund beside the sustainability fund, for CCGs that start the year in deficit and sign.",
        "neutral; 2018/19: 400m for CCGs that would not balance (Healthcare Leader, January 2019)", "M02",
        "fy_def_C")
        .at_bodies()
        .neutral_at(0),
    parameter(
        "recovery_to_balance", &FundByYear::recovery_to_balance, allow::share, {}, "share",
        "Share of what a body's recovery fund would bring beyond balance, at its control total and with the "
        "rest of the fund, that it does not get.",
        "neutral; spread so that few of those that meet their plans need loans (HFMA, November 2019): 1",
        "M02", "fy_even")
        .at_bodies()
        .neutral_at(0),
    parameter("acute_prices", &FundByYear::acute_prices, allow::any_number, {}, "pp",
              "By how much prices of the year better the margins of acute trusts for good.",
              "neutral; 2019/20: 1,000m moved from the fund into emergency prices (HFMA, January 2019)",
              "M02", "fy_price_a")
        .neutral_at(0),
    parameter("other_prices", &FundByYear::other_prices, allow::any_number, {}, "pp",
              "By how much prices of the year better the margins of other trusts for good.", "neutral", "M02",
              "fy_price_o")
        .neutral_at(0),
    parameter("ccg_prices", &FundByYear::ccg_prices, allow::any_number, {}, "pp",
              "By how much prices of the year better the margins of CCGs for good.", "neutral", "M02",
              "fy_price_C")
        .neutral_at(0),
    parameter(
        "gains", &FundByYear::gains, allow::non_negative, {}, "pp",
        "One-off gains in the accounts of trusts, from sales of land above all, in the mean of all trusts; "
        "they come in the last quarter and do not stay in margins.",
        "neutral; 2018/19: 343m from sales and 256m from an accounting adjustment (HSJ, June and July "
        "2019)",
        "M02", "fy_gain")
        .neutral_at(0),
    parameter("gain_chance", &FundByYear::gain_chance, {0.001, 1}, {1, 1}, "/yr",
              "Chance that a trust has such a gain; the fewer, the larger.",
              "neutral; 2016/17: 35 of 238 raised more than a million (HSJ, August 2017)", "M02", "fy_sell")
        .neutral_at(1)
        .idle_unless("fund_by_year.gains"),
    parameter("top_up", &FundByYear::top_up, allow::share, {}, "share",
              "Share of a body's deficit of the quarter that the centre pays at once.",
              "neutral; first half of 2020/21: 1, topped up to break-even (HFMA, March 2020)", "M02",
              "fy_top")
        .neutral_at(0),
};

/// Sustainability fund within a body's reach if it signs, pp of its budget.
Real fund_on_offer(const Context&, const State&, OrganisationId);
/// Of that, for being in deficit.
Real recovery_on_offer(const Context&, const State&, OrganisationId);
/// One-off gains of a trust in this quarter, pp of the year's budget.
Real one_off_gains(const Context&, OrganisationId);
/// Pays part of the quarter's deficits, after everything else but the redistribution at year end.
void top_up(const Context&, State&, SystemId, Ledger&);

}  // namespace concord
