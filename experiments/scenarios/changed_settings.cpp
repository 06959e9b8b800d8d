#include "experiments/scenarios/changed_settings.hpp"

#include "agents/quarter/simulate.hpp"
#include "experiments/grammar/keys.hpp"
#include "experiments/runs/settings.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "sim/digest.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view synthetic = "world.synthetic.", tables = "world.tables", named_inputs = "named.",
                           plausible = "plausible", policies = "policies.";
constexpr std::array about_files{"concord",    "title",     "replicates", "seed",  "record",
                                 "parameters", "plausible", "changes",    "named", "policies"};

struct SettingValue {
  std::string path, value;
};
using Settings = std::vector<SettingValue>;

const SettingValue* find(const Settings& settings, std::string_view path) {
  const auto found = std::ranges::find(settings, path, &SettingValue::path);
  return found == settings.end() ? nullptr : &*found;
}

/// The leaves of a tree of maps, in order.
void flatten(const yaml::Node& node, const std::string& path, Settings& leaves) {
  if (node.kind == yaml::Kind::scalar) leaves.push_back({path, node.text});
  if (node.kind != yaml::Kind::map) return;
  for (const yaml::Node& child : node.children)
    flatten(child, path.empty() ? child.key : fmt::format("{}.{}", path, child.key), leaves);
}

/// Adds what happens to a setting in mid-run, unless it has that value anyway.
void add_changes(const yaml::Node& list, Settings& settings) {
  std::map<std::string, std::string> last;  // value by path
  for (const yaml::Node& entry : list.children) {
    const yaml::Node *from = entry.find("from"), *parameters = entry.find("parameters");
    if (from == nullptr || parameters == nullptr) continue;
    Settings changes;
    flatten(*parameters, "", changes);
    for (const SettingValue& change : changes) {
      auto at = std::ranges::find(settings, change.path, &SettingValue::path);
      if (at == settings.end()) at = settings.insert(at, {change.path, ""});
      const auto [before, fresh] = last.try_emplace(change.path, at->value);
      if (before->second == change.value) continue;
      before->second = change.value;
      at->value += fmt::format("{}{} from {}", at->value.empty() ? "" : ", ", change.value, from->text);
    }
  }
}

/// "named.refuses.X": "from 2018/19 Q3 until 2019/20 Q1".
void add_named(const yaml::Node& list, Settings& settings) {
  for (const yaml::Node& entry : list.children) {
    const yaml::Node *from = entry.find("from"), *until = entry.find("until");
    if (from == nullptr || until == nullptr) continue;
    const std::string when = fmt::format("from {} until {}", from->text, until->text);
    for (const yaml::Node& child : entry.children) {
      if (&child == from || &child == until) continue;
      const std::string path = fmt::format("named.{}.{}", child.key, child.text);
      const auto at = std::ranges::find(settings, path, &SettingValue::path);
      if (at == settings.end()) {
        settings.push_back({path, when});
      } else {
        at->value += ", " + when;
      }
    }
  }
}

/// A tree on one line: "from 2018/19 Q1, where systems \"QOP\", parameters pooling floor 0.5".
std::string flow(const yaml::Node& node) {
  if (node.kind == yaml::Kind::scalar) return node.quoted ? in_quotes(node.text) : node.text;
  std::string text;
  for (const yaml::Node& child : node.children) {
    if (child.key == "name") continue;
    text += fmt::format("{}{}{}{}", text.empty() ? "" : ", ", child.key, child.key.empty() ? "" : " ",
                        flow(child));
  }
  return text;
}

/// Of a configuration in full: parameters first, as they say most.
Settings settings_of(std::string_view configuration) {
  Problems problems;
  const yaml::Node tree = yaml::parse(configuration, "/configuration", problems);
  problems.throw_if_any();
  Settings settings;
  if (const yaml::Node* draws = tree.find(plausible))
    settings.push_back({std::string(plausible), plausible_words(*draws)});
  if (const yaml::Node* parameters = tree.find("parameters")) flatten(*parameters, "", settings);
  if (const yaml::Node* changes = tree.find("changes")) add_changes(*changes, settings);
  if (const yaml::Node* named = tree.find("named")) add_named(*named, settings);
  if (const yaml::Node* list = tree.find("policies")) {
    for (const yaml::Node& entry : list->children) {
      if (const yaml::Node* name = entry.find("name"))
        settings.push_back({std::string(policies) + name->text, flow(entry)});
    }
  }
  for (const yaml::Node& child : tree.children) {
    if (std::ranges::find(about_files, child.key) == about_files.end()) flatten(child, child.key, settings);
  }
  return settings;
}

const Settings& defaults() {
  static const Settings all = [] {
    const Scenario standard;
    const SyntheticWorld world;
    Settings made{{"start", to_string(standard.start)},
                  {std::string(quarters_setting.key), fmt::format("{}", quarters_setting.standard)}};
    for (const auto& row : rows<SyntheticWorld>)
      made.push_back({fmt::format("{}{}", synthetic, row.key), value_text(world, row)});
    for (const ParameterInfo& info : all_parameters())
      made.push_back({info.path, value_text(info, info.get(standard.parameters))});
    return made;
  }();
  return all;
}

