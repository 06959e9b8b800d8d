// Files and folders to open: runs and sweeps (.h5), scenarios (.yaml), campaign folders.

#include "viz/window/imgui.hpp"
#include "viz/window/ui.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_entries = 5000;  // a folder with more is listed in part

bool is_campaign(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "plan.yaml", ignored);
}

bool may_be_opened(const fs::directory_entry& entry) {
  std::error_code ignored;
  if (entry.is_directory(ignored)) return !entry.path().filename().string().starts_with('.');
  const auto extension = entry.path().extension();
  return extension == ".h5" || extension == ".hdf5" || extension == ".yaml" || extension == ".yml";
}

void read_folder(FileBrowserState& browser) {
  browser.fresh = false;
  browser.entries.clear();
  browser.trouble.clear();
  std::error_code failure;
  fs::directory_iterator all(browser.folder, fs::directory_options::skip_permission_denied, failure);
  if (failure) {
    browser.trouble = fmt::format("{} cannot be read: {}", browser.folder.string(), failure.message());
    return;
  }
  for (const auto end = fs::directory_iterator(); all != end; all.increment(failure)) {
    if (failure) break;
    if (may_be_opened(*all)) browser.entries.push_back(*all);
    if (browser.entries.size() == most_entries) break;
  }
  std::ranges::sort(browser.entries, [](const auto& a, const auto& b) {
    std::error_code ignored;
    const bool folder_a = a.is_directory(ignored), folder_b = b.is_directory(ignored);
    return folder_a != folder_b ? folder_a : a.path().filename() < b.path().filename();
  });
}

void enter(FileBrowserState& browser, const fs::path& folder) {
  browser.folder = folder.lexically_normal();
  browser.fresh = true;
}

void open(Ui& ui, const fs::path& path) {
  ui.session.open(path);
  ui.session.dialog = Dialog::none;
  ImGui::CloseCurrentPopup();
}

}  // namespace

void draw_file_browser(Ui& ui) {
  FileBrowserState& browser = ui.browser;
  if (browser.folder.empty()) {
    std::error_code ignored;
    enter(browser, fs::current_path(ignored));
  }
  if (browser.fresh) read_folder(browser);

  ImGui::PushTextWrapPos(dialog_width(ui, 40));
  say("A file of runs or of a sweep (.h5), a scenario (.yaml), or the folder of a campaign");
  ImGui::PopTextWrapPos();
  ImGui::SetNextItemWidth(dialog_width(ui, 40) - 5 * ui.em());
  const bool entered =
      ImGui::InputTextWithHint("##path", "path", &browser.typed, ImGuiInputTextFlags_EnterReturnsTrue);
  probe(ui, "open path");
  ImGui::SameLine();
  if ((ImGui::Button("Open") || entered) && !browser.typed.empty()) {
    const fs::path path = browser.folder / browser.typed;  // an absolute path stays what it is
    std::error_code ignored;
    if (fs::is_directory(path, ignored) && !is_campaign(path)) {
      enter(browser, path);
      browser.typed.clear();
    } else {
      open(ui, path);
      return;
    }
  }
  probe(ui, "open button");

  say_muted(browser.folder.string());
  if (!browser.trouble.empty()) say(browser.trouble);
  const float height = std::min(16 * ui.em(), 0.9F * ImGui::GetMainViewport()->WorkSize.y - 14 * ui.em());
  ImGui::BeginChild("##entries", {dialog_width(ui, 40), std::max(height, 4 * ui.em())}, true);
  if (ImGui::Selectable("..  (folder above)", false, ImGuiSelectableFlags_DontClosePopups))
    enter(browser, browser.folder.parent_path());
  for (const auto& entry : browser.entries) {
    std::error_code ignored;
    const bool folder = entry.is_directory(ignored);
    const std::string name = entry.path().filename().string();
    const bool campaign = folder && is_campaign(entry.path());
    const std::string label = campaign ? name + "/  (campaign)" : folder ? name + "/" : name;
    if (ImGui::Selectable(label.c_str(), false, ImGuiSelectableFlags_DontClosePopups)) {
      if (folder && !campaign) {
        enter(browser, entry.path());
        break;  // the list is another one now
      }
      open(ui, entry.path());
      break;
    }
    probe(ui, "entry " + name);
  }
  ImGui::EndChild();
  if (ui.session.settings.recent.empty()) return;
  say("Recent");
  for (const auto& file : std::vector(ui.session.settings.recent)) {
    if (ImGui::Selectable(file.string().c_str())) open(ui, file);
  }
}

}  // namespace concord
