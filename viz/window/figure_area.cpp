// The views to choose from, and the figure in the middle of the window.

#include "experiments/charts/charts.hpp"
#include "viz/window/imgui.hpp"
#include "viz/window/screen_canvas.hpp"
#include "viz/window/ui.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace concord {
namespace {

/// A list instead of buttons, where those would leave little room for the figure.
void draw_tabs_as_list(Ui& ui, const std::vector<ViewWords>& views) {
  Session& session = ui.session;
  const std::size_t chosen = session.view_row();
  ImGui::SetNextItemWidth(std::min(11 * ui.em(), ImGui::GetContentRegionAvail().x));
  if (ImGui::BeginCombo("##views", std::string(views[chosen].name).c_str(), ImGuiComboFlags_HeightLarge)) {
    for (std::size_t n = 0; n < views.size(); ++n) {
      const Command command = command_of_view(n);
      const std::string label = fmt::format("{} {}", row_of(command).keys, views[n].name);
      if (ImGui::Selectable(label.c_str(), n == chosen)) session.perform(command, ui.now);
      probe(ui, fmt::format("view {}", views[n].name));
    }
    ImGui::EndCombo();
  } else {
    probe(ui, "views");
  }
}

void draw_tabs(Ui& ui) {
  Session& session = ui.session;
  const auto views = session.views();
  constexpr float least_room = 24;  // ems: four rows of buttons
  const bool list = ImGui::GetContentRegionAvail().x < least_room * ui.em();
  if (list) draw_tabs_as_list(ui, views);
  for (std::size_t n = 0; n < views.size() && !list; ++n) {
    const std::string_view name = views[n].name, meaning = views[n].meaning;
    const bool chosen = n == session.view_row();
    const Command command = command_of_view(n);
    const std::string label = fmt::format("{} {}", row_of(command).keys, name);
    const float width = ImGui::CalcTextSize(label.c_str()).x + ImGui::GetStyle().FramePadding.x * 2;
    if (n > 0 && ImGui::GetItemRectMax().x + width + ImGui::GetStyle().ItemSpacing.x <
                     ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x)
      ImGui::SameLine();
    if (chosen) {
      ImGui::PushStyleColor(ImGuiCol_Button, packed_color(palette::blue));
      ImGui::PushStyleColor(ImGuiCol_ButtonHovered, ImVec4(0x1B / 255.F, 0x55 / 255.F, 0x88 / 255.F, 1));
      ImGui::PushStyleColor(ImGuiCol_Text, ImVec4(1, 1, 1, 1));
    }
    if (ImGui::Button(label.c_str())) session.perform(command, ui.now);
    if (chosen) ImGui::PopStyleColor(3);
    probe(ui, fmt::format("view {}", name));
    tip(meaning);
  }
  if (ImGui::GetItemRectMax().x + 7 * ui.em() <
      ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x)
    ImGui::SameLine(0, ui.em());
  ImGui::Checkbox("table", &session.show_table);
  probe(ui, "table");
  tip("What is drawn, as numbers to sort and search (T)");
}

void follow(Ui& ui, const std::string& target) {
  const auto parsed = parse_target(target);
  if (!parsed) return;
  ui.session.click(*parsed);
  if (!ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) return;
  if (parsed->kind == TargetKind::system) ui.session.set_view(View::system);
  if (parsed->kind == TargetKind::organisation) ui.session.set_view(View::organisation);
  if (parsed->kind == TargetKind::point) ui.session.sweep_view = SweepView::runs;
}

/// Of the whole figure. What can be drawn in less than it would like to have is drawn in `room`.
double height_of(const Figure& figure, double width, double room) {
  const FigureFrame frame = frame_of(figure, width);
  const double wanted = frame.above + figure.height(frame.chart_width) + frame.below;
  if (!figure.least_height || wanted <= room) return wanted;
  return std::max(frame.above + figure.least_height(frame.chart_width) + frame.below, room);
}

/// Narrower than the window if the whole figure can then be seen without scrolling.
double width_that_fits(const Figure& figure, double width, double height) {
  constexpr double least_share = 0.55, step = 20;
  const int steps = static_cast<int>((1 - least_share) * width / step);
  for (int n = 0; n <= steps; ++n) {
    const double narrower = width - n * step;
    if (height_of(figure, narrower, height) <= height) return narrower;
  }
  return width;
}

/// A chart over time under the mouse: a quarter's column of it.
struct Column {
  int quarter;
  Box box;
  double step;  ///< from one quarter to the next
};

std::optional<Column> column_at(const ScreenCanvas& canvas, Point at) {
  std::optional<Column> found;
  for (const ScreenCanvas::Hit& hit : canvas.hits()) {
    const Box& box = hit.box;
    if (at.x < box.x || at.x > box.x + box.width || at.y < box.y || at.y > box.y + box.height) continue;
    const auto target = parse_target(hit.target);
    if (!target || target->kind != TargetKind::quarter) continue;
    // Marks of single points lie on columns.
    if (!found || box.height > found->box.height) found = {target->index, box, box.width};
  }
  if (!found) return found;
  for (const ScreenCanvas::Hit& hit : canvas.hits()) {
    const auto target = parse_target(hit.target);
    if (!target || target->kind != TargetKind::quarter || hit.box.y != found->box.y) continue;
    if (target->index == found->quarter + 1 || target->index == found->quarter - 1)
      found->step = std::max(std::abs(hit.box.x - found->box.x), 1.0);
  }
  return found;
}

/// A line through the quarter in all charts of the figure.
void draw_crosshair(const ScreenCanvas& canvas, int quarter, ImVec2 at, float scale) {
  constexpr double least_height = 30;  // choices are squares, which speak for themselves
  const std::string target = text_of({TargetKind::quarter, quarter});
  for (const ScreenCanvas::Hit& hit : canvas.hits()) {
    if (hit.target != target || hit.box.height < least_height) continue;
    const float x = std::floor(at.x + static_cast<float>(hit.box.x + hit.box.width / 2) * scale);
    const auto y = [&](double value) { return at.y + static_cast<float>(value) * scale; };
    ImGui::GetWindowDrawList()->AddRectFilled({x, y(hit.box.y)}, {x + 1, y(hit.box.y + hit.box.height)},
                                              packed_color(palette::dark, 0.6));
  }
}

/// Wheel: zoom; drag: move; double click: everything. A click alone selects.
void use_time_axis(Ui& ui, const std::optional<Column>& column, const std::string& target, float scale) {
  Session& session = ui.session;
  const ImGuiIO& io = ImGui::GetIO();
  ui.wheel_zooms = column.has_value() && session.quarters_of_charts() > 0;
  if (ui.wheel_zooms && !io.KeyCtrl) {
    ui.wheel += io.KeyShift ? 0 : io.MouseWheel;
    if (const int steps = static_cast<int>(ui.wheel); steps != 0) {
      session.zoom_time(steps, column->quarter);
      ui.wheel -= static_cast<float>(steps);
    }
    const float aside = io.KeyShift ? io.MouseWheel : io.MouseWheelH;
    if (aside != 0)
      session.show_period(moved(session.period(), aside > 0 ? -1 : 1, session.quarters_of_charts()));
  } else {
    ui.wheel = 0;
  }
  if (column && ImGui::IsItemActivated()) {
    ui.drag = TimeDrag{session.period(), io.MousePos.x, static_cast<float>(column->step) * scale, target};
    if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
      session.show_period(std::nullopt);
      ui.drag.reset();
    }
  }
  if (!ui.drag) return;
  const bool dragged =
      io.MouseDragMaxDistanceSqr[ImGuiMouseButton_Left] >= io.MouseDragThreshold * io.MouseDragThreshold;
  if (ImGui::IsItemActive() && dragged) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    const int by = static_cast<int>(std::lround((ui.drag->x - io.MousePos.x) / ui.drag->step));
    session.show_period(moved(ui.drag->from, by, session.quarters_of_charts()));
  }
  if (!ImGui::IsItemActive()) {
    if (ImGui::IsItemDeactivated() && !dragged) follow(ui, ui.drag->target);
    ui.drag.reset();
  }
}

