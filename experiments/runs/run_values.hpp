#pragma once
// Measures of single runs out of a record: those of the file, and a few more that are made from them.

#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/record_reader.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// The measures that are made from others, with the names of those in `reference`.
std::vector<MeasureRow> made_measure_rows();

/// Is there such a measure? The national ones of agents/state/measures.hpp, and
///   ics_accepting      designated systems with a pooled share above zero (systems)
///   ics_overspending   of these, the ones more than 0.3 points short of their control total (systems)
///   ics_pooled_share   mean pooled share over designated systems; NaN without any (share)
///   ccgs_balance       balance of CCGs in the quarter (£m)
///   councils_taking_part  share of councils that fund jointly with place or system (share)
///   maturity_gap       ninetieth less tenth percentile of maturity over systems (index)
bool is_measure(std::string_view name);
std::vector<std::string> measure_names();

/// Of a measure that there is.
MeasureRow describe_measure(std::string_view name);
/// "there is no measure 'x'; did you mean 'y'?"
std::string no_such_measure(std::string_view name);

/// What ics_accepting, ics_overspending and ics_pooled_share are made from.
struct SystemNow {
  double designated, pooled_share, outturn_gap;
};
/// These three, in that order, of all systems at the end of a quarter.
std::array<double, designated_count> over_designated(std::span<const SystemNow> systems);

/// [run][quarter] of a measure that there is, of the runs [first, first + runs) of a record. Throws FileError
/// if it does not hold it.
std::vector<double> run_values(const RecordReader& record, std::string_view name, int first, int runs);
/// Files of earlier versions lack what is made from systems, if they do not hold those.
bool holds_measure(const RecordReader& record, std::string_view name);
/// The same of all runs of a block.
std::vector<double> run_values(const Block& block, std::string_view name);

/// How many runs to read at once, so that a record of any length is read in bounded memory.
int runs_at_once(const RecordInfo& info, bool of_systems);

}  // namespace concord
