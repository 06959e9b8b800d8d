#pragma once
// Carries out a plan in its folder: one worker, of any number on any machines.

#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/campaigns/plan.hpp"
#include "experiments/campaigns/run_range.hpp"
#include "experiments/campaigns/worker_progress.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace concord {

/// Part `number` of `of`, counted from 1.
struct Part {
  int number = 1, of = 1;
};
/// The batches of a part. The parts make up the plan; some are empty if there are more parts than units.
BatchRange batches_of(const Plan& plan, const Part& part);

struct Work {
  Part part;
  int threads = 1;
  std::function<bool()> stop;                           ///< asked often, from another thread; may be empty
  std::function<void(const std::string&)> note;         ///< what was found damaged; may be empty
  std::function<void(const WorkerProgress&)> progress;  ///< now and then, from another thread; may be empty
  /// Seconds without anything new after which work that another worker holds is done here too: it may be
  /// suspended, and who does it twice does no harm. At least five times what a shard takes here.
  double patience = 60;
  SimulateRuns simulate = simulate_runs;
};

struct WorkDone {
  enum class End {
    complete,           ///< all batches of the part are in verified shards
    stopped,            ///< asked to; what was simulated is published
    too_many_failures,  ///< more than the design allows; what was simulated is published
  } end = End::complete;
  std::int64_t runs = 0, failed = 0;  ///< of the whole campaign so far, by anybody
  std::int64_t runs_now = 0;          ///< by this call
  std::vector<Failure> failures;      ///< the first few of this call
};

/// Verifies what is there, simulates what is missing, publishes it shard by shard, and waits for other
/// workers of the same part, or takes over if they die. Throws FileError if the disk or the folder fails;
/// what was published before stays.
WorkDone work_on(const Plan& plan, const std::filesystem::path& folder, const Work& work);

}  // namespace concord
