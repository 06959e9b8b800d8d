#pragma once
// A campaign's frozen plan: what will be simulated, in which pieces, and a fingerprint of all that decides
// the results.

#include "experiments/campaigns/rows.hpp"
#include "experiments/designs/points.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace concord {

/// Replicates of a point that are numbered as one batch. Work units, leases and shards are counted in
/// batches, so this number is part of every campaign; how many runs are simulated side by side is no matter
/// of it.
inline constexpr int runs_a_batch = 8;

/// A batch is the smallest piece of work: up to eight replicates of a point; where each point gets as many
/// replicates as it takes, a whole point. Batches are numbered through all points.
struct Plan {
  Design design;  ///< with Design::frozen
  Points points;
  std::string text;    ///< plan.yaml
  std::string digest;  ///< of the text; two campaigns of one digest have the same results
  std::string
      scenario;  ///< scenario.yaml: every value that the program knew, and the defaults of those changed

  std::int64_t most() const { return design.replication.most; }  ///< runs of a point
  std::int64_t batches_a_point() const;
  /// The batch of a run, and the number of the first run of a batch. Where each point gets as many replicates
  /// as it takes, runs are numbered as if it were the most.
  std::int64_t batch_of(std::int64_t run) const;
  std::int64_t first_run(std::int64_t batch) const;
  std::int64_t batches() const { return static_cast<std::int64_t>(points.count()) * batches_a_point(); }
  /// Most runs that there can be; fewer where replicates are as many as it takes.
  std::int64_t runs() const { return static_cast<std::int64_t>(points.count()) * most(); }
  /// Batches that a worker takes at least, except at the end.
  std::int64_t unit() const { return design.frozen->unit; }
  RowShape shape() const;
};

/// Freezes a design: all points, their checks, and sizes. Faults are added to `problems`; the plan must not
/// be used then.
Plan make_plan(Design design, Problems& problems);

/// Writes plan.yaml, scenario.yaml, points.csv and the tables into a folder, plan.yaml last; returns the
/// files that were not there as they should be. What is damaged goes to quarantine.
std::vector<std::filesystem::path> write_plan(const Plan& plan, const std::filesystem::path& folder);
/// Reads a folder's plan and checks it against its own fingerprints, the program's behaviour and samplers.
/// Settings that the plan does not know must have no effect (docs/adr/0016-three-identities.md).
Plan load_plan(const std::filesystem::path& folder, Problems& problems);
Plan load_plan(const std::filesystem::path& folder);  ///< throws ConfigError

/// Is there a readable plan.yaml that is what its last line says?
enum class PlanFile { missing, damaged, whole };
PlanFile plan_file(const std::filesystem::path& folder);
/// The fingerprint that a whole plan.yaml states.
std::string stored_digest(const std::filesystem::path& folder);

/// A plan as it stands in a folder or in a merged file.
struct StoredPlan {
  std::string plan;      ///< YAML without its last line
  std::string scenario;  ///< YAML; empty if it is damaged
};
/// Of a whole plan.yaml.
StoredPlan stored_plan(const std::filesystem::path& folder);
/// What would give other results, or other outcomes, a line a difference: "replicates: 40 in the folder, 100
/// asked for". None if the campaign of `stored` is that of `wanted`.
std::vector<std::string> plan_differences(const StoredPlan& stored, const Plan& wanted);
/// The same plan, as it stands in a folder of which it does not differ.
Plan as_stored(Plan wanted, const std::filesystem::path& folder);

/// Settings that a scenario written out in full does not know and that may have an effect, a line each.
std::vector<std::string> new_with_effect(const std::string& scenario, const Design& design,
                                         std::span<const ParameterInfo> parameters = all_parameters());
/// Parameters whose defaults a campaign's scenario.yaml tells otherwise: "duty.strength: 0.35 then, 0.4 now".
std::vector<std::string> changed_defaults(const std::string& scenario,
                                          std::span<const ParameterInfo> parameters = all_parameters());

/// Estimated bytes of the merged results, before packing.
double result_bytes(const Plan& plan);

}  // namespace concord
