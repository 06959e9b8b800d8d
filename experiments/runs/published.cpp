#include "experiments/runs/published.hpp"

#include "experiments/runs/measure_expression.hpp"
#include "experiments/runs/run_values.hpp"
#include "sim/csv.hpp"
#include "sim/missing.hpp"
#include "sim/yaml.hpp"

#include <array>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view aggregations_help =
    "write `value at 2018/19 Q2`, `mean over 2018/19`, `sum over 2017/18 to 2018/19` or `change from 2017/18 "
    "Q4 to 2019/20 Q4`";

/// "2018/19" as its first quarter.
std::optional<Quarter> parse_year(std::string_view text) { return parse_quarter(std::string(text) + " Q1"); }

/// Removes a leading word or words.
bool take(std::string_view& text, std::string_view words) {
  if (!text.starts_with(words)) return false;
  text.remove_prefix(words.size());
  return true;
}

template <class Value, std::size_t n>
using Names = std::array<std::pair<std::string_view, Value>, n>;
constexpr Names<Match, 3> matches{
    {{"published", Match::published}, {"near", Match::near}, {"assumed", Match::assumed}}};
constexpr Names<Use, 3> uses{{{"input", Use::input}, {"fitted", Use::fitted}, {"unused", Use::unused}}};

template <class Value, std::size_t n>
std::optional<Value> named(const Names<Value, n>& names, const csv::Table& table, std::size_t row,
                           std::string_view column_name) {
  const std::size_t column = table.column(column_name);
  const auto text = table.required_text(row, column);
  if (!text) return std::nullopt;
  std::string known;
  for (const auto& [name, value] : names) {
    if (name == *text) return value;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  table.problem(row, column, fmt::format("{} is none of {}", shown(*text), known));
  return std::nullopt;
}

class RowReader {
 public:
  explicit RowReader(const csv::Table& table) : table_(table) {}

  PublishedRow read(std::size_t row) {
    row_ = row;
    PublishedRow out;
    out.id = text("id", 0);
    if (!out.id.empty() && !ids_.insert(out.id).second) fault("id", shown(out.id) + " stands there twice");
    out.section = text("section", 0);
    out.label = text("label", longest_label);
    out.measure = text("measure", 0);
    if (!out.measure.empty() && !is_measure(out.measure)) {
      fault("measure", no_such_measure(out.measure));
    }
    const std::string aggregation = text("aggregation", 0);
    if (const auto read = parse_aggregation(aggregation)) {
      out.aggregation = *read;
    } else if (!aggregation.empty()) {
      fault("aggregation", fmt::format("{} is not understood; {}", shown(aggregation), aggregations_help));
    }
    out.unit = text("unit", 0);
    out.definition = table_.text(row, table_.column("definition"));
    out.published = table_.number(row, table_.column("published"));
    if (out.published) {
      out.match = named(matches, table_, row, "kind").value_or(Match::published);
      out.use = named(uses, table_, row, "use").value_or(Use::unused);
      out.source = text("source", longest_source);
    } else {
      for (const auto* name : {"kind", "use", "source"}) {
        if (!table_.text(row, table_.column(name)).empty()) fault(name, "is given, but no figure");
      }
    }
    return out;
  }

 private:
  void fault(std::string_view column, std::string what) {
    table_.problem(row_, table_.column(column), std::move(what));
  }
  /// Required; at most that many characters unless 0.
  std::string text(std::string_view column, std::size_t most) {
    std::string value(table_.required_text(row_, table_.column(column)).value_or(""));
    if (most > 0 && characters(value) > most)
      fault(column, fmt::format("{} characters; at most {} fit into the summary", characters(value), most));
    return value;
  }

  const csv::Table& table_;
  std::size_t row_ = 0;
  std::set<std::string> ids_;
};

const csv::Columns columns{{"id", "section", "label", "measure", "aggregation", "unit", "published", "kind",
                            "use", "source", "definition"},
                           {}};

std::vector<PublishedRow> rows_of(const csv::Table& table) {
  std::vector<PublishedRow> rows;
  RowReader reader(table);
  for (std::size_t row = 0; row < table.rows(); ++row) rows.push_back(reader.read(row));
  return rows;
}

}  // namespace

std::optional<Aggregation> parse_aggregation(std::string_view text) {
  using How = Aggregation::How;
  std::optional<Quarter> first, last;
  if (text == over_the_run) return whole_run;
  How how = How::value;
  if (take(text, "value at ")) {
    first = last = parse_quarter(text);
  } else if (take(text, "change from ")) {
    how = How::change;
    const auto to = text.find(" to ");
    if (to == std::string_view::npos) return std::nullopt;
    first = parse_quarter(text.substr(0, to));
    last = parse_quarter(text.substr(to + 4));
  } else {
    how = text.starts_with("mean") ? How::mean : How::sum;
    if (!take(text, "mean over ") && !take(text, "sum over ")) return std::nullopt;
    const auto to = text.find(" to ");
    first = parse_year(text.substr(0, to));
    last = to == std::string_view::npos ? first : parse_year(text.substr(to + 4));
    if (last) last = *last + 3;
  }
  if (!first || !last || *first == never || *last == never || *last < *first) return std::nullopt;
  return Aggregation{how, *first, *last};
}

bool covers(Quarter start, int quarters, const Aggregation& aggregation) {
  if (aggregation == whole_run) return true;
  return aggregation.first >= start && aggregation.last < start + quarters;
}

double aggregate(const Aggregation& aggregation, Quarter start, std::span<const double> quarters) {
  using How = Aggregation::How;
  if (aggregation == whole_run) return quarters.front();
  const auto first = static_cast<std::size_t>(aggregation.first - start);
  const auto last = static_cast<std::size_t>(aggregation.last - start);
  ensure(aggregation.first >= start && last < quarters.size(), "the run covers the quarters");
  if (aggregation.how == How::value) return quarters[last];
  if (aggregation.how == How::change) return quarters[last] - quarters[first];
  double sum = 0;
  int count = 0;
  for (std::size_t t = first; t <= last; ++t) {
    if (std::isnan(quarters[t])) continue;
    sum += quarters[t];
    ++count;
  }
  if (count == 0) return missing_value;
  return aggregation.how == How::mean ? sum / count : sum;
}

std::vector<PublishedRow> read_published(const std::filesystem::path& file, Problems& problems) {
  return rows_of(csv::load(file, columns, problems));
}

std::vector<PublishedRow> parse_published(std::string text, std::string file, Problems& problems) {
  return rows_of(csv::parse(std::move(text), std::move(file), columns, problems));
}

bool is_england(std::string_view configuration) {
  Problems ignored;
  const yaml::Node root = yaml::parse(configuration, "configuration", ignored);
  const yaml::Node* world = root.find("world");
  const yaml::Node* tables = world != nullptr ? world->find("tables") : nullptr;
  if (tables == nullptr) return false;
  const std::filesystem::path folder = std::filesystem::path(tables->text).filename();
  return folder == "england_2019" || folder == "england_2017";
}

std::vector<PublishedRow> published_for(const RecordReader& record) {
  if (!is_england(record.configuration())) return {};
  Problems problems;
  auto rows = parse_published(std::string(published_england), "published.csv", problems);
  ensure(problems.empty(), "the table that is built in is sound");
  return rows;
}

}  // namespace concord
