#include "experiments/authoring/lint.hpp"

#include "agents/mechanisms/designation.hpp"
#include "experiments/designs/design.hpp"
#include "experiments/scenarios/dotted_keys.hpp"
#include "experiments/scenarios/lint_tables.hpp"
#include "experiments/scenarios/overrides.hpp"
#include "experiments/scenarios/policies.hpp"
#include "experiments/scenarios/read_parameters.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

/// A value that some run gives a parameter, and where it is written; nowhere if it is the default.
struct Given {
  double value;
  const yaml::Node* where;
  bool chosen = true;  ///< by name: not by a pattern, and not in a set of all that a calibration varied
};
using AllGiven = std::map<const ParameterInfo*, std::vector<Given>>;

class Lint {
 public:
  explicit Lint(const RunPlan& plan) : plan_(plan) {
    for (const ParameterInfo& info : all_parameters())
      given_[&info].push_back({info.get(plan.scenario.parameters), nullptr});
  }

  void add_scenario(const yaml::Node& tree) {
    for (const ParameterInfo& info : all_parameters()) {
      // Of a parameter that an axis varies the scenario's value counts no less: the baseline has it.
      given_[&info].front().where = find_setting(tree, info.path);
    }
    for (const Change& change : plan_.scenario.changes)
      given_[change.parameter].push_back({change.value, place_of(change, tree)});
    for (const AimedPolicy& policy : plan_.scenario.policies) {
      for (const AimedSetting& setting : policy.settings)
        given_[setting.parameter].push_back({setting.value, place_of(policy, setting, tree)});
    }
    for (const std::string_view list : {"changes", "named"}) check_end(list, tree.find(list));
  }
  void add_axes(const Design& design, const yaml::Node& tree) {
    const yaml::Node* axes = tree.find("axes");
    for (const Axis& axis : design.axes) {
      const yaml::Node* where = axes == nullptr ? nullptr : axes->find(axis.name);
      const bool pattern = where == nullptr && design.sampling.method != Method::points;
      if (where == nullptr) where = axes == nullptr ? tree.find("design") : axes;  // of a pattern, of a table
      if (axis.parameter != nullptr) {
        add_levels(axis, where, !pattern);
        continue;
      }
      const yaml::Node* packages = where->find("packages");
      for (const Package& package : axis.packages) {
        const yaml::Node* own = packages == nullptr ? where->find("vectors") : packages->find(package.name);
        for (const Setting& setting : package.settings) {
          const yaml::Node* key =
              own == nullptr || packages == nullptr ? own : in_group(*own, *setting.parameter);
          given_[setting.parameter].push_back(
              {setting.value, key == nullptr ? where : key, packages != nullptr});
        }
      }
    }
  }

  std::vector<Problem> warnings() {
    for (const ParameterInfo& info : all_parameters()) {
      check_range(info);
      check_dates(info);
    }
    for (const Need& need : all_needs()) check_need(need);
    return std::move(warnings_);
  }

  void warn(const yaml::Node* where, std::string path, std::string what) {
    Problem problem{.file = plan_.file, .path = std::move(path), .what = std::move(what)};
    if (where != nullptr && where->file) problem.file = *where->file;
    if (where != nullptr) {
      problem.line = where->line;
      problem.column = where->column;
    }
    warnings_.push_back(std::move(problem));
  }

 private:
  static const yaml::Node* in_group(const yaml::Node& groups, const ParameterInfo& info) {
    const std::string_view path = info.path;
    const yaml::Node* group = groups.find(path.substr(0, path.find('.')));
    return group == nullptr ? nullptr : group->find(path.substr(path.find('.') + 1));
  }
  static const yaml::Node* place_of(const Change& change, const yaml::Node& tree) {
    const yaml::Node* list = tree.find("changes");
    if (list == nullptr) return nullptr;
    for (const yaml::Node& entry : list->children) {
      const yaml::Node* from = entry.find("from");
      const yaml::Node* found = find_setting(entry, change.parameter->path);
      if (from != nullptr && found != nullptr && parse_quarter(from->text) == change.from) return found;
    }
    return list;
  }
  static const yaml::Node* place_of(const AimedPolicy& policy, const AimedSetting& setting,
                                    const yaml::Node& tree) {
    const yaml::Node* list = tree.find("policies");
    for (std::size_t n = 0; list != nullptr && n < list->children.size(); ++n) {
      const yaml::Node* name = list->children[n].find("name");
      if (name != nullptr && name->text == policy.name)
        return find_setting(list->children[n], setting.parameter->path);
    }
    return nullptr;
  }
  /// What a run that ends before leaves out.
  void check_end(std::string_view list, const yaml::Node* entries) {
    if (entries == nullptr) return;
    for (std::size_t n = 0; n < entries->children.size(); ++n) {
      const yaml::Node* from = entries->children[n].find("from");
      const auto quarter = from == nullptr ? std::nullopt : parse_quarter(from->text);
      if (!quarter || *quarter <= last()) continue;
      warn(
          from, fmt::format("{}[{}].from", list, n),
          fmt::format("{} is after the run, which ends with {}, and is left out; give an earlier quarter, or "
                      "the run more quarters",
                      to_string(*quarter), to_string(last())));
    }
  }
  void add_levels(const Axis& axis, const yaml::Node* where, bool chosen) {
    auto& all = given_[axis.parameter];
    if (axis.continuous()) {
      all.push_back({axis.low, where, chosen});
      all.push_back({axis.high, where, chosen});
      return;
    }
    for (std::size_t k = 0; k < axis.levels.size(); ++k) {
      const bool list = where != nullptr && where->kind == yaml::Kind::sequence;
      all.push_back({axis.levels[k], list ? &where->children.at(k) : where, chosen});
    }
  }

