#pragma once
// An open ensemble of runs as views see it, wherever it comes from: a file, a live simulation, a test.
//
// Whatever needs reading or simulating is asked for and comes later: a function that gives null has begun to
// fetch it, and whoever made the data calls `wake` when it is there. Nothing here blocks. All functions are
// for the one thread that draws.

#include "agents/state/measures.hpp"
#include "agents/world/organisation.hpp"
#include "experiments/runs/run_plan.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace concord {

struct SystemInfo {
  std::string code, name, region;
  double population = 0;
};
struct PlaceInfo {
  std::string code, name;
  int system = 0;
};
struct OrganisationInfo {
  std::string code, name;
  Type type = Type::acute;
  int place = 0, system = 0;
  double budget = 0;  ///< £m a year
  Kind kind() const { return row_of(type).kind; }
};
struct ParameterValue {
  std::string path, text, standard;  ///< `standard`: the default
};

/// What is known at once.
struct RunInfo {
  std::string title, source;  ///< `source`: file name without folder, or "live"
  std::string version, commit, model_digest;
  std::string results_digest;  ///< of a file; empty of what is simulated live
  std::int64_t seed = 0;
  int replicates = 0, first_replicate = 0;
  Record record = Record::summary;
  std::vector<std::string> quarters;  ///< "2019/20 Q1", ...
  std::vector<SystemInfo> systems;
  std::vector<PlaceInfo> places;
  std::vector<OrganisationInfo> organisations;
  std::vector<ParameterValue> parameters;  ///< in the order of all_parameters()
  std::string configuration;               ///< YAML
  Plausible plausible;                     ///< settings that the runs drew
};

/// Values of one measure: [run][quarter][thing]; NaN = missing.
struct Slice {
  int runs = 0, quarters = 0, things = 1;  ///< things: 1 for national measures
  std::vector<double> values;
  double at(int run, int quarter, int thing = 0) const {
    return values[(static_cast<std::size_t>(run) * static_cast<std::size_t>(quarters) +
                   static_cast<std::size_t>(quarter)) *
                      static_cast<std::size_t>(things) +
                  static_cast<std::size_t>(thing)];
  }
};
using SlicePointer = std::shared_ptr<const Slice>;

/// One run with all of its organisations, and why they chose what they chose.
struct RunDetail {
  int run = 0, quarters = 0, organisations = 0;
  /// [column][quarter][organisation], columns of organisation_column_rows. Empty if they cannot be had;
  /// `reason` then says why, and every value is missing.
  std::vector<float> columns;
  float column(OrganisationColumn which, int quarter, int organisation) const {
    if (columns.empty()) return std::numeric_limits<float>::quiet_NaN();
    return columns[(static_cast<std::size_t>(which) * static_cast<std::size_t>(quarters) +
                    static_cast<std::size_t>(quarter)) *
                       static_cast<std::size_t>(organisations) +
                   static_cast<std::size_t>(organisation)];
  }
  /// Parts of the utility of each option, in the order in which the model adds them up. Empty when the
  /// reasons cannot be had; `reason` then says why.
  std::vector<std::string> terms;
  std::vector<float> parts;  ///< [quarter][organisation][term][action], pp of the own budget
  /// After learning from experience, and the chance of each option: [quarter][organisation][action].
  std::vector<float> attraction, chance;
  std::string reason;
  std::size_t at(int quarter, int organisation) const {
    return static_cast<std::size_t>(quarter) * static_cast<std::size_t>(organisations) +
           static_cast<std::size_t>(organisation);
  }
  float part(int quarter, int organisation, std::size_t term, Action action) const {
    return parts[(at(quarter, organisation) * terms.size() + term) * actions +
                 static_cast<std::size_t>(action)];
  }
  /// The numbers are those of the recorded run, bit for bit.
  bool verified = false;
};

class RunData {
 public:
  virtual ~RunData() = default;
  virtual const RunInfo& info() const = 0;
  /// Runs that slices hold: all, or the first ones of a very large file.
  virtual int shown_runs() const { return info().replicates; }
  /// Whether there are values of single systems at all.
  virtual bool has_systems() const { return true; }
  /// A measure of the country, row of measure_rows.
  virtual SlicePointer national(std::size_t measure) = 0;
  /// A measure of every system, row of system_measure_rows.
  virtual SlicePointer systems(std::size_t measure) = 0;
  virtual std::shared_ptr<const RunDetail> detail(int run) = 0;
  /// Something was asked for that is still on its way.
  virtual bool busy() const { return false; }
  /// Whether it is known what organisations chose in every run, not only in the one that `detail` gives.
  virtual bool has_choices() const { return false; }
  /// Codes of their choices, a thing an organisation; of very many runs of the first ones.
  virtual SlicePointer choices() { return nullptr; }
  /// What could not be read or simulated, for the user; empty if nothing. A figure that needs it stays away.
  virtual std::string trouble() const { return {}; }
  /// Changes whenever a figure drawn from this data may look different.
  virtual std::uint64_t generation() const = 0;
};

}  // namespace concord