void draw_picture(Ui& ui, const Figure& figure) {
  ImGui::BeginChild("##figure", {0, 0}, false,
                    ImGuiWindowFlags_HorizontalScrollbar |
                        (ui.wheel_zooms ? ImGuiWindowFlags_NoScrollWithMouse : ImGuiWindowFlags_None));
  const auto scale = static_cast<float>(ui.scale());
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const double height = static_cast<double>(room.y) / scale;
  const double width = width_that_fits(
      figure, std::max(static_cast<double>(room.x - ImGui::GetStyle().ScrollbarSize) / scale, 400.0), height);
  const double needed = height_of(figure, width, height);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ScreenCanvas canvas(*ImGui::GetWindowDrawList(), at.x, at.y, scale, *ui.fonts);
  draw_figure(canvas, {0, 0, width, needed}, figure);
  ImGui::InvisibleButton("##picture",
                         {static_cast<float>(width) * scale, static_cast<float>(needed) * scale});
  probe(ui, "figure");
  for (const ScreenCanvas::Hit& hit : canvas.hits()) {
    if (hit.target.empty() || ui.probes.contains("target " + hit.target)) continue;
    const auto x = [&](double value) { return at.x + static_cast<float>(value) * scale; };
    const auto y = [&](double value) { return at.y + static_cast<float>(value) * scale; };
    ui.probes.emplace(
        "target " + hit.target,
        ScreenRect{x(hit.box.x), y(hit.box.y), x(hit.box.x + hit.box.width), y(hit.box.y + hit.box.height)});
  }
  std::optional<Column> column;
  std::string quarter;  // selected by a click that does not become a drag
  if (ImGui::IsItemHovered()) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const Point there{(mouse.x - at.x) / scale, (mouse.y - at.y) / scale};
    column = column_at(canvas, there);
    if (column && !ui.drag) draw_crosshair(canvas, column->quarter, at, scale);
    if (const auto* hit = canvas.hit(there)) {
      if (!hit->target.empty()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      if (!ui.drag) tip(hit->title);
      if (column && hit->target.starts_with("quarter ")) {
        quarter = hit->target;
      } else if (ImGui::IsItemClicked()) {
        follow(ui, hit->target);
      }
    }
  }
  use_time_axis(ui, column, quarter, scale);
  ImGui::EndChild();
}

