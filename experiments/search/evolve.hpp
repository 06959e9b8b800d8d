#pragma once
// One generation of NSGA-II (Deb and others, 2002) after another. The library that does it (pagmo) is large,
// and only a search needs it: only evolve.cpp sees it, which is a module that is loaded when a search begins.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace concord {

/// A policy as the search sees it: a place in the unit cube, and what is to be made small.
struct Individual {
  std::vector<double> place, fitness;
};

/// [place][fitness] of places one after the other, in the same order.
using EvaluatePlaces = std::function<std::vector<double>(std::span<const double> places)>;

/// The next generation of as many; children are evaluated all at once. The same parents, seed and evaluation
/// give the same bits with one version of the library.
using NextGeneration = std::vector<Individual>(const std::vector<Individual>& parents, std::uint32_t seed,
                                               const EvaluatePlaces& evaluate);

/// From concord_evolve.so beside the program. Throws FileError if that is not there or lacks its library.
NextGeneration& load_evolution();

}  // namespace concord
