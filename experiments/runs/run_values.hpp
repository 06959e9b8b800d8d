#pragma once
// Measures of single runs out of a record: those of the file, and a few more that are made from them.

#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/record_reader.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// The measures that are made from others, with the names of those in `reference`; those of systems only if
/// asked for.
std::vector<MeasureRow> made_measure_rows(bool of_systems);

/// Is there such a measure? The national ones of agents/measures.hpp, and
///   ics_accepting      designated systems with a pooled share above zero (systems)
///   ics_overspending   of these, the ones more than 0.3 points short of their control total (systems)
///   ics_pooled_share   mean pooled share over designated systems; NaN without any (share)
///   ccgs_balance       balance of CCGs in the quarter (£m)
///   councils_taking_part  share of councils that fund jointly with place or system (share)
///   maturity_gap       ninetieth less tenth percentile of maturity over systems (index)
bool is_measure(std::string_view name);
/// Those made from measures of single systems, which not every record holds.
bool needs_systems(std::string_view name);
std::vector<std::string> measure_names();

struct MeasureText {
  std::string_view unit, meaning;
};
/// Of a measure that there is.
MeasureText describe_measure(std::string_view name);
/// "there is no measure 'x'; did you mean 'y'?"
std::string no_such_measure(std::string_view name);

/// Where the numbers of some runs come from: [run][quarter] of a national measure, [run][quarter][system] of
/// one of systems.
struct RunNumbers {
  std::function<std::vector<double>(std::string_view)> summary, systems;
  int system_count = 0;
};
/// [run][quarter] of a measure that there is.
std::vector<double> run_values(const RunNumbers& numbers, std::string_view name);
/// The same of the runs [first, first + runs) of a record. Throws FileError if it does not hold it.
std::vector<double> run_values(const RecordReader& record, std::string_view name, int first, int runs);

/// The same of all runs of a block, which holds systems if the measure needs them.
std::vector<double> run_values(const Block& block, std::string_view name);

/// How many runs to read at once, so that a record of any length is read in bounded memory.
int runs_at_once(const RecordInfo& info, bool of_systems);

}  // namespace concord
