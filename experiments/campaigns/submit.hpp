#pragma once
// A campaign as a Slurm job array: two scripts that people can read and change, and their submission.
// docs/cluster.md describes them to users.

#include "sim/errors.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace concord {

/// Empty text and 0 leave a matter to the cluster.
struct SubmitRequest {
  std::filesystem::path campaign;   ///< folder with a frozen plan
  std::filesystem::path output;     ///< the merged file; default: the campaign's name and .h5, beside it
  std::filesystem::path program;    ///< `concord` on the cluster's nodes; default: this program
  int array = 1;                    ///< tasks; each works off one part of the campaign
  int at_once = 0;                  ///< tasks that may run at the same time
  int cpus = 1;                     ///< of each task
  std::string partition, account;   ///< as Slurm knows them
  std::string time;                 ///< limit of a task: minutes, hours:minutes:seconds or days-hours
  std::string memory;               ///< of a task, such as 2G
  std::vector<std::string> sbatch;  ///< further options of sbatch, such as --qos=low, for both scripts
  bool dry_run = false;             ///< writes the scripts and submits nothing
};

/// Problems of the request itself, each under the option of the command line that is at fault.
void check(const SubmitRequest& request, Problems& problems);

/// Where scripts and logs are, in the campaign's folder.
std::filesystem::path slurm_folder(const SubmitRequest& request);
/// A path as one word for the shell, whatever is in it.
std::string quoted(const std::filesystem::path& path);

/// The script of the array's tasks, and of the merge that follows them. The request must be free of problems,
/// its paths absolute and given.
std::string array_script(const SubmitRequest& request);
std::string merge_script(const SubmitRequest& request);

/// Writes both scripts into the campaign's folder `slurm` (in place of earlier ones) and hands them to
/// sbatch; the merge starts when all tasks have ended, however they did. Gives the lines to print: the jobs
/// and how to follow them. Throws ConfigError, or FileError if the scripts cannot be written or Slurm
/// refuses.
std::string submit(SubmitRequest request);

}  // namespace concord
