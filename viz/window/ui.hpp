#pragma once
// What all panels of the window share.

#include "viz/session/session.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

struct Fonts;

/// Where things stand on the screen, in pixels: tests find widgets by name.
struct ScreenRect {
  float x0, y0, x1, y1;
  float middle_x() const { return (x0 + x1) / 2; }
  float middle_y() const { return (y0 + y1) / 2; }
};

struct FileBrowserState {
  std::filesystem::path folder;
  std::string typed;
  bool fresh = true;  ///< read the folder again
  std::vector<std::filesystem::directory_entry> entries;
  std::string trouble;
};

/// A chart over time that is dragged.
struct TimeDrag {
  Period from;            ///< what it showed when the button went down
  float x = 0, step = 1;  ///< where, and how wide a quarter is, pixels
  std::string target;     ///< what a click there selects
};

/// Of everything: at twice that letters would not fit into the textures of usual graphics cards.
inline constexpr double most_scale = 5;

struct Ui {
  explicit Ui(Session& all) : session(all) {}

  Session& session;
  const Fonts* fonts = nullptr;
  double now = 0;            ///< seconds
  double content_scale = 1;  ///< of the display
  std::map<std::string, ScreenRect, std::less<>> probes;

  // Memory of single panels.
  std::string parameter_search, palette_search, table_search;
  int palette_row = 0;
  Dialog shown = Dialog::none;  ///< the dialog that was open in the last frame
  int dialog_frames = 0;        ///< since it was opened
  int settling = 0;             ///< frames until a field that was opened by a key has the keyboard
  std::string export_path, report_path, policy_path, policy_title, done;
  int export_scale = 2;
  bool force = false;
  FileBrowserState browser;
  std::optional<TimeDrag> drag;
  bool wheel_zooms = false;  ///< the mouse was over a chart over time in the last frame
  float wheel = 0;           ///< turned there so far; touch pads give parts of a step

  /// Of everything: what the user wants, where the window is.
  double scale() const { return std::min(session.settings.scale * content_scale, most_scale); }
  float em() const;  ///< height of text, for sizes that follow the scale
};

/// Remembers where the last widget stands.
void probe(Ui& ui, std::string_view name);
/// Shows a text when the mouse rests on the last widget.
void tip(std::string_view text);
/// A button of an command; grey when it would do nothing, its key in the tip.
void command_button(Ui& ui, Command command, const char* label);
/// So many times the height of text, but no wider than a dialog may be in this window.
float dialog_width(const Ui& ui, float ems);
/// Text of any length, not a format.
void say(std::string_view text);
void say_muted(std::string_view text);
void say_wrapped(std::string_view text);

// The panels, a file each.
void draw_menu(Ui& ui);
void draw_selection_panel(Ui& ui);
void draw_sweep_panel(Ui& ui);
void draw_policy_panel(Ui& ui);
void draw_timeline(Ui& ui);
void draw_figure_area(Ui& ui);
void draw_dialogs(Ui& ui);
void draw_file_browser(Ui& ui);
/// Performs the actions of keys pressed in this frame.
void read_keys(Ui& ui);

}  // namespace concord
