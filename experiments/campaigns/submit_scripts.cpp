#include "experiments/campaigns/submit.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view digits = "0123456789";

bool only(std::string_view text, std::initializer_list<std::string_view> allowed) {
  return std::ranges::all_of(text, [&](char c) {
    return std::ranges::any_of(allowed, [&](std::string_view set) { return set.find(c) != set.npos; });
  });
}

/// Seconds of a time as sbatch reads it: M, M:S, H:M:S, D-H, D-H:M or D-H:M:S.
std::optional<std::int64_t> seconds_of(std::string_view time) {
  const auto number = [](std::string_view text) -> std::optional<std::int64_t> {
    std::int64_t value = 0;
    if (text.empty() || text.size() > 6 || !only(text, {digits})) return std::nullopt;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  std::int64_t days = 0;
  const std::size_t dash = time.find('-');
  const bool with_days = dash != time.npos;
  if (with_days) {
    const auto given = number(time.substr(0, dash));
    if (!given) return std::nullopt;
    days = *given;
    time.remove_prefix(dash + 1);
  }
  std::vector<std::int64_t> parts;
  for (bool more = true; more;) {
    const std::size_t colon = time.find(':');
    const auto part = number(time.substr(0, colon));
    if (!part) return std::nullopt;
    parts.push_back(*part);
    more = colon != time.npos;
    if (more) time.remove_prefix(colon + 1);
  }
  if (parts.size() > 3) return std::nullopt;
  // One or two numbers are minutes and seconds, but hours and minutes after days.
  if (!with_days && parts.size() < 3) parts.insert(parts.begin(), 0);
  parts.resize(3, 0);
  return ((days * 24 + parts[0]) * 60 + parts[1]) * 60 + parts[2];
}

/// Seconds between Slurm's warning and the end of a task's time. Two minutes are plenty to publish what is
/// done; a short task keeps three quarters of its time for work.
std::int64_t warning_before_end(const SubmitRequest& request) {
  const auto limit = seconds_of(request.time);
  return limit ? std::min<std::int64_t>(120, *limit / 4) : 120;
}

/// Options that the scripts need as they are.
constexpr std::array reserved{"array",   "chdir",    "cpus-per-task", "dependency", "error",     "export",
                              "input",   "job-name", "no-requeue",    "ntasks",     "open-mode", "output",
                              "requeue", "signal",   "wait",          "wrap",       "parsable",  "test-only"};

std::string wrong_with_option(std::string_view line) {
  if (!line.starts_with("--") || line.size() < 4) return "must look like --qos=low";
  const std::string_view name = line.substr(2, line.find_first_of("= ") - 2);
  if (!only(name, {letters, "-"})) return "must look like --qos=low";
  if (std::ranges::find(reserved, name) != reserved.end())
    return fmt::format("--{} is set by the script itself; edit the script to change it", name);
  if (!only(line, {letters, digits, " -_=,.:;/@%+*[]()&|!~"}))
    return "has a character that does not belong into an option of sbatch; edit the script if it does";
  return "";
}

/// What may stand in a script: quoting takes care of all else.
bool is_plain(const std::filesystem::path& path) {
  return std::ranges::none_of(path.native(),
                              [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '\\'; });
}

/// One word for sbatch, which reads quotes and backslashes, and % as the start of a pattern.
std::string sbatch_file(const std::filesystem::path& folder, std::string_view pattern) {
  std::string out = "\"";
  for (const char c : folder.native()) {
    if (c == '"') out += '\\';
    if (c == '%') out += '%';
    out += c;
  }
  return fmt::format("{}/{}\"", out, pattern);
}

/// Names are shown in lists of jobs, and some sites' tools take them apart.
std::string job_name(const SubmitRequest& request, std::string_view prefix) {
  std::string name = request.campaign.filename().string();
  for (char& c : name) {
    if (!only({&c, 1}, {letters, digits, "-_."})) c = '_';
  }
  return fmt::format("{}{}", prefix, name);
}

/// The lines that both scripts have.
std::string common_lines(const SubmitRequest& request) {
  std::string out;
  const auto line = [&](std::string_view option, const std::string& value) {
    if (!value.empty()) out += fmt::format("#SBATCH --{}={}\n", option, value);
  };
  line("partition", request.partition);
  line("account", request.account);
  line("time", request.time);
  line("mem", request.memory);
  for (const std::string& option : request.sbatch) out += fmt::format("#SBATCH {}\n", option);
  return out;
}

}  // namespace

