#include "experiments/pages/export_csv.hpp"

#include "experiments/pages/about.hpp"
#include "experiments/platform/csv_file.hpp"
#include "experiments/platform/readable_text.hpp"
#include "experiments/results/sweep_reader.hpp"
#include "experiments/results/sweep_table.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t rows_at_once = 1U << 14U;

void header(CsvFile& file, std::vector<std::string> names) {
  for (const std::string& name : distinct(std::move(names))) file << name;
  file.end_row();
}

std::string_view name_of(AxisKind kind) {
  constexpr std::array<std::string_view, 5> names{"number", "whole", "on_off", "quarter", "packages"};
  return names[static_cast<std::size_t>(kind)];
}

void write_axes(CsvFile& file, const SweepReader& sweep) {
  header(file, {"axis", "kind", "scale", "low", "high", "unit", "meaning", "source", "mechanism"});
  for (const SweepAxis& axis : sweep.axes()) {
    file << axis.name << name_of(axis.kind)
         << (axis.list  ? "list"
             : axis.log ? "log"
                        : "linear")
         << axis.low << axis.high << axis.unit << axis.meaning << axis.source << axis.mechanism;
    file.end_row();
  }
}

void write_outcomes(CsvFile& file, const SweepReader& sweep) {
  header(file, {"outcome", "measure", "take", "unit", "meaning"});
  for (const SweepOutcome& outcome : sweep.outcomes()) {
    file << outcome.name << outcome.measure << outcome.take << outcome.unit << outcome.meaning;
    file.end_row();
  }
}

/// The design in memory, [axis][point]: 160 MB at most.
struct Coordinates {
  explicit Coordinates(const SweepReader& sweep) : text(sweep) {
    for (std::size_t axis = 0; axis < sweep.axes().size(); ++axis) at.push_back(sweep.coordinates(axis));
  }
  void write(CsvFile& file, std::size_t point) const {
    for (std::size_t axis = 0; axis < at.size(); ++axis) file << text.exact(axis, at[axis][point]);
  }
  CoordinateText text;
  std::vector<std::vector<double>> at;
};

void write_points(CsvFile& file, const SweepReader& sweep, const Coordinates& coordinates) {
  std::vector<std::string> names{"point", "replicates", "failed", "baseline"};
  for (const SweepAxis& axis : sweep.axes()) names.push_back(axis.name);
  header(file, names);
  const auto replicates = sweep.replicates(), failed = sweep.failed_replicates();
  for (std::size_t point = 0; point < sweep.info().points; ++point) {
    file << point << replicates[point] << failed[point]
         << (sweep.info().baseline == point ? "true" : "false");
    coordinates.write(file, point);
    file.end_row();
  }
}

void write_runs(CsvFile& file, const SweepReader& sweep, const Coordinates& coordinates) {
  std::vector<std::string> names{"run", "point", "replicate", "seed", "status", "digest"};
  for (const SweepAxis& axis : sweep.axes()) names.push_back(axis.name);
  for (const SweepOutcome& outcome : sweep.outcomes()) names.push_back(outcome.name);
  header(file, names);
  const auto digests = sweep.digests();
  const std::size_t all = sweep.info().runs;
  static_cast<void>(sweep.first_rows());  // checks that every row's point exists
  for (std::size_t first = 0; first < all; first += rows_at_once) {
    const std::size_t rows = std::min(rows_at_once, all - first);
    const auto column = [&](std::string_view name) { return sweep.run_column(name, first, rows); };
    const auto run = column("run"), point = column("point"), replicate = column("replicate"),
               seed = column("seed"), status = column("status");
    std::vector<std::vector<double>> values;
    for (std::size_t k = 0; k < sweep.outcomes().size(); ++k) values.push_back(sweep.outcome(k, first, rows));
    for (std::size_t n = 0; n < rows; ++n) {
      file << run[n] << point[n] << replicate[n] << seed[n] << status[n] << digests[first + n];
      coordinates.write(file, static_cast<std::size_t>(point[n]));
      for (const auto& outcome : values) file << outcome[n];
      file.end_row();
    }
  }
}

void write_statistics(CsvFile& file, const SweepReader& sweep) {
  header(file,
         {"point", "outcome", "unit", "n", "mean", "sd", "half_width", "q05", "q25", "median", "q75", "q95"});
  for (std::size_t k = 0; k < sweep.outcomes().size(); ++k) {
    const SweepOutcome& outcome = sweep.outcomes()[k];
    const PointStatistics s = sweep.statistics(k);
    for (std::size_t point = 0; point < s.n.size(); ++point) {
      file << point << outcome.name << outcome.unit << s.n[point] << s.mean[point] << s.sd[point]
           << s.half_width[point] << s.q05[point] << s.q25[point] << s.median[point] << s.q75[point]
           << s.q95[point];
      file.end_row();
    }
  }
}

void write_failures(CsvFile& file, const SweepReader& sweep) {
  header(file, {"run", "point", "replicate", "seed", "message", "replay"});
  for (const FailedRun& failed : sweep.failures()) {
    file << failed.run << failed.point << failed.replicate << failed.seed << failed.message << failed.replay;
    file.end_row();
  }
}

/// Texts from the file on one line each.
std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

std::string read_me(const SweepReader& sweep) {
  const SweepInfo& info = sweep.info();
  std::string out = read_me_of(about(sweep), "tables (CSV)") + "\n";
  out +=
      "axes.csv        what was varied: kind, range, unit, meaning, source of the default\n"
      "outcomes.csv    what was kept of every run: measure, how it is taken over time, unit, meaning\n"
      "points.csv      one row a point of the design: number of runs, is it the baseline?, value on each "
      "axis\n"
      "runs.csv        one row a run: status (0 complete, 1 failed), fingerprint, axes, outcomes\n"
      "statistics.csv  one row a point and outcome: mean, standard deviation, half-width of the mean's\n";
  out += fmt::format("                {:g}% confidence interval, quantiles over complete runs\n",
                     100 * (1 - info.alpha));
  if (info.failed > 0) out += "failures.csv    one row a failed run, with the command that repeats it\n";
  out +=
      "\nUTF-8, commas, a header in the first line, text in double quotes where needed (RFC 4180). A blank "
      "cell\n"
      "is a missing value. Money is in £ million at 2018/19 prices. Points and runs count from 0.\n";
  if (!info.common_random_numbers.empty()) out += one_line(info.common_random_numbers) + "\n";
  return out;
}

}  // namespace

std::vector<std::filesystem::path> export_csv(const std::filesystem::path& file,
                                              const std::filesystem::path& folder, bool force) {
  const SweepReader sweep(file);
  const Coordinates coordinates(sweep);
  std::deque<CsvFile> files;  // all are checked before the first gets its name
  const auto add = [&](const char* name) -> CsvFile& { return files.emplace_back(folder / name, force); };
  CsvFile &axes = add("axes.csv"), &outcomes = add("outcomes.csv"), &points = add("points.csv"),
          &runs = add("runs.csv"), &statistics = add("statistics.csv");
  CsvFile* failures = sweep.info().failed > 0 ? &add("failures.csv") : nullptr;
  CsvFile& text = add("README.txt");
  write_axes(axes, sweep);
  write_outcomes(outcomes, sweep);
  write_points(points, sweep, coordinates);
  write_runs(runs, sweep, coordinates);
  write_statistics(statistics, sweep);
  if (failures != nullptr) write_failures(*failures, sweep);
  text.lines(read_me(sweep));
  return publish_all(files);
}

}  // namespace concord
