#include "experiments/runs/estimate.hpp"

#include "agents/state/measures.hpp"
#include "agents/state/state.hpp"
#include "experiments/runs/events.hpp"
#include "experiments/runs/run_values.hpp"
#include "sim/h5.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double seconds_per_organisation_quarter = 100e-9;  // goal for the full model on one core
// Columns of agents/state/state.hpp that have a row an organisation: about 23 numbers and 2 x 3 options.
constexpr double state_rows = 30;

// What packing leaves of the numbers of each level, measured on England, tiny and large synthetic worlds
// (0.47 to 0.60, 0.49 to 0.52, 0.56 to 0.60), and what is written once: parameters with their meanings, and a
// dataset a measure.
constexpr double national_packed = 0.54, systems_packed = 0.52, organisations_packed = 0.58;
constexpr double written_once = 137e3, once_systems = 52e3, once_organisations = 13e3, row_packed = 20;
constexpr double event_packed = 0.03;  // of a byte: nearly all are 0
constexpr double text_packed = 0.7;
constexpr double stripe_bytes = h5::chunk_bytes;  // buffered of each measure, see series.cpp

/// Tables of who exists, packed.
double tables_bytes(const Layout& layout, bool invented) {
  double rows = 0;
  std::size_t characters = 0;
  for (const auto& s : layout.systems) ++rows, characters += s.name.size() + s.imputed.size();
  for (const auto& p : layout.places) ++rows, characters += p.name.size() + p.imputed.size();
  for (const auto& o : layout.organisations) ++rows, characters += o.name.size() + o.imputed.size();
  // Names of an invented world differ in their numbers only.
  return rows * row_packed + (invented ? 0 : text_packed * static_cast<double>(characters));
}

}  // namespace

Estimate estimate(const RunPlan& plan) {
  const World& world = *plan.scenario.world;
  const double organisations = world.organisation_count();
  const double run_quarters = static_cast<double>(plan.replicates) * plan.scenario.quarters;
  const bool with_systems = plan.record != Record::summary,
             with_organisations = plan.record == Record::organisations;
  const double national = sizeof(double) * static_cast<double>(measure_count + made_measure_rows().size());
  const double systems =
      with_systems ? sizeof(double) * static_cast<double>(system_measure_count) * world.system_count() : 0;
  const double of_each =
      with_organisations ? sizeof(float) * static_cast<double>(organisation_column_count) * organisations : 0;
  // A byte each.
  const double events = with_systems ? static_cast<double>(event_rows().size()) * world.system_count() : 0;
  const double packed = event_packed * events + national_packed * national + systems_packed * systems +
                        organisations_packed * of_each;
  return {.file_bytes = run_quarters * (national + systems + events + of_each),
          .packed_bytes = run_quarters * packed + written_once + (with_systems ? once_systems : 0) +
                          (with_organisations ? once_organisations : 0) +
                          tables_bytes(world.layout, plan.tables.empty()),
          .memory_bytes = state_rows * sizeof(Real) * organisations,
          .seconds = run_quarters * organisations * seconds_per_organisation_quarter};
}

double memory_of_run(const RunPlan& plan, int threads) {
  RunPlan one = plan;
  one.replicates = 1;
  const double a_run = estimate(one).file_bytes;
  const double measures =
      static_cast<double>(measure_count) +
      (plan.record == Record::summary ? 0 : static_cast<double>(system_measure_count + event_rows().size())) +
      (plan.record == Record::organisations ? static_cast<double>(organisation_column_count) : 0);
  const double buffers = std::min(measures * stripe_bytes, plan.replicates * a_run) + a_run;
  return memory_of_program + threads * estimate(one).memory_bytes + memory_of_blocks(plan, threads) + buffers;
}

std::string too_large(const RunPlan& plan, const Estimate& size) {
  return fmt::format(
      "{} runs of {} quarters with {} organisations in {} systems would fill {}; at most {} is written: ask "
      "for "
      "fewer runs or quarters, or record less",
      plan.replicates, plan.scenario.quarters, plan.scenario.world->organisation_count(),
      plan.scenario.world->system_count(), readable_bytes(size.file_bytes), readable_bytes(largest_file));
}

std::string readable_bytes(double bytes) {
  constexpr const char* units[]{"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t k = 0;
  for (; bytes >= 999.5 && k + 1 < std::size(units); ++k) bytes /= 1000;
  return k == 0 || bytes >= 99.5 ? fmt::format("{:.0f} {}", bytes, units[k])
                                 : fmt::format("{:.1f} {}", bytes, units[k]);
}

}  // namespace concord
