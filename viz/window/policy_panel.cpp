// Incentives as sliders and switches, made from the rows of the parameters.

#include "experiments/scenarios/catalogue.hpp"
#include "experiments/scenarios/policies.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/short_meaning.hpp"
#include "viz/live/presets.hpp"
#include "viz/session/find_text.hpp"
#include "viz/window/imgui.hpp"
#include "viz/window/ui.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

/// Sliders cover what is worth trying, and the value that is set.
Range slider_range(const ParameterInfo& parameter, double standard, double value) {
  Range range = parameter.screening.low < parameter.screening.high ? parameter.screening : parameter.allowed;
  if (range.high - range.low > 1000) range = {0, std::max(2 * std::abs(standard), 1.0)};
  range.low = std::max(std::min({range.low, standard, value}), parameter.allowed.low);
  range.high = std::min(std::max({range.high, standard, value}), parameter.allowed.high);
  return range;
}

/// Draws the widget; the new value while it is being changed.
std::optional<double> edit(Ui& ui, const ParameterInfo& parameter, double value, double standard) {
  const std::string id = "##" + parameter.path;
  const Scenario& scenario = ui.session.live()->scenario().scenario;
  switch (parameter.kind) {
    case ValueKind::on_off: {
      bool on = value != 0;
      const bool changed = ImGui::Checkbox((std::string(switch_words(on)) + id).c_str(), &on);
      return changed ? std::optional(on ? 1.0 : 0.0) : std::nullopt;
    }
    case ValueKind::quarter: {
      // One step beyond the run means never.
      const int beyond = scenario.start.index + scenario.quarters;
      int index = std::clamp(static_cast<int>(value), scenario.start.index - 8, beyond);
      const std::string text =
          index == beyond ? (value >= never.index ? "never" : "after the run") : to_string(Quarter{index});
      ImGui::SetNextItemWidth(-1);
      const bool changed =
          ImGui::SliderInt(id.c_str(), &index, scenario.start.index - 8, beyond, text.c_str(),
                           ImGuiSliderFlags_AlwaysClamp | ImGuiSliderFlags_NoInput);
      return changed ? std::optional(index == beyond ? never.index : static_cast<double>(index))
                     : std::nullopt;
    }
    case ValueKind::whole: {
      const Range range = slider_range(parameter, standard, value);
      int whole = static_cast<int>(value);
      ImGui::SetNextItemWidth(-1);
      const bool changed = ImGui::SliderInt(id.c_str(), &whole, static_cast<int>(range.low),
                                            static_cast<int>(range.high), "%d", ImGuiSliderFlags_AlwaysClamp);
      return changed ? std::optional(static_cast<double>(whole)) : std::nullopt;
    }
    case ValueKind::number: {
      const Range range = slider_range(parameter, standard, value);
      ImGui::SetNextItemWidth(-1);
      double number = value;
      const bool changed = ImGui::SliderScalar(id.c_str(), ImGuiDataType_Double, &number, &range.low,
                                               &range.high, "%.3g", ImGuiSliderFlags_AlwaysClamp);
      // Three digits are what the label shows, and what the saved scenario should say.
      return changed
                 ? std::optional(std::clamp(std::stod(fmt::format("{:.3g}", number)), range.low, range.high))
                 : std::nullopt;
    }
  }
  return std::nullopt;
}

/// A name that tells whether the value is another than the scenario's, what it is about, and the way back.
void draw_name(Ui& ui, const ParameterInfo& parameter, std::string_view name, std::string_view aimed,
               const std::string& note, double standard) {
  Session& session = ui.session;
  const bool changed = session.live()->policy().changes(parameter, aimed);
  const std::string_view unit = readable_unit(parameter.unit);
  say(fmt::format("{}{}{}", changed ? "● " : "", name, unit.empty() ? "" : fmt::format(" ({})", unit)));
  tip(note);
  if (!changed) return;
  ImGui::SameLine(ImGui::GetContentRegionMax().x - 3.2F * ui.em());
  if (ImGui::SmallButton("reset")) {
    Policy policy = session.live()->policy();
    policy.reset(parameter, aimed);
    session.set_policy(std::move(policy));
  }
  probe(ui, fmt::format("reset {}{}{}", parameter.path, aimed.empty() ? "" : "@", aimed));
  tip(fmt::format("Back to {}", value_text(parameter, standard)));
}

