// The section `axes` of a design: parameters with levels or ranges, patterns, packages.

#include "experiments/designs/design_keys.hpp"
#include "experiments/designs/read_design.hpp"
#include "experiments/designs/read_levels.hpp"
#include "experiments/scenarios/catalogue.hpp"
#include "experiments/scenarios/overrides.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view screening = "screening";
constexpr std::size_t longest_meaning = 200;
constexpr std::size_t most_set_values = 25'000;  // some 40 bytes each in plan.yaml, which is read as YAML
// Columns that stand beside the axes in tables of points and in results.
constexpr std::string_view reserved_names[]{"point", "replicates", "failed"};

bool is_pattern(std::string_view name) { return name.find('*') != name.npos; }

bool is_screened(const ParameterInfo& info) { return info.screening.low < info.screening.high; }

std::string near_group(std::string_view name) {
  std::vector<std::string> known;
  for (const ParameterGroup& group : groups_of_parameters()) known.push_back(group.key);
  return did_you_mean(name, known, "; `concord describe` lists them");
}

class AxesReader {
 public:
  AxesReader(yaml::Reader design, const std::filesystem::path& file, std::optional<Method> method,
             const FixedElsewhere& fixed, Problems& problems)
      : design_(std::move(design)),
        file_(file),
        section_(design_.section("axes")),
        method_(method),
        fixed_(fixed),
        problems_(problems) {}

  std::vector<Axis> read() {
    const std::vector<std::string> names = section_.keys();
    // What is named goes before patterns, wherever it stands.
    std::map<std::string, Axis> packages;
    for (const std::string& name : names) {
      section_.has(name);  // known, whatever it is
      if (const ParameterInfo* info = find_parameter(name)) taken_.emplace(info, name);
    }
    for (const std::string& name : names) {
      if (find_parameter(name) == nullptr && !is_pattern(name) && has_packages(name))
        packages.emplace(name, read_packages(name));
    }
    // Sets of parameters leave alone what is named anywhere else, patterns excepted.
    for (const std::string& name : names) {
      if (find_parameter(name) == nullptr && !is_pattern(name) && has_vectors(name))
        packages.emplace(name, read_sets(name));
    }
    std::vector<Axis> axes;
    for (const std::string& name : names) {
      if (const ParameterInfo* info = find_parameter(name)) {
        add_parameter(name, *info, axes);
      } else if (is_pattern(name)) {
        add_pattern(name, axes);
      } else if (const auto found = packages.find(name); found != packages.end()) {
        if (!found->second.packages.empty()) axes.push_back(std::move(found->second));
      } else if (node(name).find("policy") != nullptr) {
        add_policy_value(name, axes);
      } else {
        refuse_name(name);
      }
    }
    check_size(axes);
    if (method_ == Method::morris) check_morris(axes);
    return axes;
  }

 private:
  void problem(std::string_view name, std::string what) { section_.problem(name, std::move(what)); }
  const yaml::Node& node(std::string_view name) { return *section_.raw(name); }

  bool has_packages(std::string_view name) { return node(name).find("packages") != nullptr; }
  bool has_vectors(std::string_view name) {
    return !has_packages(name) && node(name).find("vectors") != nullptr;
  }

  void add_parameter(const std::string& name, const ParameterInfo& info, std::vector<Axis>& axes) {
    if (method_ == Method::points) {
      problem(name, "the columns of the file are the axes; only packages are written here");
      return;
    }
    if (find_setting(*fixed_.in_design, info.path) != nullptr)
      problem(name, "is fixed under `set` as well; remove one of the two");
    refuse_override(info);
    Axis axis{.name = info.path, .parameter = &info};
    const yaml::Node& value = node(name);
    if (value.unreadable) return;
    bool good = false;
    if (value.kind == yaml::Kind::sequence) {
      good = read_list(name, value, axis, problems_);
    } else if (value.kind == yaml::Kind::map && info.kind == ValueKind::on_off) {
      problem(name, "is a switch, which has no range; write [false, true]");
    } else if (value.kind == yaml::Kind::map) {
      good = read_range(section_.section(name), axis, problems_);
    } else if (value.kind == yaml::Kind::scalar && value.text == screening) {
      good = is_screened(info);
      axis.low = info.screening.low;
      axis.high = info.screening.high;
      if (!good)
        problem(name, info.kind == ValueKind::on_off
                          ? "is a switch without a screening range; write [false, true]"
                          : "has no screening range; give a list of values");
    } else if (value.kind == yaml::Kind::scalar) {
      problem(
          name,
          "must be a list of values, a range {from: ..., to: ...} or `screening`; one value for all points "
          "belongs under `set`");
    } else {
      problem(name, "is empty; give a list of values, a range {from: ..., to: ...} or `screening`");
    }
    if (!good) return;
    if (axis.continuous() && method_ == Method::factorial) refuse_continuous(name);
    axes.push_back(std::move(axis));
  }

