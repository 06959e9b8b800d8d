#pragma once
// The runs of a merged sweep by policy and setting: which policies there are, in which settings all of them
// were simulated, and what is known of these settings.

#include "experiments/decisions/decision.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace concord {

/// Rows of a policy in a setting, by replicate.
using Meeting = std::vector<std::pair<std::int32_t, std::size_t>>;

struct Meetings {
  std::vector<std::vector<Meeting>> rows;  ///< [setting][policy]
  std::vector<double> weights;             ///< [setting], of any scale
};

/// Fills the policies, settings and columns of a decision.
Meetings meetings_of(const SweepReader& sweep, const SweepTable& table, const Design* design,
                     const DecisionWishes& wishes, Decision& decision, Problems& problems);

}  // namespace concord
