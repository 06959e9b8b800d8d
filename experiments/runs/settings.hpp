#pragma once
// What a scenario says apart from world and parameters. Declared once, for the reader and for documents.

#include "experiments/runs/run_plan.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace concord {

inline constexpr std::int64_t scenario_version = 1;

struct WholeSetting {
  std::string_view key;
  std::int64_t standard, low, high;
  std::string_view unit, meaning;
};

inline constexpr WholeSetting quarters_setting{"quarters", 24,         1,
                                               400,        "quarters", "Length of a run; four make a year."};
inline constexpr WholeSetting replicates_setting{
    "replicates", 100, 1, 1'000'000, "runs", "Runs that differ in nothing but luck."};
inline constexpr WholeSetting seed_setting{
    "seed", 12345,
    0,      (std::int64_t{1} << 53) - 1,
    "",     "The luck of all runs; the same seed gives the same results."};

struct RecordLevel {
  Record level;
  std::string_view name, meaning;
};

inline constexpr std::array<RecordLevel, 3> record_levels{{
    {Record::summary, "summary", "national measures every quarter"},
    {Record::systems, "systems", "the same and measures of every system"},
    {Record::organisations, "organisations", "the same and columns of every organisation"},
}};
inline constexpr Record standard_record = Record::systems;

constexpr const RecordLevel& level_of(Record record) {
  return record_levels[static_cast<std::size_t>(record)];
}

}  // namespace concord
