#pragma once
// The list `policies` of a scenario: what has another value for whom, when, and under which condition.

#include "agents/quarter/simulate.hpp"
#include "experiments/grammar/keys.hpp"
#include "sim/yaml.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// Keys of one entry.
Keys policy_keys();
/// One entry; `fallback` names it where it does not name itself. Needs the scenario's world, start, length
/// and parameters. Nothing after a problem.
std::optional<AimedPolicy> read_policy(yaml::Reader& entry, const Scenario& run, std::string_view fallback,
                                       Problems& problems);
/// In the order of the file, with the names checked and the relations between parameters, whoever is reached.
std::vector<AimedPolicy> read_policies(yaml::Reader& scenario, const Scenario& run, Problems& problems);
/// Relations between parameters that policies would break together, as text, each with the policy that does
/// it.
std::vector<std::pair<const AimedPolicy*, std::string>> relations_broken(
    const Scenario& run, std::span<const AimedPolicy> policies);
/// Canonical lines; nothing without any.
std::string policies_yaml(const Scenario& scenario);

/// When the nation's value changes, by `fund` or `changes`, while a policy hides that, if so: policies go
/// before both.
std::optional<Quarter> hidden_change(const AimedPolicy& policy, const ParameterInfo& parameter,
                                     const Scenario& run);
/// What can be said of a policy in words: "pooling.floor 0.5 in place of 0, from 2018/19 Q1 for systems QOP,
/// QHM: 2 systems, 38 bodies, £4,321m a year".
std::string policy_words(const AimedPolicy& policy, const Scenario& run);

}  // namespace concord
