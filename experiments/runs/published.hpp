#pragma once
// What was published about England, and with which number of a run it compares.

#include "experiments/runs/record_reader.hpp"
#include "sim/calendar.hpp"
#include "sim/errors.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// One number out of the quarters of a run. Missing quarters are left out of means and sums.
struct Aggregation {
  enum class How { value, mean, sum, change } how = How::value;
  Quarter first, last;  ///< value: the same; change: from the one to the other; else all from first to last

  bool operator==(const Aggregation&) const = default;
};

/// Reads "value at 2018/19 Q2", "mean over 2018/19", "sum over 2017/18 to 2018/19" (financial years) or
/// "change from 2017/18 Q4 to 2019/20 Q4"; nothing otherwise.
std::optional<Aggregation> parse_aggregation(std::string_view text);
/// Does a run of that many quarters from `start` hold all the quarters?
bool covers(Quarter start, int quarters, const Aggregation& aggregation);
/// Of one run's quarters from `start`, which must cover the aggregation. NaN if nothing is there.
double aggregate(const Aggregation& aggregation, Quarter start, std::span<const double> quarters);

/// How well a published figure matches what is simulated.
enum class Match { published, near, assumed };
/// What the model knew of it.
enum class Use { input, fitted, unused };

/// A row of the summary: a number to make from every run, and the published figure if there is one.
struct PublishedRow {
  std::string id, section, label;
  std::string measure;  ///< is_measure()
  Aggregation aggregation;
  std::string unit;  ///< share, £m, index, or what is counted
  std::optional<double> published;
  Match match = Match::published;
  Use use = Use::unused;
  std::string source, definition;
};

/// The longest label and source that fit into the summary.
inline constexpr std::size_t longest_label = 38, longest_source = 22;

/// Reads a table such as configs/england_2019/published.csv, whose head describes it. What is wrong is added
/// to `problems`; the result must not be used then. Throws FileError when reading fails half-way.
std::vector<PublishedRow> read_published(const std::filesystem::path& file, Problems& problems);
std::vector<PublishedRow> parse_published(std::string text, std::string file, Problems& problems);

/// The table of England (built into the program) for a record of that world; none for any other.
std::vector<PublishedRow> published_for(const RecordReader& record);
/// The same for the text of a resolved scenario.
bool is_england(std::string_view configuration);

/// configs/england_2019/published.csv as it was when the program was built.
extern const std::string_view published_england;
/// experiments/claims/claims.csv in the same way.
extern const std::string_view claims_of_england;

}  // namespace concord
