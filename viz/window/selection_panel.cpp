// What is open and selected, as lists to choose from.

#include "experiments/charts/plain_words.hpp"
#include "experiments/pages/axis_words.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/sweep_cells.hpp"
#include "viz/window/imgui.hpp"
#include "viz/window/ui.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

namespace concord {
namespace {

/// A list to choose from; `index` stays as it is if nothing is chosen.
bool choose(Ui& ui, const char* label, int& index, int count, const std::function<std::string(int)>& name) {
  say(label);
  ImGui::SetNextItemWidth(-1);
  bool changed = false;
  const std::string id = fmt::format("##{}", label);
  const std::string shown = index >= 0 && index < count ? name(index) : "-";
  if (ImGui::BeginCombo(id.c_str(), shown.c_str(), ImGuiComboFlags_HeightLarge)) {
    ImGuiListClipper clipper;
    clipper.Begin(count);
    while (clipper.Step()) {
      for (int n = clipper.DisplayStart; n < clipper.DisplayEnd; ++n) {
        if (ImGui::Selectable(fmt::format("{}##{}", name(n), n).c_str(), n == index)) {
          index = n;
          changed = true;
        }
      }
    }
    ImGui::EndCombo();
  } else {
    tip(shown);
  }
  probe(ui, label);
  return changed;
}

std::string readable_key(std::string_view key) {
  std::string text(key);
  std::ranges::replace(text, '_', ' ');
  return text;
}

void draw_documents(Ui& ui) {
  Session& session = ui.session;
  for (std::size_t n = 0; n < session.documents().size(); ++n) {
    const Document& document = session.documents()[n];
    const char* kind = document.live ? "live" : document.sweep ? "sweep" : "runs";
    ImGui::PushID(static_cast<int>(n));
    if (ImGui::Selectable(fmt::format("{} ({})", document.name, kind).c_str(), n == session.active_index()))
      session.activate(n);
    probe(ui, fmt::format("document {}", n));
    tip(document.path.string());
    ImGui::PopID();
  }
  for (const std::string& name : session.opening()) say_muted(fmt::format("opening {} ...", name));
}

void draw_partner(Ui& ui) {
  Session& session = ui.session;
  if (!session.possible(Command::compare) && session.partner.kind == Counterpart::Kind::none) return;
  say("A, compared with");
  ImGui::SetNextItemWidth(-1);
  const auto text_of = [&](const Counterpart& partner) -> std::string {
    switch (partner.kind) {
      case Counterpart::Kind::none:
        return session.live() != nullptr ? "the result before the last change" : "nothing";
      case Counterpart::Kind::baseline:
        return "the scenario as it stands";
      case Counterpart::Kind::document:
        return session.documents()[partner.document].name;
    }
    return {};
  };
  std::vector<Counterpart> all{{}};
  if (session.live() != nullptr) all.push_back({.kind = Counterpart::Kind::baseline});
  for (std::size_t n = 0; n < session.documents().size(); ++n) {
    if (n != session.active_index() && !session.documents()[n].sweep)
      all.push_back({.kind = Counterpart::Kind::document, .document = n});
  }
  if (ImGui::BeginCombo("##partner", text_of(session.partner).c_str())) {
    for (std::size_t n = 0; n < all.size(); ++n) {
      if (ImGui::Selectable(fmt::format("{}##{}", text_of(all[n]), n).c_str(), all[n] == session.partner))
        session.partner = all[n];
    }
    ImGui::EndCombo();
  }
  probe(ui, "Compared with");
  if (session.before() == nullptr) return;
  int mode = static_cast<int>(session.compare);
  ImGui::RadioButton("over", &mode, 0);
  probe(ui, "compare over");
  ImGui::SameLine();
  ImGui::RadioButton("beside", &mode, 1);
  probe(ui, "compare beside");
  ImGui::SameLine();
  ImGui::RadioButton("difference", &mode, 2);
  probe(ui, "compare difference");
  session.compare = static_cast<Compare>(mode);
  if (session.partner.kind != Counterpart::Kind::none) say_muted(compared_words(session.scene()));
}

}  // namespace

void draw_selection_panel(Ui& ui) {
  Session& session = ui.session;
  draw_documents(ui);
  if (session.sweep() != nullptr) {
    ImGui::Separator();
    draw_sweep_panel(ui);
    return;
  }
  if (session.now() == nullptr) return;
  const RunInfo& info = session.now()->info();
  Selection& chosen = session.selection;
  ImGui::Separator();
  if (row_of(session.view()).subject == Subject::country) {
    ImGui::Checkbox("of the selected system", &session.of_system);
    probe(ui, "of the selected system");
  }
  const MeasureList list = measures_of(session.view(), session.of_system);
  int measure = static_cast<int>(chosen.*list.chosen);
  if (choose(ui, capital(std::string(list.what)).c_str(), measure, static_cast<int>(list.rows.size()),
             [&](int n) { return readable_key(list.rows[static_cast<std::size_t>(n)].key); })) {
    chosen.*list.chosen = static_cast<std::size_t>(measure);
    chosen.expression.clear();
  }
  say_muted(chosen.expression.empty() ? list.rows[chosen.*list.chosen].meaning : chosen.expression);
  ImGui::Separator();
  if (choose(ui, "System", chosen.system, static_cast<int>(info.systems.size()), [&](int n) {
        const SystemInfo& system = info.systems[static_cast<std::size_t>(n)];
        return fmt::format("{} {}", system.code, system.name);
      }))
    session.click({TargetKind::system, chosen.system});
  std::vector<int> members;
  for (std::size_t n = 0; n < info.organisations.size(); ++n) {
    if (info.organisations[n].system == chosen.system) members.push_back(static_cast<int>(n));
  }
  int member = static_cast<int>(std::ranges::find(members, chosen.organisation) - members.begin());
  if (choose(ui, "Organisation", member, static_cast<int>(members.size()), [&](int n) {
        return info.organisations[static_cast<std::size_t>(members[static_cast<std::size_t>(n)])].name;
      }))
    session.click({TargetKind::organisation, members[static_cast<std::size_t>(member)]});
  int run = chosen.run ? *chosen.run + 1 : 0;
  if (choose(ui, "Run", run, session.now()->shown_runs() + 1, [&](int n) {
        if (n == 0 && row_of(session.view()).of_one_run())
          return fmt::format("{}: this view shows one run",
                             run_words(*session.now(), shown_runs(session.scene()).now));
        return n == 0 ? fmt::format("all {}: median and bands", session.now()->shown_runs())
                      : fmt::format("run {}", info.first_replicate + n - 1);
      }))
    chosen.run = run == 0 ? std::nullopt : std::optional(run - 1);
  ImGui::Separator();
  draw_partner(ui);
  ImGui::Checkbox("every run as a line", &session.spaghetti);
  probe(ui, "spaghetti");
  ImGui::Separator();
  say_muted(fmt::format("{}\n{}\nseed {}, {} runs\nConcord {} ({})\nmodel {}", info.title,
                        settings_sentence(info), info.seed, info.replicates, info.version, info.commit,
                        info.model_digest));
}

void draw_sweep_panel(Ui& ui) {
  Session& session = ui.session;
  const SweepSheet& sheet = session.sweep()->sheet();
  SweepScene& chosen = session.sweep_choice;
  const int axes = static_cast<int>(sheet.axes.size());
  chosen.fixed.resize(sheet.axes.size());
  const auto axis_name = [&](int n) { return axis_title(sheet.axes[static_cast<std::size_t>(n)]); };
  const auto pick = [&](const char* label, std::size_t& index, int count,
                        const std::function<std::string(int)>& name) {
    int n = static_cast<int>(index);
    if (choose(ui, label, n, count, name)) index = static_cast<std::size_t>(n);
  };
  pick("Outcome", chosen.outcome, static_cast<int>(sheet.outcomes.size()),
       [&](int n) { return sheet.outcomes[static_cast<std::size_t>(n)].name; });
  if (chosen.outcome < sheet.outcomes.size()) say_muted(sheet.outcomes[chosen.outcome].meaning);
  pick("Across", chosen.x_axis, axes, axis_name);
  pick("Up", chosen.y_axis, axes, axis_name);
  for (std::size_t axis = 0; axis < sheet.axes.size(); ++axis) {
    if (axis == chosen.x_axis || axis == chosen.y_axis || axes > 12) continue;
    const auto& levels = session.levels(axis);
    ImGui::PushID(static_cast<int>(axis));  // two axes may read alike
    int level = chosen.fixed[axis] ? static_cast<int>(*chosen.fixed[axis]) + 1 : 0;
    if (choose(ui, axis_name(static_cast<int>(axis)).c_str(), level, static_cast<int>(levels.size()) + 1,
               [&](int n) {
                 return n == 0 ? std::string("averaged over") : levels[static_cast<std::size_t>(n) - 1].label;
               }))
      chosen.fixed[axis] = level == 0 ? std::nullopt : std::optional(static_cast<std::size_t>(level) - 1);
    ImGui::PopID();
  }
  if (sheet.info.baseline) {
    ImGui::Checkbox("difference from the baseline", &chosen.difference);
    probe(ui, "difference from the baseline");
  }
  ImGui::Separator();
  say(fmt::format("Point {} of {}", chosen.point, sheet.info.points));
  for (std::size_t axis = 0; axis < sheet.axes.size() && axis < 12; ++axis) {
    if (chosen.point < sheet.labels[axis].size())
      say_muted(fmt::format("{}: {}", axis_words(sheet.axes[axis]), level_text(sheet, axis, chosen.point)));
  }
  if (ImGui::Button("Open its runs")) session.open_point();
  probe(ui, "Open its runs");
  tip("Simulates the runs of this point again, to replay and to change them");
  ImGui::Separator();
  say_muted(fmt::format(
      "{}\n{} runs of {} points{}\nseed {}\nConcord {} ({})", sheet.info.title, sheet.info.runs,
      sheet.info.points,
      sheet.campaign && static_cast<std::int64_t>(sheet.info.runs) < sheet.total_runs
          ? fmt::format(", {:.0f}% of the campaign",
                        100.0 * static_cast<double>(sheet.info.runs) / static_cast<double>(sheet.total_runs))
          : "",
      sheet.info.seed, sheet.info.version, sheet.info.commit));
  for (const SweepWorker& worker : sheet.workers) {
    say_muted(worker.silent ? fmt::format("{}: no word", worker.name)
                            : fmt::format("{}: {:.0f}%, {:.0f} runs a second", worker.name,
                                          100 * worker.share, worker.runs_per_second));
  }
}

}  // namespace concord
