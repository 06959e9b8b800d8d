#pragma once
// The period that every column of a world's tables describes, and what a run is told from later.

#include "agents/world/world.hpp"
#include "sim/calendar.hpp"
#include "sim/errors.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace concord {

/// In the column `table` of periods.csv: a group of parameters, not a column of a table.
inline constexpr std::string_view settings_of_dates = "parameters";

/// Fills Layout::periods, in which the reader noted the columns that are there, from periods.csv, and adds
/// rows for settings. A folder without that file states nothing. A column without a row, a row without a
/// column, one that stands twice and a month that is none are problems, all at once.
void read_periods(const std::filesystem::path& file, Layout&, Problems&);

/// Does it describe a month that a run from the first day of `start` cannot know?
bool is_later(const Layout::Period&, Quarter start);
/// A problem in `file` for every period that is later and of which nobody says why a run is told it.
void refuse_later(const std::filesystem::path& file, std::span<const Layout::Period>, Quarter start,
                  Problems&);

/// "2017-03".
std::string month_text(int month);

}  // namespace concord