  /// Was it written by name, and as something else than the default?
  static bool differs(const ParameterInfo& info, const Given& given) {
    static const Parameters standard;
    return given.where != nullptr && given.chosen && given.value != info.get(standard);
  }
  Quarter last() const { return plan_.scenario.start + (plan_.scenario.quarters - 1); }

  void check_range(const ParameterInfo& info) {
    if (info.kind == ValueKind::quarter || info.screening.low >= info.screening.high) return;
    const yaml::Node* said = nullptr;
    for (const Given& given : given_[&info]) {
      const bool inside = given.value >= info.screening.low && given.value <= info.screening.high;
      // Zero means that a thing is absent, which is always worth trying.
      if (inside || given.value == 0 || !differs(info, given) || given.where == said) continue;
      said = given.where;
      const auto unit = readable_unit(info.unit);
      warn(given.where, info.path,
           fmt::format("{} is outside {} to {}{}{}, the values worth trying; is it meant?",
                       value_text(info, given.value), info.screening.low, info.screening.high,
                       unit.empty() ? "" : " ", unit));
    }
  }

  void check_dates(const ParameterInfo& info) {
    // A deadline is felt before it comes.
    if (info.kind != ValueKind::quarter || info.path == "deadline.date") return;
    const yaml::Node* said = nullptr;
    for (const Given& given : given_[&info]) {
      const bool after = given.value > last().index && given.value < never.index;
      if (!after || !differs(info, given) || given.where == said) continue;
      said = given.where;
      warn(given.where, info.path,
           fmt::format(
               "{} is after the run, which ends with {}: here it is the same as never; give an earlier "
               "quarter, or the run more quarters",
               value_text(info, given.value), to_string(last())));
    }
  }

  bool blocks(const Need& need, double value) const {
    switch (need.blocked) {
      case Blocked::at_zero:
        return value == 0;
      case Blocked::at_one:
        return value >= 1;
      case Blocked::not_in_force:
        return value > last().index;
      case Blocked::never_comes:
        return value >= never.index;
    }
    return false;
  }

  void check_need(const Need& need) {
    const ParameterInfo &info = *find_parameter(need.parameter), &governor = *find_parameter(need.governor);
    if (info.acts_when_named && need.governor == info.idle_without && !plan_.scenario.named.empty()) return;
    const std::vector<Given>& states = given_[&governor];
    if (!std::ranges::all_of(states, [&](const Given& state) { return blocks(need, state.value); })) return;
    const std::vector<Given>& all = given_[&info];
    const auto written = std::ranges::find_if(all, [&](const Given& given) { return differs(info, given); });
    if (written == all.end()) return;
    const std::string state =
        fmt::format("{} is {}", governor.path, value_text(governor, states.front().value));
    warn(written->where, info.path,
         fmt::format("{}, as {}{}",
                     need.blocked == Blocked::at_one ? "changes only what the centre pays" : "has no effect",
                     state,
                     need.blocked == Blocked::not_in_force && states.front().value < never.index
                         ? fmt::format(" and the run ends with {}", to_string(last()))
                         : ""));
  }

  const RunPlan& plan_;
  AllGiven given_;
  std::vector<Problem> warnings_;
};

