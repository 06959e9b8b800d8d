#include "agents/world/periods.hpp"

#include "sim/csv.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr int months = 12;  ///< of a year

constexpr std::string_view example = "2017-03";
constexpr std::size_t dash = example.find('-');

/// "2017-03" as 12 x year + month, "-" as 0.
std::optional<int> month_of(std::string_view text) {
  if (text == "-") return 0;
  int year = 0, month = 0;
  const auto read = [&](std::size_t from, std::size_t to, int& number) {
    const char* end = text.data() + to;
    return std::from_chars(text.data() + from, end, number).ptr == end;
  };
  if (text.size() != example.size() || text[dash] != '-' || !read(0, dash, year) ||
      !read(dash + 1, text.size(), month) || month < 1 || month > months)
    return std::nullopt;
  return months * year + month;
}

/// The last month before a quarter.
int month_before(Quarter start) { return months * start.year() + 3 + 3 * start.of_year(); }

Layout::Period* find(Layout& layout, std::string_view table, std::string_view column) {
  const auto same = [&](const Layout::Period& p) { return p.table == table && p.column == column; };
  const auto found = std::ranges::find_if(layout.periods, same);
  return found == layout.periods.end() ? nullptr : &*found;
}

void read_row(const csv::Table& rows, std::size_t row, Layout& layout) {
  const auto table = rows.required_text(row, rows.column("table"));
  const auto column = rows.required_text(row, rows.column("column"));
  const auto period = rows.required_text(row, rows.column("period"));
  const auto text = rows.required_text(row, rows.column("ends"));
  if (!table || !column || !period || !text) return;
  const auto ends = month_of(*text);
  if (!ends)
    rows.problem(
        row, rows.column("ends"),
        fmt::format("'{}' is no month; write 2017-03 for March 2017, or - for a column that describes "
                    "no time",
                    *text));
  Layout::Period* known = find(layout, *table, *column);
  if (known == nullptr && *table == settings_of_dates)
    known = &layout.periods.emplace_back(
        Layout::Period{.table = std::string(*table), .column = std::string(*column)});
  if (known == nullptr) {
    const bool read = std::ranges::find(layout.files, *table) != layout.files.end();
    rows.problem(row, rows.column(read ? "column" : "table"),
                 fmt::format("there is no {} in {}; take the row out", read ? "such column" : "such table",
                             read ? *table : "this folder"));
  } else if (known->line > 0) {
    rows.problem(row, rows.column("column"),
                 fmt::format("{} of {} stands in line {} too; keep one", *column, *table, known->line));
  } else {
    known->period = *period;
    known->ends = ends.value_or(0);
    known->told = rows.text(row, rows.column("told"));
    known->line = rows.line(row);
  }
}

}  // namespace

void read_periods(const std::filesystem::path& file, Layout& layout, Problems& problems) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    layout.periods.clear();
    return;
  }
  const csv::Table rows = csv::load(
      file,
      {.required = {"table", "column", "period", "ends"}, .optional = {"told", "source", "licence", "gap"}},
      problems);
  for (std::size_t row = 0; row < rows.rows(); ++row) read_row(rows, row, layout);
  layout.files.push_back(file.filename().string());
  for (const Layout::Period& period : layout.periods) {
    if (period.line == 0)
      problems.add((file.parent_path() / period.table).string(), 0, 0, period.column,
                   fmt::format("{} does not say which period the column describes; add a row for it",
                               file.filename().string()));
  }
}

bool is_later(const Layout::Period& period, Quarter start) { return period.ends > month_before(start); }

void refuse_later(const std::filesystem::path& file, std::span<const Layout::Period> periods, Quarter start,
                  Problems& problems) {
  for (const Layout::Period& period : periods) {
    if (!is_later(period, start) || !period.told.empty()) continue;
    problems.add(
        file.string(), period.line, 0, "told",
        fmt::format("{} of {} describes {}, until {}, and a run from {} knows nothing after {}; say here "
                    "why it is told this, leave the column out, or start later",
                    period.column, period.table, period.period, month_text(period.ends), to_string(start),
                    month_text(month_before(start))));
  }
}

std::string month_text(int month) {
  return fmt::format("{}-{:02}", (month - 1) / months, (month - 1) % months + 1);
}

}  // namespace concord
