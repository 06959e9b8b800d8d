#include "experiments/runs/record_reader.hpp"

#include "experiments/runs/record.hpp"
#include "experiments/runs/recorded_plausible.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::int64_t most_recorded_runs = 1'000'000, most_quarters = 400;
constexpr std::uint64_t most_table_rows = 1'000'000, most_parameters = 10'000, most_bytes = 4096;

/// Measures that files of earlier versions lack.
constexpr std::array later{"summary/ccgs_over_plan",    "systems/accelerated", "systems/live_contracts",
                           "systems/declared",          "systems/refusing",    "systems/against_plan",
                           "organisations/against_plan"};
bool came_later(const h5::Object& group, std::string_view name, std::string_view measure) {
  return std::ranges::find(later, fmt::format("{}/{}", name, measure)) != later.end() &&
         !h5::has(group, measure);
}
std::size_t numbers_in(const h5::Extents& extents) {
  std::size_t product = 1;
  for (const std::uint64_t extent : extents) product *= extent;
  return product;
}

}  // namespace

RecordReader::RecordReader(const std::filesystem::path& path) : file_(h5::open_file(path)) {
  const auto expect = [&](bool holds, const std::string& why) {
    if (!holds) throw FileError(path.string(), why);
  };
  expect(h5::has_attribute(file_, "concord_version") && h5::has_attribute(file_, "schema_version"),
         "an HDF5 file, but not one of Concord's");
  const auto text = [&](std::string_view name) { return h5::text_attribute(file_, name); };
  info_.version = text("concord_version");
  const std::int64_t schema = h5::whole_attribute(file_, "schema_version");
  expect(schema <= record_schema,
         fmt::format("written in layout {} by Concord {}, which is newer than this program (layout {}); "
                     "use that version or a later one",
                     schema, shown(info_.version), record_schema));
  expect(schema >= 1, fmt::format("there is no layout {}", schema));
  expect(h5::has_attribute(file_, "results_digest"), "incomplete: its writer was stopped");
  expect(schema < 2 || !evidence().empty(), "the evidence of its values is missing");
  const auto whole = [&](std::string_view name, std::int64_t low, std::int64_t high) {
    const std::int64_t value = h5::whole_attribute(file_, name);
    expect(value >= low && value <= high, fmt::format("{} is {}, not from {} to {}", name, value, low, high));
    return value;
  };
  info_.title = text("title");
  info_.commit = text("commit");
  info_.model_digest = text("model_digest");
  if (h5::has_attribute(file_, "scenario_digest")) info_.scenario_digest = text("scenario_digest");
  info_.results_digest = text("results_digest");
  info_.scenario_file = text("scenario_file");
  info_.start = text("start");
  info_.seed = whole("seed", 0, (std::int64_t{1} << 53U) - 1);
  info_.replicates = static_cast<int>(whole("replicates", 1, most_recorded_runs));
  info_.quarters = static_cast<int>(whole("quarters", 1, most_quarters));
  const auto record = record_named(text("record"));
  expect(record.has_value(), fmt::format("records {}, which is unknown", shown(text("record"))));
  info_.record = *record;
  const auto rows = [&](std::string_view table) {
    const auto group = h5::open_group(h5::open_group(file_, "tables"), table);
    return static_cast<int>(h5::open_dataset<double>(group, "population", {most_table_rows}).extents[0]);
  };
  info_.systems = rows("systems");
  info_.organisations = static_cast<int>(table_text("organisations", "code").size());
}

std::vector<std::string> RecordReader::quarters() const {
  auto labels = h5::read_text_column(file_, "quarters", most_quarters, most_bytes);
  if (labels.size() != static_cast<std::size_t>(info_.quarters))
    throw FileError(*file_.file,
                    fmt::format("/quarters has {} rows instead of {}", labels.size(), info_.quarters));
  return labels;
}

std::string RecordReader::configuration() const { return h5::read_text(file_, "configuration", 1U << 26U); }

std::vector<std::string> RecordReader::table_text(std::string_view table, std::string_view name) const {
  return h5::read_text_column(h5::open_group(h5::open_group(file_, "tables"), table), name, most_table_rows,
                              most_bytes);
}

std::vector<double> RecordReader::table_numbers(std::string_view table, std::string_view name) const {
  return h5::read_column<double>(h5::open_group(h5::open_group(file_, "tables"), table), name,
                                 most_table_rows);
}
std::vector<std::int64_t> RecordReader::table_rows(std::string_view table, std::string_view name) const {
  return h5::read_column<std::int64_t>(h5::open_group(h5::open_group(file_, "tables"), table), name,
                                       most_table_rows);
}

bool RecordReader::has_column(std::string_view table, std::string_view name) const {
  const auto tables = h5::open_group(file_, "tables");
  return h5::has(tables, table) && h5::has(h5::open_group(tables, table), name);
}

std::vector<std::string> RecordReader::parameter_text(std::string_view name) const {
  return h5::read_text_column(h5::open_group(file_, "parameters"), name, most_parameters, most_bytes);
}

std::optional<RecordedPlausible> RecordReader::plausible() const { return recorded_plausible(file_); }

