// Results of `concord run` as plain tables.

#include "agents/state/measures.hpp"
#include "experiments/pages/about.hpp"
#include "experiments/pages/export_csv.hpp"
#include "experiments/platform/csv_file.hpp"
#include "experiments/platform/origin.hpp"
#include "experiments/runs/cube.hpp"
#include "experiments/runs/events.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/record_plan.hpp"

#include <algorithm>
#include <deque>
#include <span>

#include <fmt/format.h>

namespace concord {
namespace {

/// Of one table of results: [row of measures][run][quarter][thing] in pieces of runs.
struct Results {
  std::string_view thing;  ///< "system", "organisation"; empty for the country
  std::vector<MeasureRow> measures;
  std::vector<std::string> codes;  ///< of the things; one without a name for the country
};

/// One row a value, or with `wide` one row a run, quarter and thing.
template <class T>
class ResultsTable {
 public:
  ResultsTable(CsvFile& file, const Results& results, const RecordReader& record, bool wide)
      : file_(file),
        results_(results),
        quarters_(record.quarters()),
        replicates_(record.replicates()),
        wide_(wide) {
    file << "replicate"
         << "quarter";
    if (!results.thing.empty()) file << results.thing;
    if (wide) {
      for (const MeasureRow& measure : results.measures) file << measure.key;
    } else {
      file << "measure"
           << "value";
    }
    file.end_row();
  }

  /// Values of consecutive runs, [measure] of [run][quarter][thing].
  void add(int first, int runs, const std::vector<std::vector<T>>& values) {
    const Cube cube = Cube::of(runs, quarters_.size(), results_.codes.size());
    for (std::size_t run = 0; run < cube.runs; ++run) {
      for (std::size_t quarter = 0; quarter < cube.quarters; ++quarter) {
        for (std::size_t thing = 0; thing < cube.things; ++thing) {
          const std::size_t at = cube.at(0, run, quarter, thing);
          const auto begin = [&] {
            file_ << replicates_[static_cast<std::size_t>(first) + run] << quarters_[quarter];
            if (!results_.thing.empty()) file_ << results_.codes[thing];
          };
          if (wide_) begin();
          for (std::size_t m = 0; m < values.size(); ++m) {
            if (!wide_) begin(), file_ << results_.measures[m].key;
            file_ << values[m][at];
            if (!wide_) file_.end_row();
          }
          if (wide_) file_.end_row();
        }
      }
    }
  }

