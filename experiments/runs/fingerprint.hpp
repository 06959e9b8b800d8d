#pragma once
// What a model does, as a digest (docs/adr/0016-three-identities.md). Only the measures and columns that are
// listed in fingerprint.cpp count, so that one more of them leaves every digest as it was.

#include "agents/quarter/simulate.hpp"
#include "agents/state/measures.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concord {

/// Places of the listed measures and columns among the rows of a program.
struct Fingerprinted {
  std::vector<std::size_t> national, system, organisation;
};
Fingerprinted fingerprinted_among(std::span<const MeasureRow> national, std::span<const MeasureRow> system,
                                  std::span<const MeasureRow> organisation);
/// Among those of this program.
const Fingerprinted& fingerprinted();

/// Has the parameter no effect at its default, by its own declaration?
bool neutral_by_default(const ParameterInfo& parameter, std::span<const ParameterInfo> all);

/// Digests of small runs of fixed settings: "two_systems", at the defaults, and "all_mechanisms".
const std::vector<std::pair<std::string, std::string>>& behaviour_runs();
/// Fingerprint of the model's behaviour: of those runs, and of the defaults of all parameters but those
/// without effect at their defaults.
std::string behaviour_digest(std::span<const ParameterInfo> parameters);
const std::string& behaviour_digest();
/// As versions without three identities counted it: of a small run at the defaults.
const std::string& model_digest_of_before();
/// Does a file state the behaviour of this program, in either way?
bool behaves_like_this_program(std::string_view digest);

/// The small run that uses every mechanism there was when the behaviour last changed.
Scenario scenario_of_all_mechanisms();

}  // namespace concord
