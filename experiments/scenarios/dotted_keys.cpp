#include "experiments/scenarios/dotted_keys.hpp"

#include "experiments/scenarios/read_parameters.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

yaml::Node* child_of(yaml::Node& map, std::string_view key) {
  const auto found = std::ranges::find(map.children, key, &yaml::Node::key);
  return map.kind != yaml::Kind::map || found == map.children.end() ? nullptr : &*found;
}

void refuse(const yaml::Node& child, std::string_view path, std::string what, Problems& problems) {
  problems.add(child.file ? *child.file : "", child.key_line, child.key_column,
               path.empty() ? child.key : fmt::format("{}.{}", path, child.key), std::move(what));
}

/// The map of a group, made at the place of its first dotted key; null if something else stands there.
yaml::Node* group_in(yaml::Node& map, const std::string& group, const yaml::Node& child) {
  yaml::Node* found = child_of(map, group);
  if (found == nullptr) {
    yaml::Node made = child;
    made.children.clear();
    made.text.clear();
    made.quoted = made.unreadable = false;
    made.kind = yaml::Kind::null;
    made.key = group;
    map.children.push_back(std::move(made));
    found = &map.children.back();
  }
  if (found->kind == yaml::Kind::null && !found->unreadable) found->kind = yaml::Kind::map;
  return found->kind == yaml::Kind::map ? found : nullptr;
}

bool is_dotted(const yaml::Node& child) { return child.key.find('.') != child.key.npos; }

std::vector<yaml::Node> take_dotted(yaml::Node& map) {
  std::vector<yaml::Node> dotted;
  for (const yaml::Node& child : map.children) {
    if (is_dotted(child)) dotted.push_back(child);
  }
  std::erase_if(map.children, is_dotted);
  return dotted;
}

std::string given_before(const yaml::Node& first) {
  if (first.key_line == 0) return "given twice";
  return fmt::format("is given a second time; it was first given on line {}, column {}", first.key_line,
                     first.key_column);
}

void put(const std::vector<yaml::Node>& dotted, yaml::Node& parameters, std::string_view path,
         Problems& problems) {
  for (const yaml::Node& child : dotted) {
    const auto dot = child.key.find('.');
    const std::string group = child.key.substr(0, dot);
    if (!is_group(group)) {
      const auto near = nearest_parameter(child.key);
      refuse(child, path,
             near ? fmt::format("there is no such parameter; did you mean '{}'?", *near)
                  : "there is no such parameter; `concord describe` lists all",
             problems);
      continue;
    }
    yaml::Node* section = group_in(parameters, group, child);
    if (section == nullptr) continue;  // the reader says that no single value can stand there
    yaml::Node value = child;
    value.key = child.key.substr(dot + 1);
    if (const yaml::Node* first = child_of(*section, value.key)) {
      refuse(child, path, given_before(*first), problems);
    } else {
      section->children.push_back(std::move(value));
    }
  }
}

void nest_inside(yaml::Node& parameters, std::string_view path, Problems& problems) {
  if (parameters.kind == yaml::Kind::map) put(take_dotted(parameters), parameters, path, problems);
}

void nest_in_lists(yaml::Node& tree, std::string_view path, Problems& problems) {
  for (const std::string_view name : {"changes", "policies"}) {
    yaml::Node* list = child_of(tree, name);
    for (std::size_t k = 0; list != nullptr && k < list->children.size(); ++k) {
      if (yaml::Node* parameters = child_of(list->children[k], "parameters"))
        nest_inside(*parameters, fmt::format("{}{}[{}].parameters", path, name, k), problems);
    }
  }
}

/// Parameters that stand where only settings do.
void refuse_beside(yaml::Node& tree, Problems& problems) {
  std::erase_if(tree.children, [&](const yaml::Node& child) {
    const bool parameter = is_group(child.key.substr(0, child.key.find('.')));
    if (parameter) refuse(child, "", "is a parameter; move it below `parameters:`", problems);
    return parameter;
  });
}

}  // namespace

void nest_dotted_keys_of_scenario(yaml::Node& tree, Problems& problems) {
  if (tree.kind != yaml::Kind::map) return;
  refuse_beside(tree, problems);
  if (yaml::Node* parameters = child_of(tree, "parameters")) nest_inside(*parameters, "parameters", problems);
  nest_in_lists(tree, "", problems);
}

void nest_dotted_keys_of_design(yaml::Node& tree, Problems& problems) {
  if (yaml::Node* set = child_of(tree, "set"); set != nullptr && set->kind == yaml::Kind::map) {
    const std::vector<yaml::Node> dotted = take_dotted(*set);
    yaml::Node* section = dotted.empty() ? nullptr : group_in(*set, "parameters", dotted.front());
    if (section != nullptr) put(dotted, *section, "set", problems);
    if (yaml::Node* parameters = child_of(*set, "parameters"))
      nest_inside(*parameters, "set.parameters", problems);
    nest_in_lists(*set, "set.", problems);
  }
  yaml::Node* axes = child_of(tree, "axes");
  if (axes == nullptr || axes->kind != yaml::Kind::map) return;
  for (yaml::Node& axis : axes->children) {
    yaml::Node* packages = child_of(axis, "packages");
    if (packages == nullptr || packages->kind != yaml::Kind::map) continue;
    for (yaml::Node& package : packages->children) {
      const std::string path = fmt::format("axes.{}.packages.{}", axis.key, package.key);
      nest_inside(package, path, problems);
      nest_in_lists(package, path + ".", problems);
    }
  }
}

}  // namespace concord
