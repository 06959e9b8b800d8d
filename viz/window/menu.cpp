#include "experiments/platform/origin.hpp"
#include "viz/window/imgui.hpp"
#include "viz/window/ui.hpp"

#include <array>

#include <fmt/format.h>

namespace concord {
namespace {

std::string name_of(const Session& session, const CommandRow& row) {
  const auto view = view_of(row.command);
  if (!view) return std::string(row.name);
  const auto views = session.views();
  return *view < views.size() ? std::string(views[*view].name) : std::string();
}

bool ticked(const Session& session, Command command) {
  switch (command) {
    case Command::play:
      return session.playback().playing();
    case Command::loop:
      return session.playback().loops();
    case Command::table:
      return session.show_table;
    case Command::spaghetti:
      return session.spaghetti;
    case Command::policy_panel:
      return session.policy_panel;
    case Command::from_here:
      return session.from_here;
    case Command::controls:
      return session.controls;
    case Command::compare:
      return session.partner.kind != Counterpart::Kind::none;
    case Command::over:
      return session.compare == Compare::over;
    case Command::beside:
      return session.compare == Compare::beside;
    case Command::difference:
      return session.compare == Compare::difference;
    default:
      break;
  }
  return view_of(command) == session.view_row();
}

void draw_documents_menu(Ui& ui) {
  Session& session = ui.session;
  ImGui::Separator();
  for (std::size_t n = 0; n < session.documents().size(); ++n) {
    const Document& document = session.documents()[n];
    if (ImGui::MenuItem(fmt::format("{}##document{}", document.name, n).c_str(), nullptr,
                        n == session.active_index()))
      session.activate(n);
  }
}

void draw_recent(Ui& ui) {
  if (!ImGui::BeginMenu("Recent", !ui.session.settings.recent.empty())) return;
  const auto recent = ui.session.settings.recent;  // opening changes the list
  for (const auto& file : recent) {
    if (ImGui::MenuItem(file.string().c_str())) ui.session.open(file);
  }
  ImGui::EndMenu();
}

}  // namespace

void draw_menu(Ui& ui) {
  if (!ImGui::BeginMainMenuBar()) return;
  constexpr std::array<const char*, 8> menus{"File", "Edit",    "Time",   "Select",
                                             "View", "Compare", "Policy", "Help"};
  for (const char* menu : menus) {
    const bool open = ImGui::BeginMenu(menu);
    if (!open) {
      probe(ui, fmt::format("menu {}", menu));
      continue;
    }
    for (const CommandRow& row : command_rows) {
      if (row.menu != menu) continue;
      const std::string name = name_of(ui.session, row);
      if (name.empty()) continue;
      if (ImGui::MenuItem(name.c_str(), std::string(row.keys).c_str(), ticked(ui.session, row.command),
                          ui.session.possible(row.command)))
        ui.session.perform(row.command, ui.now);
      probe(ui, fmt::format("menu {}/{}", menu, name));
      if (row.command == Command::open) draw_recent(ui);
    }
    if (std::string_view(menu) == "File" && !ui.session.documents().empty()) draw_documents_menu(ui);
    ImGui::EndMenu();
  }
  const std::string_view note = simulated_not_observed;
  const float width = ImGui::CalcTextSize(note.data()).x + 2 * ui.em();
  if (ImGui::GetItemRectMax().x + width < ImGui::GetWindowWidth()) {
    ImGui::SameLine(ImGui::GetWindowWidth() - width);
    say(note);
  }
  ImGui::EndMainMenuBar();
}

}  // namespace concord
