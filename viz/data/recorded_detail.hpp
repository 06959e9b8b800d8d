#pragma once
// One run of a record with all of its organisations.

#include "experiments/scenarios/record_plan.hpp"
#include "viz/data/reading.hpp"

namespace concord {

/// Simulates the run again if this program can, compares it with the record's fingerprint, and lets
/// ReadingOptions::explain tell the reasons. If it cannot, the columns are what the record holds of
/// organisations, or empty; RunDetail::reason then says why there are no reasons.
RunDetail recorded_detail(const RecordContents& record, const wire::RecordedRun& recorded, int run,
                          const ReadingOptions& options);

}  // namespace concord
