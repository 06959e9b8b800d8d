#include "viz/data/file_sweep.hpp"

#include "experiments/campaigns/point_plan.hpp"
#include "experiments/results/sweep_table.hpp"
#include "viz/data/file_worker.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_sheet = std::size_t{1} << 29U, most_slack = 128;

/// Both sides must agree about sizes before anything relies on them.
void expect_consistent(const std::string& file, const wire::StoredSweep& stored) {
  const auto expect = [&](bool holds, const char* what) {
    if (!holds) throw FileError(file, fmt::format("damaged: {}", what));
  };
  const SweepInfo& info = stored.info;
  expect(info.points > 0 && info.most_replicates > 0 && info.quarters > 0,
         "it has no points, runs or quarters");
  expect(!info.baseline || *info.baseline < info.points, "its baseline is none of its points");
  expect(!stored.axes.empty() && stored.coordinates.size() == stored.axes.size() &&
             stored.labels.size() == stored.axes.size(),
         "its axes are not as many as it says");
  for (std::size_t axis = 0; axis < stored.axes.size(); ++axis)
    expect(stored.coordinates[axis].size() == info.points && stored.labels[axis].size() == info.points,
           "its points are not as many as it says");
  for (const SweepAxis& axis : stored.axes)
    expect(std::isfinite(axis.low) && std::isfinite(axis.high), "an axis has no ends");
  expect(stored.replicates.size() == info.points, "its points are not as many as it says");
  expect(stored.quarters.size() == static_cast<std::size_t>(info.quarters),
         "its quarters are not as many as it says");
}

template <class... Text>
void make_readable(Text&... text) {
  ((text = readable(std::move(text))), ...);
}

SweepSheet sheet_of(wire::StoredSweep stored, const fs::path& path) {
  SweepSheet sheet;
  sheet.source = readable(path.filename().string());
  sheet.info = std::move(stored.info);
  SweepInfo& info = sheet.info;
  const auto make_text_readable = [&]<class Value>(const SweepValue<Value>& value) {
    if constexpr (std::is_same_v<Value, std::string>) make_readable(info.*value.member);
  };
  std::apply([&](const auto&... value) { (make_text_readable(value), ...); }, sweep_values);
  sheet.axes = std::move(stored.axes);
  for (SweepAxis& axis : sheet.axes)
    make_readable(axis.name, axis.unit, axis.meaning, axis.source, axis.mechanism);
  sheet.outcomes = std::move(stored.outcomes);
  for (SweepOutcome& outcome : sheet.outcomes)
    make_readable(outcome.name, outcome.measure, outcome.take, outcome.unit, outcome.meaning);
  sheet.quarters = std::move(stored.quarters);
  sheet.coordinates = std::move(stored.coordinates);
  sheet.labels = std::move(stored.labels);
  for (std::string& text : sheet.quarters) make_readable(text);
  for (auto& labels : sheet.labels) {
    for (std::string& text : labels) make_readable(text);
  }
  sheet.trajectories = std::move(stored.trajectories);
  sheet.configuration = readable(std::move(stored.configuration), true);
  sheet.total_runs = static_cast<std::int64_t>(info.runs);
  return sheet;
}

class FileSweep : public SweepData {
 public:
  FileSweep(const fs::path& path, const ReadingOptions& options, std::shared_ptr<Cancel> cancel)
      : path_(path.string()), worker_(options, std::move(cancel), [this](ReaderProcess& reader) {
          wire::StoredSweep stored;
          reader.ask(wire::Ask::open_sweep, {.file = path_}, most_sheet, stored);
          expect_consistent(path_, stored);
          fingerprint_ = stored.info.content_digest;
          model_ = stored.info.model_digest;
          for (const SweepAxis& axis : stored.axes) axes_.push_back(axis.name);
          design_ = stored.plan;
          configuration_ = stored.configuration;
          replicates_ = std::move(stored.replicates);
          measures_ = stored.trajectories;
          sheet_ = sheet_of(std::move(stored), path_);
        }) {}

  const SweepSheet& sheet() const override { return sheet_; }

  std::shared_ptr<const SweepRuns> outcome(std::size_t outcome) override {
    if (outcome >= sheet_.outcomes.size()) return nullptr;
    return worker_.get<SweepRuns>({kind_outcome, outcome},
                                  [this, outcome](ReaderProcess& reader) { return fetch(reader, outcome); });
  }

