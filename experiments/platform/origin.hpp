#pragma once
// Where results come from, as figures, pages and files say it.

#include <string>
#include <string_view>

namespace concord {

/// With which all that shows results begins to state its origin, and what files of results say of themselves.
inline constexpr std::string_view simulated = "Simulated, not observed.";
inline constexpr std::string_view simulated_not_observed = "simulated, not observed";

/// "Concord 0.1.0 (abc123), model 2d67..., results 9c41...": `results` is the digest of the values that a
/// file holds, which `concord verify` checks and `concord inspect` shows; empty where there is no finished
/// file.
std::string build_words(std::string_view version, std::string_view commit, std::string_view model_digest,
                        std::string_view results);

/// "Simulated, not observed. England: 100 runs, seed 12345. All settings are the defaults. Concord 0.1.0
/// (abc123), model 2d67....". `settings`: sentences, may be empty.
std::string origin_words(std::string_view title, std::string_view amount, std::string_view settings,
                         std::string_view build);

}  // namespace concord
