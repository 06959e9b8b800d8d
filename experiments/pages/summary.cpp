#include "experiments/pages/summary.hpp"

#include "experiments/charts/number_words.hpp"
#include "experiments/platform/origin.hpp"
#include "experiments/runs/measure_expression.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/record_plan.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

struct Headline {
  std::string_view measure, unit, label;
  bool a_run = false;  ///< one number a run
};
constexpr std::array headlines{
    Headline{"designated", "systems", "integrated care systems, designated"},
    Headline{"real", "systems", "of these in substance"},
    Headline{"in_name_only", "systems", "of these in name only"},
    Headline{"control_totals_accepted", "systems", "systems with a system control total"},
    Headline{"pooled_share", "share", "share of the sustainability fund pooled"},
    Headline{"institution_share", "share", "NHS budgets acting for the institution"},
    Headline{"place_share", "share", "NHS budgets acting for their place"},
    Headline{"system_share", "share", "NHS budgets acting for their system"},
    Headline{"councils_taking_part", "share", "councils taking part"},
    Headline{"trusts_in_deficit", "share", "trusts in deficit in the quarter"},
    Headline{"ccgs_in_deficit", "share", "CCGs in deficit in the quarter"},
    Headline{"nhs_balance", "£m", "balance of trusts and CCGs, £m a quarter"},
    Headline{"arbitrations", "cases", "formal arbitrations a quarter"},
    Headline{"ccgs", "CCGs", "CCGs, merged ones counted once"},
    Headline{"maturity_gap", "index", "gap in maturity between systems"},
    Headline{"integration_index", "index", "integration index for patients"},
};

std::vector<PublishedRow> headline_rows(std::span<const Headline> wanted, Quarter start, int quarters) {
  using How = Aggregation::How;
  std::vector<PublishedRow> rows;
  const auto add = [&](const std::string& section, Aggregation aggregation) {
    for (const Headline& headline : wanted) {
      if (headline.a_run != (aggregation == whole_run)) continue;
      PublishedRow& row = rows.emplace_back();
      row.section = section;
      row.label = headline.label;
      row.measure = headline.measure;
      row.unit = headline.unit;
      row.aggregation = aggregation;
    }
  };
  const auto year = [&](std::string_view which, Quarter first) {
    add(fmt::format("{}, {}: mean of its quarters", which, to_string(first).substr(0, 7)),
        {How::mean, first, first + 3});
  };
  const Quarter last = start + (quarters - 1);
  if (quarters >= 8) year("First year", start);
  if (quarters >= 4)
    year(quarters >= 8 ? "Last whole year" : "Only whole year", start + (quarters / 4 * 4 - 4));
  add("Last quarter, " + to_string(last), {How::value, last, last});
  add("The whole run", whole_run);
  return rows;
}

/// Fills in the rows, reading each measure once.
void simulate_rows(const RecordReader& record, Quarter start, std::vector<SummaryRow>& rows) {
  const RecordInfo& info = record.info();
  const Vocabulary vocabulary = vocabulary_of(record);
  std::map<std::string_view, std::vector<SummaryRow*>> by_measure;
  for (SummaryRow& row : rows) {
    row.recorded = holds_measure(record, row.row.measure);
    if (row.recorded) by_measure[row.row.measure].push_back(&row);
  }
  for (const auto& [measure, wanted] : by_measure) {
    const AskedMeasure asked = *ask(measure, vocabulary).value;
    std::vector<std::vector<double>> values(wanted.size());  // [row][run]
    const int step = runs_at_once(info, true);
    for (int first = 0; first < info.replicates; first += step) {
      const int runs = std::min(step, info.replicates - first);
      const auto quarters = run_values(record, asked.expression, first, runs);
      const std::size_t width = quarters.size() / static_cast<std::size_t>(runs);
      for (std::size_t run = 0; run < static_cast<std::size_t>(runs); ++run) {
        const auto one = std::span(quarters).subspan(run * width, width);
        for (std::size_t n = 0; n < wanted.size(); ++n)
          values[n].push_back(aggregate(wanted[n]->row.aggregation, start, one));
      }
    }
    for (std::size_t n = 0; n < wanted.size(); ++n) wanted[n]->simulated = spread_of(std::move(values[n]));
  }
}