std::string with_unit(const ChangedSetting& setting, const std::string& value) {
  const ParameterInfo* info = find_parameter(setting.path);
  const auto unit = info == nullptr ? std::string_view() : readable_unit(info->unit);
  if (value.empty()) return "none";
  return unit.empty() || unit == "share" || value.find(' ') != value.npos ? value
                                                                          : fmt::format("{} {}", value, unit);
}

template <class Words>
std::string joined(std::span<const ChangedSetting> settings, std::size_t most, Words words) {
  std::string text;
  for (const ChangedSetting& setting : settings.first(std::min(most, settings.size())))
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", setting_words(setting.path), words(setting));
  if (settings.size() > most) text += fmt::format("; and {} more", settings.size() - most);
  return text;
}

}  // namespace

std::vector<ChangedSetting> changed_settings(std::string_view configuration) {
  std::vector<ChangedSetting> changed;
  for (const SettingValue& setting : settings_of(configuration)) {
    if (setting.path == tables) continue;
    const SettingValue* standard = find(defaults(), setting.path);
    const std::string nothing = setting.path.starts_with(named_inputs) ||
                                        setting.path.starts_with(policies) || setting.path == plausible
                                    ? "none"
                                    : "";
    const std::string other = standard == nullptr ? nothing : standard->value;
    if (setting.value != other) changed.push_back({setting.path, setting.value, other});
  }
  return changed;
}

std::string scenario_digest(std::string_view configuration, const std::vector<TableFile>& tables) {
  std::map<std::string, std::string> lines;  // in an order that does not depend on that of the parameters
  for (const ChangedSetting& setting : changed_settings(configuration))
    lines.emplace(setting.path, setting.value);
  std::string text = fmt::format("tables {}\n", digest_of(tables));
  for (const auto& [path, value] : lines) text += fmt::format("{} {}\n", path, value);
  return digest_of(text);
}

std::vector<ChangedSetting> settings_between(std::string_view first, std::string_view second) {
  const Settings one = settings_of(first), two = settings_of(second);
  std::vector<ChangedSetting> between;
  for (const SettingValue& setting : two) {
    const SettingValue* before = find(one, setting.path);
    const std::string other = before == nullptr ? "" : before->value;
    if (setting.value != other) between.push_back({setting.path, setting.value, other});
  }
  for (const SettingValue& setting : one) {
    if (find(two, setting.path) == nullptr) between.push_back({setting.path, "", setting.value});
  }
  return between;
}

std::string setting_words(std::string_view path) {
  if (path == tables) return "tables of the world";
  if (path == plausible) return "settings";
  if (path.starts_with(policies)) return fmt::format("policy {}:", in_quotes(path.substr(policies.size())));
  const bool of_world = path.starts_with(synthetic);
  std::string words(of_world ? path.substr(synthetic.size()) : path);
  std::ranges::replace_if(
      words, [](char c) { return c == '.' || c == '_'; }, ' ');
  return of_world ? words + " of the synthetic world" : words;
}

std::string changed_words(std::span<const ChangedSetting> changed, std::size_t most) {
  if (changed.empty()) return "all settings are the defaults";
  return joined(changed, most, [](const ChangedSetting& setting) {
    if (setting.path == plausible || setting.path.starts_with(policies)) return setting.value;
    return setting.other.empty()
               ? fmt::format("{} (not a setting of this version)", setting.value)
               : fmt::format("{} (default {})", with_unit(setting, setting.value), setting.other);
  });
}

std::string settings_sentence(std::span<const ChangedSetting> changed, std::size_t most) {
  if (changed.empty()) return "All settings are the defaults.";
  if (changed.front().path == plausible) {
    const std::string drawn = fmt::format("Settings {}.", changed.front().value);
    return changed.size() == 1 ? drawn
                               : fmt::format("{} {}", drawn, settings_sentence(changed.subspan(1), most));
  }
  return fmt::format("{}: {}.", changed.size() == 1 ? "Setting changed" : "Settings changed",
                     changed_words(changed, most));
}

std::string settings_sentence(const std::string& configuration, std::size_t most) {
  try {
    return settings_sentence(changed_settings(configuration), most);
  } catch (const ConfigError&) {
    return "Which settings were changed cannot be read.";
  }
}

std::string set_in_line(const std::string& configuration, std::size_t most) {
  try {
    return changed_words(changed_settings(configuration), most);
  } catch (const ConfigError&) {
    return std::string(unknown_settings);
  }
}

std::string difference_words(std::span<const ChangedSetting> between, std::size_t most) {
  if (between.empty()) return "no setting differs";
  return joined(between, most, [](const ChangedSetting& setting) {
    return fmt::format("{} instead of {}", with_unit(setting, setting.value),
                       setting.other.empty() ? "none" : setting.other);
  });
}

}  // namespace concord