  /// `{policy: NAME, parameter: PATH}` with `values` or a range.
  void add_policy_value(const std::string& name, std::vector<Axis>& axes) {
    check_name(name);
    yaml::Reader section = section_.section(name);
    const auto policy = section.required_text("policy"), path = section.required_text("parameter");
    if (method_ == Method::points)
      problem(name, "the columns of the file are the axes; put the policy into packages instead");
    if (!policy || !path || method_ == Method::points) return;
    Axis axis{.name = name, .parameter = find_parameter(*path), .policy = *policy};
    if (axis.parameter == nullptr) {
      for (const char* key : {"values", "from", "to", "steps", "scale"}) section.has(key);  // of it
      const auto near = nearest_parameter(*path);
      section.problem("parameter", "there is no such parameter" +
                                       (near ? fmt::format("; did you mean '{}'?", *near) : std::string()));
      return;
    }
    bool good = false;
    if (const yaml::Node* values = section.raw("values"); values == nullptr) {
      if (axis.parameter->kind == ValueKind::on_off)
        section.problem("parameter", "is a switch, which has no range; write `values: [false, true]`");
      else
        good = read_range(section, axis, problems_);
    } else if (values->kind != yaml::Kind::sequence) {
      section.problem("values", "must be a list of values");
    } else {
      good = read_list(name + ".values", *values, axis, problems_);
    }
    if (!good) return;
    if (axis.continuous() && method_ == Method::factorial) refuse_continuous(name);
    axes.push_back(std::move(axis));
  }

  void add_pattern(const std::string& name, std::vector<Axis>& axes) {
    if (method_ == Method::points) {
      problem(name, "the columns of the file are the axes; only packages are written here");
      return;
    }
    const std::string group =
        name == "*" ? "" : name.substr(0, name.size() - std::min<std::size_t>(name.size(), 2));
    if (name != "*" && (!name.ends_with(".*") || is_pattern(group))) {
      problem(name, "is not understood; a pattern is `group.*`, such as `behaviour.*`, or `*` for all");
      return;
    }
    if (!group.empty() && !is_group(group)) {
      problem(name, fmt::format("there is no group {}{}", shown(group), near_group(group)));
      return;
    }
    const yaml::Node& value = node(name);
    if (value.unreadable) return;
    if (value.kind != yaml::Kind::scalar || value.text != screening) {
      problem(name, "a pattern is followed by `screening`: each parameter over its own screening range");
      return;
    }
    const std::size_t before = axes.size();
    for (const ParameterInfo& info : all_parameters()) {
      const bool inside = group.empty() || info.path.starts_with(group + ".");
      if (!inside || !is_screened(info) || taken_.contains(&info)) continue;
      if (find_setting(*fixed_.in_design, info.path) != nullptr) continue;
      refuse_override(info);
      taken_.emplace(&info, name);
      axes.push_back(
          {.name = info.path, .parameter = &info, .low = info.screening.low, .high = info.screening.high});
    }
    if (axes.size() == before)
      problem(
          name,
          "matches nothing: no parameter there has a screening range and is not fixed or named elsewhere");
    else if (method_ == Method::factorial)
      refuse_continuous(name);
  }

  void check_name(const std::string& name) {
    if (!is_plain_name(name)) {
      problem(name,
              fmt::format("an axis of packages is named with letters, digits and underscores, at most {}",
                          longest_name));
    } else if (std::ranges::find(reserved_names, name) != std::end(reserved_names)) {
      problem(name, "this name is taken by a column of the results; choose another");
    }
  }

  Axis read_packages(const std::string& name) {
    Axis axis{.name = name};
    check_name(name);
    const std::size_t before = problems_.count();
    yaml::Reader packages = section_.section(name).section("packages");
    for (const std::string& key : packages.keys()) axis.packages.push_back(read_package(packages, name, key));
    if (axis.packages.empty() && problems_.count() == before && !node(name).find("packages")->unreadable)
      section_.section(name).problem("packages",
                                     "is empty; give at least one package, `NAME: {group: {key: value}}`");
    number_packages(axis);
    return axis;
  }
  static void number_packages(Axis& axis) {
    axis.levels.resize(axis.packages.size());
    std::iota(axis.levels.begin(), axis.levels.end(), 0.0);
    axis.high = static_cast<double>(axis.packages.size()) - 1;
  }

  /// `{vectors: FILE, most: N}`: a package for each row of a table.
  Axis read_sets(const std::string& name) {
    Axis axis{.name = name};
    check_name(name);
    yaml::Reader section = section_.section(name);
    const auto file = file_beside(file_, section, "vectors");
    int most = static_cast<int>(most_levels);
    read_keys(section, parameter_set_keys(&most));
    if (file) {
      ParameterSets read = read_vectors(
          *file, static_cast<std::size_t>(most),
          [&](const ParameterInfo& info) {
            return taken_.contains(&info) || find_setting(*fixed_.in_design, info.path) != nullptr ||
                   find_setting(*fixed_.on_command_line, info.path) != nullptr;
          },
          problems_);
      axis.packages = std::move(read.sets);
      const std::size_t values =
          axis.packages.empty() ? 0 : axis.packages.size() * axis.packages.front().settings.size();
      if (values > most_set_values)
        section.problem(
            "vectors",
            fmt::format("{} sets of {} parameters are {} values; at most {}, as a plan keeps them all: "
                        "take fewer with `most`",
                        axis.packages.size(), axis.packages.front().settings.size(), values,
                        most_set_values));
      axis.sets_from = file->filename().string();
      if (!read.about.empty()) axis.sets_from.append(": ").append(read.about);
      for (const Package& set : axis.packages) {
        for (const Setting& setting : set.settings) taken_.emplace(setting.parameter, name);
      }
    }
    number_packages(axis);
    return axis;
  }

