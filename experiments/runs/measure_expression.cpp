#include "experiments/runs/measure_expression.hpp"

#include "agents/world/world.hpp"
#include "experiments/runs/run_values.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

static_assert(static_cast<int>(Record::summary) == 0 && static_cast<int>(Record::systems) == 1 &&
              static_cast<int>(Record::organisations) == 2);  // the numbers of the tables

template <class Rows>
std::vector<Vocabulary::Measure> measures_of(const Rows& rows) {
  std::vector<Vocabulary::Measure> measures;
  for (const MeasureRow& row : rows) measures.push_back({row.key, row.unit});
  return measures;
}

MeasuredRuns measured(std::size_t runs, int quarters, Quarter start, int systems, int organisations) {
  return {.runs = runs,
          .quarters = static_cast<std::size_t>(quarters),
          .start = start,
          .things = {1, static_cast<std::size_t>(systems), static_cast<std::size_t>(organisations)},
          .values = {}};
}

Reading<Expression> parse(std::string_view text, const Vocabulary& vocabulary) {
  if (text.size() > longest_expression)
    return {.value = {}, .wrong = fmt::format("has {} letters; at most {}", text.size(), longest_expression)};
  return parse_expression(text, vocabulary);
}

std::string_view national(std::size_t measure) {
  static const std::vector<MeasureRow> made = made_measure_rows();
  return measure < measure_count ? measure_rows[measure].key : made.at(measure - measure_count).key;
}

}  // namespace

Vocabulary measure_vocabulary() {
  Vocabulary v{.tables = {measures_of(measure_rows), measures_of(system_measure_rows),
                          measures_of(organisation_column_rows)},
               .kinds = {{.name = "systems", .table = 1},
                         {.name = "trusts", .table = 2},
                         {.name = "ccgs", .table = 2},
                         {.name = "councils", .table = 2},
                         {.name = "organisations", .table = 2}}};
  for (const MeasureRow& row : made_measure_rows()) v.tables[0].push_back({row.key, row.unit});
  return v;
}

Vocabulary measure_vocabulary(const ThingFacts& facts) {
  Vocabulary v = measure_vocabulary();
  for (Vocabulary::Kind& kind : v.kinds) {
    const bool systems = kind.name == "systems";
    for (std::size_t row = 0; row < (systems ? facts.system : facts.code).size(); ++row) {
      if (systems) {
        kind.rows.push_back(row);
        kind.codes.push_back(facts.system[row]);
        kind.names.push_back(facts.system_name[row]);
        kind.groups[facts.region[row]].push_back(row);
        continue;
      }
      const auto type = std::ranges::find(type_rows, facts.type[row], &TypeRow::name);
      if (type == type_rows.end())
        throw FileError("organisations", "have a type that nobody knows: " + facts.type[row]);
      constexpr std::array<std::string_view, kinds> names{"trusts", "ccgs", "councils"};
      if (kind.name != "organisations" && kind.name != names[static_cast<std::size_t>(type->kind)]) continue;
      const auto system = static_cast<std::size_t>(facts.of_system[row]);
      kind.rows.push_back(row);
      kind.codes.push_back(facts.code[row]);
      kind.names.push_back(facts.name[row]);
      kind.groups[facts.type[row]].push_back(row);
      kind.groups[facts.system.at(system)].push_back(row);
      kind.groups[facts.region.at(system)].push_back(row);
    }
    if (kind.table < 2) continue;
    const auto wider = kind.groups;  // a place that is called like a region is not mixed with it
    for (const std::size_t row : kind.rows) {
      const auto at = static_cast<std::size_t>(facts.of_place[row]);
      for (const std::string& place : std::set{facts.place.at(at), facts.place_name.at(at)}) {
        if (!wider.contains(place)) kind.groups[place].push_back(row);
      }
    }
  }
  return v;
}

Vocabulary measure_vocabulary(const Scenario& scenario) {
  const Layout& layout = scenario.world->layout;
  ThingFacts facts;
  for (const Layout::System& row : layout.systems) {
    facts.system.push_back(row.code);
    facts.system_name.push_back(row.name);
    facts.region.push_back(row.region);
  }
  for (const Layout::Organisation& row : layout.organisations) {
    facts.code.push_back(row.code);
    facts.name.push_back(row.name);
    facts.type.emplace_back(row_of(row.type).name);
    facts.of_system.push_back(layout.places[static_cast<std::size_t>(row.place)].system);
    facts.of_place.push_back(row.place);
  }
  for (const Layout::Place& row : layout.places) {
    facts.place.push_back(row.code);
    facts.place_name.push_back(row.name);
  }
  Vocabulary v = measure_vocabulary(facts);
  add_groups(v, scenario.policies);
  v.start = scenario.start;
  v.quarters = scenario.quarters;
  return v;
}

