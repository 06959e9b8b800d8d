#pragma once
// A record without its results: enough to show who and what it is about, and to simulate its runs again.

#include "experiments/runs/measure_expression.hpp"
#include "experiments/runs/record_reader.hpp"
#include "experiments/runs/run_plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace concord {

/// A parameter as /parameters tells it. `standard`: the default of the program that wrote the record.
struct RecordedParameter {
  std::string path, text, standard;
};

struct RecordContents {
  RecordInfo info;
  int first_replicate = 0;            ///< of its seed; the others follow it
  std::vector<std::string> quarters;  ///< "2019/20 Q1", ...
  Layout layout;                      ///< /tables, in the order of the record
  std::vector<RecordedParameter> parameters;
  std::string configuration;  ///< YAML
  std::optional<RecordedPlausible> plausible;
};

/// All of it, checked. Throws FileError.
RecordContents contents_of(const RecordReader& record);

/// What keeps a layout from being a world, if anything: indices out of range, budgets that are not positive,
/// sizes that are no numbers.
std::optional<std::string> fault_of(const Layout& layout);

/// What the runs of a record drew their settings from. Throws ConfigError if this program has no such
/// parameters.
Plausible plausible_of(const RecordContents& record);

/// The plan that the record was made by: simulated by the same version of the model it gives the same numbers
/// bit for bit. The world comes from the record's own tables, the parameters from its configuration; no other
/// file is read. Throws ConfigError if the record was made by another version of the model, or contradicts
/// itself.
RunPlan plan_of_record(const RecordContents& record);

/// What may be asked of a record, its policies being groups if this program knows them all.
Vocabulary vocabulary_of(const RecordReader& record);

}  // namespace concord
