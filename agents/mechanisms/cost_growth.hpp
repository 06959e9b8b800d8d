#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// How much faster the costs of trusts grew in a year as a whole than `finance.drift` says (M19). Years
/// differ, all trusts move with them, and acute trusts apart from the others (docs/estimates.md).
struct CostGrowth {
  static constexpr std::string_view key = "cost_growth";
  Real first_year = 0, second_year = 0, third_year = 0;
  Real later_years_sd = 0;
  Real first_year_acute = 0, second_year_acute = 0, third_year_acute = 0;
  Real later_years_acute_sd = 0;
};

template <>
inline constexpr auto rows<CostGrowth> = std::array{
    parameter("first_year", &CostGrowth::first_year, allow::any_number, {}, "pp",
              "Extra cost growth of trusts in a run's first year; beside `finance.drift`, where margins come "
              "from the accounts of the year before.",
              "neutral; docs/estimates.md", "M19", "cg_1")
        .neutral_at(0),
    parameter("second_year", &CostGrowth::second_year, allow::any_number, {}, "pp",
              "Extra cost growth of trusts in a run's second year; beside `finance.drift`.",
              "neutral; docs/estimates.md", "M19", "cg_2")
        .neutral_at(0),
    parameter("third_year", &CostGrowth::third_year, allow::any_number, {}, "pp",
              "Extra cost growth of trusts in a run's third year; beside `finance.drift`.",
              "neutral; docs/estimates.md", "M19", "cg_3")
        .neutral_at(0),
    parameter("later_years_sd", &CostGrowth::later_years_sd, allow::non_negative, {}, "pp",
              "By how much cost growth of trusts differs in each financial year after the third (standard "
              "deviation); a draw a year.",
              "neutral; docs/estimates.md", "M19", "cg_sd")
        .neutral_at(0),
    parameter("first_year_acute", &CostGrowth::first_year_acute, allow::any_number, {}, "pp",
              "Extra cost growth of acute trusts beside the others in a run's first year; all together, by "
              "turnover, as `first_year` says.",
              "neutral; docs/estimates.md", "M19", "cg_1a")
        .neutral_at(0),
    parameter("second_year_acute", &CostGrowth::second_year_acute, allow::any_number, {}, "pp",
              "Extra cost growth of acute trusts beside the others in a run's second year; all together, by "
              "turnover, as `second_year` says.",
              "neutral; docs/estimates.md", "M19", "cg_2a")
        .neutral_at(0),
    parameter("third_year_acute", &CostGrowth::third_year_acute, allow::any_number, {}, "pp",
              "Extra cost growth of acute trusts beside the others in a run's third year; all together, by "
              "turnover, as `third_year` says.",
              "neutral; docs/estimates.md", "M19", "cg_3a")
        .neutral_at(0),
    parameter("later_years_acute_sd", &CostGrowth::later_years_acute_sd, allow::non_negative, {}, "pp",
              "By how much cost growth of acute trusts differs from that of the others in each financial "
              "year after the third (standard deviation); a draw a year.",
              "neutral; docs/estimates.md", "M19", "cg_sda")
        .neutral_at(0),
};

/// Of the financial year that begins, pp; boards do not see it ahead.
struct ExtraCostGrowth {
  Real acute, others;
  const Real& of(Type type) const { return type == Type::acute ? acute : others; }
};
ExtraCostGrowth extra_cost_growth(const Context&);

}  // namespace concord