/// What the scenario's aimed policies set: a slider each.
void draw_aimed(Ui& ui) {
  Live& live = *ui.session.live();
  const Scenario& scenario = live.scenario().scenario;
  if (scenario.policies.empty()) return;
  const Scenario now = with_policy(live.scenario(), live.policy()).scenario;
  const bool open = ImGui::CollapsingHeader("Policies for somebody", ImGuiTreeNodeFlags_DefaultOpen);
  probe(ui, "aimed policies");
  for (std::size_t n = 0; open && n < scenario.policies.size(); ++n) {
    const AimedPolicy& aimed = scenario.policies[n];
    ImGui::PushID(static_cast<int>(n));
    ImGui::PushTextWrapPos(0);
    say(aimed.name);
    ImGui::PopTextWrapPos();
    tip(policy_words(aimed, scenario));
    for (std::size_t k = 0; k < aimed.settings.size(); ++k) {
      const ParameterInfo& parameter = *aimed.settings[k].parameter;
      ImGui::PushID(static_cast<int>(k));
      const double standard = aimed.settings[k].value, value = now.policies[n].settings[k].value;
      draw_name(ui, parameter, parameter.path, aimed.name,
                fmt::format("{}\nAllowed: {}. Here: {}.", parameter.meaning,
                            allowed_text(parameter.kind, parameter.allowed), value_text(parameter, standard)),
                standard);
      if (const auto edited = edit(ui, parameter, value, standard))
        ui.session.set_aimed(aimed, parameter, *edited);
      probe(ui, fmt::format("{}@{}", parameter.path, aimed.name));
      ImGui::PopID();
    }
    ImGui::PopID();
  }
  ImGui::Separator();
}

/// `in_force`: what the sliders show.
void draw_parameter(Ui& ui, const ParameterInfo& parameter, const Parameters& in_force) {
  Session& session = ui.session;
  Live& live = *session.live();
  const double standard = parameter.get(live.scenario().scenario.parameters);
  const double value = parameter.get(in_force);
  std::string key(key_of(parameter));
  std::ranges::replace(key, '_', ' ');
  ImGui::PushID(parameter.path.c_str());
  const Mechanism* mechanism = find_mechanism(parameter.mechanism);
  std::string note = fmt::format("{}\n{}", parameter.path, parameter.meaning);
  note += fmt::format("\nAllowed: {}. Here: {}.", allowed_text(parameter.kind, parameter.allowed),
                      value_text(parameter, standard));
  note += fmt::format("\nSource: {}.", parameter.source);
  const Plausible& plausible = live.scenario().scenario.plausible;
  if (plausible.draws() && plausible.decides(parameter))
    note += fmt::format("\nEach run draws its own from {}; a value that is set here goes before that.",
                        plausible.table->name);
  if (mechanism != nullptr) note += fmt::format("\n{} {}", mechanism->id, mechanism->name);
  for (const PolicySetting& setting : live.policy().settings) {
    if (setting.parameter == &parameter && setting.aimed.empty())
      note += fmt::format("\nChanged to {}{}", value_text(parameter, setting.value),
                          setting.from ? " from " + to_string(*setting.from) : std::string());
  }
  draw_name(ui, parameter, key, {}, note, standard);
  if (const auto edited = edit(ui, parameter, value, standard)) session.set_parameter(parameter, *edited);
  probe(ui, parameter.path);
  ImGui::PopID();
}

void draw_state(Ui& ui) {
  Live& live = *ui.session.live();
  for (const std::string& problem : live.problems()) {
    ImGui::PushStyleColor(ImGuiCol_Text, ImVec4(0.70F, 0.10F, 0.10F, 1));
    ImGui::PushTextWrapPos(0);
    say(problem);
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
  }
  if (live.busy()) {
    say_muted("simulating ...");
  } else if (const auto delay = live.last_delay()) {
    say_muted(fmt::format("simulated in {:.0f} ms", 1000 * delay->count()));
  } else {
    say_muted("as in the scenario");
  }
}

