#pragma once
// A campaign's frozen plan: what will be simulated, in which pieces, and a fingerprint of all that decides
// the results.

#include "experiments/campaigns/rows.hpp"
#include "experiments/designs/points.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace concord {

/// A batch is the smallest piece of work: up to eight replicates of a point; where each point gets as many
/// replicates as it takes, a whole point. Batches are numbered through all points.
struct Plan {
  Design design;  ///< with Design::frozen
  Points points;
  std::string text;    ///< plan.yaml
  std::string digest;  ///< of the text; two campaigns of one digest have the same results

  std::int64_t most() const { return design.replication.most; }  ///< runs of a point
  std::int64_t batches_a_point() const;
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
/// Reads a folder's plan and checks it against its own fingerprints, the program's model and samplers.
Plan load_plan(const std::filesystem::path& folder, Problems& problems);

/// Is there a readable plan.yaml that is what its last line says?
enum class PlanFile { missing, damaged, whole };
PlanFile plan_file(const std::filesystem::path& folder);
/// The fingerprint that a whole plan.yaml states.
std::string stored_digest(const std::filesystem::path& folder);

/// What differs between two plans, a line a difference: "replicates: 40 in the folder, 100 asked for".
std::vector<std::string> plan_differences(const std::string& in_folder, const std::string& asked_for);

/// Fingerprint of the names and contents of the tables in a folder; "none" for no folder, a synthetic world.
std::string digest_of_tables(const std::filesystem::path& folder);

/// Estimated bytes of the merged results, before packing.
double result_bytes(const Plan& plan);

}  // namespace concord
