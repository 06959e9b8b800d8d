#include "experiments/results/sweep_reader.hpp"

#include "experiments/charts/number_words.hpp"
#include "experiments/platform/origin.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::uint64_t most_recorded_axes = 1000, most_outcomes = 1000, most_text_of_axis = 1U << 16U;
constexpr std::uint64_t most_yaml = 1U << 26U;

constexpr std::array methods{"factorial", "one_at_a_time", "points",  "latin_hypercube",
                             "sobol",     "morris",        "saltelli"};

/// Of axes, outcomes and measures: a step below a group, and later part of a file's name.
bool is_step(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

[[noreturn]] void refuse(const h5::Object& file, const std::string& why) { throw FileError(*file.file, why); }

template <class T>
void expect_rows(const h5::Object& file, std::string_view name, const std::vector<T>& rows,
                 std::size_t wanted) {
  if (rows.size() != wanted)
    refuse(file, fmt::format("{} has {} rows instead of {}", name, rows.size(), wanted));
}

/// A dataset of as many rows as there shall be.
template <h5::Number T>
h5::Object open_rows(const h5::Object& group, std::string_view name, std::size_t rows) {
  h5::Object dataset = h5::open_dataset<T>(group, name, {rows});
  if (dataset.extents[0] != rows)
    refuse(group, fmt::format("{} has {} rows instead of {}", dataset.name, dataset.extents[0], rows));
  return dataset;
}

template <h5::Number T>
std::vector<T> read_rows(const h5::Object& group, std::string_view name, std::size_t rows) {
  return h5::read<T>(open_rows<T>(group, name, rows), {0}, {rows});
}

/// Is it a merged sweep, finished, and of this layout?
void expect_sweep(const h5::Object& file) {
  const auto has = [&](std::string_view name) { return h5::has_attribute(file, name); };
  if (!has("concord_version")) refuse(file, "an HDF5 file, but not one of Concord's");
  if (!has("kind") && has("schema_version"))
    refuse(file, "this is the record of one run, not a sweep: use `concord summarise`");
  if (!has("kind") || h5::text_attribute(file, "kind") != "sweep")
    refuse(file, "not a merged sweep; `concord merge` makes one from a campaign's folder");
  const std::int64_t schema = h5::whole_attribute(file, "sweep_schema");
  if (schema > sweep_schema)
    refuse(file, fmt::format("written in layout {} by Concord {}, which is newer than this program (layout "
                             "{}); use that version or a later one",
                             schema, shown(h5::text_attribute(file, "concord_version")), sweep_schema));
  if (schema < 1) refuse(file, fmt::format("there is no layout {}", schema));
  if (!has("content_digest")) refuse(file, "incomplete: its writer was stopped; run `concord merge` again");
  if (schema >= 2 && h5::evidence_digest(file).empty()) refuse(file, "the evidence of its values is missing");
}

}  // namespace

SweepReader::SweepReader(const std::filesystem::path& path) : file_(h5::open_file(path)) {
  expect_sweep(file_);
  const auto read = [&]<class Value>(const SweepValue<Value>& value) {
    Value& to = info_.*value.member;
    if (value.written == Written::newer && !h5::has_attribute(file_, value.name)) return;
    if constexpr (std::is_same_v<Value, std::string>) {
      to = h5::text_attribute(file_, value.name);
    } else if constexpr (std::is_same_v<Value, double>) {
      to = h5::number_attribute(file_, value.name);
    } else {
      const std::int64_t number = h5::whole_attribute(file_, value.name);
      if (number < value.low || number > value.high)
        refuse(file_, fmt::format("{} is {}, not from {} to {}", value.name, number, value.low, value.high));
      to = static_cast<Value>(number);
    }
  };
  std::apply([&](const auto&... value) { (read(value), ...); }, sweep_values);
  if (std::ranges::find(methods, info_.method) == methods.end())
    refuse(file_, fmt::format("made by method {}, which is unknown", shown(info_.method)));
  if (info_.failed > info_.runs)
    refuse(file_, fmt::format("failed is {}, not from 0 to {}", info_.failed, info_.runs));
  if (!(info_.alpha > 0 && info_.alpha < 1))
    refuse(file_, fmt::format("alpha is {}, not between 0 and 1", info_.alpha));
  const auto baseline = h5::whole_attribute(h5::open_group(file_, "points"), "baseline");
  if (baseline < -1 || baseline >= static_cast<std::int64_t>(info_.points))
    refuse(file_, fmt::format("its baseline is point {} of {}", baseline, info_.points));
  if (baseline >= 0) info_.baseline = static_cast<std::size_t>(baseline);
  read_axes();
  read_outcomes();
  // Morris's and Saltelli's points are told apart by their places.
  const std::size_t wanted = info_.method == "morris"     ? info_.trajectories * (axes_.size() + 1)
                             : info_.method == "saltelli" ? info_.base * (axes_.size() + 2)
                                                          : 1;
  if (wanted == 0 || wanted > info_.points ||
      (info_.method == "morris" && (info_.levels < 2 || info_.levels % 2 != 0)))
    refuse(file_, fmt::format("{} points do not make a design of method {}", info_.points, info_.method));
}

