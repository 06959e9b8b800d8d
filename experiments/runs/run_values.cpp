#include "experiments/runs/run_values.hpp"

#include "agents/measures.hpp"
#include "sim/errors.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

/// Made from two national measures.
struct Derived {
  std::string_view name, unit, meaning, first, second, both;
  double (*value)(double first, double second);
};
constexpr std::array derived{
    Derived{"ccgs_balance", "£m", "Balance of CCGs in the quarter.", "nhs_balance", "trusts_balance",
            "nhs_balance and trusts_balance", [](double nhs, double t) { return nhs - t; }},
    Derived{"councils_taking_part", "share", "Share of councils that fund jointly with place or system.",
            "institution_share_councils", "", "", [](double i, double) { return 1 - i; }},
    Derived{"maturity_gap", "index", "Ninetieth less tenth percentile of maturity over systems.",
            "maturity_p90", "maturity_p10", "maturity_p90 and maturity_p10",
            [](double p90, double p10) { return p90 - p10; }},
};

/// Made from measures of the designated systems: a sum over them, or a mean.
struct OfDesignated {
  std::string_view name, unit, meaning;
  bool mean;
  double (*value)(double pooled_share, double outturn_gap);
};
constexpr std::array of_designated{
    OfDesignated{"ics_accepting", "systems", "Designated systems with a pooled share above zero.", false,
                 [](double pooled, double) { return pooled > 0 ? 1.0 : 0.0; }},
    OfDesignated{
        "ics_overspending", "systems",
        "Designated systems that accepted a system control total and miss it by more than 0.3 points.", false,
        [](double pooled, double gap) { return pooled > 0 && gap < -0.3 ? 1.0 : 0.0; }},
    OfDesignated{"ics_pooled_share", "share",
                 "Mean pooled share over designated systems; missing without any.", true,
                 [](double pooled, double) { return pooled; }},
};

template <class Rows>
auto find(const Rows& rows, std::string_view name) {
  return std::ranges::find(rows, name, [](const auto& row) { return row.name; });
}

bool in_record(std::string_view name) {
  return std::ranges::find(measure_rows, name, &MeasureRow::key) != measure_rows.end();
}

std::vector<double> over_designated(const RunNumbers& numbers, const OfDesignated& row) {
  const auto designated = numbers.systems("designated");
  const auto pooled = numbers.systems("pooled_share");
  const auto gap = numbers.systems("outturn_gap");
  const auto systems = static_cast<std::size_t>(numbers.system_count);
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

MeasureText describe_measure(std::string_view name) {
  const auto row = std::ranges::find(measure_rows, name, &MeasureRow::key);
  if (row != measure_rows.end()) return {row->unit, row->meaning};
  if (const auto made = find(derived, name); made != derived.end()) return {made->unit, made->meaning};
  const auto made = find(of_designated, name);
  ensure(made != of_designated.end(), "a measure that exists");
  return {made->unit, made->meaning};
}

std::string no_such_measure(std::string_view name) {
  const auto near = nearest(name, measure_names());
  return fmt::format("there is no measure {}{}", shown(name),
                     near ? fmt::format("; did you mean '{}'?", *near) : "");
}

std::vector<double> run_values(const RunNumbers& numbers, std::string_view name) {
  ensure(is_measure(name), "a measure that exists");
  if (const auto row = find(of_designated, name); row != of_designated.end())
    return over_designated(numbers, *row);
  const auto row = find(derived, name);
  if (row == derived.end()) return numbers.summary(name);
  auto values = numbers.summary(row->first);
  const auto second = row->second.empty() ? std::vector<double>(values.size()) : numbers.summary(row->second);
  std::ranges::transform(values, second, values.begin(), row->value);
  return values;
}

std::vector<double> run_values(const RecordReader& record, std::string_view name, int first, int runs) {
  return run_values(
      {.summary = [&](std::string_view measure) { return record.summary(measure, first, runs); },
       .systems = [&](std::string_view measure) { return record.systems(measure, first, runs); },
       .system_count = record.info().systems},
      name);
}

std::vector<MeasureRow> made_measure_rows(bool of_systems) {
  std::vector<MeasureRow> rows;
  for (const Derived& row : derived)
    rows.push_back({row.name, row.unit, row.meaning, row.second.empty() ? row.first : row.both});
  if (of_systems) {
    for (const OfDesignated& row : of_designated)
      rows.push_back(
          {row.name, row.unit, row.meaning, "designated, pooled_share and outturn_gap of systems"});
  }
  return rows;
}

std::vector<double> run_values(const Block& block, std::string_view name) {
  const auto part = [](const std::vector<double>& values, const auto& rows, std::string_view key) {
    const auto row = std::ranges::find(rows, key, &MeasureRow::key);
    ensure(row != rows.end(), "a measure that the block holds");
    const auto size = static_cast<std::ptrdiff_t>(values.size() / rows.size());
    const auto first = values.begin() + (row - rows.begin()) * size;
    return std::vector<double>(first, first + size);
  };
  return run_values(
      {.summary = [&](std::string_view key) { return part(block.summary, measure_rows, key); },
       .systems = [&](std::string_view key) { return part(block.system, system_measure_rows, key); },
       .system_count = block.systems},
      name);
}

int runs_at_once(const RecordInfo& info, bool of_systems) {
  constexpr std::int64_t most_numbers = 1 << 22U;  // 32 MB
  const std::int64_t a_run = std::int64_t{info.quarters} * (of_systems ? info.systems : 1);
  return static_cast<int>(std::clamp<std::int64_t>(most_numbers / std::max<std::int64_t>(a_run, 1), 1,
                                                   std::max(info.replicates, 1)));
}

}  // namespace concord
