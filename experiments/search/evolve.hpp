#pragma once
// One generation of NSGA-II (Deb and others, 2002) after another. Only evolve.cpp sees the library that does
// it (pagmo).

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
std::vector<Individual> next_generation(const std::vector<Individual>& parents, std::uint32_t seed,
                                        const EvaluatePlaces& evaluate);

}  // namespace concord
