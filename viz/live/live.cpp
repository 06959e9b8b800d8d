#include "viz/live/live.hpp"

#include "experiments/platform/threads.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/scenarios/changes.hpp"
#include "experiments/scenarios/policies.hpp"
#include "sim/errors.hpp"
#include "viz/live/background.hpp"
#include "viz/live/live_run.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr int most_threads = 2;
/// Shown first, before the rest refines it.
constexpr int quick_runs = 2 * lanes;

bool same(const Policy& a, const Policy& b) {
  return std::ranges::equal(a.settings, b.settings, [](const PolicySetting& x, const PolicySetting& y) {
    return x.parameter == y.parameter && x.value == y.value && x.from == y.from && x.aimed == y.aimed;
  });
}

/// Relations between parameters that do not hold, in the nation or for somebody.
std::vector<std::string> faults_for_all(const Scenario& scenario) {
  std::vector<std::string> faults = faults_of(scenario);
  for (auto& [policy, text] : relations_broken(scenario, scenario.policies))
    faults.push_back(fmt::format("{}: {}", policy->name, text));
  return faults;
}

/// An ensemble to be simulated, or half-way. Its runs are taken batch by batch.
struct Job {
  RunPlan plan;
  std::uint64_t serial = 0, policy = 0;
  Live::Clock::time_point asked;
  std::once_flag sized;
  Block block;
  int batches = 0, taken = 0;
  int quick_left = 0, left = 0;  ///< batches of the first runs, and all
  int shown = 0;                 ///< runs

  bool to_do() const { return taken < batches; }
  bool quick(int batch) const { return batch < quick_runs / lanes; }
};

}  // namespace

struct Live::Worker {
  using Lock = std::unique_lock<std::mutex>;

  // Of the thread that draws.
  RunPlan scenario;
  Policy policy;
  std::vector<std::string> problems;
  int replicates;
  std::uint64_t policies = 0;

  // Shared, under the mutex.
  struct Request {
    RunPlan plan;
    std::uint64_t policy;
    bool as_scenario;  ///< the policy changes nothing
    Clock::time_point asked, due;
  };
  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<Request> request;
  std::optional<RunPlan> baseline_request;
  std::shared_ptr<Job> current, base;  ///< may be the same
  std::shared_ptr<RunData> now, before, baseline;
  std::uint64_t shown_policy = 0, serial = 0;
  std::optional<std::chrono::duration<double>> last_delay;
  int at_work = 0;  ///< threads that hold no lock because they work

  std::function<void()> wake;
  std::chrono::milliseconds delay;
  std::shared_ptr<DetailWorker> details;
  std::vector<std::jthread> threads;  // last: they use all the others

