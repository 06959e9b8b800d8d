#include "experiments/campaigns/campaign.hpp"

#include "experiments/campaigns/shard.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/platform/stop.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

using Clock = std::chrono::steady_clock;  // never jumps
using Seconds = std::chrono::duration<double>;

constexpr double wanted_seconds = 4;  // of work in a shard: what a crash can cost
constexpr double most_shard_bytes = 64e6, fastest_growth = 8;
constexpr std::size_t most_failures_told = 5;
constexpr std::chrono::milliseconds tick{100}, between_files{1000}, between_looks{300};

/// Finds work that nobody has done or is doing.
class Queue {
 public:
  Queue(CampaignFolder& folder, std::int64_t unit, std::vector<BatchRange> open)
      : folder_(folder), unit_(unit), open_(std::move(open)) {}

  bool empty() const { return open_.empty() && busy_.empty(); }
  /// Leases about `wanted` batches; none if nothing is left that others are not at.
  std::optional<BatchRange> next(std::int64_t wanted) {
    for (int round = 0; round < 2; ++round) {
      while (!open_.empty()) {
        BatchRange& front = open_.front();
        BatchRange range{front.first, std::min(front.end, front.first + wanted)};
        bool mine = folder_.leases().take(range.first, range.end);
        while (!mine && range.size() > unit_) {  // somebody is at a part of it
          range.end = range.first + std::max(unit_, range.size() / 2);
          mine = folder_.leases().take(range.first, range.end);
        }
        front.first = range.end;
        if (front.size() == 0) open_.erase(open_.begin());
        if (!mine) {
          busy_.push_back(range);
          continue;
        }
        if (const auto fresh = not_done_meanwhile(range)) return fresh;
      }
      // Others may have finished, or died, meanwhile.
      for (const BatchRange& range : std::exchange(busy_, {})) {
        for (const BatchRange& left : uncovered(range, folder_.listed().covered())) open_.push_back(left);
      }
    }
    return std::nullopt;
  }
  /// After next() found nothing: the first of what others are at, whatever their lease. It stays in the queue
  /// until it is listed.
  std::optional<BatchRange> next_anyway(std::int64_t wanted) const {
    if (open_.empty()) return std::nullopt;
    return BatchRange{open_.front().first, std::min(open_.front().end, open_.front().first + wanted)};
  }
  std::int64_t left() const { return batches_in(open_); }

 private:
  /// Somebody may have done a leased range since it was last looked for; gives the rest of it back.
  std::optional<BatchRange> not_done_meanwhile(const BatchRange& range) {
    const auto left = uncovered(range, folder_.listed().covered());
    const BatchRange now = left.empty() ? BatchRange{range.first, range.first} : left.front();
    if (now.first > range.first) folder_.leases().give_back(range.first, now.first);
    if (now.end < range.end) folder_.leases().give_back(now.end, range.end);
    if (left.empty()) return std::nullopt;
    open_.insert(open_.begin(), left.begin() + 1, left.end());
    return now;
  }

  CampaignFolder& folder_;
  std::int64_t unit_;
  std::vector<BatchRange> open_, busy_;
};

