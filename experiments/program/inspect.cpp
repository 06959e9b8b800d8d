// `concord inspect`: what a file or folder is and holds, for people.

#include "experiments/pages/about.hpp"
#include "experiments/platform/readable_text.hpp"
#include "experiments/program/commands.hpp"
#include "sim/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view shown_measures[]{
    "institution_share", "place_share",    "system_share",      "maturity",     "designated",
    "in_name_only",      "pooled_share",   "integration_index", "trust_system", "control_totals_accepted",
    "trusts_in_deficit", "ledger_residual"};

/// Of a measure in some quarters. A million runs are read bit by bit.
std::vector<double> medians(const RecordReader& record, std::string_view measure,
                            const std::vector<int>& quarters) {
  constexpr int at_once = 4096;
  const RecordInfo& info = record.info();
  std::vector<std::vector<double>> values(quarters.size());
  for (int first = 0; first < info.replicates; first += at_once) {
    const int runs = std::min(at_once, info.replicates - first);
    const std::vector<double> block = record.summary(measure, first, runs);
    for (std::size_t k = 0; k < quarters.size(); ++k) {
      for (int run = 0; run < runs; ++run)
        values[k].push_back(block[static_cast<std::size_t>(run) * static_cast<std::size_t>(info.quarters) +
                                  static_cast<std::size_t>(quarters[k])]);
    }
  }
  std::vector<double> result;
  result.reserve(values.size());
  for (auto& column : values) result.push_back(median_of(std::move(column)));
  return result;
}

void print_medians(const RecordReader& record) {
  const RecordInfo& info = record.info();
  const std::vector<std::string> quarters = record.quarters();
  std::vector<int> columns{0, info.quarters / 2, info.quarters - 1};
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  std::string out = fmt::format("\n  {:26}", "median over runs");
  for (const int q : columns) out += fmt::format("{:>14}", quarters[static_cast<std::size_t>(q)]);
  out += "\n";
  for (const std::string_view measure : shown_measures) {
    out += fmt::format("  {:26}", measure);
    for (const double value : medians(record, measure, columns))
      out += fmt::format("{:>14}", std::isnan(value) ? "-" : fmt::format("{:.3g}", value));
    out += "\n";
  }
  fmt::print("{}", readable(std::move(out), true));
}

}  // namespace

void inspect(const std::filesystem::path& file) {
  const About known = about(file);
  fmt::print("{}", readable(text_of(known), true));
  if (known.form == FileForm::run) print_medians(RecordReader(file));
}

}  // namespace concord
