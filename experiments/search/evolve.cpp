#include "experiments/search/evolve.hpp"

#include "sim/errors.hpp"

#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/bfe.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>

namespace concord {
namespace {

// As Deb and others advise.
constexpr double crossover = 0.95, crossover_index = 10, mutation_index = 20;

/// What the library asks of a problem. Single places are never asked for: generations are evaluated at once.
struct UnitCube {
  std::size_t axes = 1, objectives = 1;
  pagmo::vector_double fitness(const pagmo::vector_double&) const {
    throw BrokenInvariant("places are evaluated all at once");
  }
  std::pair<pagmo::vector_double, pagmo::vector_double> get_bounds() const {
    return {pagmo::vector_double(axes, 0.0), pagmo::vector_double(axes, 1.0)};
  }
  pagmo::vector_double::size_type get_nobj() const { return objectives; }
  template <class Archive>
  void serialize(Archive&, unsigned) {}
};

/// The library trades off two or more: one objective stands there twice.
pagmo::vector_double twice(const std::vector<double>& fitness) {
  pagmo::vector_double out;
  for (const double value : fitness) out.insert(out.end(), 2, value);
  return out;
}

struct AtOnce {
  const EvaluatePlaces* evaluate = nullptr;
  bool single = false;
  pagmo::vector_double operator()(const pagmo::problem&, const pagmo::vector_double& places) const {
    return single ? twice((*evaluate)(places)) : (*evaluate)(places);
  }
  template <class Archive>
  void serialize(Archive&, unsigned) {}
};

std::vector<Individual> next_generation(const std::vector<Individual>& parents, std::uint32_t seed,
                                        const EvaluatePlaces& evaluate) {
  const std::size_t axes = parents.front().place.size(), objectives = parents.front().fitness.size();
  const bool single = objectives == 1;
  pagmo::population population(pagmo::problem(UnitCube{.axes = axes, .objectives = single ? 2 : objectives}),
                               0U, seed);
  for (const Individual& parent : parents)
    population.push_back(parent.place, single ? twice(parent.fitness) : parent.fitness);
  pagmo::nsga2 nsga2(1U, crossover, crossover_index, 1 / static_cast<double>(axes), mutation_index, seed);
  nsga2.set_bfe(pagmo::bfe(AtOnce{&evaluate, single}));
  population = nsga2.evolve(population);
  std::vector<Individual> next;
  for (std::size_t n = 0; n < population.size(); ++n) {
    next.push_back({population.get_x()[n], population.get_f()[n]});
    next.back().fitness.resize(objectives);
  }
  return next;
}

}  // namespace
}  // namespace concord

extern "C" {
concord::NextGeneration* concord_next_generation = concord::next_generation;
}
