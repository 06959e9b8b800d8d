#pragma once
// The charts of an organisation over time, alone or compared with another run of it.

#include "experiments/charts/figure.hpp"
#include "experiments/charts/strips.hpp"
#include "experiments/runs/organisation_columns.hpp"
#include "viz/views/comparison.hpp"

#include <optional>
#include <string>
#include <vector>

namespace concord {

/// One run of the organisation, in the quarters of the figure.
struct OrganisationSide {
  const RunDetail* detail;
  int organisation;
  const std::vector<int>* quarter;  ///< its own; null = the same
  double at(OrganisationColumn column, int t) const;
};
/// What the two are called in keys and tables.
struct SideWords {
  std::string now, before;
};
/// In pairs (A, B) on one scale where the way is beside. Their numbers are added to the table of the
/// page.
std::vector<Strip> organisation_strips(const OrganisationSide& now,
                                       const std::optional<OrganisationSide>& before, Way way,
                                       const SideWords& words, const std::vector<std::string>& quarter_names,
                                       FigureTable& table);

}  // namespace concord
