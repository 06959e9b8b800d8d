#include "experiments/decisions/read_decision.hpp"

#include "experiments/designs/read_design.hpp"
#include "sim/csv.hpp"
#include "sim/suggest.hpp"
#include "sim/yaml.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view weight_column = "weight", name_of_sets = "set ";

/// Of an axis of sets out of a table: the column `weight` of the rows after which the sets are named. None if
/// the table has no such column.
std::vector<double> weights_of(const std::filesystem::path& table_file, const Axis& axis,
                               Problems& problems) {
  const auto text = csv::read_file(table_file, problems);
  if (!text) return {};
  const csv::Header header = csv::header_of(*text);
  if (std::ranges::find(header.names, weight_column) == header.names.end()) return {};
  csv::Columns columns;
  columns.optional = header.names;
  const csv::Table table = csv::parse(*text, table_file.string(), columns, problems);
  const std::size_t place = table.column(weight_column);
  std::vector<double> weights;
  for (const Package& set : axis.packages) {
    const auto row = as_integer(std::string_view(set.name).substr(name_of_sets.size())).value.value_or(0) - 1;
    if (row < 0 || row >= static_cast<std::int64_t>(table.rows())) return {};
    const auto weight = table.required_number(static_cast<std::size_t>(row), place);
    if (weight && !(*weight > 0))
      table.problem(static_cast<std::size_t>(row), place,
                    "must be positive; leave out what is not plausible");
    weights.push_back(weight.value_or(1));
  }
  return weights;
}

}  // namespace

void read_decision(const std::filesystem::path& file, const Design& design, DecisionWishes& wishes,
                   Problems& problems) {
  const yaml::Node tree = yaml::load(file, problems);
  yaml::Reader text(tree, problems);
  if (text.has("decision")) {
    yaml::Reader section = text.section("decision");
    if (section.has("aims")) {
      yaml::Reader aims = section.section("aims");
      for (const std::string& name : aims.keys()) {
        if (const auto aim = aims.number(name)) wishes.aims.emplace_back(name, *aim);
      }
    }
    if (section.has("groups")) {
      yaml::Reader groups = section.section("groups");
      for (const std::string& name : groups.keys()) {
        if (auto members = groups.texts(name)) wishes.groups.emplace_back(name, std::move(*members));
      }
    }
    section.finish();
  }
  wishes.weights = weights_of_sets(file, design, problems);
}

std::map<std::string, std::vector<double>> weights_of_sets(const std::filesystem::path& file,
                                                           const Design& design, Problems& problems) {
  std::map<std::string, std::vector<double>> weights;
  const yaml::Node tree = yaml::load(file, problems);
  const yaml::Node* axes = tree.find("axes");
  for (const Axis& axis : design.axes) {
    const yaml::Node* stated = axes == nullptr || axis.sets_from.empty() ? nullptr : axes->find(axis.name);
    if (stated == nullptr || stated->find("vectors") == nullptr) continue;
    yaml::Reader section(*stated, problems);
    if (const auto table = file_beside(file, section, "vectors"))
      weights[axis.name] = weights_of(*table, axis, problems);
  }
  return weights;
}

}  // namespace concord