bool less(const std::string& a, const std::string& b) {
  double x = 0, y = 0;
  const auto first = std::from_chars(a.data(), a.data() + a.size(), x);
  const auto second = std::from_chars(b.data(), b.data() + b.size(), y);
  if (first.ec == std::errc{} && second.ec == std::errc{}) return x < y;
  return a < b;
}

/// A row that names a system or an organisation by its code selects it.
void select_named(Ui& ui, const std::vector<std::string>& row) {
  const RunData* data = ui.session.now();
  if (data == nullptr) return;
  for (const std::string& cell : row) {
    const auto system = std::ranges::find(data->info().systems, cell, &SystemInfo::code);
    const auto organisation = std::ranges::find(data->info().organisations, cell, &OrganisationInfo::code);
    if (organisation != data->info().organisations.end())
      return ui.session.click(
          {TargetKind::organisation, static_cast<int>(organisation - data->info().organisations.begin())});
    if (system != data->info().systems.end())
      return ui.session.click({TargetKind::system, static_cast<int>(system - data->info().systems.begin())});
  }
}

void draw_table(Ui& ui, const Figure& figure) {
  ImGui::SetNextItemWidth(20 * ui.em());
  ImGui::InputTextWithHint("##filter", "search", &ui.table_search);
  probe(ui, "table search");
  const int columns = static_cast<int>(std::min<std::size_t>(figure.table.head.size(), 64));
  if (columns == 0) return;
  std::vector<std::size_t> rows;
  for (std::size_t n = 0; n < figure.table.rows.size(); ++n) {
    const auto& row = figure.table.rows[n];
    if (ui.table_search.empty() || std::ranges::any_of(row, [&](const std::string& cell) {
          return cell.find(ui.table_search) != cell.npos;
        }))
      rows.push_back(n);
  }
  constexpr ImGuiTableFlags flags = ImGuiTableFlags_Sortable | ImGuiTableFlags_ScrollX |
                                    ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg |
                                    ImGuiTableFlags_BordersInnerV | ImGuiTableFlags_Resizable |
                                    ImGuiTableFlags_SortTristate | ImGuiTableFlags_SizingFixedFit;
  if (!ImGui::BeginTable("##numbers", columns, flags)) return;
  ImGui::TableSetupScrollFreeze(0, 1);
  for (int n = 0; n < columns; ++n)
    ImGui::TableSetupColumn(figure.table.head[static_cast<std::size_t>(n)].c_str(),
                            ImGuiTableColumnFlags_None);
  ImGui::TableHeadersRow();
  if (const ImGuiTableSortSpecs* order = ImGui::TableGetSortSpecs();
      order != nullptr && order->SpecsCount > 0) {
    const auto column = static_cast<std::size_t>(order->Specs[0].ColumnIndex);
    const bool down = order->Specs[0].SortDirection == ImGuiSortDirection_Descending;
    const auto cell = [&](std::size_t row) {
      const auto& cells = figure.table.rows[row];
      return column < cells.size() ? cells[column] : std::string();
    };
    std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
      return down ? less(cell(b), cell(a)) : less(cell(a), cell(b));
    });
  }
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(rows.size()));
  while (clipper.Step()) {
    for (int n = clipper.DisplayStart; n < clipper.DisplayEnd; ++n) {
      const auto& row = figure.table.rows[rows[static_cast<std::size_t>(n)]];
      ImGui::TableNextRow();
      for (int c = 0; c < columns && c < static_cast<int>(row.size()); ++c) {
        ImGui::TableNextColumn();
        if (c == 0) {
          if (ImGui::Selectable(fmt::format("{}##{}", row[0], n).c_str(), false,
                                ImGuiSelectableFlags_SpanAllColumns))
            select_named(ui, row);
        } else {
          say(row[static_cast<std::size_t>(c)]);
        }
      }
    }
  }
  ImGui::EndTable();
}

