// Campaigns of viz/data/file_sweep.hpp.

#include "experiments/campaigns/point_plan.hpp"
#include "experiments/campaigns/sweep_file.hpp"
#include "experiments/campaigns/worker_progress.hpp"
#include "viz/data/campaign_rows.hpp"
#include "viz/data/file_sweep.hpp"
#include "viz/data/file_worker.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <tuple>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds patience{300};  // of a look, before requests have their turn
constexpr int share_of_time = 20;                   // looks take no more than this part of it

SweepSheet sheet_of(const Plan& plan, const fs::path& folder) {
  SweepSheet sheet;
  std::error_code ignored;
  const fs::path whole = fs::absolute(folder, ignored).lexically_normal();
  sheet.source = readable((whole.has_filename() ? whole : whole.parent_path()).filename().string());
  sheet.info = info_of(plan);
  sheet.axes = axes_of(plan);
  sheet.outcomes = outcomes_of(plan);
  const Scenario& scenario = plan.design.base.scenario;
  for (int t = 0; t < scenario.quarters; ++t) sheet.quarters.push_back(to_string(scenario.start + t));
  for (std::size_t axis = 0; axis < sheet.axes.size(); ++axis) {
    auto& coordinates = sheet.coordinates.emplace_back();
    auto& labels = sheet.labels.emplace_back();
    for (std::size_t point = 0; point < plan.points.count(); ++point) {
      coordinates.push_back(plan.points[point][axis]);
      labels.push_back(text_of(plan.design.axes[axis], coordinates.back()));
    }
  }
  sheet.trajectories = plan.design.trajectories;
  sheet.configuration = plan.design.base.resolved;
  sheet.campaign = true;
  sheet.total_runs = plan.runs();
  return sheet;
}

bool same(const SweepWorker& a, const SweepWorker& b) {
  const auto parts = [](const SweepWorker& w) {
    return std::tie(w.name, w.share, w.runs_per_second, w.seconds_left, w.silent);
  };
  return parts(a) == parts(b);
}

class CampaignSweep : public SweepData {
 public:
  CampaignSweep(const fs::path& folder, const ReadingOptions& options, std::shared_ptr<Cancel> cancel)
      : folder_(folder),
        options_(options),
        worker_(
            options, std::move(cancel),
            [this](ReaderProcess&) {
              Problems problems;
              plan_ = load_plan(folder_, problems);
              problems.throw_if_any();
              rows_.emplace(plan_, folder_);
              next_ = std::make_shared<Shown>();
              next_->sheet = sheet_of(plan_, folder_);
              next_->runs_of_point.assign(plan_.points.count(), 0);
              shown_ = next_;
            },
            [this](ReaderProcess& reader) { return look(reader); }) {}

  const SweepSheet& sheet() const override { return shown_->sheet; }

  std::shared_ptr<const SweepRuns> outcome(std::size_t outcome) override {
    if (outcome >= plan_.design.outcomes.size()) return nullptr;
    const std::uint64_t which = shown_->version * plan_.design.outcomes.size() + outcome;
    auto found = worker_.get<SweepRuns>({kind_outcome, which}, [this, outcome](ReaderProcess&) {
      auto runs = std::make_shared<SweepRuns>(rows_->outcome(outcome));
      const std::size_t bytes = runs->values.size() * (sizeof(double) + 2 * sizeof(std::uint32_t));
      return FileWorker::Fetched{std::move(runs), bytes};
    });
    // The one before is shown until this one comes.
    auto& last = last_outcome_[outcome];
    if (found) last = found;
    return last;
  }

  SlicePointer trajectories(std::size_t kept, std::size_t point) override {
    if (kept >= plan_.design.trajectories.size() || point >= plan_.points.count()) return nullptr;
    const std::uint64_t place = kept * plan_.points.count() + point;
    const std::uint64_t which =
        place * (static_cast<std::uint64_t>(plan_.most()) + 1) + shown_->runs_of_point[point];
    auto found = worker_.get<Slice>({kind_trajectories, which}, [this, kept, point](ReaderProcess& reader) {
      auto slice = std::make_shared<Slice>(rows_->trajectories(reader, kept, point));
      const std::size_t bytes = slice->values.size() * sizeof(double);
      return FileWorker::Fetched{std::move(slice), bytes};
    });
    if (found || last_place_ != place) last_slice_ = found, last_place_ = place;
    return last_slice_;
  }