  Worker(RunPlan plan, int runs, std::function<void()> call, std::chrono::milliseconds wait)
      : scenario(std::move(plan)),
        replicates(runs),
        wake(std::move(call)),
        delay(wait),
        details(std::make_shared<DetailWorker>(wake)) {
    problems = faults_of(scenario.scenario);
    if (problems.empty()) {
      baseline_request = to_simulate(scenario);
      request = Request{to_simulate(scenario), 0, true, Clock::now(), Clock::now()};  // shares the baseline
    }
    for (int n = 0; n < std::min(most_threads, default_threads()); ++n)
      threads.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
  ~Worker() {
    for (std::jthread& thread : threads) thread.request_stop();
    threads.clear();
    details->silence();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  RunPlan to_simulate(RunPlan plan) const {
    plan.replicates = replicates;
    plan.record = Record::systems;
    return plan;
  }

  /// Asks for the policy as it stands.
  void ask(std::chrono::milliseconds wait) {
    const auto asked = Clock::now();
    std::optional<Request> wanted;
    if (problems.empty())
      wanted = Request{to_simulate(with_policy(scenario, policy)), policies, policy.settings.empty(), asked,
                       asked + wait};
    {
      const std::lock_guard lock(mutex);
      // The first of several calls decides when they are answered, or a slider in motion would show nothing.
      if (wanted && request) wanted->due = std::min(wanted->due, request->due);
      if (!wanted) current = nullptr;
      request = std::move(wanted);
    }
    changed.notify_all();
  }

  void ask_for_baseline() {
    const std::lock_guard lock(mutex);
    baseline_request = to_simulate(scenario);
    base = nullptr;
  }

  bool batches_left() const { return (current && current->to_do()) || (base && base->to_do()); }
  bool idle() const { return !request && !baseline_request && at_work == 0 && !batches_left(); }
  /// The scenario as it stands waits until its ensemble has been made, to share it.
  bool due() const { return request && Clock::now() >= request->due && (base || !request->as_scenario); }

  // What follows runs on the threads.

  /// A thread works without the lock.
  template <class Work>
  auto unlocked(Lock& lock, Work work) {
    ++at_work;
    lock.unlock();
    auto result = work();
    lock.lock();
    --at_work;
    return result;
  }

  std::shared_ptr<Job> job_of(RunPlan plan, std::uint64_t of_policy, Clock::time_point asked) {
    auto job = std::make_shared<Job>();
    job->batches = job->left = (plan.replicates + lanes - 1) / lanes;
    job->quick_left = std::min(job->left, quick_runs / lanes);
    job->plan = std::move(plan);
    job->serial = ++serial;
    job->policy = of_policy;
    job->asked = asked;
    return job;
  }

  void begin_baseline() {
    base = job_of(std::move(*baseline_request), 0, Clock::now());
    baseline_request.reset();
  }
  void begin(Lock& lock) {
    Request wanted = std::move(*request);
    request.reset();
    if (!wanted.as_scenario) {
      current = job_of(std::move(wanted.plan), wanted.policy, wanted.asked);  // what it was is abandoned
      return;
    }
    base->policy = wanted.policy;
    base->asked = wanted.asked;
    current = base;
    if (base->shown == 0) return;
    show(*base, baseline);
    if (wake) unlocked(lock, [&] { return wake(), 0; });
  }

  /// A first or better result of what is wanted.
  void show(const Job& job, const std::shared_ptr<RunData>& result) {
    if (now && job.policy != shown_policy) before = now;
    if (!now || job.policy != shown_policy) {
      if (job.policy > 0) last_delay = Clock::now() - job.asked;
    }
    shown_policy = job.policy;
    now = result;
  }

  std::shared_ptr<RunData> failed(const Job& job, const std::exception& error) const {
    auto result = std::make_shared<MemoryRun>(info_of(job.plan));
    result->set_trouble(fmt::format("the simulation failed: {}", error.what()));
    return result;
  }

  void publish(Lock& lock, const std::shared_ptr<Job>& job, int runs) {
    const auto result = unlocked(lock, [&]() -> std::shared_ptr<RunData> {
      try {
        return std::make_shared<LiveRun>(job->plan, job->block, runs,
                                         job->serial * 2 + (runs > quick_runs ? 1 : 0), details);
      } catch (const std::exception& error) {
        return failed(*job, error);
      }
    });
    deliver(lock, job, runs, result);
  }
  void deliver(Lock& lock, const std::shared_ptr<Job>& job, int runs,
               const std::shared_ptr<RunData>& result) {
    if (runs <= job->shown || (job != current && job != base)) return;
    job->shown = runs;
    if (job == base) baseline = result;
    if (job == current) show(*job, result);
    if (wake) unlocked(lock, [&] { return wake(), 0; });
  }

  /// Holds the job, which may be abandoned meanwhile.
  void simulate_next(Lock& lock, const std::shared_ptr<Job> job, Workspace& workspace) {
    const int batch = job->taken++, at = batch * lanes, count = std::min(lanes, job->plan.replicates - at);
    const auto trouble = unlocked(lock, [&]() -> std::shared_ptr<RunData> {
      try {
        std::call_once(job->sized, [&] {
          size_block(job->block, job->plan.scenario, job->plan.record, 0, job->plan.replicates);
        });
        simulate_batch(job->plan.scenario, job->plan.seed, job->plan.first_replicate + at, count, workspace,
                       job->block, at);
        return nullptr;
      } catch (const std::exception& error) {
        return failed(*job, error);
      }
    });
    if (trouble) {
      job->taken = job->batches;
      deliver(lock, job, job->plan.replicates, trouble);
      return;
    }
    const bool quick_done = job->quick(batch) && --job->quick_left == 0, done = --job->left == 0;
    if (done) {
      publish(lock, job, job->plan.replicates);
    } else if (quick_done) {
      publish(lock, job, std::min(quick_runs, job->plan.replicates));
    }
  }

  void work(const std::stop_token& stop) {
    give_way_to_drawing();
    Workspace workspace;
    Lock lock(mutex);
    while (!stop.stop_requested()) {
      const auto something = [&] { return baseline_request || due() || batches_left(); };
      if (baseline_request) {
        begin_baseline();
      } else if (due()) {
        begin(lock);
      } else if (current && current->to_do()) {
        simulate_next(lock, current, workspace);
      } else if (base && base->to_do()) {
        simulate_next(lock, base, workspace);
      } else if (request) {
        const auto until = request->due;
        changed.wait_until(lock, stop, until, something);
        continue;
      } else {
        changed.wait(lock, stop, [&] { return something() || request; });
        continue;
      }
      changed.notify_all();
    }
  }
};

Live::Live(RunPlan scenario, int replicates, std::function<void()> wake, std::chrono::milliseconds delay) {
  ensure(replicates >= 1, "a live simulation has at least one run");
  worker_ = std::make_unique<Worker>(std::move(scenario), replicates, std::move(wake), delay);
}
Live::~Live() = default;

const RunPlan& Live::scenario() const { return worker_->scenario; }
const Policy& Live::policy() const { return worker_->policy; }
const std::vector<std::string>& Live::problems() const { return worker_->problems; }

void Live::set_policy(Policy policy) {
  Worker& w = *worker_;
  if (same(policy, w.policy)) return;
  w.policy = std::move(policy);
  w.problems = faults_for_all(with_policy(w.scenario, w.policy).scenario);
  ++w.policies;
  w.ask(w.delay);
}

void Live::set_replicates(int replicates) {
  ensure(replicates >= 1, "a live simulation has at least one run");
  Worker& w = *worker_;
  if (replicates == w.replicates) return;
  w.replicates = replicates;
  if (faults_of(w.scenario.scenario).empty()) w.ask_for_baseline();
  w.ask(std::chrono::milliseconds(0));
}

std::shared_ptr<RunData> Live::now() {
  const std::lock_guard lock(worker_->mutex);
  return worker_->now;
}
std::shared_ptr<RunData> Live::before() {
  const std::lock_guard lock(worker_->mutex);
  return worker_->before;
}
std::shared_ptr<RunData> Live::baseline() {
  const std::lock_guard lock(worker_->mutex);
  return worker_->baseline;
}

bool Live::busy() const {
  {
    const std::lock_guard lock(worker_->mutex);
    if (!worker_->idle()) return true;
  }
  return worker_->details->busy();
}

void Live::wait() {
  {
    std::unique_lock lock(worker_->mutex);
    worker_->changed.wait(lock, [&] { return worker_->idle(); });
  }
  worker_->details->wait();
}

std::optional<std::chrono::duration<double>> Live::last_delay() const {
  const std::lock_guard lock(worker_->mutex);
  return worker_->last_delay;
}

}  // namespace concord
