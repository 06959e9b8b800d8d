#pragma once
// A merged sweep with known numbers, written as docs/sweep_results.md describes it.

#include "experiments/charts/spread.hpp"
#include "sim/h5.hpp"
#include "sim/statistics/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace concord::test {

struct HandAxis {
  std::string name, kind = "number", scale = "list", unit = "share";
  std::vector<std::string> packages{};  ///< names, for kind packages
  std::string meaning{};                ///< none: "meaning of NAME"
};

struct HandOutcome {
  std::string name, unit;
  std::function<double(std::span<const double> point, int replicate)> value;
};

struct HandSweep {
  std::string method = "factorial", title = "By hand";
  std::vector<HandAxis> axes;
  std::vector<std::vector<double>> points;  ///< [point][axis]
  std::int64_t baseline = -1;
  int replicates = 4;
  std::vector<HandOutcome> outcomes;
  std::int64_t levels = 0, trajectories = 0, base = 0, shifts = 1;
  std::set<std::int64_t> failed;  ///< runs
  bool kept = false;              ///< a trajectory of each run: quarter + run
  std::int64_t schema = 1;
  bool finished = true;

  void write(const std::filesystem::path& path) const;
};

namespace detail {

inline constexpr std::int64_t quarters = 4;

inline std::string label(const HandAxis& axis, double value) {
  if (axis.kind == "packages")
    return value < 0 ? "(scenario)" : axis.packages[static_cast<std::size_t>(value)];
  if (axis.kind == "on_off") return value == 1 ? "true" : "false";
  return fmt::format("{}", value);
}

template <class Row, class Value>
auto column(const std::vector<Row>& rows, Value value) {
  std::vector<std::decay_t<decltype(value(rows.front()))>> out;
  out.reserve(rows.size());
  for (const Row& row : rows) out.push_back(value(row));
  return out;
}

inline void write_root(const HandSweep& sweep, const h5::Object& file, std::int64_t runs) {
  const auto text = [&](std::string_view name, std::string_view value) {
    h5::set_attribute(file, name, value);
  };
  const auto whole = [&](std::string_view name, std::int64_t value) { h5::set_attribute(file, name, value); };
  text("kind", "sweep"), text("content", "simulated, not observed"), text("title", sweep.title);
  text("concord_version", "0.1.0"), text("commit", "0123456789ab"), text("model_digest", "00000000000000aa");
  text("plan_digest", "00000000000000bb");
  if (sweep.finished) text("content_digest", "00000000000000cc");
  text("method", sweep.method), text("start", "2019/20 Q1");
  text("common_random_numbers", "Replicate r of a seed meets the same luck at every point.");
  text("units", "money in £ million at 2018/19 prices"), text("licence", "none");
  whole("sweep_schema", sweep.schema), whole("design_seed", 1), whole("seed", 2019);
  whole("points", static_cast<std::int64_t>(sweep.points.size())), whole("runs", runs);
  whole("failed", static_cast<std::int64_t>(sweep.failed.size()));
  whole("most_replicates", sweep.replicates), whole("quarters", quarters);
  whole("levels", sweep.levels), whole("trajectories_of_design", sweep.trajectories),
      whole("base", sweep.base), whole("shifts", sweep.shifts);
  h5::set_attribute(file, "alpha", 0.05);
  h5::write_column(file, "quarters",
                   std::vector<std::string>{"2019/20 Q1", "2019/20 Q2", "2019/20 Q3", "2019/20 Q4"});
  h5::write_text(file, "plan", "sweep: 1\n");
  h5::write_text(file, "configuration", "concord: 1\n");
}

inline void write_axes(const HandSweep& sweep, const h5::Object& file) {
  const h5::Object group = h5::create_group(file, "axes");
  const auto texts = [&](std::string_view name, auto value) {
    h5::write_column(group, name, column(sweep.axes, value));
  };
  texts("name", [](const HandAxis& axis) { return axis.name; });
  texts("kind", [](const HandAxis& axis) { return axis.kind; });
  texts("unit", [](const HandAxis& axis) { return axis.unit; });
  texts("scale", [](const HandAxis& axis) { return axis.scale; });
  for (const std::string_view name : {"meaning", "source", "mechanism"}) {
    texts(name, [&](const HandAxis& axis) {
      return name == "meaning" && !axis.meaning.empty() ? axis.meaning
                                                        : fmt::format("{} of {}", name, axis.name);
    });
  }
  std::vector<double> low, high;
  for (std::size_t k = 0; k < sweep.axes.size(); ++k) {
    const auto at = column(sweep.points, [&](const std::vector<double>& point) { return point[k]; });
    low.push_back(*std::ranges::min_element(at));
    high.push_back(*std::ranges::max_element(at));
  }
  h5::write_column<double>(group, "low", low);
  h5::write_column<double>(group, "high", high);
}

inline void write_points(const HandSweep& sweep, const h5::Object& file) {
  const h5::Object group = h5::create_group(file, "points"), labels = h5::create_group(file, "labels");
  h5::set_attribute(group, "baseline", sweep.baseline);
  std::vector<std::int64_t> number, failed;
  for (std::size_t p = 0; p < sweep.points.size(); ++p) {
    number.push_back(static_cast<std::int64_t>(p));
    failed.push_back(std::ranges::count_if(sweep.failed, [&](std::int64_t run) {
      return run / sweep.replicates == static_cast<std::int64_t>(p);
    }));
  }
  h5::write_column<std::int64_t>(group, "point", number);
  h5::write_column<std::int64_t>(group, "failed", failed);
  h5::write_column<std::int64_t>(group, "replicates",
                                 std::vector<std::int64_t>(sweep.points.size(), sweep.replicates));
  for (std::size_t k = 0; k < sweep.axes.size(); ++k) {
    const auto& axis = sweep.axes[k];
    h5::write_column<double>(group, axis.name,
                             column(sweep.points, [&](const auto& point) { return point[k]; }));
    h5::write_column(labels, axis.name,
                     column(sweep.points, [&](const auto& point) { return label(axis, point[k]); }));
  }
}

inline void write_statistics(const HandSweep& sweep, const h5::Object& parent, const HandOutcome& outcome,
                             const std::vector<double>& runs) {
  const h5::Object group = h5::create_group(parent, outcome.name);
  std::vector<std::int64_t> n;
  std::vector<double> mean, sd, half;
  std::vector<std::vector<double>> quantiles(5);
  constexpr double shares[]{0.05, 0.25, 0.5, 0.75, 0.95};
  const auto width = static_cast<std::size_t>(sweep.replicates);
  for (std::size_t p = 0; p < sweep.points.size(); ++p) {
    std::vector<double> values(runs.begin() + static_cast<std::ptrdiff_t>(p * width),
                               runs.begin() + static_cast<std::ptrdiff_t>((p + 1) * width));
    std::erase_if(values, [](double value) { return std::isnan(value); });
    std::ranges::sort(values);
    Moments moments;
    for (const double value : values) moments.add(value);
    n.push_back(static_cast<std::int64_t>(values.size()));
    mean.push_back(moments.mean());
    sd.push_back(moments.deviation());
    half.push_back(half_width(mean_interval(values, 0.05)));
    for (std::size_t k = 0; k < 5; ++k) quantiles[k].push_back(quantile(values, shares[k]));
  }
  h5::write_column<std::int64_t>(group, "n", n);
  h5::write_column<double>(group, "mean", mean);
  h5::write_column<double>(group, "sd", sd);
  h5::write_column<double>(group, "half_width", half);
  constexpr const char* names[]{"q05", "q25", "median", "q75", "q95"};
  for (std::size_t k = 0; k < 5; ++k) h5::write_column<double>(group, names[k], quantiles[k]);
}

inline void write_runs(const HandSweep& sweep, const h5::Object& file) {
  const h5::Object group = h5::create_group(file, "runs");
  std::vector<std::int64_t> run, point, replicate, seed, status;
  std::vector<std::string> digest;
  for (std::size_t p = 0; p < sweep.points.size(); ++p) {
    for (int r = 0; r < sweep.replicates; ++r) {
      run.push_back(static_cast<std::int64_t>(p) * sweep.replicates + r);
      point.push_back(static_cast<std::int64_t>(p));
      replicate.push_back(r);
      seed.push_back(2019);
      status.push_back(sweep.failed.contains(run.back()) ? 1 : 0);
      digest.push_back(fmt::format("{:016x}", run.back()));
    }
  }
  h5::write_column<std::int64_t>(group, "run", run);
  h5::write_column<std::int64_t>(group, "point", point);
  h5::write_column<std::int64_t>(group, "replicate", replicate);
  h5::write_column<std::int64_t>(group, "seed", seed);
  h5::write_column<std::int64_t>(group, "status", status);
  h5::write_column(group, "digest", digest);
}

inline void write_outcomes(const HandSweep& sweep, const h5::Object& file) {
  h5::write_column(file, "outcome_names",
                   column(sweep.outcomes, [](const auto& outcome) { return outcome.name; }));
  const h5::Object group = h5::create_group(file, "outcomes"),
                   statistics = h5::create_group(file, "statistics");
  for (const HandOutcome& outcome : sweep.outcomes) {
    std::vector<double> values;
    for (const auto& point : sweep.points) {
      for (int r = 0; r < sweep.replicates; ++r)
        values.push_back(sweep.failed.contains(static_cast<std::int64_t>(values.size()))
                             ? std::numeric_limits<double>::quiet_NaN()
                             : outcome.value(point, r));
    }
    const h5::Object dataset = h5::write_column<double>(group, outcome.name, values);
    h5::set_attribute(dataset, "unit", std::string_view(outcome.unit));
    h5::set_attribute(dataset, "meaning", std::string_view("What is meant by " + outcome.name + "."));
    h5::set_attribute(dataset, "measure", std::string_view(outcome.name));
    h5::set_attribute(dataset, "take", std::string_view("mean over 2019/20"));
    write_statistics(sweep, statistics, outcome, values);
  }
}

inline void write_rest(const HandSweep& sweep, const h5::Object& file, std::int64_t runs) {
  if (sweep.kept) {
    std::vector<double> values;
    for (std::int64_t run = 0; run < runs; ++run) {
      for (std::int64_t t = 0; t < quarters; ++t) values.push_back(static_cast<double>(run + t));
    }
    const h5::Extents extents{static_cast<std::uint64_t>(runs), static_cast<std::uint64_t>(quarters)};
    h5::write<double>(
        h5::create_dataset<double>(h5::create_group(file, "trajectories"), "real", extents, extents), {0, 0},
        extents, values);
  }
  if (sweep.failed.empty()) return;
  const h5::Object group = h5::create_group(file, "failures");
  const std::vector<std::int64_t> run(sweep.failed.begin(), sweep.failed.end());
  const auto of = [&](auto value) { return column(run, value); };
  h5::write_column<std::int64_t>(group, "run", run);
  h5::write_column<std::int64_t>(group, "point", of([&](std::int64_t n) { return n / sweep.replicates; }));
  h5::write_column<std::int64_t>(group, "replicate",
                                 of([&](std::int64_t n) { return n % sweep.replicates; }));
  h5::write_column<std::int64_t>(group, "seed", of([](std::int64_t) { return std::int64_t{2019}; }));
  h5::write_column(group, "message",
                   of([](std::int64_t) { return std::string("a \"broken\" ledger, alas"); }));
  h5::write_column(group, "replay",
                   of([](std::int64_t n) { return fmt::format("concord replay DIR {}", n); }));
}

}  // namespace detail

inline void HandSweep::write(const std::filesystem::path& path) const {
  h5::Object file = h5::create_file(path);
  const auto runs = static_cast<std::int64_t>(points.size()) * replicates;
  detail::write_root(*this, file, runs);
  detail::write_axes(*this, file);
  detail::write_points(*this, file);
  detail::write_runs(*this, file);
  detail::write_outcomes(*this, file);
  detail::write_rest(*this, file, runs);
  h5::close(file);
}

/// All combinations of levels, the last axis fastest.
inline std::vector<std::vector<double>> grid(const std::vector<std::vector<double>>& levels) {
  std::vector<std::vector<double>> points{{}};
  for (const auto& axis : levels) {
    std::vector<std::vector<double>> longer;
    for (const auto& point : points) {
      for (const double level : axis) {
        longer.push_back(point);
        longer.back().push_back(level);
      }
    }
    points = std::move(longer);
  }
  return points;
}

/// Luck that is the same on every machine and, as it does not see the point, at every point: about ±1.7.
inline double luck(int replicate) {
  return std::fmod(static_cast<double>(replicate) * 0.6180339887498949 + 0.37, 1.0) * 3.4 - 1.7;
}

}  // namespace concord::test
