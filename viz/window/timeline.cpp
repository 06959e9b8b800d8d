// Financial quarters from left to right: where the run is, what happened when, and how fast it plays.

#include "experiments/charts/charts.hpp"
#include "viz/window/imgui.hpp"
#include "viz/window/screen_canvas.hpp"
#include "viz/window/ui.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

const ImU32 ink = packed_color(palette::text), muted = packed_color(palette::muted),
            blue = packed_color(palette::blue), orange = packed_color("#B3450B"),
            year_ground = packed_color("#F0F2F5");

std::string speed_text(double speed) { return fmt::format("{} quarter{}/s", speed, speed > 1 ? "s" : ""); }

/// What happens in the shown quarter, of the selected system before the country.
std::string event_words(Session& session, std::size_t longest) {
  const Event* shown = nullptr;
  int more = -1;
  for (const Event& event : session.events()) {
    if (event.quarter != session.selection.quarter) continue;
    if (event.system && *event.system != session.selection.system) continue;
    if (shown == nullptr || (event.system && !shown->system)) shown = &event;
    ++more;
  }
  if (shown == nullptr) return {};
  const std::string text =
      more > 0 ? fmt::format("{} ... and {} more", shown->sentence, more) : shown->sentence;
  return text.size() > longest ? std::string() : text;
}

void draw_buttons(Ui& ui) {
  Session& session = ui.session;
  const float room = ImGui::GetContentRegionAvail().x;
  command_button(ui, Command::first_quarter, "|<");
  ImGui::SameLine();
  command_button(ui, Command::previous_quarter, "<");
  ImGui::SameLine();
  command_button(ui, Command::play, session.playback().playing() ? "Pause" : "Play");
  ImGui::SameLine();
  command_button(ui, Command::next_quarter, ">");
  ImGui::SameLine();
  command_button(ui, Command::last_quarter, ">|");
  ImGui::SameLine(0, ui.em());
  const auto& quarters = session.now()->info().quarters;
  ImGui::AlignTextToFramePadding();
  say(quarters[static_cast<std::size_t>(session.selection.quarter)]);
  // What follows stands in the menu, too, and goes where there is no room.
  if (room < 34 * ui.em()) return;
  ImGui::SameLine(0, ui.em());
  command_button(ui, Command::previous_event, "< event");
  ImGui::SameLine();
  command_button(ui, Command::next_event, "event >");
  if (room < 50 * ui.em()) return;
  ImGui::SameLine(0, ui.em());
  bool loops = session.playback().loops();
  if (ImGui::Checkbox("repeat", &loops)) session.perform(Command::loop, ui.now);
  probe(ui, "repeat");
  ImGui::SameLine(0, ui.em());
  ImGui::SetNextItemWidth(8 * ui.em());
  if (ImGui::BeginCombo("##speed", speed_text(session.playback().speed()).c_str())) {
    for (std::size_t n = 0; n < playback_speeds.size(); ++n) {
      if (ImGui::Selectable(speed_text(playback_speeds[n]).c_str(), n == session.playback().speed_index()))
        session.set_speed(n);
    }
    ImGui::EndCombo();
  }
  tip("Speed ([ and ])");
  if (room < 80 * ui.em()) return;
  ImGui::SameLine(0, ui.em());
  ImGui::AlignTextToFramePadding();
  say_muted(event_words(session, static_cast<std::size_t>((room / ui.em() - 55) * 1.8F)));
}

}  // namespace

