#include "experiments/runs/record_parts.hpp"

namespace concord {

void put(const h5::Object& group, std::string_view name, const std::vector<std::string>& values,
         std::string_view meaning) {
  h5::set_attribute(h5::write_column(group, name, values), "meaning", meaning);
}
void put(const h5::Object& group, std::string_view name, const std::vector<double>& values,
         std::string_view unit, std::string_view meaning) {
  h5::set_attribute(put(group, name, values, meaning), "unit", unit);
}

void write_quarters(const h5::Object& file, const Scenario& scenario) {
  std::vector<std::string> labels;
  labels.reserve(static_cast<std::size_t>(scenario.quarters));
  for (int t = 0; t < scenario.quarters; ++t) labels.push_back(to_string(scenario.start + t));
  put(file, "quarters", labels, "Financial quarters; a year starts in April.");
}

void write_plausible(const h5::Object& file, const Plausible& plausible) {
  if (plausible.table == nullptr) return;
  const PlausibleTable& table = *plausible.table;
  const h5::Object group = h5::create_group(file, "plausible");
  h5::set_attribute(group, "table", std::string_view(table.name));
  h5::set_attribute(group, "digest", std::string_view(table.digest));
  h5::set_attribute(group, "central", std::int64_t{plausible.central});
  h5::set_attribute(
      group, "meaning",
      std::string_view("Settings of which each run drew one: /runs/setting names its row. With "
                       "`central` 1 every run had the first row, which is what /parameters holds."));
  put(group, "parameter", column(table.columns, [](const auto* info) { return info->path; }),
      "Parameters that the table has columns for.");
  put(group, "set_by", plausible.set_by,
      "Who gave the parameter its value in place of the table; blank: nobody, runs have that of their row.");
  put(group, "weight", table.weight, "any", "With which the row was drawn; of any scale.");
  put(group, "line", column(table.line, [](int line) { return std::int64_t{line}; }),
      "Its line of the table.");
  const std::uint64_t rows = table.rows(), columns = table.columns.size();
  const h5::Object values = h5::create_dataset<double>(group, "value", {rows, columns}, {rows, columns});
  h5::set_attribute(values, "meaning", std::string_view("Values, [row][parameter]."));
  h5::write<double>(values, {0, 0}, {rows, columns}, table.values);
}

void write_parameters(const h5::Object& file, const Parameters& parameters) {
  const h5::Object group = h5::create_group(file, "parameters");
  const auto all = all_parameters();
  const auto of = [&](auto value) { return column(all, value); };
  const auto text = [](std::string_view view) { return std::string(view); };
  for (const ParameterInfo& p : all) {
    const double value = p.get(parameters);
    if (p.kind == ValueKind::quarter) {
      h5::set_attribute(group, p.path, std::string_view(value_text(p, value)));
    } else {
      h5::set_attribute(group, p.path, value);
    }
  }
  const Parameters defaults;
  put(group, "path", of([](const auto& p) { return p.path; }), "Group and key, as in a scenario file.");
  put(group, "value", of([&](const auto& p) { return p.get(parameters); }),
      "Value; switches 0 or 1; dates 4 x year + quarter - 1, never 1000000.");
  put(group, "text", of([&](const auto& p) { return value_text(p, p.get(parameters)); }),
      "The same as written in a scenario file.");
  put(group, "default", of([&](const auto& p) { return value_text(p, p.get(defaults)); }),
      "What it would be if no scenario set it.");
  put(group, "unit", of([&](const auto& p) { return text(p.unit); }), "Unit.");
  put(group, "meaning", of([&](const auto& p) { return text(p.meaning); }), "Meaning.");
  put(group, "source", of([&](const auto& p) { return text(p.source); }),
      "Where the default comes from, or that it is assumed.");
  put(group, "mechanism", of([&](const auto& p) { return text(p.mechanism); }),
      "Mechanism it belongs to, M01 to M35, behaviour or switch.");
}

}  // namespace concord
