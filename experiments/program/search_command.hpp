#pragma once
// The command `concord search`. It prints, and throws ConfigError, FileError or Stopped.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace concord {

struct FindRequest {
  std::filesystem::path design;  ///< with a section `search`
  std::filesystem::path output;  ///< folder, which goes on with what is there
  std::vector<std::string> set;  ///< "key=value"
  std::optional<std::string> seed;
  int threads = 0;  ///< 0: one for each core
  bool quiet = false;
};
void find_policies(const FindRequest& request);

CLI::App* add_search(CLI::App& app, FindRequest& request);

}  // namespace concord
