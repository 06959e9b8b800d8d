#include "experiments/runs/run_values.hpp"

#include "agents/state/measures.hpp"
#include "sim/errors.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

#include <fmt/format.h>

namespace concord {
namespace {

/// Made from two national measures.
struct Derived {
  std::string_view name, unit;
  Better better;
  std::string_view meaning, first, second, both;
  double (*value)(double first, double second);
};
constexpr std::array derived{
    Derived{"ccgs_balance", "£m", Better::more, "Balance of CCGs in the quarter.", "nhs_balance",
            "trusts_balance", "nhs_balance and trusts_balance", [](double nhs, double t) { return nhs - t; }},
    Derived{"councils_taking_part", "share", Better::more,
            "Share of councils that fund jointly with place or system.", "institution_share_councils", "", "",
            [](double i, double) { return 1 - i; }},
    Derived{"maturity_gap", "index", Better::less,
            "Ninetieth less tenth percentile of maturity over systems.", "maturity_p90", "maturity_p10",
            "maturity_p90 and maturity_p10", [](double p90, double p10) { return p90 - p10; }},
};

constexpr std::array<MeasureRow, designated_count> of_designated{{
    {"ics_accepting", "systems", "Designated systems with a pooled share above zero.", {}},
    {"ics_overspending",
     "systems",
     "Designated systems that accepted a system control total and miss it by more than 0.3 points.",
     {},
     Better::less},
    {"ics_pooled_share", "share", "Mean pooled share over designated systems; missing without any.", {}},
}};

auto find(std::string_view name) { return std::ranges::find(derived, name, &Derived::name); }

template <std::size_t n>
auto find(const std::array<MeasureRow, n>& rows, std::string_view key) {
  return std::ranges::find(rows, key, &MeasureRow::key);
}

template <std::size_t n>
bool holds(const std::array<MeasureRow, n>& rows, std::string_view key) {
  return find(rows, key) != rows.end();
}

/// Where the numbers of some runs come from: [run][quarter] of a measure that is not derived.
using NumbersOf = std::function<std::vector<double>(std::string_view)>;

std::vector<double> values_from(const NumbersOf& numbers, std::string_view name) {
  ensure(is_measure(name), "a measure that exists");
  const auto row = find(name);
  if (row == derived.end()) return numbers(name);
  auto values = numbers(row->first);
  const auto second = row->second.empty() ? std::vector<double>(values.size()) : numbers(row->second);
  std::ranges::transform(values, second, values.begin(), row->value);
  return values;
}

/// As files of earlier versions held only what it is made from.
std::vector<double> from_systems(const RecordReader& record, std::string_view name, int first, int runs) {
  const auto designated = record.systems("designated", first, runs),
             pooled = record.systems("pooled_share", first, runs),
             gap = record.systems("outturn_gap", first, runs);
  const auto place = static_cast<std::size_t>(find(of_designated, name) - of_designated.begin());
  std::vector<SystemNow> now(static_cast<std::size_t>(record.info().systems));
  std::vector<double> values;
  for (std::size_t at = 0; at < designated.size();) {
    for (SystemNow& system : now) {
      system = {designated[at], pooled[at], gap[at]};
      ++at;
    }
    values.push_back(over_designated(now)[place]);
  }
  return values;
}

}  // namespace

bool is_measure(std::string_view name) {
  return holds(measure_rows, name) || holds(of_designated, name) || find(name) != derived.end();
}

std::vector<std::string> measure_names() {
  std::vector<std::string> names;
  for (const auto& row : measure_rows) names.emplace_back(row.key);
  for (const auto& row : made_measure_rows()) names.emplace_back(row.key);
  return names;
}

MeasureRow describe_measure(std::string_view name) {
  if (const auto row = find(measure_rows, name); row != measure_rows.end()) return *row;
  const auto made = made_measure_rows();
  const auto row = std::ranges::find(made, name, &MeasureRow::key);
  ensure(row != made.end(), "a measure that exists");
  return *row;
}

std::string no_such_measure(std::string_view name) {
  return fmt::format("there is no measure {}{}", shown(name), did_you_mean(name, measure_names()));
}

std::array<double, designated_count> over_designated(std::span<const SystemNow> systems) {
  constexpr double slight_miss = -0.3;
  double count = 0, accepting = 0, overspending = 0, pooled = 0;
  for (const SystemNow& system : systems) {
    if (system.designated < 0.5) continue;
    count += 1;
    pooled += system.pooled_share;
    if (!(system.pooled_share > 0)) continue;
    accepting += 1;
    if (system.outturn_gap < slight_miss) overspending += 1;
  }
  return {accepting, overspending, count > 0 ? pooled / count : unknown};
}

std::vector<MeasureRow> made_measure_rows() {
  std::vector<MeasureRow> rows;
  for (const Derived& row : derived)
    rows.push_back({row.name, row.unit, row.meaning, row.second.empty() ? row.first : row.both, row.better});
  for (MeasureRow row : of_designated) {
    row.reference = "designated, pooled_share and outturn_gap of systems";
    rows.push_back(row);
  }
  return rows;
}

bool holds_measure(const RecordReader& record, std::string_view name) {
  return !holds(of_designated, name) || record.has_derived(name) || record.info().record != Record::summary;
}

std::vector<double> run_values(const RecordReader& record, std::string_view name, int first, int runs) {
  if (holds(of_designated, name))
    return record.has_derived(name) ? record.derived(name, first, runs)
                                    : from_systems(record, name, first, runs);
  return values_from([&](std::string_view key) { return record.summary(key, first, runs); }, name);
}

std::vector<double> run_values(const Block& block, std::string_view name) {
  const auto part = [](const std::vector<double>& values, const auto& rows, auto row) {
    const auto size = static_cast<std::ptrdiff_t>(values.size() / rows.size());
    const auto first = values.begin() + (row - rows.begin()) * size;
    return std::vector<double>(first, first + size);
  };
  return values_from(
      [&](std::string_view key) {
        const auto row = find(measure_rows, key);
        return row != measure_rows.end() ? part(block.summary, measure_rows, row)
                                         : part(block.designated, of_designated, find(of_designated, key));
      },
      name);
}

int runs_at_once(const RecordInfo& info, bool of_systems) {
  constexpr std::int64_t most_numbers = 1 << 22U;  // 32 MB
  const std::int64_t a_run = std::int64_t{info.quarters} * (of_systems ? info.systems : 1);
  return static_cast<int>(std::clamp<std::int64_t>(most_numbers / std::max<std::int64_t>(a_run, 1), 1,
                                                   std::max(info.replicates, 1)));
}

}  // namespace concord
