// Sets of parameters out of a table, such as those that a calibration retains.

#include "experiments/designs/read_design.hpp"
#include "experiments/scenarios/parameter_columns.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "sim/csv.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

/// Lines that begin with `#`, joined by blanks.
std::string comments_above(std::string_view text) {
  std::string out;
  text.remove_prefix(text_start(text));
  while (text.starts_with('#')) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(1, end - 1);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (line.starts_with(' ')) line.remove_prefix(1);
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    if (!out.empty() && !line.empty()) out += ' ';
    out += line;
  }
  return out;
}

}  // namespace

ParameterSets read_vectors(const std::filesystem::path& file, std::size_t most,
                           const std::function<bool(const ParameterInfo&)>& left_out, Problems& problems) {
  auto text = csv::read_file(file, problems);
  if (!text || !check_text(*text, file.string(), problems)) return {};
  const std::size_t before = problems.count();
  ParameterSets read{.sets = {}, .about = comments_above(*text)};
  const csv::Header header = csv::header_of(*text);
  if (csv::refuse_separator(header, file.string(), problems)) return {};
  auto parameters = parameter_columns(header, file.string(), {"point", "weight"}, problems);
  std::erase_if(parameters, [&](const ParameterInfo* info) { return left_out(*info); });
  std::ranges::sort(parameters);  // as packages keep their settings: in the order of all parameters
  csv::Columns columns;
  for (const std::string& name : header.names) {
    if (std::ranges::find(columns.optional, name) == columns.optional.end()) columns.optional.push_back(name);
  }
  const csv::Table table = csv::parse(std::move(*text), file.string(), columns, problems);
  if (parameters.empty() && problems.count() == before)
    problems.add(file.string(), header.line, 0, "",
                 "has no column with the name of a parameter that is not given its values elsewhere");
  if (table.rows() == 0 && problems.count() == before)
    problems.add(file.string(), 0, 0, "", "has no sets; each is a line below the names of the columns");

  const std::size_t count = std::min(most, table.rows());
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t row = k * table.rows() / count;
    Package set{.name = fmt::format("set {}", row + 1), .meaning = {}, .settings = {}};
    for (const ParameterInfo* info : parameters) {
      const std::size_t place = table.column(info->path);
      const std::string_view cell = table.text(row, place);
      std::string wrong = "is blank; give a value";
      const auto value = cell.empty() ? std::nullopt : read_cell(*info, cell, wrong);
      if (!value) table.problem(row, place, wrong);
      set.settings.push_back({info, value.value_or(0)});
    }
    read.sets.push_back(std::move(set));
  }
  return read;
}

}  // namespace concord