void SweepReader::read_axes() {
  const h5::Object group = h5::open_group(file_, "axes");
  const auto names = h5::read_text_column(group, "name", most_recorded_axes, most_text_of_axis);
  if (names.empty()) refuse(file_, "it has no axes");
  const auto texts = [&](std::string_view column) {
    auto rows = h5::read_text_column(group, column, most_recorded_axes, most_text_of_axis);
    expect_rows(file_, fmt::format("/axes/{}", column), rows, names.size());
    return rows;
  };
  const auto kind = texts("kind"), unit = texts("unit"), meaning = texts("meaning"), source = texts("source"),
             mechanism = texts("mechanism"), scale = texts("scale");
  const auto low = read_rows<double>(group, "low", names.size()),
             high = read_rows<double>(group, "high", names.size());
  std::set<std::string_view> known{"point", "replicates", "failed"};  // columns beside the axes
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (!is_step(names[k]) || !known.insert(names[k]).second)
      refuse(file_, fmt::format("{} cannot be the name of an axis", shown(names[k])));
    const auto found = std::ranges::find(axis_kind_names, kind[k]);
    if (found == axis_kind_names.end())
      refuse(file_, fmt::format("axis {} is of kind {}, which is unknown", shown(names[k]), shown(kind[k])));
    if (scale[k] != "linear" && scale[k] != "log" && scale[k] != "list")
      refuse(file_, fmt::format("axis {} has scale {}, which is unknown", shown(names[k]), shown(scale[k])));
    axes_.push_back({names[k], unit[k], meaning[k], source[k], mechanism[k],
                     static_cast<AxisKind>(found - axis_kind_names.begin()), scale[k] == "log",
                     scale[k] == "list", low[k], high[k]});
  }
}

void SweepReader::read_outcomes() {
  const auto names = h5::read_text_column(file_, "outcome_names", most_outcomes, most_text_of_axis);
  if (names.empty()) refuse(file_, "it has no outcomes");
  const h5::Object group = h5::open_group(file_, "outcomes");
  std::set<std::string_view> known;
  for (const std::string& name : names) {
    if (!is_step(name) || !known.insert(name).second)
      refuse(file_, fmt::format("{} cannot be the name of an outcome", shown(name)));
    const h5::Object dataset = open_rows<double>(group, name, info_.runs);
    const auto text = [&](std::string_view attribute) { return h5::text_attribute(dataset, attribute); };
    outcomes_.push_back({name, text("measure"), text("take"), text("unit"), text("meaning")});
  }
}

std::vector<std::string> SweepReader::quarters() const {
  auto labels = h5::read_text_column(file_, "quarters", sweep_bounds::quarters, most_text_of_axis);
  expect_rows(file_, "/quarters", labels, static_cast<std::size_t>(info_.quarters));
  return labels;
}

std::string SweepReader::plan() const { return h5::read_text(file_, "plan", most_yaml); }
std::string SweepReader::configuration() const { return h5::read_text(file_, "configuration", most_yaml); }

std::vector<double> SweepReader::coordinates(std::size_t axis) const {
  auto values = read_rows<double>(h5::open_group(file_, "points"), axes_.at(axis).name, info_.points);
  if (!std::ranges::all_of(values, [](double value) { return std::isfinite(value); }))
    refuse(file_, fmt::format("/points/{} holds numbers that are not finite", axes_[axis].name));
  return values;
}

std::vector<std::string> SweepReader::labels(std::size_t axis) const {
  auto rows = h5::read_text_column(h5::open_group(file_, "labels"), axes_.at(axis).name, info_.points,
                                   most_text_of_axis);
  expect_rows(file_, fmt::format("/labels/{}", axes_[axis].name), rows, info_.points);
  return rows;
}

std::vector<std::int64_t> SweepReader::of_points(std::string_view name) const {
  return read_rows<std::int64_t>(h5::open_group(file_, "points"), name, info_.points);
}

std::vector<std::size_t> SweepReader::first_rows() const {
  constexpr std::size_t at_once = 1U << 20U;
  std::vector<std::size_t> first(info_.points + 1, 0);
  std::size_t point = 0;
  for (std::size_t row = 0; row < info_.runs; row += at_once) {
    const auto points = run_column("point", row, std::min(at_once, info_.runs - row));
    for (std::size_t n = 0; n < points.size(); ++n) {
      if (points[n] < static_cast<std::int64_t>(point) ||
          points[n] >= static_cast<std::int64_t>(info_.points))
        refuse(file_, fmt::format("/runs/point is not in order of points at row {}", row + n));
      while (point < static_cast<std::size_t>(points[n])) first[++point] = row + n;
    }
  }
  while (point < info_.points) first[++point] = info_.runs;
  return first;
}

