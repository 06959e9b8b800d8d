#include "experiments/estimate.hpp"

#include "agents/measures.hpp"
#include "agents/state.hpp"
#include "experiments/organisation_columns.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double seconds_per_organisation_quarter = 100e-9;  // goal for the full model on one core
// Columns of agents/state.hpp that have a row an organisation: about 23 numbers and 2 x 3 options.
constexpr double state_rows = 30;

}  // namespace

Estimate estimate(const RunPlan& plan) {
  const World& world = *plan.scenario.world;
  const double organisations = world.organisation_count();
  const double run_quarters = static_cast<double>(plan.replicates) * plan.scenario.quarters;
  double bytes = sizeof(double) * static_cast<double>(measure_count);
  if (plan.record != Record::summary)
    bytes += sizeof(double) * static_cast<double>(system_measure_count) * world.system_count();
  if (plan.record == Record::organisations)
    bytes += sizeof(float) * static_cast<double>(organisation_column_count) * organisations;
  return {.file_bytes = run_quarters * bytes,
          .memory_bytes = state_rows * sizeof(Real) * organisations,
          .seconds = run_quarters * organisations * seconds_per_organisation_quarter};
}

std::string too_large(const RunPlan& plan, const Estimate& size) {
  return fmt::format(
      "{} runs of {} quarters with {} organisations in {} systems would fill {}; at most {} is written: ask "
      "for "
      "fewer runs or quarters, or record less",
      plan.replicates, plan.scenario.quarters, plan.scenario.world->organisation_count(),
      plan.scenario.world->system_count(), readable_bytes(size.file_bytes), readable_bytes(largest_file));
}

std::string counted(int number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string readable_bytes(double bytes) {
  constexpr const char* units[]{"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t k = 0;
  for (; bytes >= 999.5 && k + 1 < std::size(units); ++k) bytes /= 1000;
  return k == 0 || bytes >= 99.5 ? fmt::format("{:.0f} {}", bytes, units[k])
                                 : fmt::format("{:.1f} {}", bytes, units[k]);
}

}  // namespace concord