  Package read_package(yaml::Reader& packages, const std::string& axis, const std::string& name) {
    Package package{.name = name, .meaning = {}, .settings = {}};
    if (const auto wrong = not_one_line(name, longest_name)) packages.problem(name, "the name " + *wrong);
    if (name == no_package)
      packages.problem(name, "this name stands for no package at all in tables of points; choose another");
    yaml::Reader reader = packages.section(name);
    if (reader.has("meaning")) {
      package.meaning = reader.text("meaning").value_or("");
      if (const auto wrong = not_one_line(package.meaning, longest_meaning))
        reader.problem("meaning", *wrong);
    }
    if (reader.has("policies")) package.policies = reader.texts("policies").value_or(package.policies);
    for (GivenParameter& given : given_parameters(reader)) {
      const auto [owner, fresh] = taken_.emplace(given.info, axis);
      if (owner->second == given.info->path) {
        given.problem("is an axis of its own as well; a parameter is varied by one axis only");
      } else if (owner->second != axis) {
        given.problem(fmt::format(
            "is set by packages of `{}` as well; a parameter is varied by one axis only", owner->second));
      }
      if (given.value) package.settings.push_back({given.info, *given.value});
    }
    refuse_unknown_groups(reader, problems_, {"meaning", "policies"});
    return package;
  }

  void refuse_override(const ParameterInfo& info) {
    const yaml::Node* given = find_setting(*fixed_.on_command_line, info.path);
    if (given != nullptr)
      problems_.add(given->file ? *given->file : "", 0, 0, info.path,
                    "is an axis of the design, which gives it its values; leave it out here or there");
  }

  void refuse_continuous(const std::string& name) {
    problem(name,
            "is a continuous range, of which a factorial design cannot take every value; add `steps`, give a "
            "list, or choose a method that samples, such as latin_hypercube");
  }

  void refuse_name(const std::string& name) {
    constexpr std::string_view settings[]{"start", "quarters", "seed", "world"};
    if (std::ranges::find(settings, name) != std::end(settings) || name.starts_with("world.")) {
      problem(name, "only parameters and packages can be axes; give it one value under `set`");
    } else if (name == "replicates") {
      problem(name, "only parameters and packages can be axes; `replicates` stands beside `axes`");
    } else if (is_group(name)) {
      problem(name,
              fmt::format("is a group of parameters; write `{0}.KEY` for one of them, or `{0}.*: screening`",
                          name));
    } else {
      const auto near = nearest_parameter(name);
      problem(name, near ? fmt::format("there is no such parameter; did you mean '{}'?", *near)
                         : "there is no such parameter (`concord describe` lists them), and no `packages:`, "
                           "`vectors:` or `policy:` follows");
    }
  }

  void check_size(const std::vector<Axis>& axes) {
    std::size_t levels = 0;
    for (const Axis& axis : axes) levels += axis.levels.size();
    if (axes.size() > most_axes) too_many("axes", axes.size(), most_axes);
    if (levels > most_levels_in_all) too_many("levels in all axes together", levels, most_levels_in_all);
  }
  void too_many(std::string_view what, std::size_t count, std::size_t most) {
    design_.problem("axes", fmt::format("{} {}; at most {}", count, what, most));
  }

  /// An elementary effect needs a step between two values, one above the other.
  void check_morris(const std::vector<Axis>& axes) {
    for (const Axis& axis : axes) {
      if (axis.levels.size() == 1) {
        problem(axis.name, "has one value only; Morris's method needs a range or two values");
      } else if (axis.packages.size() > 2) {
        problem(axis.name,
                fmt::format("{} packages have no order, so that Morris's steps would mean nothing; give two, "
                            "or choose another method",
                            axis.packages.size()));
      }
    }
  }

  yaml::Reader design_;
  std::filesystem::path file_;
  yaml::Reader section_;
  std::optional<Method> method_;
  FixedElsewhere fixed_;
  Problems& problems_;
  std::map<const ParameterInfo*, std::string> taken_;  // with the name of its axis
};

}  // namespace

std::vector<Axis> read_axes(yaml::Reader design, const std::filesystem::path& file,
                            std::optional<Method> method, const FixedElsewhere& fixed, Problems& problems) {
  return AxesReader(std::move(design), file, method, fixed, problems).read();
}

}  // namespace concord