void add_group(Vocabulary& vocabulary, const std::string& name, std::span<const AimedPolicy> policies) {
  const bool drawn = !policies.empty() && std::ranges::all_of(policies, &AimedPolicy::drawn);
  if (policies.empty()) return;
  for (Vocabulary::Kind& kind : vocabulary.kinds) {
    if (drawn) {
      kind.no_groups.try_emplace(name,
                                 "is for terciles or waves, which differ from run to run, and so is no "
                                 "group; name systems or regions");
      continue;
    }
    std::set<std::size_t> reached;
    for (const AimedPolicy& policy : policies) {
      for (const Stage& stage : policy.stages) {
        if (policy.drawn()) continue;
        const auto add = [&](const auto& ids) {
          for (const auto id : ids) reached.insert(static_cast<std::size_t>(id.index));
        };
        kind.table == 1 ? add(stage.target.systems) : add(stage.target.bodies);
      }
    }
    std::erase_if(reached,
                  [&](std::size_t row) { return std::ranges::find(kind.rows, row) == kind.rows.end(); });
    const auto known = [&](const std::vector<std::string>& names) {
      return std::ranges::find(names, name) != names.end();
    };
    if (!known(kind.codes) && !known(kind.names))
      kind.groups.try_emplace(name, reached.begin(), reached.end());
  }
}

void add_groups(Vocabulary& vocabulary, std::span<const AimedPolicy> policies) {
  for (const AimedPolicy& policy : policies) add_group(vocabulary, policy.name, {&policy, 1});
  add_group(vocabulary, "target", policies);
}

Vocabulary measure_vocabulary(const RecordReader& record) {
  Vocabulary v = measure_vocabulary(ThingFacts{.system = record.table_text("systems", "code"),
                                               .system_name = record.table_text("systems", "name"),
                                               .region = record.table_text("systems", "region"),
                                               .code = record.table_text("organisations", "code"),
                                               .name = record.table_text("organisations", "name"),
                                               .type = record.table_text("organisations", "type"),
                                               .of_system = record.table_rows("organisations", "system"),
                                               .of_place = record.table_rows("organisations", "place"),
                                               .place = record.table_text("places", "code"),
                                               .place_name = record.table_text("places", "name")});
  v.start = parse_quarter(record.info().start);
  v.quarters = record.info().quarters;
  return v;
}

Reading<Condition> condition_of(std::string_view text, const Vocabulary& vocabulary) {
  Reading<Expression> read = parse(text, vocabulary);
  if (!read.value) return {.value = {}, .wrong = std::move(read.wrong)};
  if (const Expression::Node& whole = read.value->whole(); !whole.condition)
    return {.value = {},
            .wrong = fmt::format("is a number ({}); compare it, as in {} < 1", text_of(whole.unit), text)};
  return {.value = Condition{.text = std::string(text), .holds = std::move(*read.value)}, .wrong = {}};
}

Reading<AskedMeasure> ask(std::string_view text, const Vocabulary& vocabulary) {
  Reading<Expression> read = parse(text, vocabulary);
  if (!read.value) {
    constexpr std::string_view whole = "at column 1, ";  // says nothing of a name alone
    if (text.find_first_of(" (") == text.npos && read.wrong.starts_with(whole))
      read.wrong.erase(0, whole.size());
    return {.value = {}, .wrong = std::move(read.wrong)};
  }
  if (read.value->whole().condition)
    return {.value = {},
            .wrong = "is a condition; count or share it, or ask for the first quarter when it holds"};
  const bool name = is_measure(text);
  std::string unit = name ? std::string(describe_measure(text).unit) : text_of(read.value->whole().unit);
  return {.value = AskedMeasure{.text = std::string(text),
                                .expression = std::move(*read.value),
                                .unit = std::move(unit),
                                .meaning = name ? std::string(describe_measure(text).meaning)
                                                : fmt::format("{}.", text)},
          .wrong = {}};
}

std::vector<double> run_values(const RecordReader& record, const Expression& expression, int first,
                               int runs) {
  const RecordInfo& info = record.info();
  MeasuredRuns measures =
      measured(static_cast<std::size_t>(runs), info.quarters, parse_quarter(info.start).value_or(Quarter{}),
               info.systems, info.organisations);
  measures.values = [&](std::size_t table, std::size_t measure) {
    if (table == 0) return run_values(record, national(measure), first, runs);
    if (table == 1) return record.systems(system_measure_rows[measure].key, first, runs);
    std::vector<double> values;
    for (int run = first; run < first + runs; ++run) {
      const std::vector<float> one = record.organisations(organisation_column_rows[measure], run);
      values.insert(values.end(), one.begin(), one.end());
    }
    return values;
  };
  return evaluate(expression, measures);
}

std::vector<double> run_values(const Block& block, Quarter start, const Expression& expression) {
  MeasuredRuns measures = measured(static_cast<std::size_t>(block.runs), block.quarters, start, block.systems,
                                   block.organisations);
  measures.values = [&](std::size_t table, std::size_t measure) {
    if (table == 0) return run_values(block, national(measure));
    const auto part = [&](const auto& all, std::size_t of) {
      const auto size = static_cast<std::ptrdiff_t>(all.size() / of);
      const auto at = all.begin() + static_cast<std::ptrdiff_t>(measure) * size;
      return std::vector<double>(at, at + size);
    };
    return table == 1 ? part(block.system, system_measure_count)
                      : part(block.organisation, organisation_column_count);
  };
  return evaluate(expression, measures);
}

}  // namespace concord
