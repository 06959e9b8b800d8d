#include "experiments/campaigns/submit.hpp"

#include "experiments/campaigns/plan.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/platform/words.hpp"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/wait.h>

namespace concord {
namespace {

struct Ended {
  int code;
  std::vector<std::string> lines;  ///< of output and errors
};

/// Runs a command of Slurm to its end. Nothing if there is no such program.
std::optional<Ended> run_command(const std::string& command) {
  FILE* pipe = ::popen((command + " 2>&1 </dev/null").c_str(), "re");
  if (pipe == nullptr) throw FileError(command, std::generic_category().message(errno));
  Ended ended{0, {""}};
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
    if (c == '\n') {
      ended.lines.emplace_back();
    } else {
      ended.lines.back() += static_cast<char>(c);
    }
  }
  const int status = ::pclose(pipe);
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  if (ended.lines.back().empty()) ended.lines.pop_back();
  if (ended.code == 127) return std::nullopt;  // the shell's word for it
  return ended;
}

/// Tasks that an array of this cluster can have, counted from 1; nothing if it does not say.
std::optional<int> most_tasks() {
  const auto shown = run_command("scontrol show config");
  if (!shown || shown->code != 0) return std::nullopt;
  for (const std::string& line : shown->lines) {
    const std::size_t at = line.find_first_of("0123456789");
    int size = 0;
    if (!line.starts_with("MaxArraySize") || at == line.npos) continue;
    std::from_chars(line.data() + at, line.data() + line.size(), size);
    return size - 1;  // the largest index is one less than the size
  }
  return std::nullopt;
}

bool is_job_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// The number of the job that sbatch makes; what else it says is added to `remarks`.
std::string sbatch(const std::string& arguments, std::vector<std::string>& remarks) {
  const auto ended = run_command("sbatch --parsable " + arguments);
  if (!ended)
    throw FileError(
        "sbatch",
        "there is no such program here, so Slurm jobs cannot be submitted from this machine; the scripts are "
        "written, and docs/cluster.md shows other ways to share a campaign between machines");
  std::string job;
  for (const std::string& line : ended->lines) {
    const std::string number = line.substr(0, line.find(';'));  // "number" or "number;cluster"
    if (is_job_number(number)) {
      job = number;
    } else {
      remarks.push_back(line);
    }
  }
  if (ended->code != 0 || job.empty())
    throw FileError("sbatch", fmt::format("no job was made: {}", fmt::join(ended->lines, " ")));
  return job;
}

/// Paths as jobs need them, whatever folder they start in.
void complete(SubmitRequest& request) {
  const auto absolute = [](const std::filesystem::path& path) {
    const auto full = std::filesystem::absolute(path).lexically_normal();
    return full.has_filename() ? full : full.parent_path();  // without a slash at the end
  };
  request.campaign = absolute(request.campaign);
  request.program =
      request.program.empty() ? std::filesystem::read_symlink("/proc/self/exe") : absolute(request.program);
  if (request.output.empty()) {
    request.output = request.campaign;
    request.output += ".h5";
  }
  request.output = absolute(request.output);
}

}  // namespace

std::string submit(SubmitRequest request) {
  const std::filesystem::path given = request.campaign;
  complete(request);
  Problems problems;
  check(request, problems);
  if (plan_file(request.campaign) == PlanFile::missing)
    problems.add(
        given.string(), 0, 0, "",
        "is no campaign, as it has no plan.yaml; `concord sweep DESIGN -o FOLDER --plan-only` makes one");
  if (const auto most = most_tasks(); most && request.array > *most)
    problems.add(
        "--array", 0, 0, "",
        fmt::format("this cluster takes at most {} tasks in an array (MaxArraySize {}); ask for fewer, each "
                    "then works longer",
                    *most, *most + 1));
  problems.throw_if_any();

  const std::filesystem::path folder = slurm_folder(request);
  const auto array = folder / "array.sbatch", merge = folder / "merge.sbatch";
  write_file(array, array_script(request));
  write_file(merge, merge_script(request));
  if (request.dry_run)
    return fmt::format(
        "{}\n{}\nNothing was submitted. By hand, with the number that the first command prints:\n"
        "  sbatch --parsable {}\n  sbatch --dependency=afterany:NUMBER {}\n",
        array.string(), merge.string(), quoted(array), quoted(merge));

  std::vector<std::string> remarks;
  const std::string array_job = sbatch(quoted(array), remarks);
  std::string merge_job;
  try {
    // Not afterok: it would wait for ever after one failure. The merge looks for itself whether all is there.
    merge_job = sbatch(fmt::format("--dependency=afterany:{} {}", array_job, quoted(merge)), remarks);
  } catch (const FileError& failure) {
    throw FileError("sbatch",
                    fmt::format("job {} works on the campaign, but its merge was not submitted; run "
                                "`concord merge` when it is done ({})",
                                array_job, failure.what()));
  }
  std::string out = fmt::format(
      "{}: job {} of {} and job {}, which merges into {}\n"
      "  scripts and logs  {}\n"
      "  progress          concord status {}\n"
      "  jobs              squeue --jobs={},{}\n",
      given.string(), array_job, counted(request.array, "task"), merge_job, request.output.string(),
      folder.string(), quoted(given), array_job, merge_job);
  for (const std::string& remark : remarks) out += fmt::format("  {}\n", remark);
  return out;
}

}  // namespace concord
