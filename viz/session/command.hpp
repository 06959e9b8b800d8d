#pragma once
// Everything a user can do, declared once: menus, keys, the F1 sheet and the palette derive from the rows.

#include "viz/views/views.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace concord {

enum class Command {
  open,
  open_recent,
  close,
  export_figure,
  write_report,
  save_policy,
  quit,
  undo,
  redo,
  play,
  next_quarter,
  previous_quarter,
  first_quarter,
  last_quarter,
  faster,
  slower,
  loop,
  next_event,
  previous_event,
  zoom_in,
  zoom_out,
  earlier,
  later,
  fit_time,
  next_system,
  previous_system,
  next_organisation,
  previous_organisation,
  next_run,
  previous_run,
  all_runs,
  next_measure,
  previous_measure,
  first_view,
  last_view = first_view + view_rows.size() - 1,
  table,
  spaghetti,
  compare,
  swap,
  over,
  beside,
  difference,
  policy_panel,
  from_here,
  reset_policy,
  find_parameter,
  palette,
  controls,
  larger,
  smaller,
  usual_size,
  keys,
  about,
};

/// Which row of the views that are to choose from it shows, if it shows one.
constexpr std::optional<std::size_t> view_of(Command command) {
  const auto n = static_cast<std::size_t>(command) - static_cast<std::size_t>(Command::first_view);
  return n < view_rows.size() ? std::optional(n) : std::nullopt;
}
constexpr Command command_of_view(std::size_t n) {
  return static_cast<Command>(static_cast<std::size_t>(Command::first_view) + n);
}

struct CommandRow {
  Command command;
  std::string_view menu, name;
  std::string_view keys;  ///< "Ctrl+O", "Space", "[": one, or two with " or " between them
};

/// Views stand where their menu does, with a key each as far as there are keys.
inline constexpr auto command_rows = [] {
  constexpr std::array before_views{
      CommandRow{Command::open, "File", "Open...", "Ctrl+O"},
      CommandRow{Command::open_recent, "File", "Open the last file again", "Ctrl+Shift+O"},
      CommandRow{Command::close, "File", "Close", "Ctrl+W"},
      CommandRow{Command::export_figure, "File", "Export figure...", "Ctrl+E"},
      CommandRow{Command::write_report, "File", "Write report...", "Ctrl+R"},
      CommandRow{Command::save_policy, "File", "Save policy as scenario...", "Ctrl+S"},
      CommandRow{Command::quit, "File", "Quit", "Ctrl+Q"},
      CommandRow{Command::undo, "Edit", "Undo", "Ctrl+Z"},
      CommandRow{Command::redo, "Edit", "Redo", "Ctrl+Shift+Z or Ctrl+Y"},
      CommandRow{Command::play, "Time", "Play or pause", "Space"},
      CommandRow{Command::next_quarter, "Time", "Next quarter", "Right"},
      CommandRow{Command::previous_quarter, "Time", "Previous quarter", "Left"},
      CommandRow{Command::first_quarter, "Time", "First quarter", "Home"},
      CommandRow{Command::last_quarter, "Time", "Last quarter", "End"},
      CommandRow{Command::faster, "Time", "Faster", "]"},
      CommandRow{Command::slower, "Time", "Slower", "["},
      CommandRow{Command::loop, "Time", "Repeat", "L"},
      CommandRow{Command::next_event, "Time", "Next event", "N"},
      CommandRow{Command::previous_event, "Time", "Previous event", "Shift+N"},
      CommandRow{Command::zoom_in, "Time", "Fewer quarters in charts", "Z"},
      CommandRow{Command::zoom_out, "Time", "More quarters in charts", "Shift+Z"},
      CommandRow{Command::earlier, "Time", "Charts of earlier quarters", "Shift+Left"},
      CommandRow{Command::later, "Time", "Charts of later quarters", "Shift+Right"},
      CommandRow{Command::fit_time, "Time", "All quarters in charts", "F"},
      CommandRow{Command::next_system, "Select", "Next system", "Down"},
      CommandRow{Command::previous_system, "Select", "Previous system", "Up"},
      CommandRow{Command::next_organisation, "Select", "Next organisation", "PageDown"},
      CommandRow{Command::previous_organisation, "Select", "Previous organisation", "PageUp"},
      CommandRow{Command::next_run, "Select", "Next run", "R"},
      CommandRow{Command::previous_run, "Select", "Previous run", "Shift+R"},
      CommandRow{Command::all_runs, "Select", "All runs", "A"},
      CommandRow{Command::next_measure, "Select", "Next measure", "M"},
      CommandRow{Command::previous_measure, "Select", "Previous measure", "Shift+M"},
  };
  constexpr std::string_view keys = "1234567890-=";
  std::array<CommandRow, view_rows.size()> views;
  for (std::size_t n = 0; n < views.size(); ++n)
    views[n] = {command_of_view(n), "View", "", n < keys.size() ? keys.substr(n, 1) : ""};
  constexpr std::array after_views{
      CommandRow{Command::table, "View", "Table of what is drawn", "T"},
      CommandRow{Command::spaghetti, "View", "Every run as a line", "G"},
      CommandRow{Command::compare, "Compare", "Compare with another", "Ctrl+D"},
      CommandRow{Command::swap, "Compare", "Swap A and B", "X"},
      CommandRow{Command::over, "Compare", "Over", "Shift+1"},
      CommandRow{Command::beside, "Compare", "Beside", "Shift+2"},
      CommandRow{Command::difference, "Compare", "Difference, B less A", "Shift+3"},
      CommandRow{Command::policy_panel, "Policy", "Show or hide incentives", "P"},
      CommandRow{Command::from_here, "Policy", "Change from this quarter on", "H"},
      CommandRow{Command::reset_policy, "Policy", "Reset all", "Ctrl+Backspace"},
      CommandRow{Command::find_parameter, "Policy", "Find an incentive", "Ctrl+F or /"},
      CommandRow{Command::palette, "Help", "All commands...", "Ctrl+P"},
      CommandRow{Command::controls, "View", "Keys move between controls", "F6"},
      CommandRow{Command::larger, "View", "Larger", "Ctrl++ or Ctrl+="},
      CommandRow{Command::smaller, "View", "Smaller", "Ctrl+-"},
      CommandRow{Command::usual_size, "View", "Usual size", "Ctrl+0"},
      CommandRow{Command::keys, "Help", "Keys", "F1 or ?"},
      CommandRow{Command::about, "Help", "About", "Shift+F1"},
  };
  std::array<CommandRow, before_views.size() + views.size() + after_views.size()> rows;
  std::ranges::copy(after_views,
                    std::ranges::copy(views, std::ranges::copy(before_views, rows.begin()).out).out);
  return rows;
}();
constexpr const CommandRow& row_of(Command command) {
  return command_rows[static_cast<std::size_t>(command)];
}

/// The command of a key such as "Ctrl+O", if there is one.
std::optional<Command> command_of(std::string_view key);

}  // namespace concord
