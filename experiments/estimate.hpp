#pragma once
// What a plan will need, before any of it is spent.

#include "experiments/run_plan.hpp"

#include <string>
#include <string_view>

namespace concord {

struct Estimate {
  double file_bytes = 0;    ///< before packing
  double memory_bytes = 0;  ///< of the state of one thread
  double seconds = 0;       ///< on one core of an ordinary machine
};

/// No larger file is written, whatever the disk could hold.
inline constexpr double largest_file = 1e12;

Estimate estimate(const RunPlan& plan);

/// Says what is too much and by how much, and what to change.
std::string too_large(const RunPlan& plan, const Estimate& size);

/// "1.4 GB".
std::string readable_bytes(double bytes);
/// "1 run", "2 runs".
std::string counted(int number, std::string_view noun);

}  // namespace concord
