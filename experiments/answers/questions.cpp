#include "experiments/answers/questions.hpp"

#include "experiments/designs/read_design.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace concord {

namespace fs = std::filesystem;

std::string file_name_of(const Question& question) {
  std::string name = question.number;
  std::ranges::transform(name, name.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return name;
}

std::vector<AskedPlan> asked_plans(std::span<const fs::path> designs, Problems& problems) {
  std::vector<AskedPlan> plans;
  for (const fs::path& file : designs) {
    const std::size_t before = problems.count();
    Design design = load_design(file, {}, problems);
    if (problems.count() != before) continue;
    if (!design.question) {
      problems.add(file.string(), 0, 0, "question",
                   "missing; a report answers the question of a design, docs/sweeps.md says how to ask one; "
                   "`concord analyse` makes tables and figures of any sweep");
      continue;
    }
    std::string number = file_name_of(*design.question);
    if (!is_plain_name(number))
      problems.add(file.string(), 0, 0, "question.number",
                   "gives names to files; use letters, digits and underscores, such as Q01");
    if (std::ranges::find(plans, number, &AskedPlan::number) != plans.end())
      problems.add(
          file.string(), 0, 0, "question.number",
          fmt::format("{} is the number of another design as well; choose another", design.question->number));
    Plan plan = make_plan(std::move(design), problems);
    if (problems.count() != before) continue;
    const fs::path here = file.is_absolute() ? file.lexically_proximate(fs::current_path()) : file;
    plans.push_back({here.lexically_normal().generic_string(), std::move(number), std::move(plan)});
  }
  return plans;
}

}  // namespace concord
