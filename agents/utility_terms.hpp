#pragma once
// What a board weighs: one list of named terms in the order in which they are added up. A choice is explained
// by the same list.

#include "agents/phase.hpp"

#include <span>
#include <string_view>

namespace concord {

/// Names of the parts that make up a utility, for people, in order. They are the direct effects on the own
/// accounts, then what the mechanisms make of these, of effects on others and of the rules in force.
std::span<const std::string_view> utility_terms();

// With Context::parts, each term's part in the utility of every option is kept there: they add up to it.

/// Direct effects of each option, pp of the own budget (specification, section 5.1).
void expect_effects(const Context&, State&, SystemId);
/// Everything a board weighs, mechanism by mechanism.
void weigh_options(const Context&, State&, SystemId);

}  // namespace concord
