#pragma once
// Are the money and the people of tables in the units that their columns want?

#include "experiments/runs/run_plan.hpp"
#include "sim/errors.hpp"

#include <vector>

namespace concord {

/// Warnings about tables whose money per head is far from England's; none of a synthetic world.
std::vector<Problem> lint_tables(const RunPlan& plan);

/// £m a year of a system beyond which the accounts of a run could not be kept to the penny: more than all
/// countries together spend.
inline constexpr double most_money = 1e7;
/// What is wrong with a world of more money than that, by system; nothing otherwise.
std::optional<std::string> too_much_money(const Layout& layout);

}  // namespace concord