  RunPlan plan_of(std::size_t point, int most) const override {
    if (point >= plan_.points.count() || most < 1) refuse(folder_.string(), "there is no such point");
    const std::uint32_t there = shown_->runs_of_point[point];
    const std::int64_t runs = plan_.design.replication.sequential && there > 0 ? there : plan_.most();
    return plan_of_point(plan_, folder_, point, static_cast<int>(std::min<std::int64_t>(runs, most)));
  }

  bool busy() const override { return (!looked_ && worker_.trouble().empty()) || worker_.busy(); }
  std::string trouble() const override { return readable(worker_.trouble()); }

  std::uint64_t generation() const override {
    const std::uint64_t now = worker_.generation();
    const std::lock_guard lock(mutex_);
    if (next_ != shown_) {
      before_ = shown_;
      shown_ = next_;
    }
    return now;
  }

 private:
  /// What the drawing thread sees; never changed once it may.
  struct Shown {
    SweepSheet sheet;
    std::vector<std::uint32_t> runs_of_point;
    std::uint64_t version = 0;  // of the rows
  };

  /// Whatever is new; the time until the next look.
  std::chrono::milliseconds look(ReaderProcess& reader) {
    const auto begin = std::chrono::steady_clock::now();
    const CampaignRows::News news = rows_->look(reader, patience);
    std::vector<SweepWorker> workers;
    for (const Sign& sign : signs_of_workers(folder_)) {
      const WorkerProgress& p = sign.progress;
      const double share =
          p.batches > 0 ? static_cast<double>(p.batches_done) / static_cast<double>(p.batches) : 0;
      workers.push_back({readable(p.worker), share, p.runs_per_second, p.seconds_left,
                         sign.age > static_cast<double>(options_.silent_after.count())});
    }
    std::shared_ptr<Shown> now;
    {
      const std::lock_guard lock(mutex_);
      if (news != CampaignRows::News::none || !std::ranges::equal(workers, next_->sheet.workers, same))
        now = std::make_shared<Shown>(*next_);
    }
    if (now) {
      if (news != CampaignRows::News::none) ++now->version;
      now->sheet.workers = std::move(workers);
      now->sheet.info.runs = rows_->runs();
      now->sheet.info.failed = rows_->failed();
      now->runs_of_point = rows_->runs_of_point();
      now->runs_of_point.resize(plan_.points.count());
      worker_.set_trouble(rows_->trouble());
      {
        const std::lock_guard lock(mutex_);
        next_ = std::move(now);
      }
      worker_.announce();
    }
    if (news == CampaignRows::News::more_to_come) return std::chrono::milliseconds(1);
    looked_ = true;
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    return std::max(options_.between_looks, share_of_time * took);
  }
  const fs::path folder_;
  const ReadingOptions options_;
  Plan plan_;
  std::optional<CampaignRows> rows_;  // of the worker's thread
  std::atomic<bool> looked_ = false;  // all that was finished when it was opened has been read
  mutable std::mutex mutex_;
  std::shared_ptr<Shown> next_;                                           // guarded
  mutable std::shared_ptr<Shown> shown_, before_;                         // of the drawing thread
  std::map<std::size_t, std::shared_ptr<const SweepRuns>> last_outcome_;  // the same
  SlicePointer last_slice_;
  std::uint64_t last_place_ = 0;
  FileWorker worker_;  // last: its thread uses all of the above
};

}  // namespace

std::unique_ptr<SweepData> follow_campaign(const fs::path& folder, const ReadingOptions& options,
                                           std::shared_ptr<Cancel> cancel) {
  return std::make_unique<CampaignSweep>(folder, options,
                                         cancel ? std::move(cancel) : std::make_shared<Cancel>());
}

}  // namespace concord
