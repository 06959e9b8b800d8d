#pragma once
// Form and substance of a system: designated or not, and whether its members mostly act for place or system.

#include "experiments/charts/spread.hpp"
#include "viz/views/views.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace concord {

enum class FormState {
  not_known,   ///< no data
  none,        ///< not designated
  name_only,   ///< designated; not real
  real_system  ///< designated and its norm is at least one half (Measure::real)
};
/// Of every system at a quarter, in the run or in at least half of the runs. Null while loading.
std::optional<std::vector<FormState>> form_states(RunData& data, std::optional<int> run, int quarter);
std::string_view word_of(FormState state);

/// The same counted: systems within every run, and runs of every system.
struct FormCounts {
  Spread real, name_only;                          ///< systems
  std::vector<int> known, designated_in, real_in;  ///< runs, by system
};
std::optional<FormCounts> form_counts(RunData& data, std::optional<int> run, int quarter);

}  // namespace concord