std::optional<RecordedPlausible> recorded_plausible(const h5::Object& file) {
  if (!h5::has(file, "plausible")) return std::nullopt;
  const h5::Object group = h5::open_group(file, "plausible");
  RecordedPlausible read{.table = h5::text_attribute(group, "table"),
                         .digest = h5::text_attribute(group, "digest"),
                         .central = h5::whole_attribute(group, "central") != 0,
                         .parameter = h5::read_text_column(group, "parameter", most_parameters, most_bytes),
                         .set_by = h5::read_text_column(group, "set_by", most_parameters, most_bytes),
                         .weight = h5::read_column<double>(group, "weight", most_table_rows),
                         .value = {},
                         .line = h5::read_column<std::int64_t>(group, "line", most_table_rows)};
  const h5::Extents extents{read.weight.size(), read.parameter.size()};
  const h5::Object value = h5::open_dataset<double>(group, "value", extents);
  if (value.extents != extents || read.set_by.size() != read.parameter.size() ||
      read.line.size() != read.weight.size() || read.weight.empty() || read.parameter.empty())
    throw FileError(*file.file, "the parts of /plausible differ in length");
  read.value = h5::read<double>(value, {0, 0}, extents);
  return read;
}

std::vector<std::int64_t> RecordReader::replicates() const {
  auto rows = h5::read_column<std::int64_t>(h5::open_group(file_, "runs"), "replicate", most_recorded_runs);
  expect_runs("/runs/replicate", rows.size());
  return rows;
}
std::vector<std::string> RecordReader::digests() const {
  auto rows = h5::read_text_column(h5::open_group(file_, "runs"), "digest", most_recorded_runs, most_bytes);
  expect_runs("/runs/digest", rows.size());
  return rows;
}
void RecordReader::expect_runs(std::string_view name, std::size_t rows) const {
  if (rows != static_cast<std::size_t>(info_.replicates))
    throw FileError(*file_.file, fmt::format("{} has {} rows instead of {}", name, rows, info_.replicates));
}

template <class T>
std::vector<T> RecordReader::values(std::string_view group, std::string_view measure, int first, int runs,
                                    const h5::Extents& extents) const {
  ensure(first >= 0 && runs >= 0 && runs <= info_.replicates - first, "runs lie within the record");
  const h5::Object folder = h5::open_group(file_, group);
  if (came_later(folder, group, measure))
    return std::vector<T>(numbers_in(extents) / extents[0] * static_cast<std::size_t>(runs),
                          std::numeric_limits<T>::quiet_NaN());
  const h5::Object dataset = h5::open_dataset<T>(folder, measure, extents);
  if (dataset.extents != extents)
    throw FileError(*file_.file, fmt::format("{} does not have the extents of the record", dataset.name));
  h5::Extents from(extents.size(), 0), count = extents;
  from[0] = static_cast<std::uint64_t>(first);
  count[0] = static_cast<std::uint64_t>(runs);
  return h5::read<T>(dataset, from, count);
}

std::vector<double> RecordReader::summary(std::string_view measure, int first, int runs) const {
  return values<double>(
      "summary", measure, first, runs,
      {static_cast<std::uint64_t>(info_.replicates), static_cast<std::uint64_t>(info_.quarters)});
}

bool RecordReader::has_derived(std::string_view measure) const {
  return h5::has(file_, "derived") && h5::has(h5::open_group(file_, "derived"), measure);
}
std::vector<double> RecordReader::derived(std::string_view measure, int first, int runs) const {
  return values<double>(
      "derived", measure, first, runs,
      {static_cast<std::uint64_t>(info_.replicates), static_cast<std::uint64_t>(info_.quarters)});
}

std::vector<double> RecordReader::systems(std::string_view measure, int first, int runs) const {
  if (info_.record < Record::systems)
    throw FileError(*file_.file, "holds no values of single systems; run the scenario with record: systems");
  return values<double>(
      "systems", measure, first, runs,
      {static_cast<std::uint64_t>(info_.replicates), static_cast<std::uint64_t>(info_.quarters),
       static_cast<std::uint64_t>(info_.systems)});
}

bool RecordReader::has_events() const { return h5::has(file_, "events"); }
std::vector<std::int8_t> RecordReader::events(std::string_view kind, int first, int runs) const {
  return values<std::int8_t>(
      "events", kind, first, runs,
      {static_cast<std::uint64_t>(info_.replicates), static_cast<std::uint64_t>(info_.quarters),
       static_cast<std::uint64_t>(info_.systems)});
}

std::vector<float> RecordReader::organisations(const MeasureRow& column, int run) const {
  if (info_.record < Record::organisations)
    throw FileError(*file_.file,
                    "holds no values of single organisations; run the scenario with record: organisations");
  ensure(run >= 0 && run < info_.replicates, "the run lies within the record");
  const h5::Extents extents{static_cast<std::uint64_t>(info_.replicates),
                            static_cast<std::uint64_t>(info_.quarters),
                            static_cast<std::uint64_t>(info_.organisations)};
  const h5::Object group = h5::open_group(file_, "organisations");
  if (came_later(group, "organisations", column.key))
    return std::vector<float>(extents[1] * extents[2], std::numeric_limits<float>::quiet_NaN());
  const auto read = [&]<h5::Number T>(T) {
    const h5::Object dataset = h5::open_dataset<T>(group, column.key, extents);
    if (dataset.extents != extents)
      throw FileError(*file_.file, fmt::format("{} does not have the extents of the record", dataset.name));
    const auto values =
        h5::read<T>(dataset, {static_cast<std::uint64_t>(run), 0, 0}, {1, extents[1], extents[2]});
    return std::vector<float>(values.begin(), values.end());
  };
  return column.unit == "code" ? read(std::int8_t{}) : read(float{});
}

}  // namespace concord
