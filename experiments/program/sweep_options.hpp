#pragma once
// The commands about sweeps on the command line.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace concord {

/// Adds `--no-plausible`, which adds to what `--set` gave.
void add_no_plausible(CLI::App* command, std::vector<std::string>& set);
/// Adds `--threads` and `--quiet`, which mean the same for every command.
void add_threads(CLI::App* command, int& threads);
void add_quiet(CLI::App* command, bool& quiet);

class SweepOptions {
 public:
  /// Adds the commands to the program's.
  explicit SweepOptions(CLI::App& app);
  ~SweepOptions();
  SweepOptions(const SweepOptions&) = delete;
  SweepOptions& operator=(const SweepOptions&) = delete;

  /// After parsing: carries out the command, if it is one of these. True or false: did all runs succeed?
  std::optional<bool> run() const;
  /// The file or folder of results that the command will open; empty if it opens none.
  std::filesystem::path reads() const;

 private:
  struct Commands;
  std::unique_ptr<Commands> commands_;
};

}  // namespace concord
