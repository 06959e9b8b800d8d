#include "experiments/sweep/sweep_file.hpp"

#include "experiments/ensemble.hpp"
#include "experiments/record_parts.hpp"
#include "experiments/run_values.hpp"
#include "experiments/spread.hpp"
#include "experiments/statistics/statistics.hpp"
#include "experiments/sweep/sweep_reader.hpp"
#include "experiments/version.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <type_traits>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::uint64_t chunk_rows = 1U << 14U;
constexpr std::size_t digest_width = 16;
constexpr std::size_t slab_rows = 1U << 18U;  // read at once for statistics, where points are short
constexpr std::string_view common_random_numbers =
    "Replicate r met the same luck at every point (random numbers are addressed by seed, replicate, quarter, "
    "organisation and purpose, not by point): compare points replicate by replicate.";

std::string_view kind_of(const Axis& axis) {
  if (axis.parameter == nullptr) return "packages";
  switch (axis.parameter->kind) {
    case ValueKind::number:
      return "number";
    case ValueKind::whole:
      return "whole";
    case ValueKind::on_off:
      return "on_off";
    case ValueKind::quarter:
      break;
  }
  return "quarter";
}

std::string meaning_of(const Axis& axis) {
  if (axis.parameter != nullptr) return std::string(axis.parameter->meaning);
  std::string text = "Policy packages:";
  for (std::size_t n = 0; n < axis.packages.size(); ++n)
    text += fmt::format("{} {} = {}", n == 0 ? "" : ",", n, axis.packages[n].name);
  return text + "; -1 = none.";
}

void write_origin(const h5::Object& file, const Plan& plan) {
  const Design& design = plan.design;
  const RunPlan& base = design.base;
  const auto set = [&](std::string_view name, auto value) { h5::set_attribute(file, name, value); };
  const auto set_text = [&](std::string_view name, const std::string& text) {
    h5::set_attribute(file, name, std::string_view(text));
  };
  set("kind", std::string_view("sweep"));
  set("content", simulated_not_observed);
  set_text("title", design.title);
  set("concord_version", version());
  set("commit", commit());
  set("sweep_schema", sweep_schema);
  set_text("model_digest", design.frozen->model);
  set_text("plan_digest", plan.digest);
  set("method", name_of(design.sampling.method));
  set("design_seed", static_cast<std::int64_t>(design.sampling.seed));
  set("seed", static_cast<std::int64_t>(base.seed));
  set("points", static_cast<std::int64_t>(plan.points.count()));
  set("most_replicates", plan.most());
  set("quarters", std::int64_t{base.scenario.quarters});
  set_text("start", to_string(base.scenario.start));
  const bool morris = design.sampling.method == Method::morris;
  set("levels", std::int64_t{morris ? design.sampling.levels : 0});
  set("trajectories_of_design", std::int64_t{morris ? design.sampling.trajectories : 0});
  set("base", std::int64_t{design.sampling.method == Method::saltelli ? design.sampling.base : 0});
  set("alpha", design.replication.alpha);
  set("common_random_numbers", common_random_numbers);
  set("units", units_of_results);
  set("licence", licence_of_results);
}