 private:
  CsvFile& file_;
  const Results& results_;
  std::vector<std::string> quarters_;
  std::vector<std::int64_t> replicates_;
  bool wide_;
};

template <class Read>
void write_numbers(CsvFile& file, const Results& results, const RecordReader& record, bool wide, Read read) {
  ResultsTable<double> table(file, results, record, wide);
  const int step = std::max(runs_at_once(record.info(), true) / static_cast<int>(results.measures.size()), 1);
  for (int first = 0; first < record.info().replicates; first += step) {
    const int runs = std::min(step, record.info().replicates - first);
    std::vector<std::vector<double>> values;
    for (const MeasureRow& measure : results.measures) values.push_back(read(measure.key, first, runs));
    table.add(first, runs, values);
  }
}

void write_organisations(CsvFile& file, const Results& results, const RecordReader& record, bool wide) {
  ResultsTable<float> table(file, results, record, wide);
  for (int run = 0; run < record.info().replicates; ++run) {
    std::vector<std::vector<float>> values;
    for (const MeasureRow& column : results.measures) values.push_back(record.organisations(column, run));
    table.add(run, 1, values);
  }
}

/// One row an event.
void write_events(CsvFile& file, const RecordReader& record, const std::vector<std::string>& systems) {
  file << "replicate"
       << "quarter"
       << "system"
       << "event"
       << "amount"
       << "unit";
  file.end_row();
  const auto quarters = record.quarters();
  const auto replicates = record.replicates();
  for (int run = 0; run < record.info().replicates; ++run) {
    std::vector<std::vector<std::int8_t>> happened;
    std::vector<std::vector<double>> amounts;
    for (const EventRow& row : event_rows()) {
      happened.push_back(record.events(row.key, run, 1));
      amounts.push_back(
          record.systems(system_measure_rows[static_cast<std::size_t>(row.amount)].key, run, 1));
    }
    for (std::size_t at = 0; at < happened.front().size(); ++at) {
      for (std::size_t n = 0; n < happened.size(); ++n) {
        if (happened[n][at] == 0) continue;
        const EventRow& row = event_rows()[n];
        file << replicates[static_cast<std::size_t>(run)] << quarters[at / systems.size()]
             << systems[at % systems.size()] << row.key << amounts[n][at] << unit_of(row);
        file.end_row();
      }
    }
  }
}

void write_lists(CsvFile& systems, CsvFile& places, CsvFile& organisations, const Layout& layout) {
  const auto row = [](CsvFile& file, const auto&... cells) {
    (file << ... << cells);
    file.end_row();
  };
  row(systems, "system", "name", "region", "population", "position", "relationship", "imputed");
  for (const auto& s : layout.systems)
    row(systems, s.code, s.name, s.region, s.population, s.position, s.relationship, s.imputed);
  row(places, "place", "name", "system", "population", "imputed");
  const auto system_of = [&](int place) -> const std::string& {
    return layout.systems[static_cast<std::size_t>(layout.places[static_cast<std::size_t>(place)].system)]
        .code;
  };
  for (std::size_t k = 0; k < layout.places.size(); ++k) {
    const auto& p = layout.places[k];
    row(places, p.code, p.name, system_of(static_cast<int>(k)), p.population, p.imputed);
  }
  row(organisations, "organisation", "name", "type", "place", "system", "budget", "position", "imputed");
  for (const auto& o : layout.organisations)
    row(organisations, o.code, o.name, row_of(o.type).name,
        layout.places[static_cast<std::size_t>(o.place)].code, system_of(o.place), o.budget, o.position,
        o.imputed);
}

void write_parameters(CsvFile& file, const RecordReader& record) {
  const std::vector<std::string> columns{"path", "text", "default", "unit", "meaning", "source", "mechanism"};
  std::vector<std::vector<std::string>> cells;
  for (const std::string& column : columns) {
    file << (column == "path" ? "parameter" : column == "text" ? "value" : column);
    cells.push_back(record.parameter_text(column));
  }
  file.end_row();
  for (std::size_t n = 0; n < cells.front().size(); ++n) {
    for (const auto& column : cells) file << column.at(n);
    file.end_row();
  }
}

void write_dictionary(CsvFile& file, std::span<const Results> tables, bool wide) {
  const auto row = [&](std::string_view table, std::string_view column, std::string_view meaning,
                       std::string_view unit, std::string_view source) {
    file << table << column << meaning << unit << source;
    file.end_row();
  };
  row("table", "column", "meaning", "unit", "source");
  constexpr std::string_view input = "tables of the scenario", plan = "plan of the runs";
  for (const Results& results : tables) {
    const std::string table = results.thing.empty() ? "summary" : fmt::format("{}s", results.thing);
    row(table, "replicate", "Number of the run; with the seed it names its luck.", "", plan);
    row(table, "quarter", "Financial quarter; values are those at its end or over it.", "", plan);
    if (!results.thing.empty())
      row(table, results.thing, fmt::format("Code, as in {}_list.csv.", results.thing), "", input);
    if (!wide) {
      row(table, "measure", "Name of a measure; each stands below as a column of its own.", "", plan);
      row(table, "value", "Its value; blank where it does not apply or there is nothing to measure.",
          "that of the measure", simulated_not_observed);
    }
    for (const MeasureRow& m : results.measures)
      row(table, m.key, m.meaning, m.unit,
          m.reference.empty() ? std::string(simulated_not_observed)
                              : fmt::format("{}; made from {}", simulated_not_observed, m.reference));
  }
  for (const auto& [column, meaning] :
       {std::pair{"replicate", "Number of the run; with the seed it names its luck."},
        {"quarter", "Financial quarter in which it happened."},
        {"system", "Code, as in system_list.csv."},
        {"event",
         "Name of a kind of event; each stands below as a column of its own, with its amount's unit."},
        {"amount", "What belongs to it, at the end of that quarter: a measure of systems.csv."},
        {"unit", "Unit of the amount."}})
    row("events", column, meaning, "", plan);
  for (const EventRow& event : event_rows())
    row("events", event.key,
        fmt::format("{} Amount: {}.", event.meaning,
                    system_measure_rows[static_cast<std::size_t>(event.amount)].key),
        unit_of(event), simulated_not_observed);
  for (const std::string_view thing : {"system", "place", "organisation"}) {
    const std::string table = fmt::format("{}_list", thing);
    row(table, thing, "Code.", "", input);
    row(table, "name", "Name.", "", input);
    if (thing == "system") row(table, "region", "Region.", "", input);
    if (thing == "organisation") row(table, "type", "Type of organisation.", "", input);
    if (thing == "organisation") row(table, "place", "Code of its place.", "", input);
    if (thing != "system") row(table, "system", "Code of its system.", "", input);
    if (thing == "organisation")
      row(table, "budget", "Turnover of a trust, allocation of a CCG, social-care spending of a council.",
          "£m a year", input);
    if (thing != "organisation") row(table, "population", "Population.", "people", input);
    if (thing != "place")
      row(table, "position", "Starting finances, higher = healthier; blank = drawn in every run.",
          "standardised", input);
    if (thing == "system")
      row(table, "relationship", "Starting relationships; blank = drawn in every run.", "standardised",
          input);
    row(table, "imputed", "Columns of the input that were filled in by a rule.", "", input);
  }
  for (const auto& [column, meaning] : {std::pair{"parameter", "Group and key, as in a scenario."},
                                        {"value", "In the first quarter, as in a scenario."},
                                        {"default", "What it would be if no scenario set it."},
                                        {"unit", "Unit."},
                                        {"meaning", "Meaning."},
                                        {"source", "Where the default comes from, or that it is assumed."},
                                        {"mechanism", "Mechanism it belongs to."}})
    row("parameters", column, meaning, "", "scenario and declarations of the model");
}

}  // namespace

std::vector<std::filesystem::path> export_run(const std::filesystem::path& path,
                                              const std::filesystem::path& folder, bool force, bool wide) {
  const RecordReader record(path);
  const RecordContents contents = contents_of(record);
  const Record level = record.info().record;
  std::vector<Results> tables{{"", made_measure_rows(), {""}}};
  std::erase_if(tables[0].measures, [&](const MeasureRow& row) { return !holds_measure(record, row.key); });
  tables[0].measures.insert(tables[0].measures.begin(), measure_rows.begin(), measure_rows.end());
  for (std::size_t n = 0; n < measure_rows.size(); ++n) tables[0].measures[n].reference = {};
  const auto add_table = [&](std::string_view thing, const auto& rows, const auto& things) {
    Results& results = tables.emplace_back(Results{thing, {rows.begin(), rows.end()}, {}});
    for (MeasureRow& row : results.measures) row.reference = {};
    for (const auto& one : things) results.codes.push_back(one.code);
  };
  if (level >= Record::systems) add_table("system", system_measure_rows, contents.layout.systems);
  if (level >= Record::organisations)
    add_table("organisation", organisation_column_rows, contents.layout.organisations);

  std::deque<CsvFile> files;  // all are checked before the first gets its name
  const auto add = [&](const char* name) -> CsvFile& { return files.emplace_back(folder / name, force); };
  write_numbers(add("summary.csv"), tables[0], record, wide,
                [&](std::string_view measure, int first, int runs) {
                  return run_values(record, measure, first, runs);
                });
  if (level >= Record::systems)
    write_numbers(
        add("systems.csv"), tables[1], record, wide,
        [&](std::string_view measure, int first, int runs) { return record.systems(measure, first, runs); });
  if (record.has_events()) write_events(add("events.csv"), record, tables[1].codes);
  if (level >= Record::organisations) write_organisations(add("organisations.csv"), tables[2], record, wide);
  CsvFile &systems = add("system_list.csv"), &places = add("place_list.csv"),
          &organisations = add("organisation_list.csv");
  write_lists(systems, places, organisations, contents.layout);
  write_parameters(add("parameters.csv"), record);
  write_dictionary(add("dictionary.csv"), tables, wide);
  add("README.txt")
      .lines(read_me_of(about(record), "tables (CSV)") +
             fmt::format(R"(
summary.csv            the country: {0}
systems.csv            every system, likewise, if the file holds systems
events.csv             what happened to systems, one row an event, if the file holds systems
organisations.csv      every organisation, likewise, if the file holds organisations
system_list.csv, place_list.csv, organisation_list.csv   who is meant by the codes
parameters.csv         every parameter, its default and where that comes from
dictionary.csv         what each column means, its unit and source

UTF-8, commas, a header in the first line, text in double quotes where needed (RFC 4180). A table with more than
ASCII in it begins with the mark of UTF-8. A blank cell is a missing value. Money is in £ million at 2018/19
prices.
)",
                         wide ? "one row a run and quarter, one column a measure"
                              : "one row a run, quarter and measure"));
  return publish_all(files);
}

}  // namespace concord
