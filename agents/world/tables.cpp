#include "agents/world/tables.hpp"

#include "agents/world/periods.hpp"
#include "sim/csv.hpp"
#include "sim/parameters.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace concord {
namespace {

/// Codes of one table and the row each stands in.
class Codes {
 public:
  explicit Codes(std::string what) : what_(std::move(what)) {}

  /// Notes the code of a row; a repeated one is a problem.
  void add(const csv::Table& table, std::size_t row, std::size_t column, std::string_view code, int index) {
    if (!rows_.emplace(code, index).second) {
      table.problem(row, column,
                    fmt::format("code {} stands in an earlier row too; codes must differ", shown(code)));
    }
  }
  std::optional<int> find(const csv::Table& table, std::size_t row, std::size_t column,
                          std::string_view code) const {
    if (const auto found = rows_.find(code); found != rows_.end()) return found->second;
    std::vector<std::string> known;
    for (const auto& [key, index] : rows_) known.push_back(key);
    const auto near = nearest(code, known);
    table.problem(row, column,
                  fmt::format("there is no {} {}{}", what_, shown(code),
                              near ? fmt::format("; did you mean '{}'?", *near) : ""));
    return std::nullopt;
  }

 private:
  std::string what_;
  std::map<std::string, int, std::less<>> rows_;
};

/// A cell that must hold a number above zero.
std::optional<double> positive_number(const csv::Table& table, std::size_t row, std::size_t column) {
  const auto value = table.required_number(row, column);
  if (value && *value <= 0) {
    table.problem(row, column, fmt::format("{} is not above zero", *value));
    return std::nullopt;
  }
  return value;
}

/// A standardised position: blank = unknown.
double standard_score(const csv::Table& table, std::size_t row, std::size_t column) {
  const auto value = table.number(row, column);
  if (value && std::abs(*value) > 6)
    table.problem(row, column, "a standardised value must lie within -6 and 6");
  return value.value_or(unknown);
}

/// The only way to a table of a world: whatever is read here belongs to the scenario.
csv::Table read_table(const std::filesystem::path& file, const csv::Columns& columns, Layout& layout,
                      Problems& problems) {
  layout.files.push_back(file.filename().string());
  csv::Table table = csv::load(file, columns, problems);
  for (const auto* names : {&columns.required, &columns.optional}) {
    for (const std::string& name : *names) {
      if (table.has(table.column(name)))
        layout.periods.push_back({.table = file.filename().string(), .column = name});
    }
  }
  return table;
}

/// A cell between two bounds; blank = `blank`.
double number_within(const csv::Table& table, std::size_t row, std::string_view name, Range allowed,
                     double blank) {
  const std::size_t column = table.column(name);
  const auto value = table.number(row, column);
  if (value && !(*value >= allowed.low && *value <= allowed.high))
    table.problem(row, column, fmt::format("must lie within {} and {}", allowed.low, allowed.high));
  return value.value_or(blank);
}

void read_systems(const std::filesystem::path& file, Layout& layout, Codes& codes, Problems& problems) {
  const csv::Table table =
      read_table(file,
                 {.required = {"code", "name", "region", "population"},
                  .optional = {"position", "relationship", "pressure", "success_regime", "imputed"}},
                 layout, problems);
  const auto col = [&](std::string_view name) { return table.column(name); };
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto code = table.required_text(row, col("code"));
    const auto region = table.required_text(row, col("region"));
    const auto population = positive_number(table, row, col("population"));
    const double position = standard_score(table, row, col("position"));
    const double relationship = standard_score(table, row, col("relationship"));
    if (!code || !region || !population) continue;
    codes.add(table, row, col("code"), *code, static_cast<int>(layout.systems.size()));
    layout.systems.push_back({.code = std::string(*code),
                              .name = std::string(table.text(row, col("name"))),
                              .region = std::string(*region),
                              .population = *population,
                              .position = position,
                              .relationship = relationship,
                              .waiting = standard_score(table, row, col("pressure")),
                              .success_regime = number_within(table, row, "success_regime", {0, 1}, 0),
                              .imputed = std::string(table.text(row, col("imputed")))});
  }
}

void read_places(const std::filesystem::path& file, Layout& layout, const Codes& systems, Codes& codes,
                 Problems& problems) {
  const csv::Table table =
      read_table(file, {.required = {"code", "name", "system", "population"}, .optional = {"imputed"}},
                 layout, problems);
  const auto col = [&](std::string_view name) { return table.column(name); };
  std::vector<double> people(layout.systems.size());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto code = table.required_text(row, col("code"));
    const auto system_code = table.required_text(row, col("system"));
    const auto population = positive_number(table, row, col("population"));
    const auto system = system_code ? systems.find(table, row, col("system"), *system_code) : std::nullopt;
    if (!code || !population || !system) continue;
    codes.add(table, row, col("code"), *code, static_cast<int>(layout.places.size()));
    people[static_cast<std::size_t>(*system)] += *population;
    layout.places.push_back({.code = std::string(*code),
                             .name = std::string(table.text(row, col("name"))),
                             .system = *system,
                             .population = *population,
                             .imputed = std::string(table.text(row, col("imputed")))});
  }
  if (!problems.empty()) return;
  for (std::size_t k = 0; k < people.size(); ++k) {
    const auto& system = layout.systems[k];
    if (std::abs(people[k] - system.population) > 0.001 * system.population) {
      problems.add(
          file.string(), 0, 0, "population",
          fmt::format(
              "places of system {} have {:.0f} people together, the system has {:.0f}; they must agree",
              system.code, people[k], system.population));
    }
  }
}