/// Looks after signals and progress while the others work.
class Ticker {
 public:
  Ticker(const Work& work, RangeWatch& watch, WorkerProgress progress, const std::filesystem::path& folder)
      : work_(work), watch_(watch), progress_(std::move(progress)), file_(folder), thread_([this] {
          run();
        }) {}
  ~Ticker() {
    {
      const std::lock_guard lock(mutex_);
      end_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void run() {
    const auto begin = Clock::now();
    const std::int64_t before = progress_.batches_done;
    auto written = begin - 2 * between_files;
    std::unique_lock lock(mutex_);
    while (!end_) {
      if (work_.stop && work_.stop()) watch_.stop = true;
      const auto now = Clock::now();
      const double seconds = Seconds(now - begin).count();
      progress_.waiting = watch_.waiting;
      progress_.runs = watch_.runs, progress_.failed = watch_.failed;
      progress_.batches_done = before + watch_.batches;
      const double rate = static_cast<double>(watch_.batches) / std::max(seconds, 1e-3);
      progress_.runs_per_second = static_cast<double>(progress_.runs) / std::max(seconds, 1e-3);
      progress_.seconds_left =
          rate > 0 ? static_cast<double>(progress_.batches - progress_.batches_done) / rate : 0;
      try {
        if (work_.progress) work_.progress(progress_);
        if (now - written >= between_files) {
          file_.write(progress_);
          written = now;
        }
      } catch (const std::bad_alloc&) {  // told at the next tick, if those who work have what they need
      }
      wake_.wait_for(lock, tick, [this] { return end_; });
    }
  }

  const Work& work_;
  RangeWatch& watch_;
  WorkerProgress progress_;
  ProgressFile file_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool end_ = false;
  std::thread thread_;  // last: it uses all of the above
};

/// How many batches the next shard should have, from how long the last took.
class ShardSize {
 public:
  explicit ShardSize(const Plan& plan)
      : unit_(plan.unit()),
        most_(static_cast<double>(plan.unit()) +
              most_shard_bytes /
                  (static_cast<double>(plan.shape().bytes()) *
                   (plan.design.replication.sequential ? static_cast<double>(plan.most()) : runs_a_batch))) {}
  std::int64_t batches() const { return static_cast<std::int64_t>(size_) / unit_ * unit_; }
  void took(std::int64_t batches, double seconds) {
    const double fitting = static_cast<double>(batches) * wanted_seconds / std::max(seconds, 1e-3);
    size_ = std::clamp(std::min(fitting, size_ * fastest_growth), static_cast<double>(unit_), most_);
  }

 private:
  std::int64_t unit_;
  double most_, size_ = static_cast<double>(unit_);
};

void publish(CampaignFolder& folder, const Plan& plan, const BatchRange& batches, const RunRows& rows) {
  const auto temporary = folder.temporary_for(batches);
  write_shard(temporary, plan.digest, rows);
  folder.publish(temporary, {.batches = batches,
                             .rows = static_cast<std::int64_t>(rows.count()),
                             .failed = static_cast<std::int64_t>(rows.failures.size()),
                             .digest = shard_digest(plan.digest, temporary)});
}

}  // namespace

BatchRange batches_of(const Plan& plan, const Part& part) {
  const std::int64_t units = (plan.batches() + plan.unit() - 1) / plan.unit();
  const auto border = [&](std::int64_t n) {
    return std::min(units * n / part.of * plan.unit(), plan.batches());
  };
  return {border(part.number - 1), border(part.number)};
}

WorkDone work_on(const Plan& plan, const std::filesystem::path& path, const Work& work) {
  const auto stopped = [&] { return work.stop && work.stop(); };
  const BatchRange mine = batches_of(plan, work.part);
  for (const char* name : {"shards", "progress"}) std::filesystem::create_directories(path / name);
  CampaignFolder folder(path, plan.digest);
  if (!folder.leases().writable())
    throw FileError((path / "leases").string(), "cannot be written: " + folder.leases().why_not());
  folder.leases().note = work.note;
  if (work.note && !folder.leases().locks())
    work.note(
        fmt::format("{}: this file system has no locks; workers may do the same work twice, and nothing else "
                    "happens",
                    path.string()));
  const Inventory found = folder.verified(mine, [&] {
    if (stopped()) throw Stopped(stop_signal().value_or(0));
  });
  for (const std::string& note : found.notes) {
    if (work.note) work.note(note);
  }
  std::vector<BatchRange> open = uncovered(mine, found.covered());
  const std::int64_t left = batches_in(open);

  WorkDone done;
  RangeWatch watch;
  const std::int64_t failed_before = found.failed(), allowed = plan.design.most_failures;
  const auto too_many = [&] { return allowed >= 0 && failed_before + watch.failed > allowed; };
  Queue queue(folder, plan.unit(), std::move(open));
  if (left > 0) {
    const Ticker ticker(work, watch,
                        {.worker = process_name(),
                         .part = work.part.number,
                         .parts = work.part.of,
                         .threads = work.threads,
                         .batches_done = mine.size() - left,
                         .batches = mine.size()},
                        path);
    RangeRunner runner(plan, work.threads, work.simulate);
    ShardSize size(plan);
    Clock::time_point begin;
    const auto start_next = [&] {
      auto range = watch.stop || too_many() ? std::nullopt : queue.next(size.batches());
      begin = Clock::now();
      if (range) runner.start(*range, watch);
      return range;
    };
    double longest = 0;  // seconds for a shard
    auto waiting_since = Clock::now();
    std::int64_t others_at = 0;
    auto range = start_next();
    while (range || (!watch.stop && !too_many() && !queue.empty())) {
      watch.waiting = !range;
      if (!range) {  // others are at the rest; they may finish, or die and leave it to us
        if (std::exchange(others_at, queue.left()) != queue.left()) waiting_since = Clock::now();
        std::this_thread::sleep_for(between_looks);
        range = start_next();
        const double waited = Seconds(Clock::now() - waiting_since).count();
        if (range || waited < std::max(work.patience, 5 * longest)) continue;
        if (!(range = queue.next_anyway(size.batches()))) continue;
        if (work.note)
          work.note(
              fmt::format("{}: another worker holds batches {} to {} and has published nothing for {:.0f} "
                          "seconds; they are simulated here too",
                          path.string(), range->first, range->end - 1, waited));
        runner.start(*range, watch);
        waiting_since = Clock::now();
      }
      const BatchRange leased = *range;
      others_at = 0;
      const auto [rows, simulated] = runner.finish();
      longest = std::max(longest, Seconds(Clock::now() - begin).count());
      size.took(leased.size(), Seconds(Clock::now() - begin).count());
      range = start_next();  // works while this thread writes
      try {
        if (rows.count() > 0) publish(folder, plan, simulated, rows);
      } catch (...) {
        watch.stop = true;
        throw;
      }
      folder.leases().give_back(leased.first, leased.end);
      for (const Failure& failure : rows.failures) {
        if (done.failures.size() < most_failures_told) done.failures.push_back(failure);
      }
    }
  }
  const Inventory now = folder.listed();
  done.runs = now.rows(), done.failed = now.failed(), done.runs_now = watch.runs;
  using End = WorkDone::End;
  if (uncovered(mine, now.covered()).empty()) {
    done.end = End::complete;
  } else if (too_many()) {
    done.end = End::too_many_failures;
  } else {
    done.end = End::stopped;
  }
  return done;
}

}  // namespace concord