  SlicePointer trajectories(std::size_t kept, std::size_t point) override {
    if (kept >= measures_.size() || point >= sheet_.info.points) return nullptr;
    const std::uint64_t which = kept * sheet_.info.points + point;
    return worker_.get<Slice>({kind_trajectories, which}, [this, kept, point](ReaderProcess& reader) {
      auto slice = std::make_shared<Slice>();
      slice->quarters = static_cast<int>(sheet_.info.quarters);
      const auto quarters = static_cast<std::size_t>(sheet_.info.quarters);
      const std::size_t most = static_cast<std::size_t>(sheet_.info.most_replicates) * quarters;
      wire::Request wanted = request();
      wanted.name = measures_[kept];
      wanted.first = static_cast<std::int64_t>(point);
      reader.ask(wire::Ask::trajectories, wanted, most * sizeof(double) + most_slack, slice->values);
      if (slice->values.size() % quarters != 0) throw FileError(path_, "damaged: half a trajectory");
      slice->runs = static_cast<int>(slice->values.size() / quarters);
      for (double& value : slice->values) {
        if (std::isinf(value)) value = unknown;
      }
      return FileWorker::Fetched{slice, slice->values.size() * sizeof(double)};
    });
  }

  RunPlan plan_of(std::size_t point, int most) const override {
    if (point >= sheet_.info.points || most < 1) refuse(path_, "there is no such point");
    MergedPoint wanted{.file = path_,
                       .model_digest = model_,
                       .design = design_,
                       .configuration = configuration_,
                       .axes = axes_};
    for (const auto& column : sheet_.coordinates) wanted.coordinates.push_back(column[point]);
    const std::int64_t runs = std::clamp<std::int64_t>(replicates_[point], 1, most);
    return plan_of_point(wanted, homes(), static_cast<int>(runs));
  }

  bool busy() const override { return worker_.busy(); }
  std::string trouble() const override { return readable(worker_.trouble()); }
  std::uint64_t generation() const override { return worker_.generation(); }

 private:
  wire::Request request() const { return {.file = path_, .fingerprint = fingerprint_}; }

  /// Where a scenario's tables may lie: beside the file, in the campaign beside it, where scenarios are kept.
  std::vector<fs::path> homes() const {
    std::error_code ignored;
    const fs::path file = fs::absolute(path_, ignored);
    const fs::path here = fs::current_path(ignored);
    std::vector<fs::path> homes{file.parent_path(), file.parent_path() / file.stem()};
    for (fs::path above = file.parent_path(); !above.empty(); above = above.parent_path()) {
      homes.push_back(above / "configs");
      if (above == above.root_path()) break;
    }
    homes.push_back(here);
    homes.push_back(here / "configs");
    return homes;
  }

  FileWorker::Fetched fetch(ReaderProcess& reader, std::size_t outcome) {
    const std::size_t rows = sheet_.info.runs;
    wire::Request wanted = request();
    wanted.which = static_cast<std::int64_t>(outcome);
    wire::StoredOutcome stored;
    constexpr std::size_t row_bytes = sizeof(double) + 2 * sizeof(std::uint32_t);
    reader.ask(wire::Ask::outcome, wanted, rows * row_bytes + most_slack, stored);
    const bool whole =
        stored.values.size() == rows && stored.point.size() == rows && stored.replicate.size() == rows;
    if (!whole || !std::ranges::is_sorted(stored.point) ||
        (rows > 0 && stored.point.back() >= sheet_.info.points))
      throw FileError(path_, "damaged: its runs are not those of its points");
    auto runs = std::make_shared<SweepRuns>();
    runs->values = std::move(stored.values);
    runs->point = std::move(stored.point);
    runs->replicate = std::move(stored.replicate);
    runs->first = first_rows(runs->point, sheet_.info.points);
    runs->range = known_range_of(sheet_.outcomes[outcome], runs->values, runs->first);
    return {runs, rows * row_bytes + runs->first.size() * sizeof(std::size_t)};
  }

  const std::string path_;
  SweepSheet sheet_;
  // As the file has them, to ask and to simulate with.
  std::string fingerprint_, model_, design_, configuration_;
  std::vector<std::string> axes_, measures_;
  std::vector<std::int64_t> replicates_;  // [point]
  FileWorker worker_;                     // last: its thread uses all of the above
};

}  // namespace

std::vector<std::size_t> first_rows(const std::vector<std::uint32_t>& point_of_row, std::size_t points) {
  std::vector<std::size_t> first(points + 1, 0);
  for (const std::uint32_t point : point_of_row) ++first[point + 1];
  for (std::size_t point = 0; point < points; ++point) first[point + 1] += first[point];
  return first;
}

std::unique_ptr<SweepData> open_sweep(const fs::path& path, const ReadingOptions& options,
                                      std::shared_ptr<Cancel> cancel) {
  if (!cancel) cancel = std::make_shared<Cancel>();
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return follow_campaign(path, options, std::move(cancel));
  return std::make_unique<FileSweep>(path, options, std::move(cancel));
}

}  // namespace concord
