#pragma once
// Single runs simulated again for their organisations and the reasons, away from the thread that draws.

#include "experiments/runs/run_plan.hpp"
#include "viz/data/run_data.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace concord {

/// Simulates run `run` of the plan again: some tens of milliseconds for England, so for a worker. `digest` is
/// what is known of the run at the plan's level of recording; with an equal one the detail is `verified`.
/// Throws Abandoned (explain.hpp) soon after `stop` asks for it.
std::shared_ptr<const RunDetail> detail_of(const RunPlan& plan, int run,
                                           std::optional<std::uint64_t> digest = {},
                                           const std::stop_token& stop = {});

/// Details of one ensemble, asked for by the thread that draws and filled in by a DetailWorker.
struct DetailCache {
  std::mutex mutex;
  std::map<int, std::shared_ptr<const RunDetail>> details;  ///< null: asked for
  std::atomic<std::uint64_t> arrived = 0;
};

/// Makes details one after another. The one asked for last comes first, and what is being made when it is
/// asked for has to wait: a slider in motion asks for more than can be made. Whoever asked may be gone by
/// then.
class DetailWorker {
 public:
  /// May throw Abandoned when it is to stop.
  using Make = std::function<std::shared_ptr<const RunDetail>(int run, const std::stop_token& stop)>;
  /// `wake` is called from the worker after each.
  explicit DetailWorker(std::function<void()> wake);
  ~DetailWorker();
  DetailWorker(const DetailWorker&) = delete;
  DetailWorker& operator=(const DetailWorker&) = delete;

  /// The detail if it is there; otherwise null, and it is on its way. A detail that cannot be made says why
  /// in `reason`.
  std::shared_ptr<const RunDetail> get(const std::shared_ptr<DetailCache>& cache, int run, const Make& make);
  /// `wake` is not called again.
  void silence();
  bool busy() const;
  void wait();

 private:
  struct Request {
    std::weak_ptr<DetailCache> cache;
    int run;
    Make make;
  };
  void work(const std::stop_token& stop);

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Request> requests_;
  std::optional<std::stop_source> working_;  ///< stops what is being made
  std::mutex waking_;
  std::function<void()> wake_;
  std::jthread thread_;  // last: it uses all the others
};

}  // namespace concord
