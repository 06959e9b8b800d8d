#pragma once
// What a board weighs: one list of named terms in the order in which they are added up. A choice is explained
// by the same list.

#include "agents/state/phase.hpp"

#include <span>
#include <string_view>

namespace concord {

/// Names of the parts that make up a utility, for people, in order. They are the direct effects on the own
/// accounts, then what the mechanisms make of these, of effects on others and of the rules in force.
std::span<const std::string_view> utility_terms();

// With Context::parts, each term's part in the utility of every option is kept there: they add up to it.

/// Direct effects of each option, pp of the own budget (docs/ODD.md, 4.16); utility begins with
/// those on the own accounts.
void expect_effects(const Context&, const State&, SystemId, Expectation&);
/// Everything a board weighs, mechanism by mechanism.
void weigh_options(const Context&, const State&, SystemId, Expectation&);

/// One mechanism's part of what a board weighs.
using AddTerm = void (*)(const Context&, const State&, SystemId, const Expectation&, Utilities&);
/// The terms of weigh_options() in order.
std::span<const AddTerm> weighed_terms();

}  // namespace concord
