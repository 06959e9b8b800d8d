#pragma once
// A page of text about a merged sweep.

#include "experiments/pages/sweep_figures.hpp"

#include <optional>
#include <string>

namespace concord {

/// What the sweep is: title, origin, size, failures, baseline.
std::string introduction(const SweepTable& table, std::optional<std::size_t> baseline, double alpha);
/// One outcome: what it depends on most, in at most ten lines.
std::string in_words(const FigureSource& source);

}  // namespace concord