void draw_timeline(Ui& ui) {
  Session& session = ui.session;
  if (session.now() == nullptr || session.quarters() == 0) return;
  draw_buttons(ui);
  const auto& quarters = session.now()->info().quarters;
  const auto count = static_cast<float>(quarters.size());
  const float em = ui.em(), width = std::max(ImGui::GetContentRegionAvail().x, 10 * em), height = 3.4F * em;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton("##timeline", {width, height});
  probe(ui, "timeline");
  const bool hovered = ImGui::IsItemHovered();
  const auto quarter_at = [&](float x) {
    return std::clamp(static_cast<int>((x - at.x) / width * count), 0, session.quarters() - 1);
  };
  if (ImGui::IsItemActive()) session.click({TargetKind::quarter, quarter_at(ImGui::GetIO().MousePos.x)});

  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto x_of = [&](float quarter) { return at.x + width * quarter / count; };
  for (int q = 0; q < session.quarters(); ++q) {
    const std::string& label = quarters[static_cast<std::size_t>(q)];
    if (!label.ends_with("Q1") && q != 0) continue;
    const int length = std::min(label.ends_with("Q1") ? 4 : 5 - (label.back() - '0'), session.quarters() - q);
    const float left = x_of(static_cast<float>(q)), right = x_of(static_cast<float>(q + length));
    list.AddRectFilled({left + 1, at.y}, {right - 1, at.y + height}, year_ground, 3);
    const std::string year = label.substr(0, 7);
    if (ImGui::CalcTextSize(year.c_str()).x < right - left)
      list.AddText({left + 0.3F * em, at.y + height - 1.2F * em}, muted, year.c_str());
  }
  // What charts over time show, where that is a part.
  if (const Period period = session.period(); period.length() < session.quarters_of_charts()) {
    const float left = x_of(static_cast<float>(period.first)),
                right = x_of(static_cast<float>(period.last + 1));
    list.AddRectFilled({left, at.y + height - 0.25F * em}, {right, at.y + height}, blue);
  }
  // What happened, a row of marks for the country above one for the system.
  std::vector<std::string> there;
  std::vector<int> marks(quarters.size() * 2);
  for (const Event& event : session.events()) {
    if (event.system && *event.system != session.selection.system) continue;
    const auto row = static_cast<std::size_t>(event.system ? 1 : 0);
    int& nth = marks[static_cast<std::size_t>(event.quarter) * 2 + row];
    const float cell = width / count, size = 0.32F * em;
    const float x = x_of(static_cast<float>(event.quarter)) +
                    std::min(static_cast<float>(nth) * 2.2F * size + 1.6F * size, cell - size);
    const float y = at.y + (event.system ? 1.45F : 0.6F) * em;
    ++nth;
    // What was said is drawn hollow, what a run made is filled.
    if (event.system && event.kind == EventKind::claim) {
      list.AddTriangle({x - size, y + size}, {x + size, y + size}, {x, y - size}, orange, 1.5F);
    } else if (event.system) {
      list.AddTriangleFilled({x - size, y + size}, {x + size, y + size}, {x, y - size}, orange);
    } else if (event.kind == EventKind::claim) {
      list.AddCircle({x, y}, size, blue, 0, 1.5F);
    } else {
      list.AddCircleFilled({x, y}, size, blue);
    }
    if (hovered && quarter_at(ImGui::GetIO().MousePos.x) == event.quarter) there.push_back(event.sentence);
  }
  const float x = x_of(static_cast<float>(session.selection.quarter) + 0.5F);
  list.AddRect({x_of(static_cast<float>(session.selection.quarter)), at.y},
               {x_of(static_cast<float>(session.selection.quarter + 1)), at.y + height}, ink, 3, 0, 2);
  list.AddTriangleFilled({x - 0.45F * em, at.y - 0.05F * em}, {x + 0.45F * em, at.y - 0.05F * em},
                         {x, at.y + 0.45F * em}, ink);
  if (hovered && !ImGui::IsItemActive()) {
    std::string text = quarters[static_cast<std::size_t>(quarter_at(ImGui::GetIO().MousePos.x))];
    if (!there.empty() && !session.selection.run && session.now()->shown_runs() > 1)
      text += ", of the median of every measure over runs";
    for (std::size_t n = 0; n < there.size() && n < 8; ++n) text += "\n" + there[n];
    if (there.size() > 8) text += fmt::format("\nand {} more", there.size() - 8);
    tip(text);
  }
}

}  // namespace concord
