#pragma once
// Axes of sweeps in the words and places of charts.

#include "experiments/charts/sweep_charts.hpp"
#include "experiments/results/effects.hpp"

#include <span>
#include <string>
#include <vector>

namespace concord {

/// An axis in words, to stand within a sentence: the beginning of its parameter's meaning, or the name that
/// the user gave to packages.
std::string axis_words(const SweepAxis& axis);
/// The same for a title: a long meaning gives way to the name, "councils: delay weight".
std::string axis_in_title(const SweepAxis& axis);
/// In words to stand alone, one an axis; what would read alike is told apart by its path.
std::vector<std::string> axis_labels(std::span<const SweepAxis> axes);
/// Unit and kind of scale; the same after the words.
std::string unit_title(const SweepAxis& axis);
std::string axis_title(const SweepAxis& axis);
/// Where coordinates stand along an axis; side by side, in equal distances, where there is no measure of
/// distance: dates (never is far off), switches, packages, and zero among ratios.
std::vector<double> positions_on(const SweepAxis& axis, std::span<const double> coordinates);
Dot dot_of(const Cell& cell);

}  // namespace concord
