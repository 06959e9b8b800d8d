#pragma once
// One scenario with everything that decides its results: what `concord run` carries out and a record states.

#include "agents/quarter/simulate.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace concord {

/// How much of every run is kept; each level includes the ones before it.
enum class Record { summary, systems, organisations };

/// A table that a scenario reads.
struct TableFile {
  std::string name;            ///< within its folder
  std::string beside;          ///< where it stands beside the scenario: in a campaign, say
  std::filesystem::path path;  ///< where it was read
  std::string digest;          ///< of its content
};

struct RunPlan {
  std::string title;
  std::string file;  ///< scenario file as the user named it; records keep its last part only
  Scenario scenario;
  std::uint64_t seed = 0;  ///< 0 to 2^53 - 1, so that every tool reads it exactly
  int replicates = 1;      ///< runs; replicate r of a seed is the same run in every plan
  int first_replicate = 0;
  Record record = Record::summary;
  std::string resolved;          ///< canonical YAML of all that decides the result
  std::string scenario_digest;   ///< as it was read (experiments/scenarios/changed_settings.hpp)
  std::filesystem::path tables;  ///< folder of the tables that the world was read from; empty if synthetic
  std::vector<TableFile> files;  ///< every table that was read, in order
};

}  // namespace concord
