#include "viz/live/detail.hpp"

#include "experiments/runs/explain.hpp"
#include "viz/live/background.hpp"

#include <exception>
#include <utility>

namespace concord {
namespace {

std::vector<float> as_floats(const std::vector<double>& values) { return {values.begin(), values.end()}; }

}  // namespace

std::shared_ptr<const RunDetail> detail_of(const RunPlan& plan, int run, std::optional<std::uint64_t> digest,
                                           const std::stop_token& stop) {
  Reasons reasons = explain_run(plan, run, stop);
  auto detail = std::make_shared<RunDetail>();
  detail->run = run;
  detail->quarters = reasons.quarters;
  detail->organisations = reasons.organisations;
  detail->columns = std::move(reasons.columns);
  detail->terms.assign(reasons.terms.begin(), reasons.terms.end());
  detail->parts = as_floats(reasons.parts);
  detail->attraction = as_floats(reasons.attraction);
  detail->chance = as_floats(reasons.chance);
  detail->verified = digest && *digest == reasons.digest[static_cast<std::size_t>(plan.record)];
  return detail;
}

DetailWorker::DetailWorker(std::function<void()> wake)
    : wake_(std::move(wake)), thread_([this](const std::stop_token& stop) { work(stop); }) {}

DetailWorker::~DetailWorker() {
  silence();
  const std::lock_guard lock(mutex_);
  thread_.request_stop();
  if (working_) working_->request_stop();
}

std::shared_ptr<const RunDetail> DetailWorker::get(const std::shared_ptr<DetailCache>& cache, int run,
                                                   const Make& make) {
  {
    const std::lock_guard lock(cache->mutex);
    const auto [entry, fresh] = cache->details.try_emplace(run);
    if (!fresh) return entry->second;
  }
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back({cache, run, make});
    if (working_) working_->request_stop();
  }
  changed_.notify_all();
  return nullptr;
}

void DetailWorker::silence() {
  const std::lock_guard lock(waking_);
  wake_ = nullptr;
}

bool DetailWorker::busy() const {
  const std::lock_guard lock(mutex_);
  return working_.has_value() || !requests_.empty();
}

void DetailWorker::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !working_ && requests_.empty(); });
}

void DetailWorker::work(const std::stop_token& stop) {
  give_way_to_drawing();
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [&] { return !requests_.empty(); }) && !stop.stop_requested()) {
    const Request request = std::move(requests_.back());
    requests_.pop_back();
    working_.emplace();
    const std::stop_token until = working_->get_token();
    bool abandoned = false;
    lock.unlock();
    if (!request.cache.expired()) {
      std::shared_ptr<const RunDetail> detail;
      try {
        detail = request.make(request.run, until);
      } catch (const Abandoned&) {
        abandoned = true;
      } catch (const std::exception& error) {
        auto none = std::make_shared<RunDetail>();
        none->run = request.run;
        none->reason = error.what();
        detail = none;
      }
      if (const auto cache = request.cache.lock(); cache && !abandoned) {
        const std::lock_guard in_cache(cache->mutex);
        cache->details[request.run] = std::move(detail);
        ++cache->arrived;
      }
      const std::lock_guard awake(waking_);
      if (wake_ && !abandoned) wake_();
    }
    lock.lock();
    working_.reset();
    if (abandoned) requests_.insert(requests_.begin(), request);
    changed_.notify_all();
  }
}

}  // namespace concord