void write_axes(const h5::Object& file, const Plan& plan) {
  const h5::Object group = h5::create_group(file, "axes"), points = h5::create_group(file, "points"),
                   labels = h5::create_group(file, "labels");
  const std::vector<Axis>& axes = plan.design.axes;
  const auto of = [&](auto value) { return column(axes, value); };
  const auto of_parameter = [&](auto value) {
    return of([&](const Axis& axis) {
      return std::string(axis.parameter == nullptr ? "" : value(*axis.parameter));
    });
  };
  const auto end = [](const Axis& axis, bool high) {
    if (axis.continuous()) return high ? axis.high : axis.low;
    return high ? std::ranges::max(axis.levels) : std::ranges::min(axis.levels);
  };
  put(group, "name", of([](const Axis& axis) { return axis.name; }),
      "Name: a parameter, or the user's for packages.");
  put(group, "kind", of([](const Axis& axis) { return std::string(kind_of(axis)); }), "Kind of coordinates.");
  put(group, "unit", of_parameter([](const ParameterInfo& p) { return p.unit; }), "Unit.");
  put(group, "meaning", of(meaning_of), "Meaning.");
  put(group, "source", of_parameter([](const ParameterInfo& p) { return p.source; }),
      "Where the parameter's default comes from.");
  put(group, "mechanism", of_parameter([](const ParameterInfo& p) { return p.mechanism; }),
      "Mechanism it belongs to.");
  put(group, "scale", of([](const Axis& axis) {
        return std::string(!axis.continuous() ? "list" : axis.log ? "log" : "linear");
      }),
      "list = levels; linear or log = a range.");
  put(group, "low", of([&](const Axis& axis) { return end(axis, false); }), "Least coordinate.");
  put(group, "high", of([&](const Axis& axis) { return end(axis, true); }), "Greatest coordinate.");

  h5::set_attribute(points, "baseline",
                    plan.points.baseline ? static_cast<std::int64_t>(*plan.points.baseline) : -1);
  const std::size_t count = plan.points.count();
  std::vector<std::int64_t> numbers(count);
  for (std::size_t point = 0; point < count; ++point) numbers[point] = static_cast<std::int64_t>(point);
  put(points, "point", numbers, "Number of the point, from 0.");
  for (std::size_t a = 0; a < axes.size(); ++a) {
    std::vector<double> coordinates(count);
    std::vector<std::string> texts(count);
    for (std::size_t point = 0; point < count; ++point) {
      coordinates[point] = plan.points[point][a];
      texts[point] = text_of(axes[a], coordinates[point]);
    }
    put(points, axes[a].name, coordinates, axes[a].parameter == nullptr ? "" : axes[a].parameter->unit,
        meaning_of(axes[a]));
    put(labels, axes[a].name, texts, "The coordinate as it would stand in a scenario.");
  }
}

/// What is known about the outcomes of one point.
struct Summary {
  std::int64_t n = 0;
  double mean, sd, half_width, q05, q25, median, q75, q95;
};

/// Student's quantile once for each number of runs: it is slow, and points agree on it.
class HalfWidths {
 public:
  explicit HalfWidths(double alpha) : alpha_(alpha) {}
  double of(const Moments& moments) {
    if (moments.count() < 2) return std::numeric_limits<double>::quiet_NaN();
    const auto [known, fresh] = factor_.try_emplace(moments.count(), 0);
    const auto n = static_cast<double>(moments.count());
    if (fresh) known->second = student_quantile(1 - alpha_ / 2, n - 1) / std::sqrt(n);
    return known->second * moments.deviation();
  }

 private:
  double alpha_;
  std::map<std::size_t, double> factor_;
};

Summary summarised(std::span<double> values, HalfWidths& half_widths) {
  Moments moments;
  for (const double value : values) moments.add(value);
  const auto end =
      std::partition(values.begin(), values.end(), [](double value) { return !std::isnan(value); });
  const std::span<double> sorted = values.first(static_cast<std::size_t>(end - values.begin()));
  std::ranges::sort(sorted);
  return {.n = static_cast<std::int64_t>(moments.count()),
          .mean = moments.mean(),
          .sd = moments.deviation(),
          .half_width = half_widths.of(moments),
          .q05 = quantile(sorted, 0.05),
          .q25 = quantile(sorted, 0.25),
          .median = quantile(sorted, 0.5),
          .q75 = quantile(sorted, 0.75),
          .q95 = quantile(sorted, 0.95)};
}

}  // namespace

template <class T>
LongColumn<T>::LongColumn(const h5::Object& parent, std::string_view name, std::uint64_t rows,
                          std::string_view unit, std::string_view meaning)
    : rows_(rows) {
  const std::uint64_t chunk = std::clamp<std::uint64_t>(rows, 1, chunk_rows);
  if constexpr (std::is_same_v<T, std::string>) {
    dataset_ = h5::create_text_column(parent, name, rows, digest_width, chunk);
  } else {
    dataset_ = h5::create_dataset<T>(parent, name, {rows}, {chunk});
  }
  if (!unit.empty()) h5::set_attribute(dataset_, "unit", unit);
  h5::set_attribute(dataset_, "meaning", meaning);
}

template <class T>
void LongColumn<T>::add(T value) {
  waiting_.push_back(std::move(value));
  if (waiting_.size() < chunk_rows && written_ + waiting_.size() < rows_) return;
  if constexpr (std::is_same_v<T, std::string>) {
    h5::write_texts(dataset_, written_, waiting_, digest_width);
  } else {
    h5::write<T>(dataset_, {written_}, {waiting_.size()}, waiting_);
  }
  written_ += waiting_.size();
  waiting_.clear();
}