void draw_welcome(Ui& ui) {
  ImGui::Dummy({0, ui.em()});
  say_wrapped(
      "Open a file of runs or of a sweep (.h5), a scenario (.yaml) to simulate live, or the folder of a "
      "campaign.");
  ImGui::Dummy({0, ui.em()});
  command_button(ui, Command::open, "Open... (Ctrl+O)");
  for (const auto& file : std::vector(ui.session.settings.recent)) {
    if (ImGui::Selectable(file.string().c_str())) ui.session.open(file);
  }
  ImGui::Dummy({0, ui.em()});
  say_muted("Files can also be dropped here. F1 shows all keys.");
}

}  // namespace

void draw_figure_area(Ui& ui) {
  Session& session = ui.session;
  if (session.active() == nullptr) {
    if (session.opening().empty()) {
      draw_welcome(ui);
    } else {
      say_muted("opening ...");
    }
    return;
  }
  draw_tabs(ui);
  const Figure* figure = session.figure();
  if (figure == nullptr) {
    say_muted(session.live() != nullptr ? "simulating ..." : "reading ...");
    return;
  }
  if (session.stale()) {
    ImGui::SameLine(0, 2 * ui.em());
    say_muted("reading ...");
  }
  if (session.show_table) {
    draw_table(ui, *figure);
  } else {
    draw_picture(ui, *figure);
  }
}

}  // namespace concord
