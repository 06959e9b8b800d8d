#include "experiments/platform/origin.hpp"
#include "experiments/platform/version.hpp"
#include "sim/errors.hpp"
#include "viz/session/find_text.hpp"
#include "viz/session/session_report.hpp"
#include "viz/window/imgui.hpp"
#include "viz/window/output.hpp"
#include "viz/window/ui.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr const char* title_of(Dialog dialog) {
  switch (dialog) {
    case Dialog::none:
      return "";
    case Dialog::open:
      return "Open";
    case Dialog::export_figure:
      return "Export figure";
    case Dialog::report:
      return "Write report";
    case Dialog::save_policy:
      return "Save policy as scenario";
    case Dialog::palette:
      return "All commands";
    case Dialog::keys:
      return "Keys";
    case Dialog::about:
      return "About";
  }
  return "";
}

void close(Ui& ui) {
  ui.session.dialog = Dialog::none;
  ImGui::CloseCurrentPopup();
}

/// Does what writes files; what goes wrong is shown in place.
template <class Write>
void attempt(Ui& ui, const Write& write) {
  try {
    ui.done = write();
  } catch (const std::exception& error) {
    ui.done = error.what();
  }
}

void draw_result(Ui& ui) {
  if (ui.done.empty()) return;
  ImGui::PushTextWrapPos(dialog_width(ui, 36));
  say(ui.done);
  ImGui::PopTextWrapPos();
}

float dialog_height(const Ui& ui, float ems) {
  return std::min(ems * ui.em(), 0.9F * ImGui::GetMainViewport()->WorkSize.y - 7 * ui.em());
}

void explain(Ui& ui, std::string_view text) {
  ImGui::PushTextWrapPos(dialog_width(ui, 44));
  say(text);
  ImGui::PopTextWrapPos();
}

void draw_export(Ui& ui) {
  explain(ui, "The ending decides: .svg, .png, or .csv for the numbers that are drawn");
  ImGui::SetNextItemWidth(dialog_width(ui, 30));
  ImGui::InputText("##file", &ui.export_path);
  probe(ui, "export path");
  ImGui::SetNextItemWidth(dialog_width(ui, 10));
  ImGui::SliderInt("size of PNG", &ui.export_scale, 1, 3, "%dx", ImGuiSliderFlags_AlwaysClamp);
  ImGui::Checkbox("replace a file that exists", &ui.force);
  const Figure* figure = ui.session.figure();
  ImGui::BeginDisabled(figure == nullptr);
  if (ImGui::Button("Export") && figure != nullptr) {
    attempt(ui, [&] {
      write_figure(*figure, ui.export_path, ui.export_scale, ui.force);
      return fmt::format("{} is written", ui.export_path);
    });
  }
  ImGui::EndDisabled();
  probe(ui, "export button");
}

void draw_report(Ui& ui) {
  explain(ui, "A folder with a page (index.html), and each figure as SVG and CSV");
  ImGui::SetNextItemWidth(dialog_width(ui, 30));
  ImGui::InputText("##folder", &ui.report_path);
  ImGui::Checkbox("replace a report that exists", &ui.force);
  if (ImGui::Button("Write")) {
    attempt(ui, [&] {
      write_session_report(
          ui.session,
          [&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            ui.session.update(ui.now);
          },
          ui.report_path, ui.force);
      return fmt::format("{}/index.html is written", ui.report_path);
    });
  }
  probe(ui, "report button");
}

void draw_save_policy(Ui& ui) {
  explain(ui, "A scenario (.yaml) that gives what is shown; it can be opened again and run with concord run");
  ImGui::SetNextItemWidth(dialog_width(ui, 30));
  ImGui::InputText("title", &ui.policy_title);
  ImGui::SetNextItemWidth(dialog_width(ui, 30));
  ImGui::InputText("file", &ui.policy_path);
  probe(ui, "policy path");
  ImGui::Checkbox("replace a file that exists", &ui.force);
  if (ImGui::Button("Save") && ui.session.live() != nullptr) {
    attempt(ui, [&] {
      write_policy(*ui.session.live(), ui.policy_path, ui.policy_title, ui.force);
      return fmt::format("{} is written", ui.policy_path);
    });
  }
  probe(ui, "policy button");
}

