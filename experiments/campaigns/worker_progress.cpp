#include "experiments/campaigns/worker_progress.hpp"

#include "experiments/platform/partial_file.hpp"
#include "sim/errors.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

/// JSON is YAML.
std::optional<WorkerProgress> parse(const fs::path& file) {
  Problems problems;
  const yaml::Node tree = yaml::load(file, problems);
  if (!problems.empty() || tree.kind != yaml::Kind::map) return std::nullopt;
  yaml::Reader reader(tree, problems);
  const auto whole = [&](const char* key) { return reader.required_integer(key).value_or(0); };
  WorkerProgress progress{.worker = reader.required_text("worker").value_or(""),
                          .part = static_cast<int>(whole("part")),
                          .parts = static_cast<int>(whole("parts")),
                          .threads = static_cast<int>(whole("threads")),
                          .batches_done = whole("batches_done"),
                          .batches = whole("batches"),
                          .runs = whole("runs"),
                          .failed = whole("failed"),
                          .runs_per_second = reader.required_number("runs_per_second").value_or(0),
                          .seconds_left = reader.required_number("seconds_left").value_or(0),
                          .waiting = reader.boolean("waiting").value_or(false)};
  return problems.empty() ? std::optional(progress) : std::nullopt;
}

}  // namespace

std::string to_json(const WorkerProgress& p) {
  return fmt::format(
      R"({{"worker": "{}", "part": {}, "parts": {}, "threads": {}, "batches_done": {}, "batches": {}, )"
      R"("runs": {}, "failed": {}, "runs_per_second": {:.1f}, "seconds_left": {:.0f}, "waiting": {}}})"
      "\n",
      p.worker, p.part, p.parts, p.threads, p.batches_done, p.batches, p.runs, p.failed, p.runs_per_second,
      p.seconds_left, p.waiting);
}

ProgressFile::ProgressFile(const fs::path& campaign)
    : file_(campaign / "progress" / (process_name() + ".json")) {}

ProgressFile::~ProgressFile() {
  std::error_code ignored;
  fs::remove(file_, ignored);
}

void ProgressFile::write(const WorkerProgress& progress) {
  try {
    replace_file(file_, to_json(progress));
  } catch (const FileError&) {
  }
}

std::vector<Sign> signs_of_workers(const fs::path& campaign) {
  std::vector<Sign> signs;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(campaign / "progress", error)) {
    if (entry.path().extension() != ".json") continue;
    try {
      const auto progress = parse(entry.path());
      const auto written = fs::last_write_time(entry.path(), error);
      if (!progress || error) continue;
      const std::chrono::duration<double> age = fs::file_time_type::clock::now() - written;
      signs.push_back({*progress, std::max(0.0, age.count())});
    } catch (const FileError&) {  // gone meanwhile
    }
  }
  std::ranges::sort(signs, {},
                    [](const Sign& sign) { return std::pair(sign.progress.part, sign.progress.worker); });
  return signs;
}

}  // namespace concord