std::string padded(std::string_view text, std::size_t width, bool right) {
  const std::string space(width - std::min(width, characters(text)), ' ');
  return right ? space + std::string(text) : std::string(text) + space;
}

/// A title of any length in lines of at most 110 characters.
std::string wrapped(std::string_view title) {
  std::string out;
  std::size_t in_line = 0;
  for (std::size_t at = 0; at < title.size();) {
    std::size_t end = at + 1;
    while (end < title.size() && (static_cast<unsigned char>(title[end]) & 0xC0U) == 0x80U) ++end;
    if (in_line == 110) {
      out += '\n';
      in_line = 0;
    }
    const bool control = static_cast<unsigned char>(title[at]) < 0x20;
    out += control ? " " : title.substr(at, end - at);
    ++in_line;
    at = end;
  }
  return out + "\n";
}

std::string mark_of(const SummaryRow& row) {
  const PublishedRow& fact = row.row;
  if (!fact.published || !row.recorded || row.simulated.runs == 0 || fact.match == Match::assumed) return "";
  const bool within = inside(row);
  if (fact.use == Use::input && within) return "given";
  return std::string(fact.match == Match::near ? "~" : "") + (within ? "inside" : "OUTSIDE") +
         (fact.use == Use::unused ? " +" : "");
}

struct Cells {
  std::string label, median, range, figure, mark, source;
};

Cells cells_of(const SummaryRow& row) {
  const PublishedRow& fact = row.row;
  const Spread& s = row.simulated;
  Cells cells{"  " + fact.label, "-", "not recorded", "", mark_of(row), fact.source};
  if (row.recorded) {
    cells.median = readable(s.median, fact.unit);
    cells.range = s.runs > 0 ? readable_range(s.low90, s.high90, fact.unit) : "no values";
  }
  if (fact.published) {
    cells.figure = readable(*fact.published, fact.unit);
    if (fact.match == Match::assumed) cells.figure = "(" + cells.figure + ")";
  }
  return cells;
}

std::string notes_on(const SummaryTable& table) {
  int compared = 0, within = 0, unseen = 0, unseen_within = 0;
  bool near = false, assumed = false, given = false;
  for (const SummaryRow& row : table.rows) {
    const std::string mark = mark_of(row);
    assumed = assumed || (row.row.published && row.row.match == Match::assumed);
    given = given || mark == "given";
    near = near || mark.starts_with('~');
    if (mark.empty() || row.row.use == Use::input) continue;
    const bool fits = inside(row), held_out = row.row.use == Use::unused;
    ++compared;
    within += fits ? 1 : 0;
    unseen += held_out ? 1 : 0;
    unseen_within += fits && held_out ? 1 : 0;
  }
  std::string out = "90% of runs: from the 5th to the 95th percentile of the replicates.\n";
  if (compared == 0) return out;
  out += "in range?: does the published figure lie in it?";
  if (near) out += "  ~ = of another period, or defined somewhat differently.";
  out += "\n";
  if (given || assumed) {
    out += given ? "given = the model is told this.  " : "";
    out += assumed ? "(...) = nobody counted it; an expectation of the modellers." : "";
    out += "\n";
  }
  out += fmt::format("{} of the {} published figures that the model is not told lie in range.", within,
                     compared);
  if (unseen > 0) {
    out += fmt::format(
        "\nOf those marked +, to which no parameter was fitted: {} of {}. Agreement with the others is fit, "
        "not\nvalidation.",
        unseen_within, unseen);
  } else {
    out += "\nParameters were set while looking at them: that is fit, not validation.";
  }
  return out + "\nDefinitions and sources: configs/england_2019/published.csv\n";
}

Quarter start_of(const RecordReader& record) {
  const RecordInfo& info = record.info();
  const auto start = parse_quarter(info.start);
  if (!start || *start == never)
    throw FileError(info.scenario_file, fmt::format("the record starts in {}", shown(info.start)));
  return *start;
}