std::string quoted(const std::filesystem::path& path) {
  std::string out = "'";
  for (const char c : path.native()) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

std::filesystem::path slurm_folder(const SubmitRequest& request) { return request.campaign / "slurm"; }

void check(const SubmitRequest& request, Problems& problems) {
  const auto wrong = [&](std::string_view option, std::string what) {
    problems.add(option, 0, 0, "", std::move(what));
  };
  const auto within = [&](std::string_view option, int value, int low, int high) {
    if (value < low || value > high) wrong(option, fmt::format("{} is outside [{}, {}]", value, low, high));
  };
  within("--array", request.array, 1, 4'000'000);  // Slurm's own limit of MaxArraySize
  within("--at-once", request.at_once, 0, 4'000'000);
  within("--cpus", request.cpus, 1, 1024);
  const auto name = [&](std::string_view option, const std::string& value) {
    if (!only(value, {letters, digits, "_-.,@+"}) || value.starts_with('-'))
      wrong(option, fmt::format("{} is no name that Slurm could have", shown(value)));
  };
  name("--partition", request.partition);
  name("--account", request.account);
  if (!request.time.empty()) {
    const auto limit = seconds_of(request.time);
    if (!limit) {
      wrong("--time", fmt::format("{} is no time; write minutes, hours:minutes:seconds or days-hours:minutes",
                                  shown(request.time)));
    } else if (*limit < 60) {
      wrong("--time",
            fmt::format("{} is less than a minute, the least that Slurm knows", shown(request.time)));
    }
  }
  if (!request.memory.empty()) {
    const std::string_view number =
        std::string_view(request.memory).substr(0, request.memory.find_first_of("KMGT"));
    if (number.empty() || !only(number, {digits}) || request.memory.size() > number.size() + 1)
      wrong("--memory",
            fmt::format("{} is no size; write a whole number and K, M, G or T", shown(request.memory)));
  }
  for (const std::string& option : request.sbatch) {
    if (const std::string what = wrong_with_option(option); !what.empty())
      wrong("--sbatch", fmt::format("{} {}", shown(option), what));
  }
  for (const auto& path : {request.campaign, request.output, request.program}) {
    if (!is_plain(path))
      wrong("", fmt::format(
                    "{}: a path with a backslash or a control character cannot go into a script; rename it",
                    shown(path.string())));
  }
}

std::string array_script(const SubmitRequest& request) {
  const std::string at_once = request.at_once > 0 ? fmt::format("%{}", request.at_once) : "";
  return fmt::format(
      R"script(#!/bin/bash
# A campaign of Concord as a Slurm job array. Written by `concord submit`, which writes it anew each time: to keep
# changes, edit a copy and hand that to sbatch. It can be submitted as often as you like; finished work is kept.
#SBATCH --job-name={name}
#SBATCH --array=1-{tasks}{at_once}
#SBATCH --cpus-per-task={cpus}
{common}# A task that is stopped early or loses its machine runs again and goes on where it was.
#SBATCH --requeue
# Seconds before the end of its time a task is told to save its work.
#SBATCH --signal=B:USR1@{warning}
#SBATCH --open-mode=append
#SBATCH --output={log}

concord={program}
campaign={campaign}
# The campaign is cut into so many parts, one a task. A part that restarts more often than this needs a look.
parts={tasks}
most_restarts=100

part=${{SLURM_ARRAY_TASK_ID:?this script is for sbatch}}
task=${{SLURM_ARRAY_JOB_ID}}_$part
echo "part $part of $parts on $(hostname), restart ${{SLURM_RESTART_COUNT:-0}}"

# The worker saves its work and ends with code 75 when it is told to stop. Slurm sends USR1 to this shell only, TERM
# (preemption, scancel, end of time) to the worker as well, and a second signal would make it end without saving.
signalled=
trap 'signalled=1; kill -USR1 "$!"' USR1
trap 'signalled=1' TERM
"$concord" sweep "$campaign" --shard "$part/$parts" --threads "${{SLURM_CPUS_PER_TASK:-1}}" &
worker=$!

# A signal ends `wait` before the worker has ended: wait again.
wait "$worker"
code=$?
while [ -n "$signalled" ]; do
  signalled=
  wait "$worker"
  code=$?
done

# There is more to do, and Slurm has not taken the task away (scancel, or preemption that requeues by itself).
if [ "$code" = 75 ] && [ "$(squeue --noheader --jobs="$task" --format=%T)" = RUNNING ]; then
  if [ "${{SLURM_RESTART_COUNT:-0}}" -ge "$most_restarts" ]; then
    echo "part $part was restarted $most_restarts times and is not done; give tasks more time, then submit again"
    exit 75
  fi
  echo "part $part is not done; queued again"
  scontrol requeue "$task"
fi
exit "$code"
)script",
      fmt::arg("name", job_name(request, "")), fmt::arg("tasks", request.array), fmt::arg("at_once", at_once),
      fmt::arg("cpus", request.cpus), fmt::arg("common", common_lines(request)),
      fmt::arg("warning", warning_before_end(request)),
      fmt::arg("log", sbatch_file(slurm_folder(request), "%A_%a.log")),
      fmt::arg("program", quoted(request.program)), fmt::arg("campaign", quoted(request.campaign)));
}

std::string merge_script(const SubmitRequest& request) {
  return fmt::format(
      R"script(#!/bin/bash
# Puts the results of a campaign of Concord into one file. Written by `concord submit`, which writes it anew each time.
#SBATCH --job-name={name}
#SBATCH --cpus-per-task=1
{common}#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output={log}

concord={program}
campaign={campaign}
output={output}

"$concord" merge "$campaign" -o "$output" --force
code=$?
if [ "$code" -gt 1 ]; then  # 1: merged, with failed runs among the others
  echo "There is no merged file. If runs are missing, submit the campaign again: only what is missing will run."
  "$concord" status "$campaign"
fi
exit "$code"
)script",
      fmt::arg("name", job_name(request, "merge-")), fmt::arg("common", common_lines(request)),
      fmt::arg("log", sbatch_file(slurm_folder(request), "%j_merge.log")),
      fmt::arg("program", quoted(request.program)), fmt::arg("campaign", quoted(request.campaign)),
      fmt::arg("output", quoted(request.output)));
}

}  // namespace concord
