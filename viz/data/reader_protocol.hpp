#pragma once
// What the viewer asks the process that reads files for it, and what comes back. Both are the same program,
// so that numbers travel as they lie in memory.
//
// A message is a head and a body. A request's body is a Request, an answer's the values that stand beside the
// request below, or the text of a failure. The process keeps the last file open; every request names its file
// and the fingerprint that the viewer knows it by, so that a file that was replaced is noticed.

#include "experiments/campaigns/rows.hpp"
#include "experiments/results/sweep_reader.hpp"
#include "experiments/scenarios/record_plan.hpp"
#include "viz/data/wire.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace concord {

/// Hidden first argument of the program: read files for whoever started this process.
inline constexpr const char* reader_argument = "--serve-reader";

namespace wire {

inline constexpr std::uint64_t head_mark = 0x31524443'4e4f4331U;
struct Head {
  std::uint64_t mark = head_mark, length = 0;
  std::int64_t kind = 0;  ///< of a request: Ask; of an answer: Answer
};
inline constexpr std::size_t longest_message = 1U << 14U;  ///< of a failure
enum class Answer : std::int64_t { done, file_error, failed };

enum class Ask : std::int64_t {
  limits,              ///< ReaderLimits; the version of this protocol comes back
  identify,            ///< StoredKind
  open_run,            ///< RecordContents
  national,            ///< vector<double> [run][quarter] of the first `count` runs
  systems,             ///< vector<double> [run][quarter][system] of the first `count` runs
  run,                 ///< RecordedRun, of run number `first`
  choices,             ///< vector<double> [run][quarter][organisation] of the first `count` runs
  open_sweep,          ///< StoredSweep
  outcome,             ///< StoredOutcome
  trajectories,        ///< vector<double> [run of the point][quarter] of point `first`
  shard,               ///< RunRows without trajectories
  shard_trajectories,  ///< RunRows of the runs [first, first + count), `name` of no meaning
};

struct Request {
  std::string file, fingerprint;
  std::string name;  ///< key of a measure
  std::int64_t which = 0, first = 0, count = 0;
  RowShape shape;           ///< of shards
  std::string plan_digest;  ///< of shards
};

/// What a process may use; computing time for each request.
struct Limits {
  std::uint64_t memory = 0;
  std::int64_t cpu_seconds = 0;
};
inline constexpr std::int64_t protocol_version = 4;

enum class StoredKind { run, sweep, shard };

struct RecordedRun {
  std::string digest;          ///< of everything recorded of the run
  std::vector<float> columns;  ///< [column][quarter][organisation]; empty if not recorded
};

struct StoredSweep {
  SweepInfo info;
  std::vector<SweepAxis> axes;
  std::vector<SweepOutcome> outcomes;
  std::vector<std::string> quarters;
  std::vector<std::vector<double>> coordinates;  // [axis][point]
  std::vector<std::vector<std::string>> labels;
  std::vector<std::string> trajectories;
  std::vector<std::int64_t> replicates;  // [point]
  std::string plan, configuration;
};

struct StoredOutcome {
  std::vector<double> values;
  std::vector<std::uint32_t> point, replicate;
};

template <>
inline constexpr int values_of<Record> = 3;
template <>
inline constexpr int values_of<Type> = types;
template <>
inline constexpr int values_of<AxisKind> = static_cast<int>(axis_kind_names.size());
template <>
inline constexpr int values_of<StoredKind> = 3;

template <class T, class Wanted>
concept Of = std::same_as<std::remove_const_t<T>, Wanted>;

auto fields(Of<Request> auto& x) {
  return std::tie(x.file, x.fingerprint, x.name, x.which, x.first, x.count, x.shape, x.plan_digest);
}
auto fields(Of<Limits> auto& x) { return std::tie(x.memory, x.cpu_seconds); }
auto fields(Of<RecordedRun> auto& x) { return std::tie(x.digest, x.columns); }
auto fields(Of<StoredSweep> auto& x) {
  return std::tie(x.info, x.axes, x.outcomes, x.quarters, x.coordinates, x.labels, x.trajectories,
                  x.replicates, x.plan, x.configuration);
}
auto fields(Of<StoredOutcome> auto& x) { return std::tie(x.values, x.point, x.replicate); }

}  // namespace wire

// Of structs from elsewhere, in their own namespace.
auto fields(wire::Of<RowShape> auto& x) { return std::tie(x.outcomes, x.trajectories, x.quarters); }
auto fields(wire::Of<Failure> auto& x) { return std::tie(x.run, x.message); }
auto fields(wire::Of<RunRows> auto& x) {
  return std::tie(x.shape, x.run, x.status, x.digest, x.outcomes, x.trajectories, x.failures);
}
auto fields(wire::Of<RecordInfo> auto& x) {
  return std::tie(x.title, x.version, x.commit, x.model_digest, x.scenario_digest, x.results_digest,
                  x.scenario_file, x.start, x.seed, x.replicates, x.quarters, x.systems, x.organisations,
                  x.record);
}
auto fields(wire::Of<Layout::System> auto& x) {
  return std::tie(x.code, x.name, x.region, x.population, x.position, x.relationship, x.waiting,
                  x.success_regime, x.imputed);
}
auto fields(wire::Of<Layout::Place> auto& x) {
  return std::tie(x.code, x.name, x.system, x.population, x.imputed);
}
auto fields(wire::Of<Layout::Organisation> auto& x) {
  return std::tie(x.code, x.name, x.type, x.place, x.budget, x.position, x.outturn, x.distance, x.delays,
                  x.special_measures, x.imputed);
}
auto fields(wire::Of<Layout> auto& x) { return std::tie(x.systems, x.places, x.organisations); }
auto fields(wire::Of<RecordedParameter> auto& x) { return std::tie(x.path, x.text, x.standard); }
auto fields(wire::Of<RecordedPlausible> auto& x) {
  return std::tie(x.table, x.digest, x.central, x.parameter, x.set_by, x.weight, x.value, x.line);
}
auto fields(wire::Of<RecordContents> auto& x) {
  return std::tie(x.info, x.first_replicate, x.quarters, x.layout, x.parameters, x.configuration,
                  x.plausible);
}
auto fields(wire::Of<SweepInfo> auto& x) {
  return std::apply([&](const auto&... value) { return std::tie(x.*value.member..., x.baseline); },
                    sweep_values);
}
auto fields(wire::Of<SweepAxis> auto& x) {
  return std::tie(x.name, x.unit, x.meaning, x.source, x.mechanism, x.kind, x.log, x.list, x.low, x.high);
}
auto fields(wire::Of<SweepOutcome> auto& x) { return std::tie(x.name, x.measure, x.take, x.unit, x.meaning); }

}  // namespace concord
