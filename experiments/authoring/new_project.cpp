#include "experiments/authoring/new_project.hpp"

#include "experiments/platform/partial_file.hpp"
#include "experiments/scenarios/resolved.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "sim/errors.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr const char* scenario_text =
    R"(# What is simulated. Whatever is not said here has its default; `concord describe` lists all settings.
concord: 1
title: {title}

{world}
# What differs: half of every sustainability fund hangs on the system's result from April 2019.
# `concord describe pooling` explains the group, with ranges and sources.
parameters:
  pooling.floor: 0.5
  pooling.floor_from: 2019/20 Q1
)";

constexpr const char* own_world =
    R"(# An invented country of England's size. For tables of your own, name a folder: `tables: FOLDER`.
world:
  synthetic:
    systems: 42

start: 2017/18 Q1  # six financial years
quarters: 24
replicates: 40     # runs that differ in nothing but luck
seed: 1
)";

constexpr const char* design_text =
    R"(# What is varied: every combination of these values, each with the same luck.
sweep: 1
title: Duty to collaborate and pooled share
scenario: scenario.yaml  # relative to this file
axes:
  duty.strength: [0, 0.35, 1]
  pooling.floor: [0, 0.5, 1]
replicates: 16
outcomes: [institution_share, real]  # of each run the mean over its last four quarters
)";

constexpr const char* readme_text = R"(# {title}

| file | what it is |
|---|---|
| `scenario.yaml` | what is simulated |
| `design.yaml` | what is varied |

In this folder:

```sh
concord check scenario.yaml design.yaml
concord run scenario.yaml -o result.h5
concord summarise result.h5 -o pictures
concord sweep design.yaml -o campaign
concord merge campaign -o campaign.h5
concord analyse campaign.h5 -o figures
```

`concord sweep design.yaml --dry-run` says how long a sweep takes before it starts. `concord run --help` and its like show all
options. Results are simulated, not observed.
)";

}  // namespace

std::vector<fs::path> new_project(const fs::path& folder, const fs::path& extends) {
  std::error_code error;
  if (fs::exists(folder, error) && (!fs::is_directory(folder, error) || !fs::is_empty(folder, error)))
    throw FileError(folder.string(), "is there already, and not an empty folder; choose another name");
  std::string world = own_world, title = "A new country";
  if (!extends.empty()) {
    Problems problems;
    const RunPlan base = load_scenario(extends, {}, problems);
    problems.throw_if_any();
    const fs::path way =
        fs::absolute(extends).lexically_normal().lexically_relative(fs::absolute(folder).lexically_normal());
    world = fmt::format("extends: {}\n", in_quotes(way.generic_string()));
    title = base.title + ": a variation";
  }
  fs::create_directories(folder);
  std::vector<fs::path> files;
  for (const auto& [name, text] :
       {std::pair{"scenario.yaml",
                  fmt::format(scenario_text, fmt::arg("title", in_quotes(title)), fmt::arg("world", world))},
        std::pair{"design.yaml", fmt::format(design_text)},
        std::pair{"README.md", fmt::format(readme_text, fmt::arg("title", title))}}) {
    files.push_back(folder / name);
    write_file(files.back(), text);
  }
  return files;
}

}  // namespace concord
