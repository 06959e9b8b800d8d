#pragma once
// What a plan will need, before any of it is spent.

#include "experiments/runs/run_plan.hpp"

#include <string>
#include <string_view>

namespace concord {

struct Estimate {
  double file_bytes = 0;    ///< before packing
  double packed_bytes = 0;  ///< of the file as it will be written, within 20%
  double memory_bytes = 0;  ///< of the state of one thread
  double seconds = 0;       ///< on one core of an ordinary machine
};

/// No larger file is written, whatever the disk could hold.
inline constexpr double largest_file = 1e12;

Estimate estimate(const RunPlan& plan);

/// Memory of `concord run` with that many threads, within half as much again; measured against real runs.
double memory_of_run(const RunPlan& plan, int threads);
/// Of the two blocks of results that run_ensemble holds; in ensemble.cpp, beside what decides it.
double memory_of_blocks(const RunPlan& plan, int threads);
/// Of the program itself, with its libraries.
inline constexpr double memory_of_program = 25e6;  // measured

/// Says what is too much and by how much, and what to change.
std::string too_large(const RunPlan& plan, const Estimate& size);

/// "1.4 GB".
std::string readable_bytes(double bytes);

}  // namespace concord
