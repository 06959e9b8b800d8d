#pragma once
// Designs with questions, as a report needs them.

#include "experiments/answers/answer.hpp"
#include "experiments/campaigns/plan.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace concord {

/// A question's design and the plan of its sweep.
struct AskedPlan {
  std::string name;    ///< path of the design's file from where the command is given
  std::string number;  ///< "q01", for names of files
  Plan plan;
};
/// "q01": what files of a question are called.
std::string file_name_of(const Question& question);
/// Reads designs. All that is wrong is added to `problems`: designs without a question, numbers that stand
/// twice or are not fit for names of files.
std::vector<AskedPlan> asked_plans(std::span<const std::filesystem::path> designs, Problems& problems);

/// The head of the document that gathers the questions; sections follow.
std::string document_head(std::span<const AskedPlan> plans);

}  // namespace concord