template class LongColumn<double>;
template class LongColumn<std::int64_t>;
template class LongColumn<std::string>;

namespace {
h5::Object new_file(const std::filesystem::path& path, const Plan& plan) {
  h5::Object file = h5::create_file(path);
  write_origin(file, plan);
  write_quarters(file, plan.design.base.scenario);
  h5::write_text(file, "plan", plan.text);
  h5::write_text(file, "configuration", plan.design.base.resolved);
  const Scenario& scenario = plan.design.base.scenario;
  write_parameters(file, parameters_in(scenario, scenario.start));
  write_axes(file, plan);
  return file;
}
}  // namespace

SweepFile::SweepFile(const std::filesystem::path& path, const Plan& plan, std::int64_t runs)
    : plan_(plan),
      file_(new_file(path, plan)),
      outcomes_group_(h5::create_group(file_, "outcomes")),
      runs_group_(h5::create_group(file_, "runs")),
      run_(runs_group_, "run", static_cast<std::uint64_t>(runs), "",
           "Number of the run: point x most replicates + replicate."),
      point_(runs_group_, "point", static_cast<std::uint64_t>(runs), "", "Row of its point in /points."),
      replicate_(runs_group_, "replicate", static_cast<std::uint64_t>(runs), "",
                 "Number of the replicate, from 0; with the seed it names the luck."),
      seed_(runs_group_, "seed", static_cast<std::uint64_t>(runs), "", "Seed of the run."),
      status_(runs_group_, "status", static_cast<std::uint64_t>(runs), "",
              "0 = complete, 1 = failed (see /failures)."),
      digest_(runs_group_, "digest", static_cast<std::uint64_t>(runs), "",
              "Fingerprint of the run's national measures in all quarters (FNV-1a)."),
      replicates_(plan.points.count()),
      failed_(plan.points.count()) {
  h5::set_attribute(file_, "runs", runs);
  std::vector<std::string> names;
  for (const Outcome& outcome : plan.design.outcomes) {
    const std::string take = text_of(outcome.take);
    auto& made = outcomes_.emplace_back(outcomes_group_, outcome.name, static_cast<std::uint64_t>(runs),
                                        outcome.unit, outcome.meaning);
    h5::set_attribute(made.dataset(), "measure", std::string_view(outcome.measure));
    h5::set_attribute(made.dataset(), "take", std::string_view(take));
    names.push_back(outcome.name);
  }
  put(file_, "outcome_names", names,
      "Datasets of /outcomes and groups of /statistics, in the design's order.");
  if (!plan.design.trajectories.empty() && runs > 0) {
    std::vector<MeasureRow> rows;
    for (const std::string& measure : plan.design.trajectories) {
      const MeasureText text = describe_measure(measure);
      rows.push_back({measure, text.unit, text.meaning, ""});
    }
    trajectories_.emplace_back(h5::create_group(file_, "trajectories"), rows,
                               static_cast<std::uint64_t>(runs),
                               static_cast<std::uint64_t>(plan.design.base.scenario.quarters), "", 1);
  }
  content_.add(std::string_view(plan.digest));
}

void SweepFile::add(const RunRows& rows) {
  const std::size_t outcomes = rows.shape.outcomes, series = rows.shape.series();
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::int64_t point = rows.run[row] / plan_.most();
    run_.add(rows.run[row]);
    point_.add(point);
    replicate_.add(rows.run[row] % plan_.most());
    seed_.add(static_cast<std::int64_t>(plan_.design.base.seed));
    status_.add(rows.status[row]);
    digest_.add(hex(rows.digest[row]));
    content_.add(static_cast<std::uint64_t>(rows.run[row]));
    content_.add(static_cast<std::uint64_t>(rows.status[row]));
    content_.add(rows.digest[row]);
    for (std::size_t n = 0; n < outcomes; ++n) {
      outcomes_[n].add(rows.outcomes[row * outcomes + n]);
      content_.add(rows.outcomes[row * outcomes + n]);
    }
    for (std::size_t n = 0; n < series; ++n) content_.add(rows.trajectories[row * series + n]);
    for (auto& kept : trajectories_) kept.add({&rows.trajectories[row * series], series}, 1, 0);
    ++replicates_[static_cast<std::size_t>(point)];
    failed_[static_cast<std::size_t>(point)] += rows.status[row] != 0;
  }
  failures_.insert(failures_.end(), rows.failures.begin(), rows.failures.end());
}

