#pragma once
// What a run is told from after its start: the columns of its tables, and settings of dates, that describe
// later periods (agents/world/periods.hpp).

#include "experiments/runs/record_reader.hpp"
#include "experiments/runs/run_plan.hpp"
#include "sim/errors.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace concord {

/// Problems for periods that are later than the start without a reason, and for settings that are neither a
/// parameter nor a group of them. `folder` is that of the tables.
void check_periods(const std::filesystem::path& folder, std::span<const Layout::Period>, Quarter start,
                   Problems&);

/// What is told, a line each; nothing if its tables state no periods.
std::string told_to(const RunPlan&);
std::string told_in(const RecordReader&);
/// Adds the fact "told" if there is something to tell.
void add_told(std::vector<std::pair<std::string, std::string>>& facts, std::string lines);

}  // namespace concord
