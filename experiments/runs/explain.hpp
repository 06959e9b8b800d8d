#pragma once
// One run of a plan again, with all of its organisations and the reasons for what they chose.

#include "experiments/runs/ensemble.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace concord {

/// Organisations are in the order of the world. `term` counts utility_terms().
struct Reasons {
  int quarters = 0, organisations = 0;
  std::vector<float> columns;               ///< [column][quarter][organisation], as in Block
  std::span<const std::string_view> terms;  ///< utility_terms()
  std::vector<double> utility;              ///< [quarter][organisation][action], pp of the own budget
  std::vector<double> parts;                ///< [quarter][organisation][term][action]; add up to the utility
  std::vector<double> attraction;           ///< [quarter][organisation][action]: after experience, pp
  std::vector<double> chance;               ///< [quarter][organisation][action]: with which it was chosen
  std::array<std::uint64_t, 3> digest{};    ///< of the run at each level of Record, as in a record

  std::size_t at(int quarter, int organisation, std::size_t action) const {
    return (static_cast<std::size_t>(quarter) * static_cast<std::size_t>(organisations) +
            static_cast<std::size_t>(organisation)) *
               actions +
           action;
  }
  std::size_t part_at(int quarter, int organisation, std::size_t term, std::size_t action) const {
    return (at(quarter, organisation, 0) * terms.size()) + term * actions + action;
  }
};

/// Simulates run `run` of the plan, replicate first_replicate + run, alone; its numbers are those that it has
/// in the ensemble, bit for bit. Attractions are the own ones; chances are those in force: CCGs of a merged
/// system choose as one, councils that are out do not act for the system, and what is copied from others
/// counts. Throws Abandoned within a quarter's time once `stop` asks for it.
Reasons explain_run(const RunPlan& plan, int run, const std::stop_token& stop = {});
struct Abandoned : std::exception {};

}  // namespace concord
