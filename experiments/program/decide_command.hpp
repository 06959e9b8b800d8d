#pragma once
// The command `concord decide`. It prints, and throws ConfigError, FileError or Stopped.

#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace concord {

struct DecideRequest {
  std::filesystem::path target;                  ///< a design (.yaml), or a merged sweep
  std::filesystem::path output;                  ///< the page
  std::filesystem::path tables;                  ///< folder for tables and figures; none if empty
  std::filesystem::path work, results;           ///< as for `report`
  std::string policy;                            ///< axis
  std::vector<std::string> outcomes;             ///< "NAME", "NAME:more", "NAME:less"
  std::vector<std::string> aims, groups, given;  ///< "NAME=VALUE", "NAME=PARAMETER,PARAMETER", "AXIS=LEVEL"
  int threads = 0;                               ///< 0: one for each core
  bool force = false, quiet = false;

  bool is_design() const { return target.extension() == ".yaml" || target.extension() == ".yml"; }
};
/// False if runs failed.
bool decide(const DecideRequest& request);

CLI::App* add_decide(CLI::App& app, DecideRequest& request);

}  // namespace concord