void SweepFile::write_statistics() {
  const std::size_t points = plan_.points.count();
  const h5::Object group = h5::create_group(file_, "statistics");
  HalfWidths half_widths(plan_.design.replication.alpha);
  struct Shown {
    const char* name;
    double Summary::*value;
    std::string meaning;
  };
  const std::vector<Shown> shown{
      {"mean", &Summary::mean, "Mean over complete runs."},
      {"sd", &Summary::sd, "Standard deviation over runs (n - 1)."},
      {"half_width", &Summary::half_width,
       fmt::format("Half-width of the {:g}% confidence interval of the mean (Student).",
                   100 * (1 - plan_.design.replication.alpha))},
      {"q05", &Summary::q05, "5th percentile of runs."},
      {"q25", &Summary::q25, "25th percentile of runs."},
      {"median", &Summary::median, "Median of runs."},
      {"q75", &Summary::q75, "75th percentile of runs."},
      {"q95", &Summary::q95, "95th percentile of runs."}};
  for (std::size_t n = 0; n < outcomes_.size(); ++n) {
    const Outcome& outcome = plan_.design.outcomes[n];
    const h5::Object place = h5::create_group(group, outcome.name);
    LongColumn<std::int64_t> count(place, "n", points, "runs", "Complete runs that have a value.");
    std::vector<LongColumn<double>> columns;
    columns.reserve(shown.size());
    for (const Shown& row : shown) columns.emplace_back(place, row.name, points, outcome.unit, row.meaning);
    std::uint64_t first = 0;
    for (std::size_t point = 0; point < points;) {
      // Whole points, as many as fit, at least one.
      std::size_t end = point;
      std::uint64_t rows = 0;
      while (end < points &&
             (end == point || rows + static_cast<std::uint64_t>(replicates_[end]) <= slab_rows))
        rows += static_cast<std::uint64_t>(replicates_[end++]);
      std::vector<double> values =
          rows == 0 ? std::vector<double>() : h5::read<double>(outcomes_[n].dataset(), {first}, {rows});
      std::size_t at = 0;
      for (; point < end; ++point) {
        const auto size = static_cast<std::size_t>(replicates_[point]);
        const Summary summary = summarised(std::span(values).subspan(at, size), half_widths);
        at += size;
        count.add(summary.n);
        for (std::size_t k = 0; k < columns.size(); ++k) columns[k].add(summary.*shown[k].value);
      }
      first += rows;
    }
  }
}

void SweepFile::write_failures() {
  h5::set_attribute(file_, "failed", static_cast<std::int64_t>(failures_.size()));
  if (failures_.empty()) return;
  const h5::Object group = h5::create_group(file_, "failures");
  const auto of = [&](auto value) { return column(failures_, value); };
  put(group, "run", of([](const Failure& f) { return f.run; }), "Number of the run.");
  put(group, "point", of([&](const Failure& f) { return f.run / plan_.most(); }), "Its point.");
  put(group, "replicate", of([&](const Failure& f) { return f.run % plan_.most(); }), "Its replicate.");
  put(group, "seed", of([&](const Failure&) { return static_cast<std::int64_t>(plan_.design.base.seed); }),
      "Its seed.");
  put(group, "message", of([](const Failure& f) { return f.message; }), "Why it failed.");
  put(group, "replay",
      of([](const Failure& f) { return fmt::format("concord replay CAMPAIGN {0} -o run_{0}.h5", f.run); }),
      "How to run it again alone; CAMPAIGN stands for the folder.");
}

std::string SweepFile::finish() {
  put(h5::open_group(file_, "points"), "replicates", replicates_, "Runs of the point.");
  put(h5::open_group(file_, "points"), "failed", failed_, "How many of them failed.");
  trajectories_.clear();
  h5::flush(file_);
  write_statistics();
  write_failures();
  std::string digest = hex(content_.value());
  h5::set_attribute(file_, "content_digest", std::string_view(digest));
  outcomes_.clear();
  h5::flush(file_);
  h5::close(file_);
  return digest;
}

}  // namespace concord
