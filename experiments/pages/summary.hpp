#pragma once
// What an analyst reads first after a run: one page of text.

#include "experiments/charts/spread.hpp"
#include "experiments/runs/published.hpp"
#include "experiments/runs/record_reader.hpp"

#include <span>
#include <string>
#include <vector>

namespace concord {

struct SummaryRow {
  PublishedRow row;  ///< what it is, and the published figure if there is one
  Spread simulated;
  bool recorded = true;  ///< false: made from single systems, which this record leaves out
};

struct SummaryTable {
  RecordInfo info;
  std::string last_quarter;
  std::vector<SummaryRow> rows;
};

/// Does the published figure lie within the 90% range of the runs?
bool inside(const SummaryRow& row);

/// One row for every row of `facts` whose quarters the run covers, in their order. Without facts, or if none
/// is covered: the headline measures in the last quarter and as means of the first and of the last whole
/// year. Reads the record in pieces. Throws FileError.
SummaryTable summarise(const RecordReader& record, std::span<const PublishedRow> facts);
/// The same of measures or expressions over them in place of the headline ones. Throws ConfigError if one is
/// not understood, or needs what the record leaves out.
SummaryTable summarise_measures(const RecordReader& record, std::span<const std::string> measures);

/// Lines of at most 110 characters, for a terminal or a file; ends with a line end.
std::string text(const SummaryTable& table);

}  // namespace concord
