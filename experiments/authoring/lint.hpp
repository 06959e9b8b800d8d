#pragma once
// Warnings about scenarios and designs that are right in form and most likely not what was meant: values far
// off, settings that can change nothing, tables in the wrong unit.

#include "experiments/scenarios/scenario.hpp"
#include "sim/errors.hpp"

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace concord {

struct Design;

/// Of a scenario that was read without problems, with the overrides it was read with.
std::vector<Problem> lint_scenario(const std::filesystem::path& file, std::span<const Override> overrides,
                                   const RunPlan& plan);
/// Of a design and its scenario. What any point sets counts: a floor has its date if one package gives it.
std::vector<Problem> lint_design(const Design& design, std::span<const Override> overrides);

/// What keeps a parameter from having any effect, but for at_one.
enum class Blocked {
  at_zero,       ///< a switch that is off, a number that is 0
  at_one,        ///< a share of costs that the centre bears, if it is 1: only what the centre pays changes
  not_in_force,  ///< a date that the run does not reach
  never_comes,   ///< a date that never comes; one after the run is felt before it
};

/// `parameter` has no effect while `governor` is blocked.
struct Need {
  std::string_view parameter, governor;
  Blocked blocked;
};
std::span<const Need> all_needs();

}  // namespace concord
