#include "experiments/campaigns/sweep_file.hpp"

#include "experiments/charts/spread.hpp"
#include "experiments/platform/version.hpp"
#include "experiments/results/sweep_reader.hpp"
#include "experiments/results/sweep_table.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/record_parts.hpp"
#include "experiments/runs/run_values.hpp"
#include "sim/errors.hpp"
#include "sim/statistics/intervals.hpp"

#include <algorithm>
#include <cmath>
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

AxisKind kind_of(const Axis& axis) {
  if (axis.parameter == nullptr) return AxisKind::packages;
  switch (axis.parameter->kind) {
    case ValueKind::number:
      return AxisKind::number;
    case ValueKind::whole:
      return AxisKind::whole;
    case ValueKind::on_off:
      return AxisKind::on_off;
    case ValueKind::quarter:
      break;
  }
  return AxisKind::quarter;
}

std::string meaning_of(const Axis& axis) {
  if (!axis.policy.empty())
    return fmt::format("{} of policy {}: {}", axis.parameter->path, shown(axis.policy),
                       axis.parameter->meaning);
  if (axis.parameter != nullptr) return std::string(axis.parameter->meaning);
  std::string text = "Policy packages:";
  for (std::size_t n = 0; n < axis.packages.size(); ++n)
    text += fmt::format("{} {} = {}", n == 0 ? "" : ",", n, axis.packages[n].name);
  return text + "; -1 = none.";
}

void write_origin(const h5::Object& file, const Plan& plan) {
  const SweepInfo info = info_of(plan);
  const auto text = [&](std::string_view name, std::string_view value) {
    h5::set_attribute(file, name, value);
  };
  text("kind", "sweep");
  text("content", simulated_not_observed);
  h5::set_attribute(file, "sweep_schema", sweep_schema);
  const auto write = [&]<class Value>(const SweepValue<Value>& value) {
    if (value.written == Written::later) return;
    if constexpr (std::is_same_v<Value, std::string>) {
      text(value.name, info.*value.member);
    } else if constexpr (std::is_same_v<Value, double>) {
      h5::set_attribute(file, value.name, info.*value.member);
    } else {
      h5::set_attribute(file, value.name, static_cast<std::int64_t>(info.*value.member));
    }
  };
  std::apply([&](const auto&... value) { (write(value), ...); }, sweep_values);
  text("units", units_of_results);
  text("licence", licence_of_results);
}

void write_axes(const h5::Object& file, const Plan& plan) {
  const h5::Object group = h5::create_group(file, "axes"), points = h5::create_group(file, "points"),
                   labels = h5::create_group(file, "labels");
  const std::vector<Axis>& axes = plan.design.axes;
  const std::vector<SweepAxis> described = axes_of(plan);
  const auto of = [&](auto value) { return column(described, value); };
  put(group, "name", of([](const SweepAxis& axis) { return axis.name; }),
      "Name: a parameter, or the user's for packages.");
  put(group, "kind", of([](const SweepAxis& axis) {
        return std::string(axis_kind_names[static_cast<std::size_t>(axis.kind)]);
      }),
      "Kind of coordinates.");
  put(group, "unit", of([](const SweepAxis& axis) { return axis.unit; }), "Unit.");
  put(group, "meaning", of([](const SweepAxis& axis) { return axis.meaning; }), "Meaning.");
  put(group, "source", of([](const SweepAxis& axis) { return axis.source; }),
      "Where the parameter's default comes from.");
  put(group, "mechanism", of([](const SweepAxis& axis) { return axis.mechanism; }),
      "Mechanism it belongs to.");
  put(group, "scale", of([](const SweepAxis& axis) {
        return std::string(axis.list ? "list" : axis.log ? "log" : "linear");
      }),
      "list = levels; linear or log = a range.");
  put(group, "low", of([](const SweepAxis& axis) { return axis.low; }), "Least coordinate.");
  put(group, "high", of([](const SweepAxis& axis) { return axis.high; }), "Greatest coordinate.");

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
    put(points, axes[a].name, coordinates, described[a].unit, described[a].meaning);
    put(labels, axes[a].name, texts, "The coordinate as it would stand in a scenario.");
  }
}

/// What is known about the outcomes of one point.
struct Summary {
  std::int64_t n = 0;
  double mean, sd, half_width, q05, q25, median, q75, q95;
};

Summary summarised(std::span<double> values, double alpha, const KnownRange& range) {
  Moments moments;
  for (const double value : values) moments.add(value);
  const auto end =
      std::partition(values.begin(), values.end(), [](double value) { return !std::isnan(value); });
  const std::span<double> sorted = values.first(static_cast<std::size_t>(end - values.begin()));
  std::ranges::sort(sorted);
  return {.n = static_cast<std::int64_t>(moments.count()),
          .mean = moments.mean(),
          .sd = moments.deviation(),
          .half_width = half_width(mean_interval(sorted, alpha, range)),
          .q05 = quantile(sorted, 0.05),
          .q25 = quantile(sorted, 0.25),
          .median = quantile(sorted, 0.5),
          .q75 = quantile(sorted, 0.75),
          .q95 = quantile(sorted, 0.95)};
}

}  // namespace

