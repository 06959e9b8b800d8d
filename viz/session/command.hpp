#pragma once
// Everything a user can do, declared once: menus, keys, the F1 sheet and the palette derive from the rows.

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
  next_system,
  previous_system,
  next_organisation,
  previous_organisation,
  next_run,
  previous_run,
  all_runs,
  next_measure,
  previous_measure,
  view_1,
  view_2,
  view_3,
  view_4,
  view_5,
  view_6,
  view_7,
  view_8,
  view_9,
  view_10,
  view_11,
  table,
  spaghetti,
  compare,
  swap,
  overlay,
  side_by_side,
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

struct CommandRow {
  Command command;
  std::string_view menu, name;
  std::string_view keys;  ///< "Ctrl+O", "Space", "[": one, or two with " or " between them
};

inline constexpr std::array command_rows{
    CommandRow{Command::open, "File", "Open...", "Ctrl+O"},
    CommandRow{Command::open_recent, "File", "Open the last file again", "Ctrl+Shift+O"},
    CommandRow{Command::close, "File", "Close", "Ctrl+W"},
    CommandRow{Command::export_figure, "File", "Export figure...", "Ctrl+E"},
    CommandRow{Command::write_report, "File", "Write report...", "Ctrl+R"},
    CommandRow{Command::save_policy, "File", "Save policy as scenario...", "Ctrl+S"},
    CommandRow{Command::quit, "File", "Quit", "Ctrl+Q"},
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
    CommandRow{Command::next_system, "Select", "Next system", "Down"},
    CommandRow{Command::previous_system, "Select", "Previous system", "Up"},
    CommandRow{Command::next_organisation, "Select", "Next organisation", "PageDown"},
    CommandRow{Command::previous_organisation, "Select", "Previous organisation", "PageUp"},
    CommandRow{Command::next_run, "Select", "Next run", "R"},
    CommandRow{Command::previous_run, "Select", "Previous run", "Shift+R"},
    CommandRow{Command::all_runs, "Select", "All runs", "A"},
    CommandRow{Command::next_measure, "Select", "Next measure", "M"},
    CommandRow{Command::previous_measure, "Select", "Previous measure", "Shift+M"},
    CommandRow{Command::view_1, "View", "", "1"},
    CommandRow{Command::view_2, "View", "", "2"},
    CommandRow{Command::view_3, "View", "", "3"},
    CommandRow{Command::view_4, "View", "", "4"},
    CommandRow{Command::view_5, "View", "", "5"},
    CommandRow{Command::view_6, "View", "", "6"},
    CommandRow{Command::view_7, "View", "", "7"},
    CommandRow{Command::view_8, "View", "", "8"},
    CommandRow{Command::view_9, "View", "", "9"},
    CommandRow{Command::view_10, "View", "", "0"},
    CommandRow{Command::view_11, "View", "", "-"},
    CommandRow{Command::table, "View", "Table of what is drawn", "T"},
    CommandRow{Command::spaghetti, "View", "Every run as a line", "G"},
    CommandRow{Command::compare, "Compare", "Compare with another", "Ctrl+D"},
    CommandRow{Command::swap, "Compare", "Swap the two", "X"},
    CommandRow{Command::overlay, "Compare", "One over the other", "Shift+1"},
    CommandRow{Command::side_by_side, "Compare", "Side by side", "Shift+2"},
    CommandRow{Command::difference, "Compare", "Difference", "Shift+3"},
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
constexpr const CommandRow& row_of(Command command) {
  return command_rows[static_cast<std::size_t>(command)];
}

/// The command of a key such as "Ctrl+O", if there is one.
std::optional<Command> command_of(std::string_view key);

}  // namespace concord
