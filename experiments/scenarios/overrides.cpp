#include "experiments/scenarios/overrides.hpp"

#include "experiments/scenarios/dotted_keys.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "sim/characters.hpp"
#include "sim/split.hpp"
#include "sim/suggest.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

// `concord` and `extends` are about files, not about runs.
const std::vector<std::string> run_keys{"title", "world",  "start",     "quarters",  "replicates",
                                        "seed",  "record", "plausible", "parameters"};

std::string unknown_key(std::string_view key) {
  auto near = nearest_parameter(key);
  if (!near) near = nearest(key, run_keys);
  return near ? fmt::format("unknown key; did you mean '{}'?", *near)
              : "unknown key; `concord describe` lists all";
}

/// The value, with the position left out: a command line has none.
yaml::Node value_of(const Override& given, Problems& problems) {
  const auto file = std::make_shared<const std::string>(given.from);
  yaml::Node value;
  if (given.value.find_first_not_of(" \t") != std::string::npos) {
    Problems found;
    value = yaml::parse(given.value, given.from, found);
    for (const Problem& problem : found.all()) problems.add(given.from, 0, 0, given.key, problem.what);
  }
  // A switch may be spelled as it comes out of a spreadsheet.
  const std::string_view path =
      std::string_view(given.key).substr(given.key.starts_with("parameters.") ? 11 : 0);
  const ParameterInfo* info = find_parameter(path);
  if (info != nullptr && info->kind == ValueKind::on_off && value.kind == yaml::Kind::scalar) {
    if (const auto on = as_switch(value.text)) value.text = *on ? "true" : "false";
  }
  value.file = file;
  value.line = value.column = 0;
  return value;
}

/// Puts a value where its keys say; false if something stands there or on the way.
bool insert(yaml::Node& tree, std::span<const std::string> keys, yaml::Node value) {
  const auto found = std::ranges::find(tree.children, keys.front(), &yaml::Node::key);
  if (keys.size() == 1) {
    if (found != tree.children.end()) return false;
    value.key = keys.front();
    tree.children.push_back(std::move(value));
    return true;
  }
  if (found != tree.children.end())
    return found->kind == yaml::Kind::map && insert(*found, keys.subspan(1), std::move(value));
  yaml::Node section;
  section.kind = yaml::Kind::map;
  section.file = value.file;
  section.key = keys.front();
  tree.children.push_back(std::move(section));
  return insert(tree.children.back(), keys.subspan(1), std::move(value));
}

}  // namespace

std::optional<Override> parse_override(std::string_view text, Problems& problems) {
  const auto equals = text.find('=');
  if (equals == text.npos || equals == 0) {
    problems.add("--set", 0, 0, "", fmt::format("{} must have the form key=value", shown(text)));
    return std::nullopt;
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (const auto name = invisible_at(text, at)) {
      problems.add("--set", 0, 0, std::string(text.substr(0, equals)),
                   fmt::format("character {} is {}", characters(text.substr(0, at)) + 1,
                               invisible_fault(text, at, *name)));
      return std::nullopt;
    }
  }
  return Override{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

namespace {

yaml::Node scalar(std::string key, std::string text) {
  yaml::Node node;
  node.kind = yaml::Kind::scalar;
  node.quoted = true;
  node.key = std::move(key);
  node.text = std::move(text);
  return node;
}

constexpr std::string_view from_word = " from ", until_word = " until ";

/// Does it speak of somebody or of some time?
bool is_policy(std::string_view key) {
  return key.find('@') != key.npos || key.find(from_word) != key.npos || key.find(until_word) != key.npos;
}

/// "duty.strength@QOP,QHM from 2019/20 Q1 until 2021/22 Q1": a policy that has this for its name; of the
/// nation without @, from the start on without `from`, and without `until` to the end.
yaml::Node policy_of(const Override& given, Problems& problems) {
  yaml::Node policy;
  policy.kind = yaml::Kind::map;
  policy.children = {scalar("name", given.key)};
  std::string whom = given.key;
  for (const auto& [word, key] : {std::pair{until_word, "until"}, {from_word, "from"}}) {
    const auto at = whom.rfind(word);
    if (at == whom.npos) continue;
    policy.children.push_back(scalar(key, whom.substr(at + word.size())));
    whom.erase(at);
  }
  const auto at = whom.find('@');
  if (at != whom.npos) {
    yaml::Node where;
    where.kind = yaml::Kind::sequence;
    where.key = "where";
    for (std::string& word : split(whom.substr(at + 1), ','))
      where.children.push_back(scalar("", std::move(word)));
    policy.children.push_back(std::move(where));
    whom.erase(at);
  }
  std::vector<std::string> keys = split(whom, '.');
  if (keys.front() == "parameters") keys.erase(keys.begin());
  keys.insert(keys.begin(), "parameters");
  insert(policy, keys, value_of({whom, given.value, given.from}, problems));
  const auto file = std::make_shared<const std::string>(given.from);
  const auto mark = [&](const auto& self, yaml::Node& node) -> void {
    node.file = file;
    for (yaml::Node& child : node.children) self(self, child);
  };
  mark(mark, policy);
  return policy;
}

}  // namespace

yaml::Node tree_of(std::span<const Override> overrides, Problems& problems) {
  yaml::Node tree;
  tree.kind = yaml::Kind::map;
  tree.file = std::make_shared<const std::string>("--set");
  yaml::Node policies;
  policies.kind = yaml::Kind::sequence;
  policies.key = "policies";
  policies.file = tree.file;
  for (const Override& given : overrides) {
    if (is_policy(given.key)) {
      policies.children.push_back(policy_of(given, problems));
      continue;
    }
    std::vector<std::string> keys = split(given.key, '.');
    if (std::ranges::find(run_keys, keys.front()) == run_keys.end()) {
      if (!is_group(keys.front())) {
        problems.add(given.from, 0, 0, given.key, unknown_key(given.key));
        continue;
      }
      keys.insert(keys.begin(), "parameters");
    }
    if (!insert(tree, keys, value_of(given, problems)))
      problems.add(given.from, 0, 0, given.key, "given twice");
  }
  if (!policies.children.empty()) tree.children.push_back(std::move(policies));
  nest_dotted_keys_of_scenario(tree, problems);
  return tree;
}

const yaml::Node* find_setting(const yaml::Node& tree, std::string_view path) {
  const yaml::Node* group = tree.find("parameters");
  if (group != nullptr) group = group->find(path.substr(0, path.find('.')));
  return group == nullptr ? nullptr : group->find(path.substr(path.find('.') + 1));
}

}  // namespace concord
