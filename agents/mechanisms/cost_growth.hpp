#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// How much faster the costs of trusts grew in a year as a whole than `finance.drift` says (M19). Years
/// differ, and all trusts move with them (docs/estimates.md).
struct CostGrowth {
  static constexpr std::string_view key = "cost_growth";
  Real first_year = 0, second_year = 0, third_year = 0;
  Real later_years_sd = 0;
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
};

/// Of the financial year that begins, pp; boards do not see it ahead.
Real extra_cost_growth(const Context&);

}  // namespace concord
