#include "experiments/run_values.hpp"

#include "agents/measures.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

namespace concord {
namespace {

/// Made from two national measures.
struct Derived {
  std::string_view name, first, second;
  double (*value)(double first, double second);
};
constexpr std::array derived{
    Derived{"ccgs_balance", "nhs_balance", "trusts_balance", [](double nhs, double t) { return nhs - t; }},
    Derived{"councils_taking_part", "institution_share_councils", "", [](double i, double) { return 1 - i; }},
    Derived{"maturity_gap", "maturity_p90", "maturity_p10", [](double p90, double p10) { return p90 - p10; }},
};

/// Made from measures of the designated systems: a sum over them, or a mean.
struct OfDesignated {
  std::string_view name;
  bool mean;
  double (*value)(double pooled_share, double outturn_gap);
};
constexpr std::array of_designated{
    OfDesignated{"ics_accepting", false, [](double pooled, double) { return pooled > 0 ? 1.0 : 0.0; }},
    OfDesignated{"ics_overspending", false,
                 [](double pooled, double gap) { return pooled > 0 && gap < -0.3 ? 1.0 : 0.0; }},
    OfDesignated{"ics_pooled_share", true, [](double pooled, double) { return pooled; }},
};

template <class Rows>
auto find(const Rows& rows, std::string_view name) {
  return std::ranges::find(rows, name, [](const auto& row) { return row.name; });
}

bool in_record(std::string_view name) {
  return std::ranges::find(measure_rows, name, &MeasureRow::key) != measure_rows.end();
}

std::vector<double> over_designated(const RecordReader& record, const OfDesignated& row, int first,
                                    int runs) {
  const auto designated = record.systems("designated", first, runs);
  const auto pooled = record.systems("pooled_share", first, runs);
  const auto gap = record.systems("outturn_gap", first, runs);
  const auto systems = static_cast<std::size_t>(record.info().systems);
  std::vector<double> values;
  for (std::size_t at = 0; at < designated.size();) {
    double sum = 0, count = 0;
    for (std::size_t k = 0; k < systems; ++k, ++at) {
      if (designated[at] < 0.5) continue;
      sum += row.value(pooled[at], gap[at]);
      ++count;
    }
    if (row.mean) sum = count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
    values.push_back(sum);
  }
  return values;
}

}  // namespace

bool needs_systems(std::string_view name) { return find(of_designated, name) != of_designated.end(); }

bool is_measure(std::string_view name) {
  return in_record(name) || needs_systems(name) || find(derived, name) != derived.end();
}

std::vector<std::string> measure_names() {
  std::vector<std::string> names;
  names.reserve(measure_rows.size() + derived.size() + of_designated.size());
  for (const auto& row : measure_rows) names.emplace_back(row.key);
  for (const auto& row : derived) names.emplace_back(row.name);
  for (const auto& row : of_designated) names.emplace_back(row.name);
  return names;
}

std::vector<double> run_values(const RecordReader& record, std::string_view name, int first, int runs) {
  ensure(is_measure(name), "a measure that exists");
  if (const auto row = find(of_designated, name); row != of_designated.end())
    return over_designated(record, *row, first, runs);
  const auto row = find(derived, name);
  if (row == derived.end()) return record.summary(name, first, runs);
  auto values = record.summary(row->first, first, runs);
  const auto second =
      row->second.empty() ? std::vector<double>(values.size()) : record.summary(row->second, first, runs);
  std::ranges::transform(values, second, values.begin(), row->value);
  return values;
}

int runs_at_once(const RecordInfo& info, bool of_systems) {
  constexpr std::int64_t most_numbers = 1 << 22U;  // 32 MB
  const std::int64_t a_run = std::int64_t{info.quarters} * (of_systems ? info.systems : 1);
  return static_cast<int>(std::clamp<std::int64_t>(most_numbers / std::max<std::int64_t>(a_run, 1), 1,
                                                   std::max(info.replicates, 1)));
}

}  // namespace concord