void draw_palette(Ui& ui) {
  struct Line {
    std::string text;
    std::string_view keys;
    std::function<void()> perform;
  };
  std::vector<Line> lines;
  Session& session = ui.session;
  const auto views = session.views();
  for (const CommandRow& row : command_rows) {
    std::string name(row.name);
    if (const auto view = view_of(row.command)) {
      if (*view >= views.size()) continue;
      name = fmt::format("Show: {}", views[*view].name);
    }
    if (session.possible(row.command))
      lines.push_back({std::move(name), row.keys, [&ui, row] { ui.session.perform(row.command, ui.now); }});
  }
  if (session.now() != nullptr && !ui.palette_search.empty()) {
    const RunInfo& info = session.now()->info();
    const auto add = [&](std::string text, Clicked target) {
      lines.push_back({std::move(text), "", [&ui, target] { ui.session.click(target); }});
    };
    for (std::size_t n = 0; n < info.systems.size(); ++n)
      add(fmt::format("System: {} {}", info.systems[n].code, info.systems[n].name),
          {TargetKind::system, static_cast<int>(n)});
    for (std::size_t n = 0; n < info.organisations.size(); ++n)
      add(fmt::format("Organisation: {} {}", info.organisations[n].code, info.organisations[n].name),
          {TargetKind::organisation, static_cast<int>(n)});
    for (std::size_t n = 0; n < measure_count; ++n)
      add(fmt::format("Measure of the country: {}", measure_rows[n].key),
          {TargetKind::measure, static_cast<int>(n)});
    for (std::size_t n = 0; n < system_measure_count; ++n)
      add(fmt::format("Measure of systems: {}", system_measure_rows[n].key),
          {TargetKind::system_measure, static_cast<int>(n)});
  }
  std::erase_if(lines, [&](const Line& line) { return !mentions(line.text, ui.palette_search); });

  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(dialog_width(ui, 30));
  const bool entered = ImGui::InputTextWithHint("##palette", "command, system, organisation or measure",
                                                &ui.palette_search, ImGuiInputTextFlags_EnterReturnsTrue);
  probe(ui, "palette search");
  const int count = static_cast<int>(lines.size());
  if (key_pressed(GLFW_KEY_DOWN, true)) ++ui.palette_row;
  if (key_pressed(GLFW_KEY_UP, true)) --ui.palette_row;
  ui.palette_row = std::clamp(ui.palette_row, 0, std::max(count - 1, 0));
  ImGui::BeginChild("##lines", {dialog_width(ui, 32), dialog_height(ui, 18)});
  int chosen = entered && count > 0 ? ui.palette_row : -1;
  for (int n = 0; n < count; ++n) {
    const Line& line = lines[static_cast<std::size_t>(n)];
    if (ImGui::Selectable(fmt::format("{}##{}", line.text, n).c_str(), n == ui.palette_row,
                          ImGuiSelectableFlags_DontClosePopups))
      chosen = n;
    if (n == ui.palette_row && (key_pressed(GLFW_KEY_DOWN, true) || key_pressed(GLFW_KEY_UP, true)))
      ImGui::SetScrollHereY();
    if (!line.keys.empty()) {
      ImGui::SameLine(0.75F * dialog_width(ui, 32));
      say(line.keys);
    }
  }
  ImGui::EndChild();
  if (chosen < 0) return;
  const auto perform = lines[static_cast<std::size_t>(chosen)].perform;
  close(ui);
  perform();
}

/// Commands menu by menu, in as many columns as there is room for.
void draw_keys(Ui& ui) {
  constexpr std::array<std::string_view, 8> menus{"File", "Edit",    "Time",   "Select",
                                                  "View", "Compare", "Policy", "Help"};
  constexpr float keys_width = 8.5F, column_width = 23;
  const float room = dialog_width(ui, 1000) / (column_width * ui.em());
  const int columns = std::clamp(static_cast<int>(room), 1, 3);
  const float width = std::min(static_cast<float>(columns) * column_width * ui.em(), dialog_width(ui, 1000));
  ImGui::BeginChild("##keys", {width + ImGui::GetStyle().ScrollbarSize, dialog_height(ui, 42)});
  if (ImGui::BeginTable("##columns", columns)) {
    const auto rows = [&](std::string_view menu) {
      return static_cast<std::size_t>(std::ranges::count(command_rows, menu, &CommandRow::menu)) + 2;
    };
    std::size_t all = 0, done = 0;
    for (const std::string_view menu : menus) all += rows(menu);
    int column = 0;
    ImGui::TableNextColumn();
    for (const std::string_view menu : menus) {
      // A menu goes where its middle falls, if all columns are to be equally long.
      const auto wanted =
          static_cast<int>((2 * done + rows(menu)) * static_cast<std::size_t>(columns) / (2 * all));
      for (; column < std::min(wanted, columns - 1); ++column) ImGui::TableNextColumn();
      done += rows(menu);
      say_muted(menu);
      for (const CommandRow& row : command_rows) {
        if (row.menu != menu) continue;
        const auto view = view_of(row.command);
        say(row.keys);
        ImGui::SameLine(keys_width * ui.em());
        say(view ? view_rows[*view].name : row.name);
      }
      ImGui::Dummy({0, 0.5F * ui.em()});
    }
    ImGui::EndTable();
  }
  say_muted(
      "Mouse: click selects, double click opens a system or an organisation, drag on the time line scrubs.\n"
      "Charts over time: wheel zooms at the quarter under the mouse, drag moves, double click shows all "
      "quarters.\nCtrl and click on a slider: type a number.");
  ImGui::EndChild();
}

