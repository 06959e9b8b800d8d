#include "experiments/campaigns/worker_progress.hpp"

#include "experiments/platform/json.hpp"
#include "experiments/platform/partial_file.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <system_error>

namespace concord {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WorkerProgress, worker, part, parts, threads, batches_done, batches, runs,
                                   failed, runs_per_second, seconds_left, waiting)

namespace {

namespace fs = std::filesystem;

std::optional<WorkerProgress> parse(const fs::path& file) {
  constexpr std::size_t most_bytes = std::size_t{1} << 16U;
  Problems problems;
  const auto text = read_text(file.string(), most_bytes, problems);
  if (!text) return std::nullopt;
  try {
    nlohmann::json json = nlohmann::json::parse(*text);
    json.emplace("waiting", false);  // unknown to workers of older versions
    return json.get<WorkerProgress>();
  } catch (const nlohmann::json::exception&) {  // half written, or none of ours
    return std::nullopt;
  }
}

/// No more digits than anybody reads.
double rounded(double value, double steps) { return std::round(value * steps) / steps; }

}  // namespace

std::string to_json(const WorkerProgress& progress) {
  WorkerProgress brief = progress;
  brief.runs_per_second = rounded(progress.runs_per_second, 10);
  brief.seconds_left = rounded(progress.seconds_left, 1);
  return json_line(nlohmann::json(brief));
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
