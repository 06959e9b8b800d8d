#pragma once
// The command `concord report`. It prints, and throws ConfigError, FileError or Stopped.

#include "experiments/campaigns/plan.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace concord {

struct ReportRequest {
  std::vector<std::filesystem::path> designs;
  std::filesystem::path output;   ///< a page (.html) of one design, or a document (.md) of any number
  std::filesystem::path work;     ///< folder for campaigns and merged files; beside a page if empty
  std::filesystem::path results;  ///< merged file to take instead of running, for one design
  int threads = 0;                ///< 0: one for each core
  bool plans = false;  ///< prints the numbers and plan digests of the designs, and does nothing else
  bool force = false, quiet = false;
};
/// What is needed of the runs of a design.
struct SweptRequest {
  const Plan& plan;
  std::filesystem::path design;
  std::string name, title;        ///< of files, and for people
  std::filesystem::path work;     ///< folder for the campaign and its merged file
  std::filesystem::path results;  ///< merged file to take instead; must be of that plan
  int threads = 0;
  bool quiet = false;
};
/// The merged results of a design, which are simulated as far as they are not there yet. `good` becomes false
/// if runs failed.
std::filesystem::path swept_results(const SweptRequest& request, bool& good);

/// False if runs failed.
bool report(const ReportRequest& request);

CLI::App* add_report(CLI::App& app, ReportRequest& request);

}  // namespace concord
