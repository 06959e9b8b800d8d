#pragma once
// Many runs of one plan on the cores of one machine.

#include "agents/state/measures.hpp"
#include "experiments/runs/fingerprint.hpp"
#include "experiments/runs/run_plan.hpp"
#include "sim/digest.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace concord {

/// Measures made from those of designated systems (run_values.hpp).
inline constexpr std::size_t designated_count = 3;

/// Results of consecutive runs. Run n of the block is replicate first_run + n of the plan. NaN = missing.
struct Block {
  int first_run = 0, runs = 0, quarters = 0, systems = 0, organisations = 0;
  std::vector<double> summary;        ///< [measure][run][quarter]
  std::vector<double> designated;     ///< [measure][run][quarter], over_designated; not in digests
  std::vector<double> system;         ///< [measure][run][quarter][system]; empty if not recorded
  std::vector<float> organisation;    ///< [column][run][quarter][organisation]; empty if not recorded
  std::vector<std::uint64_t> digest;  ///< [run] of its values, in the order above
};

/// Makes room for what `level` keeps of that many runs.
void size_block(Block& block, const Scenario& scenario, Record level, int first_run, int runs);
/// Simulates at most `lanes` runs of a seed side by side. They become the block's runs from `at` on, apart
/// from their digests.
void simulate_runs(const Scenario& scenario, std::uint64_t seed, std::span<const LaneRun> runs,
                   Workspace& workspace, Block& block, int at);
/// The same of replicates [first, first + count) under the scenario's parameters.
void simulate_batch(const Scenario& scenario, std::uint64_t seed, int first, int count, Workspace& workspace,
                    Block& block, int at);
/// The same with somebody who looks at every quarter, and at the parts of its utilities.
void observe_batch(const Scenario& scenario, std::uint64_t seed, int first, int count, Workspace& workspace,
                   Block& block, int at, const Observer& observe, UtilityParts& parts);
/// Of what fingerprints count, as far as `level` keeps it of a run of the block.
std::uint64_t digest_of_run(const Block& block, int run, Record level,
                            const Fingerprinted& of = fingerprinted());

/// The same of runs [first, first + count), faster than one by one.
std::vector<std::uint64_t> digests_of_runs(const Block& block, int first, int count, Record level,
                                           const Fingerprinted& of = fingerprinted());

/// One digest of many runs: that of their digests in order of runs, however they came in blocks.
class RunsDigest {
 public:
  void add(const Block& block);
  std::uint64_t value() const { return digest_.value(); }

 private:
  Digest digest_;
};

/// Calls `work` with 0 to `count` - 1, on as many threads as the ensemble that is under way may use.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

/// Runs finished so far, and in all. Called from working threads, one at a time, the numbers rising.
using Progress = std::function<void(int done, int total)>;
/// Takes the blocks in order of runs, each once, on the thread that called run_ensemble.
using BlockSink = std::function<void(const Block&)>;

/// Memory for blocks unless the caller says otherwise.
inline constexpr std::size_t default_block_bytes = std::size_t{64} << 20U;

/// Simulates all replicates of the plan on `threads` threads (at least 1) and hands their results to `sink`.
/// The results do not depend on `threads` or `block_bytes`; the sizes of blocks do. While the sink works on
/// one block the next is simulated; `block_bytes` is meant for both, and is exceeded where a block would have
/// fewer than 8 runs a thread. An exception from a run, the sink or `progress` stops the work and reaches the
/// caller. Throws ConfigError if a single run's results are too large to be held (256 MiB).
void run_ensemble(const RunPlan& plan, int threads, const BlockSink& sink, const Progress& progress = {},
                  std::size_t block_bytes = default_block_bytes);

}  // namespace concord
