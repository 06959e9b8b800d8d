// The table of points of a design of method `points`.

#include "experiments/designs/points.hpp"
#include "experiments/designs/read_design.hpp"
#include "experiments/platform/csv_text.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "sim/csv.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view point_column = "point";
/// Of points of a calibration: what `concord match` says of them.
constexpr std::array<std::string_view, 2> calibration_columns{"weight", "log_kernel"};

const Axis* find_axis(const std::vector<Axis>& axes, std::string_view name) {
  const auto found = std::ranges::find(axes, name, &Axis::name);
  return found == axes.end() ? nullptr : &*found;
}

bool sets(const Axis& axis, const ParameterInfo& info) {
  return std::ranges::any_of(axis.packages, [&](const Package& package) {
    return std::ranges::find(package.settings, &info, &Setting::parameter) != package.settings.end();
  });
}

std::string unknown_column(std::string_view name, const std::vector<Axis>& packages) {
  std::vector<std::string> known{std::string(point_column)};
  for (const Axis& axis : packages) known.push_back(axis.name);
  auto near = nearest_parameter(name);
  if (!near) near = nearest(name, known);
  return near ? fmt::format("unknown column; did you mean '{}'?", *near)
              : "unknown column; it is no parameter (`concord describe` lists them) and no axis of packages";
}

/// The axes in order of columns; unknown columns are reported.
std::vector<Axis> axes_of(const csv::Header& header, const std::string& file, std::vector<Axis>& packages,
                          Problems& problems) {
  std::vector<Axis> axes;
  for (const std::string& name : header.names) {
    const ParameterInfo* info = find_parameter(name);
    if (std::ranges::find(calibration_columns, name) != calibration_columns.end()) continue;
    if (name == point_column || find_axis(axes, name) != nullptr) continue;  // csv reports the second one
    if (const Axis* declared = find_axis(packages, name)) {
      axes.push_back(*declared);
    } else if (info != nullptr) {
      for (const Axis& axis : packages) {
        if (sets(axis, *info))
          problems.add(
              file, header.line, 0, name,
              fmt::format("is set by packages of `{}` as well; a parameter is varied by one axis only",
                          axis.name));
      }
      axes.push_back({.name = name, .parameter = info});
    } else {
      problems.add(file, header.line, 0, name, unknown_column(name, packages));
    }
  }
  return axes;
}

std::optional<double> package_index(const Axis& axis, std::string_view text, std::string& wrong) {
  if (text == no_package) return as_in_scenario;
  // A table of ours has names as csv_cell writes them.
  const auto found = std::ranges::find_if(axis.packages, [&](const Package& package) {
    return package.name == text || not_a_formula(package.name) == text;
  });
  if (found != axis.packages.end()) return static_cast<double>(found - axis.packages.begin());
  std::vector<std::string> known{std::string(no_package)};
  for (const Package& package : axis.packages) known.push_back(package.name);
  wrong = fmt::format("there is no package {}{}", shown(text), did_you_mean(text, known));
  return std::nullopt;
}

}  // namespace

std::vector<Axis> read_points(const std::filesystem::path& file, std::vector<Axis> packages,
                              std::vector<double>& rows, Problems& problems) {
  auto text = csv::read_file(file, problems);
  if (!text || !check_text(*text, file.string(), problems)) return {};
  const std::size_t before = problems.count();
  const csv::Header header = csv::header_of(*text);
  if (csv::refuse_separator(header, file.string(), problems)) return {};
  if (header.names.empty()) {
    problems.add(file.string(), 0, 0, "", "has no header; the names of its columns are those of parameters");
    return {};
  }
  std::vector<Axis> axes = axes_of(header, file.string(), packages, problems);
  csv::Columns columns;
  columns.required.reserve(packages.size());
  for (const Axis& axis : packages) columns.required.push_back(axis.name);
  for (const std::string& name : header.names) {
    const auto known = [&](const std::vector<std::string>& names) {
      return std::ranges::find(names, name) != names.end();
    };
    if (!known(columns.required) && !known(columns.optional)) columns.optional.push_back(name);
  }
  const csv::Table table = csv::parse(std::move(*text), file.string(), columns, problems);
  if (axes.empty() && problems.count() == before)
    problems.add(file.string(), header.line, 0, "", "has no column with the name of a parameter");
  if (table.rows() == 0 && problems.count() == before)
    problems.add(file.string(), 0, 0, "", "has no points; each is a line below the names of the columns");

  std::vector<std::size_t> places;
  places.reserve(axes.size());
  for (const Axis& axis : axes) places.push_back(table.column(axis.name));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t k = 0; k < axes.size(); ++k) {
      const std::string_view cell = table.text(row, places[k]);
      std::string wrong = "is blank; give a value";
      std::optional<double> value;
      if (!cell.empty())
        value = axes[k].parameter != nullptr ? read_cell(*axes[k].parameter, cell, wrong)
                                             : package_index(axes[k], cell, wrong);
      if (!value) table.problem(row, places[k], wrong);
      rows.push_back(value.value_or(0));
    }
  }
  for (std::size_t k = 0; k < axes.size() && !rows.empty(); ++k) {
    if (axes[k].parameter == nullptr) continue;
    axes[k].low = axes[k].high = rows[k];
    for (std::size_t at = k; at < rows.size(); at += axes.size()) {
      axes[k].low = std::min(axes[k].low, rows[at]);
      axes[k].high = std::max(axes[k].high, rows[at]);
    }
  }
  return axes;
}

}  // namespace concord
