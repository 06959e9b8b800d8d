#pragma once
// Reads records for inspection and pictures. Trusts no file: docs/output.md says what one must hold.

#include "agents/state/measures.hpp"
#include "experiments/runs/run_plan.hpp"
#include "sim/h5.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// What a record says about itself.
struct RecordInfo {
  std::string title, version, commit, model_digest, scenario_digest, results_digest, scenario_file, start;
  std::int64_t seed = 0;
  int replicates = 0, quarters = 0, systems = 0, organisations = 0;
  Record record = Record::summary;
};

/// What /plausible holds, as it stands there.
struct RecordedPlausible {
  std::string table, digest;
  bool central = false;
  std::vector<std::string> parameter, set_by;  ///< [column]
  std::vector<double> weight, value;           ///< [row], [row][column]
  std::vector<std::int64_t> line;              ///< [row]
};

class RecordReader {
 public:
  /// Throws FileError if this is not a whole record of a layout this program knows.
  explicit RecordReader(const std::filesystem::path& path);

  const std::string& file() const { return *file_.file; }
  const RecordInfo& info() const { return info_; }
  /// The digest over the evidence of its values; empty in files of layout 1.
  std::string evidence() const { return h5::evidence_digest(file_); }
  /// "2019/20 Q1", ...; one a quarter.
  std::vector<std::string> quarters() const;
  /// The resolved scenario, YAML.
  std::string configuration() const;
  /// A column of text of "systems", "places" or "organisations", such as "code" or "name".
  std::vector<std::string> table_text(std::string_view table, std::string_view name) const;
  /// A column of numbers of one of these tables, such as "population"; and of rows of another table.
  std::vector<double> table_numbers(std::string_view table, std::string_view name) const;
  std::vector<std::int64_t> table_rows(std::string_view table, std::string_view name) const;
  /// Is there such a column? Some are only written if the tables say something.
  bool has_column(std::string_view table, std::string_view name) const;
  /// A column of text of /parameters, such as "path", "text" or "default"; one row a parameter.
  std::vector<std::string> parameter_text(std::string_view name) const;
  /// The table from which runs drew their settings, if there was one. Sizes fit one another.
  std::optional<RecordedPlausible> plausible() const;
  /// [run] numbers of the replicates.
  std::vector<std::int64_t> replicates() const;
  /// [run] fingerprints, hexadecimal, of everything recorded of each run.
  std::vector<std::string> digests() const;
  /// [run][quarter] of a national measure, runs [first, first + runs). Throws FileError if it is not there.
  /// What came later than the file, of the country, systems or organisations, is missing (NaN).
  std::vector<double> summary(std::string_view measure, int first, int runs) const;
  std::vector<double> summary(std::string_view measure) const {
    return summary(measure, 0, info_.replicates);
  }
  /// The same of a measure made from others, if the file has it: those of earlier versions do not.
  bool has_derived(std::string_view measure) const;
  std::vector<double> derived(std::string_view measure, int first, int runs) const;
  /// [run][quarter][system]; only of records of systems or organisations.
  std::vector<double> systems(std::string_view measure, int first, int runs) const;
  /// [run][quarter][system], 1 where an event of that kind happened, if the file has events.
  bool has_events() const;
  std::vector<std::int8_t> events(std::string_view kind, int first, int runs) const;
  /// [quarter][organisation] of one run, row of organisation_column_rows; only of records of organisations.
  std::vector<float> organisations(const MeasureRow& column, int run) const;

 private:
  void expect_runs(std::string_view name, std::size_t rows) const;
  template <class T>
  std::vector<T> values(std::string_view group, std::string_view measure, int first, int runs,
                        const h5::Extents& extents) const;
  h5::Object file_;
  RecordInfo info_;
};

}  // namespace concord