SweepInfo info_of(const Plan& plan) {
  const Design& design = plan.design;
  const Method method = design.sampling.method;
  SweepInfo info;
  info.title = design.title;
  info.version = version();
  info.commit = commit();
  info.model_digest = design.frozen->behaviour;
  info.scenario_digest = design.base.scenario_digest;
  info.plan_digest = plan.digest;
  info.method = name_of(method);
  info.start = to_string(design.base.scenario.start);
  info.common_random_numbers = common_random_numbers;
  info.seed = static_cast<std::int64_t>(design.base.seed);
  info.design_seed = static_cast<std::int64_t>(design.sampling.seed);
  info.points = plan.points.count();
  info.most_replicates = plan.most();
  info.quarters = design.base.scenario.quarters;
  if (method == Method::morris) {
    info.levels = static_cast<std::size_t>(design.sampling.levels);
    info.trajectories = static_cast<std::size_t>(design.sampling.trajectories);
  }
  info.shifts = static_cast<std::size_t>(design.sampling.shifts);
  if (method == Method::saltelli) info.base = static_cast<std::size_t>(design.sampling.base);
  info.alpha = design.replication.alpha;
  info.baseline = plan.points.baseline;
  return info;
}

std::vector<SweepAxis> axes_of(const Plan& plan) {
  std::vector<SweepAxis> described;
  for (const Axis& axis : plan.design.axes) {
    const bool list = !axis.continuous();
    SweepAxis row{.name = axis.name,
                  .meaning = meaning_of(axis),
                  .kind = kind_of(axis),
                  .log = !list && axis.log,
                  .list = list,
                  .low = list ? std::ranges::min(axis.levels) : axis.low,
                  .high = list ? std::ranges::max(axis.levels) : axis.high};
    if (axis.parameter != nullptr) {
      row.unit = axis.parameter->unit;
      row.source = axis.parameter->source;
      row.mechanism = axis.parameter->mechanism;
    }
    described.push_back(std::move(row));
  }
  return described;
}

std::vector<SweepOutcome> outcomes_of(const Plan& plan) {
  std::vector<SweepOutcome> described;
  for (const Outcome& outcome : plan.design.outcomes)
    described.push_back(
        {outcome.name, outcome.measure, text_of(outcome.take), outcome.unit, outcome.meaning});
  return described;
}

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
  write_plausible(file, plausible_in(plan.design));
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
      plausible_(plan.design.base.scenario.plausible),
      replicates_(plan.points.count()),
      failed_(plan.points.count()),
      luck_(plan.design.outcomes.size()) {
  h5::set_attribute(file_, "runs", runs);
  if (plausible_.table != nullptr)
    setting_.emplace_back(runs_group_, "setting", static_cast<std::uint64_t>(runs), "", meaning_of_setting);
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
      const MeasureRow text = describe_measure(measure);
      rows.push_back({measure, text.unit, text.meaning, ""});
    }
    trajectories_.emplace_back(h5::create_group(file_, "trajectories"), rows,
                               static_cast<std::uint64_t>(runs),
                               static_cast<std::uint64_t>(plan.design.base.scenario.quarters), "", 1);
  }
  content_.add(std::string_view(plan.digest));
}

void SweepFile::Luck::add(std::int64_t of, double value) {
  if (std::isnan(value)) return;
  if (point != of) point = of, low = high = value;
  low = std::min(low, value);
  high = std::max(high, value);
  if (!is_rounding(high - low, std::max(std::abs(low), std::abs(high))))
    farthest = std::max(farthest, high - low);
}

void SweepFile::add(const RunRows& rows) {
  const std::size_t outcomes = rows.shape.outcomes, series = rows.shape.series();
  for (std::size_t row = 0; row < rows.count(); ++row) {
    const std::int64_t point = rows.run[row] / plan_.most();
    run_.add(rows.run[row]);
    point_.add(point);
    replicate_.add(rows.run[row] % plan_.most());
    seed_.add(static_cast<std::int64_t>(plan_.design.base.seed));
    for (auto& setting : setting_)
      setting.add(static_cast<std::int64_t>(plausible_.row_of(
          plan_.design.base.seed, static_cast<std::uint32_t>(rows.run[row] % plan_.most()))));
    status_.add(rows.status[row]);
    digest_.add(hex(rows.digest[row]));
    content_.add(static_cast<std::uint64_t>(rows.run[row]));
    content_.add(static_cast<std::uint64_t>(rows.status[row]));
    content_.add(rows.digest[row]);
    for (std::size_t n = 0; n < outcomes; ++n) {
      outcomes_[n].add(rows.outcomes[row * outcomes + n]);
      luck_[n].add(point, rows.outcomes[row * outcomes + n]);
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
  const double alpha = plan_.design.replication.alpha;
  struct Shown {
    const char* name;
    double Summary::*value;
    std::string meaning;
  };
  const std::vector<Shown> shown{
      {"mean", &Summary::mean, "Mean over complete runs."},
      {"sd", &Summary::sd, "Standard deviation over runs (n - 1)."},
      {"half_width", &Summary::half_width,
       fmt::format("Larger side of the {:g}% confidence interval of the mean; NaN if none can be given.",
                   100 * (1 - alpha))},
      {"q05", &Summary::q05, "5th percentile of runs."},
      {"q25", &Summary::q25, "25th percentile of runs."},
      {"median", &Summary::median, "Median of runs."},
      {"q75", &Summary::q75, "75th percentile of runs."},
      {"q95", &Summary::q95, "95th percentile of runs."}};
  for (std::size_t n = 0; n < outcomes_.size(); ++n) {
    const Outcome& outcome = plan_.design.outcomes[n];
    const h5::Object place = h5::create_group(group, outcome.name);
    const KnownRange range = known_range_of(is_measure(outcome.measure) ? outcome.unit : "",
                                            text_of(outcome.take), luck_[n].farthest);
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
        const Summary summary = summarised(std::span(values).subspan(at, size), alpha, range);
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
  h5::seal(file_);
  return digest;
}

}  // namespace concord