SummaryTable table_of(const RecordReader& record, std::vector<PublishedRow> rows) {
  SummaryTable table{record.info(), record.quarters().back(), {}};
  for (PublishedRow& row : rows) table.rows.push_back({std::move(row), {}, true});
  simulate_rows(record, start_of(record), table.rows);
  return table;
}

}  // namespace

bool inside(const SummaryRow& row) {
  return row.row.published && *row.row.published >= row.simulated.low90 &&
         *row.row.published <= row.simulated.high90;
}

SummaryTable summarise(const RecordReader& record, std::span<const PublishedRow> facts) {
  std::vector<PublishedRow> rows;
  for (const PublishedRow& row : facts) {
    if (covers(start_of(record), record.info().quarters, row.aggregation)) rows.push_back(row);
  }
  if (rows.empty()) rows = headline_rows(headlines, start_of(record), record.info().quarters);
  return table_of(record, std::move(rows));
}

SummaryTable summarise_measures(const RecordReader& record, std::span<const std::string> measures) {
  const Vocabulary vocabulary = vocabulary_of(record);
  Problems problems;
  std::vector<AskedMeasure> asked;
  for (const std::string& measure : measures) {
    Reading<AskedMeasure> read = ask(measure, vocabulary);
    if (!read.value) {
      problems.add("--measure", 0, 0, measure, std::move(read.wrong));
    } else if (read.value->record() > record.info().record || !holds_measure(record, measure)) {
      const char* things = read.value->record() < Record::organisations ? "systems" : "organisations";
      problems.add("--measure", 0, 0, measure,
                   fmt::format("needs what single {} did, which {} leaves out; run with `record: {}`", things,
                               record.file(), things));
    } else {
      asked.push_back(std::move(*read.value));
    }
  }
  problems.throw_if_any();
  std::vector<Headline> wanted;
  for (const AskedMeasure& one : asked) wanted.push_back({one.text, one.unit, one.text, one.a_run()});
  return table_of(record, headline_rows(wanted, start_of(record), record.info().quarters));
}

std::string text(const SummaryTable& table) {
  const RecordInfo& info = table.info;
  std::string out = wrapped(info.title);
  out += fmt::format("{} {} to {}, {}, seed {}.\n", simulated, info.start, table.last_quarter,
                     counted(info.replicates, "replicate"), info.seed);
  out += build_words(info.version, info.commit, info.model_digest, info.results_digest) + ".\n\n";

  std::vector<Cells> lines{{"", "median", "90% of runs", "published", "in range?", "source"}};
  for (const SummaryRow& row : table.rows) lines.push_back(cells_of(row));
  const bool facts =
      std::ranges::any_of(table.rows, [](const auto& row) { return row.row.published.has_value(); });
  const auto width = [&](std::string Cells::*cell) {
    std::size_t widest = 0;
    for (const Cells& line : lines) widest = std::max(widest, characters(line.*cell));
    return widest;
  };
  const std::size_t label = width(&Cells::label), median = width(&Cells::median),
                    range = width(&Cells::range), figure = width(&Cells::figure), mark = width(&Cells::mark);
  for (std::size_t n = 0; n < lines.size(); ++n) {
    if (n > 0 && (n == 1 || table.rows[n - 1].row.section != table.rows[n - 2].row.section))
      out += fmt::format("{}{}\n", n == 1 ? "" : "\n", table.rows[n - 1].row.section);
    const Cells& line = lines[n];
    std::string cells = padded(line.label, label, false) + " " + padded(line.median, median, true) + "  " +
                        padded(line.range, range, false);
    if (facts)
      cells += "  " + padded(line.figure, figure, true) + "  " + padded(line.mark, mark, false) + "  " +
               line.source;
    cells.erase(cells.find_last_not_of(' ') + 1);
    out += cells + "\n";
  }
  return out + "\n" + notes_on(table);
}

}  // namespace concord
