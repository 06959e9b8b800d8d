#include "experiments/designs/targets.hpp"

#include "sim/csv.hpp"
#include "sim/suggest.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {

std::vector<Target> read_targets(const std::filesystem::path& file, const std::string& split,
                                 Problems& problems) {
  const auto published = parse_published(std::string(published_england), "published.csv", problems);
  std::vector<std::string> known;
  known.reserve(published.size());
  for (const PublishedRow& row : published) known.push_back(row.id);
  const std::vector<std::string> splits{"all", "early", "half"};
  if (std::ranges::find(splits, split) == splits.end()) {
    problems.add("--split", 0, 0, "",
                 fmt::format("there is no {}; there are {}", shown(split), fmt::join(splits, ", ")));
    return {};
  }
  csv::Columns columns{{"id", "observation", "discrepancy"}, {"why"}};
  columns.required.insert(columns.required.end(), splits.begin(), splits.end());
  const csv::Table table = csv::load(file, columns, problems);
  std::vector<Target> targets;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto id = table.required_text(row, table.column("id"));
    const auto observation = table.required_number(row, table.column("observation")),
               discrepancy = table.required_number(row, table.column("discrepancy"));
    const auto use = table.required_text(row, table.column(split));
    if (!id || !observation || !discrepancy || !use) continue;
    const auto fact = std::ranges::find(published, *id, &PublishedRow::id);
    if (fact == published.end() || !fact->published) {
      table.problem(row, table.column("id"),
                    fmt::format("there is no published figure {}{}", shown(*id), did_you_mean(*id, known)));
      continue;
    }
    if (*observation < 0 || *discrepancy < 0)
      table.problem(row, table.column("discrepancy"), "standard deviations are not below 0");
    if (*observation == 0 && *discrepancy == 0)
      table.problem(row, table.column("discrepancy"),
                    "is 0, and so is the observation's; no model is exact, so one of them must be above 0");
    if (*use != "fit" && *use != "predict")
      table.problem(row, table.column(split), fmt::format("{} is neither fit nor predict", shown(*use)));
    targets.push_back({*fact, {*fact->published, *observation, *discrepancy}, *use == "fit"});
  }
  return targets;
}

}  // namespace concord
