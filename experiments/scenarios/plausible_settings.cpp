#include "experiments/scenarios/plausible_settings.hpp"

#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/overrides.hpp"
#include "experiments/scenarios/parameter_columns.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "experiments/scenarios/resolved.hpp"
#include "sim/csv.hpp"
#include "sim/digest.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view weight = "weight";

/// Why a table of plausible settings has no such column.
std::string not_a_number(const ParameterInfo& parameter) {
  const std::string_view kind = parameter.kind == ValueKind::quarter  ? "a date"
                                : parameter.kind == ValueKind::on_off ? "a switch"
                                                                      : "a whole number";
  return fmt::format(
      "is {}; a table that runs draw from holds numbers only, since runs that are simulated side by side "
      "agree in everything else: leave the column out, and set the parameter in the scenario",
      kind);
}

/// The parameters that the columns are; others, and those that are no numbers, are reported.
std::vector<const ParameterInfo*> numbers_of(const csv::Header& header, const std::string& file,
                                             Problems& problems) {
  auto columns = parameter_columns(header, file, {weight}, problems);
  std::erase_if(columns, [&](const ParameterInfo* info) {
    if (info->kind == ValueKind::number) return false;
    problems.add(file, header.line, 0, info->path, not_a_number(*info));
    return true;
  });
  return columns;
}

void read_row(const csv::Table& table, std::size_t row, PlausibleTable& to) {
  const std::size_t place = table.column(weight);
  const auto share = table.required_number(row, place);
  if (share && !(*share > 0 && std::isfinite(*share)))
    table.problem(row, place, fmt::format("{} must be above 0; leave out rows without weight", *share));
  to.weight.push_back(share.value_or(1));
  to.line.push_back(table.line(row));
  for (const ParameterInfo* column : to.columns) {
    const std::size_t at = table.column(column->path);
    const std::string_view cell = table.text(row, at);
    std::string wrong = "is blank; give a value";
    const auto value = cell.empty() ? std::nullopt : read_cell(*column, cell, wrong);
    if (!value) table.problem(row, at, wrong);
    to.values.push_back(value.value_or(0));
  }
}

/// How far down the files a node stands; -1 for what was laid over all.
std::ptrdiff_t depth_of(const yaml::Node& node, const std::vector<std::string>& layers) {
  const auto found = node.file ? std::ranges::find(layers, *node.file) : layers.end();
  return found == layers.end() ? -1 : found - layers.begin();
}

/// Who gives each column another value.
void leave_to_others(Plausible& plausible, yaml::Reader& section, const yaml::Node& tree,
                     const std::vector<std::string>& layers) {
  const std::ptrdiff_t stated = depth_of(*section.raw("table"), layers);
  for (const ParameterInfo* column : plausible.table->columns) {
    const yaml::Node* given = find_setting(tree, column->path);
    if (given == nullptr || given->kind == yaml::Kind::null || depth_of(*given, layers) > stated) continue;
    plausible.leave(*column, given->file ? fs::path(*given->file).filename().string() : "the scenario");
  }
  const auto names = section.texts("fixed").value_or(std::vector<std::string>{});
  for (std::size_t n = 0; n < names.size(); ++n) {
    const ParameterInfo* info = find_parameter(names[n]);
    if (info == nullptr ||
        std::ranges::find(plausible.table->columns, info) == plausible.table->columns.end()) {
      section.problem("fixed", n, fmt::format("{} is no column of the table", shown(names[n])));
    } else if (plausible.decides(*info)) {
      plausible.leave(*info, "the scenario");
    }
  }
}

std::optional<fs::path> path_of_table(yaml::Reader& section, const fs::path& home) {
  const auto name = section.text("table");
  if (!name) return std::nullopt;
  if (const auto wrong = not_a_path(*name)) {
    section.problem("table", *wrong);
    return std::nullopt;
  }
  const yaml::Node& node = *section.raw("table");
  const fs::path beside = node.line > 0 && node.file ? fs::path(*node.file).parent_path() : home;
  const fs::path file = (beside / *name).lexically_normal();
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) {
    section.problem("table", fmt::format("there is no file {}, seen from the scenario{}", shown(*name),
                                         nearest_entry(file.parent_path(), file.filename().string(), false)));
    return std::nullopt;
  }
  if (file.filename() == "points.csv") {
    section.problem("table", "a campaign keeps the points of its design under this name; give it another");
    return std::nullopt;
  }
  return file;
}

std::string words(bool central, std::string_view rows, std::string_view table, std::vector<std::string> fixed,
                  std::size_t most) {
  if (fixed.size() > most) {
    fixed.push_back(fmt::format("and {} more", fixed.size() - most));
    fixed.erase(fixed.begin() + static_cast<std::ptrdiff_t>(most), fixed.end() - 1);
  }
  const std::string text = central ? fmt::format("as in the central row of {}", table)
                                   : fmt::format("drawn from {} rows of {}", rows, table);
  return fixed.empty() ? text : fmt::format("{} ({} set by the user)", text, fmt::join(fixed, ", "));
}

