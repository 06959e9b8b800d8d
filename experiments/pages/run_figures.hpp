#pragma once
// What happened in a run, as pictures that can be printed or put on a page.

#include "experiments/charts/figure.hpp"
#include "experiments/pages/summary.hpp"

#include <vector>

namespace concord {

/// "systems", "choices_and_money"; "published" if the summary has published figures; "maturity" if the record
/// has single systems, at most `most_named_systems`. The same record gives the same figures. Throws
/// FileError.
std::vector<Figure> run_figures(const RecordReader& record, const SummaryTable& summary);
inline constexpr int most_named_systems = 120;

}  // namespace concord