/// Policies that change nothing, whoever they are for.
void check_policies(Lint& lint, const RunPlan& plan, const yaml::Node* list) {
  const Scenario& scenario = plan.scenario;
  const Quarter last = scenario.start + (scenario.quarters - 1);
  for (std::size_t n = 0; n < scenario.policies.size(); ++n) {
    const AimedPolicy& policy = scenario.policies[n];
    const yaml::Node* where = nullptr;
    for (std::size_t k = 0; list != nullptr && k < list->children.size(); ++k) {
      const yaml::Node* name = list->children[k].find("name");
      if (name != nullptr && name->text == policy.name) where = &list->children[k];
    }
    const auto warn = [&](std::string what) {
      lint.warn(where, fmt::format("policies[{}]", n), fmt::format("{} {}", shown(policy.name), what));
    };
    for (const Stage& stage : policy.stages) {
      if (stage.target.bodies.empty())
        warn("reaches nobody; say who it is for");
      else if (stage.from > last)
        warn(fmt::format(
            "begins with {}, after the run, which ends with {}; give an earlier quarter, or the run "
            "more quarters",
            to_string(stage.from), to_string(last)));
    }
    for (const AimedSetting& setting : policy.settings) {
      const ParameterInfo& info = *setting.parameter;
      const auto hidden = hidden_change(policy, info, scenario);
      if (hidden && info.get(parameters_in(scenario, *hidden)) != setting.value)
        warn(
            fmt::format("holds {} at {} where the nation has {} from {} on; a policy goes before `fund` and "
                        "`changes`: give it an `until` if that is not meant",
                        info.path, value_text(info, setting.value),
                        value_text(info, info.get(parameters_in(scenario, *hidden))), to_string(*hidden)));
    }
    if (!policy.condition) continue;
    for (const Expression::Node& node : policy.condition->holds.nodes) {
      if (node.op == Expression::Op::at && node.from >= last)
        warn(fmt::format(
            "is decided when {} has ended, after which the run has no quarter; give an earlier one, or "
            "the run more quarters",
            to_string(node.from)));
    }
  }
}

/// Numbers of systems that were set for England's 42 leave a small world nothing to decide.
void check_waves(Lint& lint, const RunPlan& plan, const yaml::Node& tree) {
  const int systems = plan.scenario.world->system_count();
  const Quarter last = plan.scenario.start + (plan.scenario.quarters - 1);
  const Designation& d = plan.scenario.parameters.of<Designation>();
  int designated = 0;
  for (const auto& [date, count] : {std::pair{d.first_wave_date, d.first_wave_systems},
                                    {d.second_wave_date, d.second_wave_systems},
                                    {d.third_wave_date, d.third_wave_systems}}) {
    if (date <= last) designated += count;
  }
  if (designated < systems) return;
  lint.warn(
      tree.find("world"), "world",
      fmt::format("the national waves designate {} of {} systems, whatever they do, as in England with 42; "
                  "for a small world set designation.first_wave_systems, second_wave_systems and "
                  "third_wave_systems",
                  systems, systems));
}

std::vector<Problem> in_order(std::vector<Problem> warnings, std::vector<Problem> more) {
  warnings.insert(warnings.end(), more.begin(), more.end());
  std::ranges::stable_sort(warnings, {}, [](const Problem& p) { return std::tie(p.file, p.line, p.column); });
  return warnings;
}

}  // namespace

std::vector<Problem> lint_scenario(const fs::path& file, std::span<const Override> overrides,
                                   const RunPlan& plan) {
  Problems reported;
  const yaml::Node tree = scenario_tree(file, overrides, reported);
  Lint lint(plan);
  lint.add_scenario(tree);
  check_policies(lint, plan, tree.find("policies"));
  check_waves(lint, plan, tree);
  return in_order(lint.warnings(), lint_tables(plan));
}

std::vector<Problem> lint_design(const Design& design, std::span<const Override> overrides) {
  Problems reported;
  yaml::Node text = yaml::load(design.file, reported);
  nest_dotted_keys_of_design(text, reported);
  const fs::path scenario = fs::path(design.file).parent_path() / design.scenario;
  const yaml::Node tree = scenario_tree(scenario, overrides, reported, text.find("set"));
  Lint lint(design.base);
  lint.add_scenario(tree);
  lint.add_axes(design, text);
  check_policies(lint, design.base, tree.find("policies"));
  const bool varied = std::ranges::any_of(design.axes, [](const Axis& axis) {
    return axis.parameter == nullptr || axis.name.starts_with("designation.");
  });
  if (!varied) check_waves(lint, design.base, tree);
  return in_order(lint.warnings(), lint_tables(design.base));
}

}  // namespace concord
