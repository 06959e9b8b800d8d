#include "experiments/scenarios/record_plan.hpp"

#include "experiments/runs/ensemble.hpp"
#include "experiments/scenarios/changes.hpp"
#include "experiments/scenarios/named.hpp"
#include "experiments/scenarios/policies.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "sim/errors.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

namespace concord {
namespace {

/// Columns of one table, which must all have as many rows.
class Table {
 public:
  Table(const RecordReader& record, const std::string& file, std::string_view name)
      : record_(record), file_(file), name_(name) {}

  std::vector<std::string> text(std::string_view column) {
    return whole(column, record_.table_text(name_, column));
  }
  std::vector<double> numbers(std::string_view column) {
    return whole(column, record_.table_numbers(name_, column));
  }
  /// The same of a column that is only there if it says something.
  std::vector<double> numbers_or(std::string_view column, double otherwise) {
    if (record_.has_column(name_, column)) return numbers(column);
    return std::vector<double>(size_.value_or(0), otherwise);
  }
  std::vector<std::int64_t> rows(std::string_view column) {
    return whole(column, record_.table_rows(name_, column));
  }

 private:
  template <class T>
  std::vector<T> whole(std::string_view column, std::vector<T> values) {
    if (!size_) size_ = values.size();
    if (values.size() != *size_)
      throw FileError(file_, fmt::format("/tables/{}/{} has {} rows instead of {}", name_, column,
                                         values.size(), *size_));
    return values;
  }
  const RecordReader& record_;
  const std::string& file_;
  std::string_view name_;
  std::optional<std::size_t> size_;
};

/// Row of another table; -1, which fault_of() reports, if it cannot be one.
int row_from(std::int64_t stored, std::size_t rows) {
  return stored >= 0 && stored < static_cast<std::int64_t>(rows) ? static_cast<int>(stored) : -1;
}

Layout layout_of(const RecordReader& record, const std::string& file) {
  Layout layout;
  {
    Table table(record, file, "systems");
    const auto code = table.text("code"), name = table.text("name"), region = table.text("region"),
               imputed = table.text("imputed");
    const auto population = table.numbers("population"), position = table.numbers("position"),
               relationship = table.numbers("relationship"), waiting = table.numbers_or("waiting", unknown),
               success_regime = table.numbers_or("success_regime", 0);
    for (std::size_t k = 0; k < code.size(); ++k)
      layout.systems.push_back({code[k], name[k], region[k], population[k], position[k], relationship[k],
                                waiting[k], success_regime[k], imputed[k]});
  }
  {
    Table table(record, file, "places");
    const auto code = table.text("code"), name = table.text("name"), imputed = table.text("imputed");
    const auto system = table.rows("system");
    const auto population = table.numbers("population");
    for (std::size_t k = 0; k < code.size(); ++k)
      layout.places.push_back(
          {code[k], name[k], row_from(system[k], layout.systems.size()), population[k], imputed[k]});
  }
  Table table(record, file, "organisations");
  const auto code = table.text("code"), name = table.text("name"), type = table.text("type"),
             imputed = table.text("imputed");
  const auto place = table.rows("place");
  const auto budget = table.numbers("budget"), position = table.numbers("position"),
             outturn = table.numbers_or("outturn", unknown), distance = table.numbers_or("distance", unknown),
             delays = table.numbers_or("delays", unknown),
             special_measures = table.numbers_or("special_measures", 0);
  for (std::size_t k = 0; k < code.size(); ++k) {
    const auto known = type_named(type[k]);
    if (!known)
      throw FileError(file, fmt::format("organisation {} is of type {}, which is unknown", shown(code[k]),
                                        shown(type[k])));
    layout.organisations.push_back({code[k], name[k], *known, row_from(place[k], layout.places.size()),
                                    budget[k], position[k], outturn[k], distance[k], delays[k],
                                    special_measures[k], imputed[k]});
  }
  return layout;
}

std::vector<RecordedParameter> parameters_of(const RecordReader& record, const std::string& file) {
  const auto path = record.parameter_text("path"), text = record.parameter_text("text"),
             standard = record.parameter_text("default");
  if (text.size() != path.size() || standard.size() != path.size())
    throw FileError(file, "the columns of /parameters differ in length");
  std::vector<RecordedParameter> all;
  for (std::size_t k = 0; k < path.size(); ++k) all.push_back({path[k], text[k], standard[k]});
  return all;
}

}  // namespace

std::optional<std::string> fault_of(const Layout& layout) {
  const auto within = [](int row, std::size_t rows) {
    return row >= 0 && static_cast<std::size_t>(row) < rows;
  };
  const auto size = [](double value) { return std::isfinite(value) && value >= 0; };
  const auto standardised = [](double value) { return std::isnan(value) || std::isfinite(value); };
  if (layout.systems.empty() || layout.places.empty() || layout.organisations.empty())
    return "its tables have no systems, no places or no organisations";
  for (const auto& row : layout.systems) {
    if (!size(row.population) || !standardised(row.position) || !standardised(row.relationship) ||
        !standardised(row.waiting) || !size(row.success_regime))
      return fmt::format("the numbers of system {} cannot be", shown(row.code));
  }
  for (const auto& row : layout.places) {
    if (!within(row.system, layout.systems.size()))
      return fmt::format("place {} lies in no system", shown(row.code));
    if (!size(row.population)) return fmt::format("the population of place {} cannot be", shown(row.code));
  }
  for (const auto& row : layout.organisations) {
    if (!within(row.place, layout.places.size()))
      return fmt::format("organisation {} lies in no place", shown(row.code));
    if (!size(row.budget) || row.budget == 0 || !standardised(row.position) || !standardised(row.outturn) ||
        !standardised(row.distance) || !standardised(row.delays) || !size(row.special_measures))
      return fmt::format("the numbers of organisation {} cannot be", shown(row.code));
  }
  return std::nullopt;
}

RecordContents contents_of(const RecordReader& record) {
  const std::string& file = record.file();
  RecordContents contents;
  contents.info = record.info();
  contents.quarters = record.quarters();
  contents.configuration = record.configuration();
  contents.layout = layout_of(record, file);
  if (const auto fault = fault_of(contents.layout)) throw FileError(file, *fault);
  contents.parameters = parameters_of(record, file);
  contents.plausible = record.plausible();
  const auto replicates = record.replicates();
  constexpr std::int64_t most_replicate = std::int64_t{1} << 30U;
  for (std::size_t run = 0; run < replicates.size(); ++run) {
    if (replicates[run] != replicates[0] + static_cast<std::int64_t>(run) || replicates[0] < 0 ||
        replicates[0] > most_replicate)
      throw FileError(file, fmt::format("/runs/replicate does not count its runs at row {}", run));
  }
  contents.first_replicate = static_cast<int>(replicates.at(0));
  return contents;
}

Plausible plausible_of(const RecordContents& record) {
  if (!record.plausible) return {};
  const RecordedPlausible& stored = *record.plausible;
  auto table = std::make_shared<PlausibleTable>();
  table->name = stored.table;
  table->digest = stored.digest;
  table->values = stored.value;
  table->weight = stored.weight;
  const std::size_t columns = stored.parameter.size(), rows = stored.weight.size();
  if (rows == 0 || stored.value.size() != rows * columns || stored.set_by.size() != columns ||
      stored.line.size() != rows)
    refuse(record.info.scenario_file, "the parts of /plausible differ in length");
  for (const std::int64_t line : stored.line) table->line.push_back(static_cast<int>(line));
  for (std::size_t n = 0; n < columns; ++n) {
    const ParameterInfo* info = find_parameter(stored.parameter[n]);
    if (info == nullptr || info->kind != ValueKind::number)
      refuse(record.info.scenario_file,
             fmt::format("/plausible: {} is no parameter of this program that runs can draw",
                         shown(stored.parameter[n])));
    table->columns.push_back(info);
    for (std::size_t row = 0; row < rows; ++row) {
      const double value = table->values[row * columns + n];
      if (!(value >= info->allowed.low && value <= info->allowed.high))
        refuse(record.info.scenario_file,
               fmt::format("/plausible: {} of {} is not allowed", value, info->path));
    }
  }
  if (std::ranges::any_of(stored.weight,
                          [](double weight) { return !(weight > 0 && std::isfinite(weight)); }))
    refuse(record.info.scenario_file, "/plausible holds weights that cannot be");
  table->sum_weights();
  return {.table = std::move(table), .central = stored.central, .set_by = stored.set_by};
}

RunPlan plan_of_record(const RecordContents& record) {
  const RecordInfo& info = record.info;
  if (!behaves_like_this_program(info.model_digest))
    refuse(
        record.info.scenario_file,
        fmt::format("was simulated by a version of the model ({}, Concord {}) that behaves differently from "
                    "this one ({}); use that version to simulate it again",
                    shown(info.model_digest), shown(info.version), behaviour_digest()));
  if (const auto fault = fault_of(record.layout)) refuse(record.info.scenario_file, *fault);
  const auto start = parse_quarter(info.start);
  if (!start || *start == never)
    refuse(record.info.scenario_file, fmt::format("it starts in {}, no quarter", shown(info.start)));

  RunPlan plan;
  plan.title = info.title;
  plan.file = info.scenario_file;
  plan.seed = static_cast<std::uint64_t>(info.seed);
  plan.replicates = info.replicates;
  plan.first_replicate = record.first_replicate;
  plan.record = info.record;
  plan.resolved = record.configuration;
  plan.scenario_digest = info.scenario_digest;
  plan.scenario.start = *start;
  plan.scenario.quarters = info.quarters;
  Problems problems;
  const yaml::Node tree = yaml::parse(record.configuration, "/configuration", problems);
  problems.throw_if_any();
  yaml::Reader reader(tree, problems);
  yaml::Reader section = reader.section("parameters");
  plan.scenario.plausible = plausible_of(record);
  plan.scenario.parameters = read_parameters(section, problems, plan.scenario.plausible);
  section.finish();
  plan.scenario.changes = read_changes(reader, plan.scenario, problems);
  plan.scenario.world = std::make_shared<const World>(build_world(record.layout));
  plan.scenario.named = read_named(reader, plan.scenario, problems);
  plan.scenario.policies = read_policies(reader, plan.scenario, problems);
  problems.throw_if_any();
  return plan;
}

Vocabulary vocabulary_of(const RecordReader& record) {
  Vocabulary vocabulary = measure_vocabulary(record);
  if (record.configuration().find("\npolicies:") == std::string::npos) return vocabulary;
  try {
    add_groups(vocabulary, plan_of_record(contents_of(record)).scenario.policies);
  } catch (const ConfigError&) {  // of another version: all but their names can be asked for
  }
  return vocabulary;
}

}  // namespace concord
