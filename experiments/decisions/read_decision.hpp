#pragma once
// What the file of a design says for decisions beyond its sweep: the section `decision`, and the weights of
// its parameter sets.

#include "experiments/decisions/decision.hpp"

#include <filesystem>

namespace concord {

/// Adds aims, groups and weights to the wishes; what is wrong is added to `problems`.
void read_decision(const std::filesystem::path& file, const Design& design, DecisionWishes& wishes,
                   Problems& problems);

/// Of axes of sets out of tables with a column `weight`, by name: [package].
std::map<std::string, std::vector<double>> weights_of_sets(const std::filesystem::path& file,
                                                           const Design& design, Problems& problems);

}  // namespace concord
