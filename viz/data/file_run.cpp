#include "viz/data/file_run.hpp"

#include "viz/data/file_worker.hpp"
#include "viz/data/recorded_detail.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_contents = std::size_t{1} << 29U;
constexpr int kind_national = 0, kind_systems = 1, kind_detail = 2, kind_choices = 3;

/// Both sides must agree about sizes before anything relies on them.
void expect_consistent(const std::string& file, const RecordContents& record) {
  const RecordInfo& info = record.info;
  const auto expect = [&](bool holds, const char* what) {
    if (!holds) throw FileError(file, fmt::format("damaged: {}", what));
  };
  if (const auto fault = fault_of(record.layout)) throw FileError(file, fmt::format("damaged: {}", *fault));
  expect(info.replicates > 0 && info.quarters > 0, "it has no runs or no quarters");
  expect(record.quarters.size() == static_cast<std::size_t>(info.quarters),
         "its quarters are not as many as it says");
  expect(record.layout.systems.size() == static_cast<std::size_t>(info.systems),
         "its systems are not as many as it says");
  expect(record.layout.organisations.size() == static_cast<std::size_t>(info.organisations),
         "its organisations are not as many as it says");
}

RunInfo info_of(const RecordContents& record, const std::filesystem::path& path) {
  RunInfo info;
  info.title = readable(record.info.title);
  info.source = readable(path.filename().string());
  info.version = readable(record.info.version);
  info.commit = readable(record.info.commit);
  info.model_digest = readable(record.info.model_digest);
  info.results_digest = readable(record.info.results_digest);
  info.seed = record.info.seed;
  info.replicates = record.info.replicates;
  info.first_replicate = record.first_replicate;
  info.record = record.info.record;
  info.configuration = readable(record.configuration, true);
  try {
    info.plausible = plausible_of(record);
  } catch (const ConfigError&) {  // of another version: events have the central setting, details say why
  }
  for (const std::string& quarter : record.quarters) info.quarters.push_back(readable(quarter));
  for (const auto& row : record.layout.systems)
    info.systems.push_back({readable(row.code), readable(row.name), readable(row.region), row.population});
  for (const auto& row : record.layout.places)
    info.places.push_back({readable(row.code), readable(row.name), row.system});
  for (const auto& row : record.layout.organisations) {
    info.organisations.push_back({readable(row.code), readable(row.name), row.type, row.place,
                                  record.layout.places[static_cast<std::size_t>(row.place)].system,
                                  row.budget});
  }
  // As many and in the order as this program has them, whichever the file's had.
  for (const ParameterInfo& parameter : all_parameters()) {
    const auto found = std::ranges::find(record.parameters, parameter.path, &RecordedParameter::path);
    const bool known = found != record.parameters.end();
    info.parameters.push_back(
        {parameter.path, known ? readable(found->text) : "", known ? readable(found->standard) : ""});
  }
  return info;
}

class FileRun : public RunData {
 public:
  FileRun(const std::filesystem::path& path, const ReadingOptions& options, std::shared_ptr<Cancel> cancel)
      : path_(path.string()),
        options_(options),
        worker_(options, std::move(cancel), [this](ReaderProcess& reader) {
          const wire::Request request{.file = path_};
          reader.ask(wire::Ask::open_run, request, most_contents, record_);
          expect_consistent(path_, record_);
          info_ = info_of(record_, path_);
          const std::size_t run_bytes = sizeof(double) * info_.quarters.size() * info_.systems.size();
          shown_ = static_cast<int>(std::clamp<std::size_t>(options_.slice_bytes / run_bytes, 1,
                                                            static_cast<std::size_t>(info_.replicates)));
        }) {}

  const RunInfo& info() const override { return info_; }
  int shown_runs() const override { return shown_; }
  bool has_systems() const override { return info_.record >= Record::systems; }
  SlicePointer national(std::size_t measure) override {
    return slice(kind_national, measure, wire::Ask::national, measure_rows[measure].key, 1, shown_);
  }
  SlicePointer systems(std::size_t measure) override {
    if (!has_systems()) return nullptr;
    return slice(kind_systems, measure, wire::Ask::systems, system_measure_rows[measure].key,
                 static_cast<int>(info_.systems.size()), shown_);
  }
  bool has_choices() const override { return info_.record == Record::organisations; }
  SlicePointer choices() override {
    if (!has_choices()) return nullptr;
    const std::size_t things = info_.organisations.size(),
                      run_bytes = sizeof(double) * info_.quarters.size() * std::max<std::size_t>(things, 1);
    const auto runs = static_cast<int>(
        std::clamp<std::size_t>(options_.slice_bytes / run_bytes, 1, static_cast<std::size_t>(shown_)));
    return slice(kind_choices, 0, wire::Ask::choices, "", static_cast<int>(things), runs);
  }
  std::shared_ptr<const RunDetail> detail(int run) override {
    if (run < 0 || run >= info_.replicates) return nullptr;
    return worker_.get<RunDetail>({kind_detail, static_cast<std::uint64_t>(run)},
                                  [this, run](ReaderProcess& reader) { return fetch_detail(reader, run); });
  }
  bool busy() const override { return worker_.busy(); }
  std::string trouble() const override { return readable(worker_.trouble()); }
  std::uint64_t generation() const override { return worker_.generation(); }

 private:
  wire::Request request() const {
    wire::Request request;
    request.file = path_;
    request.fingerprint = record_.info.results_digest;
    return request;
  }

  SlicePointer slice(int kind, std::size_t measure, wire::Ask ask, std::string_view key, int things,
                     int runs) {
    return worker_.get<Slice>({kind, measure}, [this, ask, key, things, runs](ReaderProcess& reader) {
      auto slice = std::make_shared<Slice>();
      slice->runs = runs;
      slice->quarters = record_.info.quarters;
      slice->things = things;
      const std::size_t numbers = static_cast<std::size_t>(slice->runs) *
                                  static_cast<std::size_t>(slice->quarters) *
                                  static_cast<std::size_t>(things);
      wire::Request wanted = request();
      wanted.name = key;
      wanted.count = runs;
      slice->values.resize(numbers);
      reader.ask_numbers(ask, wanted, slice->values);
      for (double& value : slice->values) {
        if (std::isinf(value)) value = unknown;  // no measure can be; axes must not try to reach it
      }
      return FileWorker::Fetched{slice, numbers * sizeof(double)};
    });
  }

  FileWorker::Fetched fetch_detail(ReaderProcess& reader, int run) {
    const std::size_t numbers =
        organisation_column_count * info_.quarters.size() * info_.organisations.size();
    wire::Request wanted = request();
    wanted.first = run;
    wire::RecordedRun recorded;
    reader.ask(wire::Ask::run, wanted, numbers * sizeof(float) + (1U << 13U), recorded);
    auto detail = std::make_shared<RunDetail>(recorded_detail(record_, recorded, run, options_));
    detail->reason = readable(detail->reason);
    const std::size_t bytes = sizeof(float) * (detail->columns.size() + detail->parts.size() +
                                               detail->attraction.size() + detail->chance.size());
    return {std::move(detail), bytes};
  }

  const std::string path_;
  const ReadingOptions options_;
  RecordContents record_;
  RunInfo info_;
  int shown_ = 1;
  FileWorker worker_;  // last: its thread uses all of the above
};

}  // namespace

std::unique_ptr<RunData> open_run(const std::filesystem::path& path, const ReadingOptions& options,
                                  std::shared_ptr<Cancel> cancel) {
  return std::make_unique<FileRun>(path, options, cancel ? std::move(cancel) : std::make_shared<Cancel>());
}

}  // namespace concord