void draw_presets(Ui& ui) {
  if (!ImGui::BeginCombo("##presets", "Policy packages")) {
    probe(ui, "presets");
    return;
  }
  for (const Preset& preset : policy_presets()) {
    if (ImGui::Selectable(preset.name.c_str()))
      ui.session.set_policy(policy_of(preset, ui.session.live()->scenario()));
    tip(preset.meaning);
    probe(ui, "preset " + preset.name);
  }
  ImGui::EndCombo();
}

}  // namespace

void draw_policy_panel(Ui& ui) {
  Session& session = ui.session;
  Live& live = *session.live();
  ImGui::SetNextItemWidth(-1);
  draw_presets(ui);
  ImGui::SetNextItemWidth(-1);
  ImGui::InputTextWithHint("##search", "find an incentive (Ctrl+F)", &ui.parameter_search);
  if (session.find_parameter)
    ImGui::SetKeyboardFocusHere(-1);  // the field itself: asked before, 1.90 misses it
  session.find_parameter = false;
  probe(ui, "search");
  bool from_here = session.from_here;
  const std::string now = to_string(live.scenario().scenario.start + session.selection.quarter);
  if (ImGui::Checkbox(fmt::format("change from {} on", now).c_str(), &from_here))
    session.from_here = from_here;
  probe(ui, "from here");
  tip("Off: changes count from the start of the run. On: from the quarter that is shown, as if decided "
      "then.");
  command_button(ui, Command::reset_policy, "Reset all");
  ImGui::SameLine();
  command_button(ui, Command::save_policy, "Save...");
  const float after = ImGui::GetContentRegionMax().x - (ImGui::GetItemRectMax().x - ImGui::GetWindowPos().x);
  if (after > 9 * ui.em()) ImGui::SameLine();
  int replicates = session.settings.replicates;
  ImGui::SetNextItemWidth(-4 * ui.em());
  if (ImGui::SliderInt("runs", &replicates, 8, 200, "%d", ImGuiSliderFlags_AlwaysClamp)) {
    session.settings.replicates = replicates;
    live.set_replicates(replicates);
  }
  probe(ui, "runs");
  draw_state(ui);
  ImGui::Separator();

  ImGui::BeginChild("##parameters");
  draw_aimed(ui);
  static const auto groups = groups_of_parameters();
  const Scenario& scenario = live.scenario().scenario;
  const Parameters in_force =
      parameters_in(with_policy(live.scenario(), live.policy()).scenario,
                    session.from_here ? scenario.start + session.selection.quarter : scenario.start);
  for (const ParameterGroup& group : groups) {
    const auto changed = std::ranges::count_if(
        group.members, [&](const ParameterInfo* parameter) { return live.policy().changes(*parameter); });
    const bool searching = !ui.parameter_search.empty();
    const auto wanted = [&](const ParameterInfo& parameter) {
      std::string path = parameter.path;
      std::ranges::replace(path, '_', ' ');
      return mentions(path, ui.parameter_search) || mentions(parameter.path, ui.parameter_search) ||
             mentions(parameter.meaning, ui.parameter_search) ||
             mentions(parameter.mechanism, ui.parameter_search);
    };
    if (searching && std::ranges::none_of(group.members, [&](const ParameterInfo* p) { return wanted(*p); }))
      continue;
    std::string title = group.title();
    if (changed > 0) title = fmt::format("● {} ({} changed)", title, changed);
    if (searching) ImGui::SetNextItemOpen(true);
    const bool open = ImGui::CollapsingHeader(fmt::format("{}###{}", title, group.key).c_str());
    probe(ui, "group " + group.key);
    std::string of;
    for (const Mechanism* mechanism : group.of)
      of += fmt::format("{}{} {}", of.empty() ? "" : "\n", mechanism->id, mechanism->name);
    tip(of);
    if (!open) continue;
    for (const ParameterInfo* parameter : group.members) {
      if (!searching || wanted(*parameter)) draw_parameter(ui, *parameter, in_force);
    }
  }
  ImGui::EndChild();
}

}  // namespace concord