std::vector<std::string> fixed_columns(const Plausible& plausible) {
  std::vector<std::string> fixed;
  for (const ParameterInfo* column : plausible.table->columns) {
    if (!plausible.decides(*column)) fixed.push_back(column->path);
  }
  return fixed;
}

}  // namespace

Keys plausible_keys() {
  return {
      {"table", Line{nullptr, 1000},
       "The table, relative to the file that names it (CSV): a column `weight`, above 0 and of any scale, "
       "and "
       "a column for each of some parameters, all of them numbers. Its first row is the central setting. "
       "Lines that begin with # may stand above.",
       "that of the file that is extended"},
      {"central", Switch{nullptr},
       "Every run has the central setting, as with `--no-plausible`, in place of one that it draws.",
       "false"},
      {"rows", Whole{{}, 1, static_cast<std::int64_t>(most_plausible_rows), "rows"},
       "How many rows the table must have.", "as many as it has"},
      {"fixed", ListOf{{{"", Pattern{"", "a column of the table"}, "A parameter, such as duty.strength."}}},
       "Columns that are not drawn; `parameters` says their values, or they have their defaults. What this "
       "file, or one that extends it, states in `parameters` is fixed in any case.",
       "none"}};
}

std::string plausible_yaml(const Plausible& plausible) {
  if (plausible.table == nullptr) return "";
  std::string out = fmt::format("plausible:\n  table: {}\n", in_quotes(plausible.table->name));
  if (plausible.central) out += "  central: true\n";
  out += fmt::format("  rows: {}\n", plausible.table->rows());
  if (const auto fixed = fixed_columns(plausible); !fixed.empty())
    out += fmt::format("  fixed: [{}]\n", fmt::join(fixed, ", "));
  return out;
}

std::shared_ptr<const PlausibleTable> read_plausible_table(const fs::path& file, std::string name,
                                                           Problems& problems) {
  auto text = csv::read_file(file, problems);
  if (!text || !check_text(*text, file.string(), problems)) return nullptr;
  const std::size_t before = problems.count();
  auto read = std::make_shared<PlausibleTable>();
  read->name = std::move(name);
  read->digest = digest_of(*text);
  const csv::Header header = csv::header_of(*text);
  if (csv::refuse_separator(header, file.string(), problems)) return nullptr;
  read->columns = numbers_of(header, file.string(), problems);
  csv::Columns columns{.required = {std::string(weight)}, .optional = {}};
  for (const std::string& column : header.names) {
    if (column != weight && std::ranges::find(columns.optional, column) == columns.optional.end())
      columns.optional.push_back(column);
  }
  const csv::Table table = csv::parse(std::move(*text), file.string(), columns, problems);
  if (read->columns.empty() && problems.count() == before)
    problems.add(file.string(), header.line, 0, "", "has no column with the name of a parameter");
  if (table.rows() == 0 && problems.count() == before)
    problems.add(file.string(), 0, 0, "", "has no settings; each is a line below the names of the columns");
  if (table.rows() > most_plausible_rows) {
    problems.add(
        file.string(), 0, 0, "",
        fmt::format("{} settings; at most {}: take a sample by weight", table.rows(), most_plausible_rows));
    return nullptr;
  }
  if (!table.has(table.column(weight))) return nullptr;
  for (std::size_t row = 0; row < table.rows(); ++row) read_row(table, row, *read);
  if (problems.count() != before) return nullptr;
  read->sum_weights();
  return read;
}

Plausible read_plausible(yaml::Reader& scenario, const yaml::Node& tree,
                         const std::vector<std::string>& layers, const fs::path& home,
                         std::vector<TableFile>& files, Problems& problems) {
  Plausible plausible;
  if (!scenario.has("plausible")) return plausible;
  yaml::Reader section = scenario.section("plausible");
  for (const Key& key : plausible_keys()) section.has(key.key);
  plausible.central = section.boolean("central").value_or(false);
  // --no-plausible of a scenario without a table asks for what is so anyway.
  if (!section.has("table") && plausible.central && section.keys().size() == 1) return {};
  if (!section.require("table")) return {};
  const auto file = path_of_table(section, home);
  if (!file) return {};
  plausible.table = read_plausible_table(*file, tables_name(*file, home), problems);
  if (plausible.table == nullptr) return {};
  const auto rows = static_cast<std::int64_t>(plausible.table->rows());
  if (const auto wanted = section.integer("rows"); wanted && *wanted != rows)
    section.problem("rows", fmt::format("the table has {} rows, not {}", rows, *wanted));
  plausible.set_by.resize(plausible.table->columns.size());
  leave_to_others(plausible, section, tree, layers);
  files.push_back({.name = file->filename().string(),
                   .beside = plausible.table->name,
                   .path = *file,
                   .digest = plausible.table->digest});
  return plausible;
}