std::vector<std::int64_t> SweepReader::run_column(std::string_view name, std::size_t first,
                                                  std::size_t rows) const {
  const auto dataset = open_rows<std::int64_t>(h5::open_group(file_, "runs"), name, info_.runs);
  auto values = h5::read<std::int64_t>(dataset, {first}, {rows});
  for (const std::int64_t value : values) {
    if (name == "replicate" && (value < 0 || value >= info_.most_replicates))
      refuse(file_, fmt::format("/runs/replicate holds {}, of {}", value, info_.most_replicates));
  }
  return values;
}

std::vector<std::string> SweepReader::digests() const {
  auto rows = h5::read_text_column(h5::open_group(file_, "runs"), "digest", info_.runs, 64);
  expect_rows(file_, "/runs/digest", rows, info_.runs);
  return rows;
}

std::vector<double> SweepReader::outcome(std::size_t which, std::size_t first, std::size_t rows) const {
  const auto dataset =
      open_rows<double>(h5::open_group(file_, "outcomes"), outcomes_.at(which).name, info_.runs);
  auto values = h5::read<double>(dataset, {first}, {rows});
  if (std::ranges::any_of(values, [](double value) { return std::isinf(value); }))
    refuse(file_, fmt::format("{} holds infinite numbers", dataset.name));
  return values;
}

PointStatistics SweepReader::statistics(std::size_t which) const {
  const auto group = h5::open_group(h5::open_group(file_, "statistics"), outcomes_.at(which).name);
  const auto column = [&](std::string_view name) { return read_rows<double>(group, name, info_.points); };
  return {read_rows<std::int64_t>(group, "n", info_.points),
          column("mean"),
          column("sd"),
          column("half_width"),
          column("q05"),
          column("q25"),
          column("median"),
          column("q75"),
          column("q95")};
}

bool SweepReader::has_trajectories(std::string_view measure) const {
  return is_step(measure) && h5::has(file_, "trajectories") &&
         h5::has(h5::open_group(file_, "trajectories"), measure);
}

std::vector<double> SweepReader::trajectories(std::string_view measure, std::size_t first,
                                              std::size_t rows) const {
  if (!has_trajectories(measure))
    refuse(file_,
           fmt::format("{} was not kept quarter by quarter; name it under `trajectories` in the design",
                       shown(measure)));
  const h5::Extents extents{info_.runs, static_cast<std::uint64_t>(info_.quarters)};
  const auto dataset = h5::open_dataset<double>(h5::open_group(file_, "trajectories"), measure, extents);
  if (dataset.extents != extents)
    refuse(file_, fmt::format("{} does not have the extents of the sweep", dataset.name));
  return h5::read<double>(dataset, {first, 0}, {rows, extents[1]});
}

std::vector<FailedRun> SweepReader::failures() const {
  if (info_.failed == 0 || !h5::has(file_, "failures")) return {};
  const h5::Object group = h5::open_group(file_, "failures");
  const auto column = [&](std::string_view name) {
    return read_rows<std::int64_t>(group, name, info_.failed);
  };
  const auto texts = [&](std::string_view name) {
    auto rows = h5::read_text_column(group, name, info_.failed, most_text_of_axis);
    expect_rows(file_, fmt::format("/failures/{}", name), rows, info_.failed);
    return rows;
  };
  const auto run = column("run"), point = column("point"), replicate = column("replicate"),
             seed = column("seed");
  const auto message = texts("message"), replay = texts("replay");
  std::vector<FailedRun> out;
  for (std::size_t k = 0; k < info_.failed; ++k)
    out.push_back({run[k], point[k], replicate[k], seed[k], message[k], replay[k]});
  return out;
}

std::string origin_words(const SweepInfo& info, std::int64_t total_runs, std::string_view settings) {
  std::string amount = fmt::format("{} of {}", counted(info.runs, "run"), counted(info.points, "point"));
  const auto total = static_cast<double>(total_runs);
  if (total_runs > static_cast<std::int64_t>(info.runs))
    amount += fmt::format(" (unfinished: {:.0f}% of at most {})",
                          std::floor(100 * static_cast<double>(info.runs) / total), readable(total, "£m"));
  if (info.failed > 0) amount += fmt::format(", {} failed", info.failed);
  amount += fmt::format(", seed {}; {}, design seed {}", info.seed, info.method, info.design_seed);
  return origin_words(info.title, amount, settings,
                      build_words(info.version, info.commit, info.model_digest, info.content_digest));
}

}  // namespace concord
