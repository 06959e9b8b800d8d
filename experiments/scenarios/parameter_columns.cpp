#include "experiments/scenarios/parameter_columns.hpp"

#include "experiments/scenarios/read_parameters.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {

std::vector<const ParameterInfo*> parameter_columns(const csv::Header& header, const std::string& file,
                                                    std::initializer_list<std::string_view> others,
                                                    Problems& problems) {
  std::vector<const ParameterInfo*> columns;
  for (const std::string& name : header.names) {
    if (std::ranges::find(others, std::string_view(name)) != others.end()) continue;
    if (const ParameterInfo* info = find_parameter(name); info == nullptr) {
      const auto near = nearest_parameter(name);
      problems.add(file, header.line, 0, name,
                   near ? fmt::format("unknown column; did you mean '{}'?", *near)
                        : "unknown column; it is no parameter (`concord describe` lists them)");
    } else if (std::ranges::find(columns, info) == columns.end()) {
      columns.push_back(info);  // csv reports the second one
    }
  }
  return columns;
}

}  // namespace concord
