#include "experiments/scenarios/told.hpp"

#include "agents/world/periods.hpp"
#include "experiments/scenarios/read_parameters.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

std::string line_of(std::string_view table, std::string_view column, std::string_view period,
                    std::string_view why) {
  return fmt::format("{} {}: {} ({})\n", table, column, period, why);
}

}  // namespace

void check_periods(const std::filesystem::path& folder, std::span<const Layout::Period> periods,
                   Quarter start, Problems& problems) {
  const std::filesystem::path file = folder / "periods.csv";
  refuse_later(file, periods, start, problems);
  for (const Layout::Period& period : periods) {
    if (period.table != settings_of_dates || is_group(period.column) ||
        find_parameter(period.column) != nullptr)
      continue;
    const auto near = nearest_parameter(period.column);
    problems.add(file.string(), period.line, 0, "column",
                 fmt::format("{} is neither a parameter nor a group of them{}", period.column,
                             near ? fmt::format("; did you mean '{}'?", *near) : ""));
  }
}

std::string told_to(const RunPlan& plan) {
  std::string lines;
  for (const Layout::Period& period : plan.scenario.world->layout.periods) {
    if (is_later(period, plan.scenario.start))
      lines += line_of(period.table, period.column, period.period, period.told);
  }
  return lines;
}

std::string told_in(const RecordReader& record) {
  if (!record.has_column("told", "table")) return "";
  const auto of = [&](std::string_view name) { return record.table_text("told", name); };
  const auto table = of("table"), column = of("column"), period = of("period"), why = of("why");
  std::string lines;
  for (std::size_t k = 0; k < table.size(); ++k)
    lines += line_of(table[k], column.at(k), period.at(k), why.at(k));
  return lines;
}

void add_told(std::vector<std::pair<std::string, std::string>>& facts, std::string lines) {
  if (lines.empty()) return;
  lines.pop_back();
  facts.emplace_back("told", std::move(lines));
}

}  // namespace concord
