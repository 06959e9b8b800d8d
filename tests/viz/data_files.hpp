#pragma once
// Small files of results to open, each test in a folder of its own, and waiting for what is asked for.

#include "experiments/campaigns/campaign.hpp"
#include "experiments/campaigns/merge.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/record.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/source.hpp"
#include "viz/data/open.hpp"
#include "viz/data/reading.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

namespace concord::test {

/// Every file below a folder.
inline std::map<std::string, std::string> bytes_below(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file())
      files[std::filesystem::relative(entry.path(), folder).string()] = bytes_of(entry.path());
  }
  return files;
}

/// Simulates a scenario of configs/ into a file.
inline RunPlan make_record(const std::filesystem::path& file, const std::string& scenario,
                           std::vector<Override> overrides) {
  Problems problems;
  const RunPlan plan = load_scenario(source("configs") / scenario, overrides, problems);
  problems.throw_if_any();
  RecordWriter writer(file, plan, true);
  run_ensemble(plan, 1, [&](const Block& block) { writer.write(block); });
  writer.finish();
  return plan;
}

/// Why a path cannot be opened; empty if it can.
inline std::string refusal(const std::filesystem::path& path, const ReadingOptions& options) {
  try {
    open_anything(path, options);
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

class DataFiles : public InFolder {
 protected:
  static ReadingOptions options() {
    ReadingOptions options;
    options.reader_program = CONCORD_READER_PROGRAM;
    options.limits.cpu_seconds = 2;
    options.limits.wait = std::chrono::seconds(20);
    options.cache = std::make_shared<SliceCache>(std::size_t{64} << 20U);
    options.between_looks = std::chrono::milliseconds(5);
    return options;
  }
  /// Asks until something is there; the last answer if it never comes.
  template <class Ask>
  static auto wait_for(Ask ask) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    auto found = ask();
    while (!found && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      found = ask();
    }
    return found;
  }
};

}  // namespace concord::test
