#pragma once
// Which settings of a run are not the defaults, and what differs between two runs, in words.

#include "experiments/runs/run_plan.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// A parameter, a size of a synthetic world, the start or the length. Values are as a scenario file writes
/// them; those that change in mid-run say so: "0.35, 1 from 2020/21 Q3".
struct ChangedSetting {
  std::string path;   ///< as `--set` takes it: "pooling.floor", "world.synthetic.systems", "start"
  std::string value;  ///< empty if the run does not know the setting
  std::string
      other;  ///< its default, or its value in the run that it is compared with; empty if unknown there
};

/// What differs from the defaults of this program in a configuration in full: that of a file, or
/// RunPlan::resolved of a scenario that is about to run. A folder of tables has no default. Title, seed,
/// replicates and level of recording are no part of it. Throws ConfigError if it cannot be read.
std::vector<ChangedSetting> changed_settings(std::string_view configuration);
/// Fingerprint of a scenario: what `changed_settings` says of its configuration, whatever else is known by
/// now, and its tables.
std::string scenario_digest(std::string_view configuration, const std::vector<TableFile>& tables);
/// What differs between two: `value` is that of the second, `other` that of the first.
std::vector<ChangedSetting> settings_between(std::string_view first, std::string_view second);

inline constexpr std::size_t all_of_them = static_cast<std::size_t>(-1);

/// "pooling floor", "systems of the synthetic world"; for titles and axes.
std::string setting_words(std::string_view path);
/// "pooling floor 0.5 (default 0); duty strength 0.35, 1 from 2020/21 Q3 (default 0.35)", the first `most`
/// and how many more there are; "all settings are the defaults" if there are none.
std::string changed_words(std::span<const ChangedSetting> changed, std::size_t most = all_of_them);
/// "Settings changed: duty strength 1 pp (default 0.35)." or "All settings are the defaults."
std::string settings_sentence(std::span<const ChangedSetting> changed, std::size_t most = all_of_them);
/// The same of a configuration in full; does not throw.
std::string settings_sentence(const std::string& configuration, std::size_t most = all_of_them);
/// The same of a configuration in full, or `unknown_settings`; does not throw.
std::string set_in_line(const std::string& configuration, std::size_t most);
inline constexpr std::string_view unknown_settings = "unknown: its configuration cannot be read";
/// The same of two runs: "pooling floor 0.5 instead of 0"; "no setting differs" if there are none.
std::string difference_words(std::span<const ChangedSetting> between, std::size_t most = all_of_them);

}  // namespace concord
