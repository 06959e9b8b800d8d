#include "viz/data/serve_reader.hpp"

#include "agents/state/measures.hpp"
#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/campaigns/shard.hpp"
#include "experiments/designs/read_design.hpp"
#include "experiments/runs/record_reader.hpp"
#include "sim/h5.hpp"
#include "viz/data/reader_protocol.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <new>
#include <optional>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

namespace concord {
namespace {

using namespace wire;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool memory_can_be_limited = false;  // the sanitizer reserves terabytes of addresses
#else
constexpr bool memory_can_be_limited = true;
#endif
constexpr std::uint64_t longest_request = 1U << 20U;
constexpr rlim_t files_open_at_once = 32;

void limit(__rlimit_resource what, rlim_t value) {
  struct rlimit old {};
  if (::getrlimit(what, &old) != 0) return;
  const rlim_t most = std::min(old.rlim_max, value);
  const struct rlimit now { most, most };
  ::setrlimit(what, &now);
}

/// Computing time from now on.
void allow_seconds(std::int64_t seconds) {
  struct rusage used {};
  struct rlimit limits {};
  if (::getrusage(RUSAGE_SELF, &used) != 0 || ::getrlimit(RLIMIT_CPU, &limits) != 0) return;
  const rlim_t until = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1 + seconds);
  limits.rlim_cur = std::min(limits.rlim_max, until);
  ::setrlimit(RLIMIT_CPU, &limits);
}

bool read_all(int file, void* to, std::size_t count) {
  auto* at = static_cast<char*>(to);
  while (count > 0) {
    const ssize_t got = ::read(file, at, count);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got, count -= static_cast<std::size_t>(got);
  }
  return true;
}
bool write_all(int file, const void* from, std::size_t count) {
  const auto* at = static_cast<const char*>(from);
  while (count > 0) {
    const ssize_t put = ::write(file, at, count);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    at += put, count -= static_cast<std::size_t>(put);
  }
  return true;
}

/// Files that stay open between requests.
struct OpenRun {
  std::string path;
  RecordReader reader;
  std::vector<std::string> digests;  // [run], when first needed
};
struct OpenSweep {
  std::string path;
  SweepReader reader;
  std::vector<std::size_t> first;  // rows of points, when first needed
};

/// Packed values; then, as they would be packed, the numbers of a slice, which are too many to be copied.
struct Reply {
  std::string bytes;
  std::vector<double> numbers;
};

class Service {
 public:
  Reply answer(Ask what, std::string_view body) {
    if (what == Ask::limits) return {set_limits(body), {}};
    allow_seconds(cpu_seconds_);
    Request request;
    unpack(body, request);
    switch (what) {
      case Ask::identify:
        return {pack(kind_of(request.file)), {}};
      case Ask::open_run:
        run_.reset();
        return {pack(contents_of(run(request).reader)), {}};
      case Ask::national:
        return numbers(run(request).reader.summary(request.name, 0, static_cast<int>(request.count)));
      case Ask::systems:
        return numbers(run(request).reader.systems(request.name, 0, static_cast<int>(request.count)));
      case Ask::run:
        return {pack(recorded_run(request)), {}};
      case Ask::choices:
        return numbers(choices(request));
      case Ask::open_sweep:
        sweep_.reset();
        return {pack(stored_sweep(sweep(request).reader)), {}};
      case Ask::outcome:
        return {pack(outcome(request)), {}};
      case Ask::trajectories: {
        const auto [first, rows] = rows_of(request, static_cast<std::size_t>(request.first));
        return {pack(sweep(request).reader.trajectories(request.name, first, rows)), {}};
      }
      case Ask::shard:
        return {pack(shard(request, false)), {}};
      case Ask::shard_trajectories:
        return {pack(shard(request, true)), {}};
      case Ask::limits:
        break;
    }
    throw WireError("a question that there is not");
  }

 private:
  static Reply numbers(std::vector<double> values) {
    return {pack(static_cast<std::uint64_t>(values.size())), std::move(values)};
  }
  std::string set_limits(std::string_view body) {
    Limits limits;
    unpack(body, limits);
    cpu_seconds_ = limits.cpu_seconds;
    if (memory_can_be_limited) limit(RLIMIT_AS, limits.memory);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, files_open_at_once);
    return pack(protocol_version);
  }

  StoredKind kind_of(const std::string& path) {
    const h5::Object file = h5::open_file(path);
    if (!h5::has_attribute(file, "kind")) return StoredKind::run;
    return h5::text_attribute(file, "kind") == "sweep" ? StoredKind::sweep : StoredKind::shard;
  }

  OpenRun& run(const Request& request) {
    if (!run_ || run_->path != request.file)
      run_.emplace(OpenRun{request.file, RecordReader(request.file), {}});
    expect_same(request, run_->reader.info().results_digest);
    return *run_;
  }
  OpenSweep& sweep(const Request& request) {
    if (!sweep_ || sweep_->path != request.file)
      sweep_.emplace(OpenSweep{request.file, SweepReader(request.file), {}});
    expect_same(request, sweep_->reader.info().content_digest);
    return *sweep_;
  }
  static void expect_same(const Request& request, const std::string& digest) {
    if (!request.fingerprint.empty() && request.fingerprint != digest)
      throw FileError(request.file, "is another file than when it was opened; open it again");
  }

  RecordedRun recorded_run(const Request& request) {
    OpenRun& open = run(request);
    if (open.digests.empty()) open.digests = open.reader.digests();
    RecordedRun recorded;
    recorded.digest = open.digests.at(static_cast<std::size_t>(request.first));
    if (open.reader.info().record < Record::organisations) return recorded;
    for (const MeasureRow& column : organisation_column_rows) {
      const auto values = open.reader.organisations(column, static_cast<int>(request.first));
      recorded.columns.insert(recorded.columns.end(), values.begin(), values.end());
    }
    return recorded;
  }