void draw_about(Ui& ui) {
  explain(ui, fmt::format("concord-view {} ({})", version(), commit()));
  explain(ui, fmt::format("Simulates collaboration in the English NHS. Everything shown is {}.",
                          simulated_not_observed));
  explain(ui, "Not a forecast, and no judgement of any named organisation.");
  explain(ui, "Contains public sector information licensed under the Open Government Licence v3.0.");
  explain(ui, "Dear ImGui, GLFW, HDF5, oneTBB, yaml-cpp, fmt, Boost.");
}

/// Sensible answers for a dialog that opens.
void prepare(Ui& ui) {
  ui.done.clear();
  ui.force = false;
  const Figure* figure = ui.session.figure();
  if (ui.session.dialog == Dialog::export_figure && figure != nullptr) ui.export_path = figure->name + ".svg";
  if (ui.session.dialog == Dialog::report) ui.report_path = "report";
  if (ui.session.dialog == Dialog::palette) {
    ui.palette_search.clear();
    ui.palette_row = 0;
  }
  if (ui.session.dialog == Dialog::open) ui.browser.fresh = true;
  if (ui.session.dialog == Dialog::save_policy && ui.session.active() != nullptr) {
    const auto& path = ui.session.active()->path;
    ui.policy_path = (path.parent_path() / (path.stem().string() + "_policy.yaml")).string();
    ui.policy_title = ui.session.live()->scenario().title + ", changed";
  }
}

void draw_messages(Ui& ui) {
  if (ui.session.messages.empty()) return;
  ImGui::OpenPopup("Message");
  ImGui::SetNextWindowSize({dialog_width(ui, 36), 0});
  ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Always, {0.5F, 0.5F});
  if (!ImGui::BeginPopupModal("Message", nullptr, ImGuiWindowFlags_NoResize)) return;
  ImGui::PushTextWrapPos(0);
  say(ui.session.messages.front());
  ImGui::PopTextWrapPos();
  if (ImGui::Button("Close") || key_pressed(GLFW_KEY_ESCAPE, false) || key_pressed(GLFW_KEY_ENTER, false)) {
    ui.session.messages.erase(ui.session.messages.begin());
    ImGui::CloseCurrentPopup();
  }
  probe(ui, "message close");
  ImGui::EndPopup();
}

}  // namespace

void draw_dialogs(Ui& ui) {
  draw_messages(ui);
  const Dialog dialog = ui.session.dialog;
  if (dialog != Dialog::none && dialog != ui.shown) {
    prepare(ui);
    ImGui::OpenPopup(title_of(dialog));
  }
  ui.dialog_frames = dialog == ui.shown ? ui.dialog_frames + 1 : 0;
  ui.shown = dialog;
  if (dialog == Dialog::none) return;
  constexpr int frames_to_grow = 3;  // it finds its size; then it may be moved
  const ImGuiViewport& view = *ImGui::GetMainViewport();
  ImGui::SetNextWindowPos(view.GetCenter(),
                          ui.dialog_frames < frames_to_grow ? ImGuiCond_Always : ImGuiCond_Appearing,
                          {0.5F, 0.5F});
  if (!ImGui::BeginPopupModal(title_of(dialog), nullptr, ImGuiWindowFlags_AlwaysAutoResize)) return;
  switch (dialog) {
    case Dialog::none:
      break;
    case Dialog::open:
      draw_file_browser(ui);
      break;
    case Dialog::export_figure:
      draw_export(ui);
      break;
    case Dialog::report:
      draw_report(ui);
      break;
    case Dialog::save_policy:
      draw_save_policy(ui);
      break;
    case Dialog::palette:
      draw_palette(ui);
      break;
    case Dialog::keys:
      draw_keys(ui);
      break;
    case Dialog::about:
      draw_about(ui);
      break;
  }
  if (ui.session.dialog == dialog) {
    draw_result(ui);
    if (ImGui::Button("Close") || key_pressed(GLFW_KEY_ESCAPE, false)) close(ui);
    probe(ui, "dialog close");
  }
  ImGui::EndPopup();
}

}  // namespace concord