bool drawn_in(const Scenario& scenario, const ParameterInfo& parameter, Quarter quarter) {
  return scenario.plausible.decides(parameter) &&
         std::ranges::none_of(scenario.changes, [&](const Change& change) {
           return change.parameter == &parameter && change.from <= quarter;
         });
}

std::vector<std::size_t> broken_whatever_is_drawn(const Scenario& scenario, Quarter quarter,
                                                  const Parameters& parameters) {
  std::vector<std::size_t> broken = broken_relations(parameters);
  std::erase_if(broken, [&](std::size_t relation) {
    const ParameterOrder& order = parameter_orders()[relation];
    return drawn_in(scenario, *order.low, quarter) || drawn_in(scenario, *order.high, quarter);
  });
  return broken;
}

PlausibleOrders::PlausibleOrders(const Plausible& plausible) {
  if (plausible.table == nullptr) return;
  const PlausibleTable& table = *plausible.table;
  const auto orders = parameter_orders();
  for (std::size_t k = 0; k < orders.size(); ++k) {
    const auto low = std::ranges::find(table.columns, orders[k].low),
               high = std::ranges::find(table.columns, orders[k].high);
    const bool has_low = low != table.columns.end(), has_high = high != table.columns.end();
    if (!has_low && !has_high) continue;
    Watched watched{.order = k, .rows = {}};
    if (plausible.central) {
      watched_.push_back(watched);
      continue;
    }
    const auto take_highest = [&](std::size_t which, auto value) {
      for (std::size_t row = 1; row < table.rows(); ++row) {
        if (value(row) > value(watched.rows[which])) watched.rows[which] = row;
      }
    };
    const auto a = static_cast<std::size_t>(low - table.columns.begin()),
               b = static_cast<std::size_t>(high - table.columns.begin());
    if (has_low) take_highest(0, [&](std::size_t row) { return table.value(row, a); });
    if (has_high) take_highest(1, [&](std::size_t row) { return -table.value(row, b); });
    if (has_low && has_high)
      take_highest(2, [&](std::size_t row) { return table.value(row, a) - table.value(row, b); });
    watched_.push_back(watched);
  }
}

bool PlausibleOrders::concern(const ParameterInfo& parameter) const {
  return std::ranges::any_of(watched_, [&](const Watched& watched) {
    const ParameterOrder& order = parameter_orders()[watched.order];
    return order.low == &parameter || order.high == &parameter;
  });
}

std::vector<PlausibleOrders::Fault> PlausibleOrders::faults_of(const Scenario& scenario) const {
  std::vector<Fault> faults;
  const Plausible& plausible = scenario.plausible;
  for (const Watched& watched : watched_) {
    const ParameterOrder& order = parameter_orders()[watched.order];
    const auto broken_by = [&](Quarter quarter, std::size_t row) -> std::optional<Fault> {
      const bool low = drawn_in(scenario, *order.low, quarter),
                 high = drawn_in(scenario, *order.high, quarter);
      if (!low && !high) return std::nullopt;
      Scenario of_row = scenario;
      plausible.lay(row, of_row.parameters);
      const Parameters parameters = parameters_in(of_row, quarter);
      if (order.holds(parameters)) return std::nullopt;
      return Fault{
          fmt::format("{}line {} of {}: {}",
                      quarter == scenario.start ? "" : fmt::format("from {} on, ", to_string(quarter)),
                      plausible.table->line[row], plausible.table->name,
                      relation_text(watched.order, parameters)),
          low && high ? nullptr : (low ? order.high : order.low)};
    };
    std::optional<Fault> fault;
    for (const Quarter quarter : stretches(scenario)) {
      for (const std::size_t row : watched.rows) {
        if (!fault) fault = broken_by(quarter, row);
      }
    }
    if (fault) faults.push_back(std::move(*fault));
  }
  return faults;
}

void take_central_setting(RunPlan& plan) {
  if (!plan.scenario.plausible.draws()) return;
  plan.scenario.plausible.central = true;
  plan.resolved = canonical_yaml_again(plan);
  plan.scenario_digest = scenario_digest(plan.resolved, plan.files);
}

std::string plausible_words(const Plausible& plausible, std::size_t most) {
  if (plausible.table == nullptr) return "";
  return words(plausible.central, fmt::format("{}", plausible.table->rows()), plausible.table->name,
               fixed_columns(plausible), most);
}

std::string plausible_words(const yaml::Node& section) {
  const auto text = [&](std::string_view key) {
    const yaml::Node* node = section.find(key);
    return node == nullptr ? std::string() : node->text;
  };
  std::vector<std::string> fixed;
  if (const yaml::Node* list = section.find("fixed")) {
    for (const yaml::Node& one : list->children) fixed.push_back(one.text);
  }
  return words(text("central") == "true", text("rows"), text("table"), fixed, all_of_them);
}

}  // namespace concord