  std::vector<double> choices(const Request& request) {
    OpenRun& open = run(request);
    const auto& action = organisation_column_rows[static_cast<std::size_t>(OrganisationColumn::action)];
    std::vector<double> all;
    for (std::int64_t r = 0; r < request.count; ++r) {
      const auto one = open.reader.organisations(action, static_cast<int>(r));
      all.insert(all.end(), one.begin(), one.end());
    }
    return all;
  }

  static StoredSweep stored_sweep(const SweepReader& reader) {
    StoredSweep stored{.info = reader.info(),
                       .axes = reader.axes(),
                       .outcomes = reader.outcomes(),
                       .quarters = reader.quarters(),
                       .replicates = reader.replicates(),
                       .plan = reader.plan(),
                       .configuration = reader.configuration()};
    for (std::size_t axis = 0; axis < stored.axes.size(); ++axis) {
      stored.coordinates.push_back(reader.coordinates(axis));
      stored.labels.push_back(reader.labels(axis));
    }
    Problems ignored;  // a plan that cannot be read names none
    const yaml::Node tree = yaml::parse(stored.plan, "/plan", ignored);
    yaml::Reader design(tree, ignored);
    for (const std::string& name : read_trajectories(design)) {
      if (reader.has_trajectories(name)) stored.trajectories.push_back(name);
    }
    return stored;
  }

  StoredOutcome outcome(const Request& request) {
    const SweepReader& reader = sweep(request).reader;
    StoredOutcome stored{.values = reader.outcome(static_cast<std::size_t>(request.which))};
    const auto small = [&](std::string_view name, std::int64_t most) {
      const auto wide = reader.run_column(name, 0, reader.info().runs);
      std::vector<std::uint32_t> narrow(wide.size());
      std::ranges::transform(wide, narrow.begin(), [&](std::int64_t value) {
        if (value < 0 || value >= most)
          throw FileError(request.file, fmt::format("/runs/{} holds {}, of {}", name, value, most));
        return static_cast<std::uint32_t>(value);
      });
      return narrow;
    };
    stored.point = small("point", static_cast<std::int64_t>(reader.info().points));
    stored.replicate = small("replicate", reader.info().most_replicates);
    if (!std::ranges::is_sorted(stored.point))
      throw FileError(request.file, "its runs are not in order of points");
    return stored;
  }

  std::pair<std::size_t, std::size_t> rows_of(const Request& request, std::size_t point) {
    OpenSweep& open = sweep(request);
    if (open.first.empty()) open.first = open.reader.first_rows();
    return {open.first.at(point), open.first.at(point + 1) - open.first[point]};
  }

  static RunRows shard(const Request& request, bool with_trajectories) {
    if (shard_digest(request.plan_digest, request.file) != request.fingerprint)
      throw FileError(request.file, "is damaged, its bytes are not those that were written");
    RunRows rows = read_shard(request.file, request.plan_digest, request.shape);
    if (!with_trajectories) {
      rows.trajectories.clear();
      return rows;
    }
    const std::size_t series = request.shape.series();
    RunRows wanted;
    wanted.shape = rows.shape;
    for (std::size_t row = 0; row < rows.count(); ++row) {
      if (rows.run[row] < request.first || rows.run[row] - request.first >= request.count) continue;
      wanted.run.push_back(rows.run[row]);
      wanted.status.push_back(rows.status[row]);
      wanted.digest.push_back(rows.digest[row]);
      const auto at = rows.trajectories.begin() + static_cast<std::ptrdiff_t>(row * series);
      wanted.trajectories.insert(wanted.trajectories.end(), at, at + static_cast<std::ptrdiff_t>(series));
    }
    return wanted;
  }

  std::int64_t cpu_seconds_ = 1;
  std::optional<OpenRun> run_;
  std::optional<OpenSweep> sweep_;
};

/// A FileError's reason, without the path that stands before it.
std::string reason_of(const FileError& error) {
  const std::string text = error.what(), before = error.path() + ": ";
  return text.starts_with(before) ? text.substr(before.size()) : text;
}

}  // namespace

int serve_reader(int in, int out) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // in the middle of a file, too
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::setenv("HDF5_PLUGIN_PRELOAD", "::", 1);  // a file must not choose code to load
  ::signal(SIGPIPE, SIG_IGN);
  Service service;
  Head head;
  std::string body;
  while (read_all(in, &head, sizeof head)) {
    if (head.mark != head_mark || head.length > longest_request) return 1;
    body.resize(head.length);
    if (!read_all(in, body.data(), body.size())) return 1;
    Answer kind = Answer::done;
    Reply answer;
    try {
      answer = service.answer(static_cast<Ask>(head.kind), body);
    } catch (const FileError& error) {
      kind = Answer::file_error;
      answer.bytes = reason_of(error);
    } catch (const std::bad_alloc&) {
      kind = Answer::failed;
      answer.bytes = "to read it would take more memory than a reader may use; open a smaller file";
    } catch (const std::exception& error) {
      kind = Answer::failed;
      answer.bytes = fmt::format("cannot be read: {}", error.what());
    }
    if (kind != Answer::done) answer.bytes.resize(std::min(answer.bytes.size(), longest_message));
    const std::size_t more = answer.numbers.size() * sizeof(double);
    const Head reply{.length = answer.bytes.size() + more, .kind = static_cast<std::int64_t>(kind)};
    if (!write_all(out, &reply, sizeof reply) || !write_all(out, answer.bytes.data(), answer.bytes.size()) ||
        !write_all(out, answer.numbers.data(), more))
      return 0;
  }
  return 0;
}

}  // namespace concord