struct OrganisationTable {
  std::string file;
  std::string budget;        ///< column with £m a year
  std::optional<Type> type;  ///< none: a `type` column says
  std::vector<std::string> required, optional;
};

void read_organisations(const std::filesystem::path& folder, const OrganisationTable& kind, Layout& layout,
                        const Codes& systems, const Codes& places, Codes& codes, Problems& problems) {
  csv::Columns columns{.required = {"code", "name", "system", "place", kind.budget}, .optional = {"imputed"}};
  columns.required.insert(columns.required.end(), kind.required.begin(), kind.required.end());
  columns.optional.insert(columns.optional.end(), kind.optional.begin(), kind.optional.end());
  const csv::Table table = read_table(folder / kind.file, columns, layout, problems);
  const auto col = [&](std::string_view name) { return table.column(name); };
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto code = table.required_text(row, col("code"));
    const auto system_code = table.required_text(row, col("system"));
    const auto place_code = table.required_text(row, col("place"));
    const auto budget = positive_number(table, row, col(kind.budget));
    std::optional<Type> type = kind.type;
    if (!type) {
      if (const auto name = table.required_text(row, col("type"))) {
        type = type_named(*name);
        if (!type || row_of(*type).kind != Kind::trust) {
          table.problem(row, col("type"),
                        fmt::format("{} is not a type of trust: acute, mental_health, community, ambulance "
                                    "or specialist",
                                    shown(*name)));
        }
      }
    }
    const auto has = [&](std::string_view name) {
      return std::ranges::find(kind.optional, name) != kind.optional.end();
    };
    const auto within = [&](std::string_view name, Range allowed, double blank) {
      return has(name) ? number_within(table, row, name, allowed, blank) : blank;
    };
    const double position = has("position") ? standard_score(table, row, col("position")) : unknown;
    const double outturn = within("margin_pct", {-100, 100}, unknown);
    const double distance = within("distance_pct", {-100, 100}, unknown);
    const double delays = has("delays") ? standard_score(table, row, col("delays")) : unknown;
    const double special_measures = within("special_measures", {0, 1}, 0);
    const auto system = system_code ? systems.find(table, row, col("system"), *system_code) : std::nullopt;
    const auto place = place_code ? places.find(table, row, col("place"), *place_code) : std::nullopt;
    if (!code || !budget || !type || !system || !place) continue;
    if (layout.places[static_cast<std::size_t>(*place)].system != *system) {
      table.problem(row, col("place"),
                    fmt::format("place {} does not belong to system {}", *place_code, *system_code));
      continue;
    }
    codes.add(table, row, col("code"), *code, static_cast<int>(row));
    layout.organisations.push_back({.code = std::string(*code),
                                    .name = std::string(table.text(row, col("name"))),
                                    .type = *type,
                                    .place = *place,
                                    .budget = *budget,
                                    .position = position,
                                    .outturn = outturn,
                                    .distance = distance,
                                    .delays = delays,
                                    .special_measures = special_measures,
                                    .imputed = std::string(table.text(row, col("imputed")))});
  }
}

}  // namespace

Layout read_tables(const std::filesystem::path& folder, Problems& problems) {
  const OrganisationTable kinds_of_tables[]{
      {"trusts.csv",
       "turnover_gbp_m",
       std::nullopt,
       {"type"},
       {"position", "margin_pct", "special_measures"}},
      {"ccgs.csv", "allocation_gbp_m", Type::ccg, {"population"}, {"position", "distance_pct"}},
      {"councils.csv", "social_care_gbp_m", Type::council, {}, {"reserves_gbp_m", "position", "delays"}},
  };
  Layout layout;
  Codes systems("system"), places("place");
  read_systems(folder / "systems.csv", layout, systems, problems);
  read_places(folder / "places.csv", layout, systems, places, problems);
  if (!problems.empty()) return layout;  // the other tables refer to these
  for (const OrganisationTable& kind : kinds_of_tables) {
    Codes codes("organisation");
    read_organisations(folder, kind, layout, systems, places, codes, problems);
  }
  std::vector<bool> peopled(layout.systems.size());
  for (const auto& body : layout.organisations) {
    peopled[static_cast<std::size_t>(layout.places[static_cast<std::size_t>(body.place)].system)] = true;
  }
  read_periods(folder / "periods.csv", layout, problems);
  for (std::size_t k = 0; k < peopled.size(); ++k) {
    if (!peopled[k] && problems.empty()) {
      problems.add((folder / "systems.csv").string(), 0, 0, "code",
                   fmt::format("system {} has no organisations", layout.systems[k].code));
    }
  }
  return layout;
}

}  // namespace concord
