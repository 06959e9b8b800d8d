#include "experiments/decisions/meetings.hpp"

#include "experiments/pages/axis_words.hpp"
#include "experiments/runs/recorded_plausible.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/short_meaning.hpp"
#include "sim/suggest.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace concord {
namespace {

std::vector<std::string> names_of(std::span<const SweepAxis> axes) {
  std::vector<std::string> names;
  for (const SweepAxis& axis : axes) names.push_back(axis.name);
  return names;
}

/// The axis whose levels are the policies.
std::optional<std::size_t> policy_axis(const SweepTable& table, const Design* design,
                                       const DecisionWishes& wishes, const std::string& file,
                                       Problems& problems) {
  const auto names = names_of(table.axes);
  std::string wanted = wishes.policy;
  if (wanted.empty() && design != nullptr && design->question)
    wanted = design->axes[design->question->lever.axis].name;
  if (wanted.empty()) {
    for (std::size_t k = 0; k < names.size(); ++k) {
      const std::set<double> levels(table.coordinates[k].begin(), table.coordinates[k].end());
      if (table.axes[k].kind != AxisKind::packages || levels.size() >= many_levels) continue;
      if (!wanted.empty())
        wanted.clear(), k = names.size();
      else
        wanted = names[k];
    }
  }
  const auto found = std::ranges::find(names, wanted);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  problems.add(
      wanted.empty() ? file : "--policy", 0, 0, "",
      wanted.empty()
          ? fmt::format("which axis are the policies? Name it by --policy; there are {}",
                        fmt::join(names, ", "))
          : fmt::format("there is no axis {}{}", shown(wanted),
                        did_you_mean(wanted, names, fmt::format("; there are {}", fmt::join(names, ", ")))));
  return std::nullopt;
}

/// [point] does it stand where the wishes hold an axis?
std::vector<char> given_points(const SweepTable& table, const DecisionWishes& wishes, Decision& decision,
                               Problems& problems) {
  const auto names = names_of(table.axes);
  std::vector<char> kept(table.own_points, 1);
  for (const auto& [axis, level] : wishes.given) {
    const auto found = std::ranges::find(names, axis);
    const auto k = static_cast<std::size_t>(found - names.begin());
    std::set<std::string> levels;
    for (std::size_t point = 0; k < names.size() && point < kept.size(); ++point) {
      const std::string text = table.text.exact(k, table.coordinates[k][point]);
      levels.insert(text);
      if (text != level) kept[point] = 0;
    }
    if (levels.contains(level)) {
      decision.given += fmt::format("{}{} is {}", decision.given.empty() ? "" : ", ", axis, level);
      continue;
    }
    const std::vector<std::string> known =
        k < names.size() ? std::vector(levels.begin(), levels.end()) : names;
    problems.add("--given", 0, 0, "",
                 fmt::format("there is no {} {}{}", k < names.size() ? "level" : "axis",
                             shown(k < names.size() ? level : axis),
                             did_you_mean(k < names.size() ? level : axis, known,
                                          fmt::format("; there are {}", fmt::join(known, ", ")))));
  }
  return kept;
}

/// [package] parameter and value of an axis of packages, out of the plan of a sweep.
std::vector<std::vector<std::pair<const ParameterInfo*, double>>> packages_of(const yaml::Node& plan,
                                                                              const std::string& axis) {
  std::vector<std::vector<std::pair<const ParameterInfo*, double>>> out;
  const yaml::Node* at = &plan;
  for (const std::string_view key :
       {std::string_view("axes"), std::string_view(axis), std::string_view("packages")}) {
    at = at->find(key);
    if (at == nullptr) return out;
  }
  for (const yaml::Node& package : at->children) {
    out.emplace_back();
    for (const yaml::Node& group : package.children) {
      for (const yaml::Node& line : group.children) {
        std::string ignored;
        const ParameterInfo* info = find_parameter(group.key + "." + line.key);
        const auto value = info == nullptr ? std::nullopt : read_cell(*info, line.text, ignored);
        if (value) out.back().emplace_back(info, *value);
      }
    }
  }
  return out;
}

KnowableColumn column_of(const ParameterInfo& info) {
  return {.path = info.path,
          .words = short_meaning(info.meaning),
          .unit = std::string(info.unit),
          .parameter = &info,
          .names = {}};
}

/// Makes axes and columns of settings.
class Columns {
 public:
  explicit Columns(Decision& decision) : decision_(decision) {}

  std::size_t axis(std::string name, const std::vector<std::uint32_t>& level) {
    decision_.axes.push_back(std::move(name));
    decision_.table.axes.push_back({.levels = std::size_t{1} + std::ranges::max(level), .level = level});
    return decision_.table.axes.size() - 1;
  }
  /// What is the same everywhere cannot be found out.
  void add(std::size_t axis, std::vector<double> value, KnowableColumn column) {
    if (std::set<double>(value.begin(), value.end()).size() < 2) return;
    decision_.table.columns.push_back(
        {.axis = axis, .value = std::move(value), .names = !column.names.empty()});
    decision_.columns.push_back(std::move(column));
  }

 private:
  Decision& decision_;
};

/// Levels in ascending order of coordinates, and the level of each setting.
std::vector<std::uint32_t> levels_of(std::span<const double> coordinates, std::vector<double>& values) {
  const std::set<double> distinct(coordinates.begin(), coordinates.end());
  values.assign(distinct.begin(), distinct.end());
  std::vector<std::uint32_t> level;
  for (const double at : coordinates)
    level.push_back(static_cast<std::uint32_t>(std::ranges::lower_bound(values, at) - values.begin()));
  return level;
}

/// Reads the runs one by one.
struct Gathering {
  std::map<std::vector<double>, std::size_t> known;  ///< coordinates of a setting, with its row of a table
  std::vector<std::vector<double>> keys;             ///< [setting]
  std::vector<double> policies;                      ///< coordinates, in order of the design
  Meetings meetings;
};

Gathering gather(const SweepReader& sweep, const SweepTable& table, std::span<const char> kept,
                 std::size_t policy, bool drawn) {
  Gathering all;
  const auto rows = drawn ? sweep.run_column("setting", 0, table.info.runs) : std::vector<std::int64_t>{};
  for (std::size_t point = 0; point < table.own_points; ++point) {
    if (!kept[point]) continue;
    const double at = table.coordinates[policy][point];
    auto which = std::ranges::find(all.policies, at);
    if (which == all.policies.end()) which = all.policies.insert(which, at);
    const auto p = static_cast<std::size_t>(which - all.policies.begin());
    std::vector<double> key;
    for (std::size_t k = 0; k < table.axes.size(); ++k) {
      if (k != policy) key.push_back(table.coordinates[k][point]);
    }
    for (std::size_t row = table.first_row[point]; row < table.first_row[point + 1]; ++row) {
      auto whole = key;
      if (drawn) whole.push_back(static_cast<double>(rows[row]));
      const auto [place, fresh] = all.known.try_emplace(whole, all.keys.size());
      if (fresh) {
        all.keys.push_back(whole);
        all.meetings.rows.emplace_back();
      }
      auto& there = all.meetings.rows[place->second];
      if (there.size() <= p) there.resize(p + 1);
      there[p].emplace_back(table.replicate[row], row);
    }
  }
  // Settings that not all policies meet, on whatever runs, say nothing.
  std::size_t count = 0;
  for (std::size_t s = 0; s < all.keys.size(); ++s) {
    auto& there = all.meetings.rows[s];
    there.resize(all.policies.size());
    if (std::ranges::any_of(there, &Meeting::empty)) continue;
    std::swap(all.keys[count], all.keys[s]);
    std::swap(all.meetings.rows[count++], there);
  }
  all.keys.resize(count);
  all.meetings.rows.resize(count);
  return all;
}

/// Columns of an axis of the design, as an axis of settings of its own.
void add_design_axis(const SweepTable& table, std::size_t k, const yaml::Node& plan, bool sets,
                     std::span<const double> coordinates, Columns& columns) {
  const SweepAxis& axis = table.axes[k];
  std::vector<double> values;
  const std::size_t place = columns.axis(axis.name, levels_of(coordinates, values));
  if (axis.kind != AxisKind::packages) {
    const ParameterInfo* info = find_parameter(axis.name);
    columns.add(
        place, values,
        {.path = axis.name, .words = axis_words(axis), .unit = axis.unit, .parameter = info, .names = {}});
    return;
  }
  const auto packages = packages_of(plan, axis.name);
  if ((sets || values.size() >= many_levels) && !packages.empty()) {
    for (std::size_t n = 0; n < packages.front().size(); ++n) {
      std::vector<double> of_level;
      for (const double value : values) {
        const auto& package = packages.at(static_cast<std::size_t>(std::max(value, 0.0)));
        if (value >= 0 && n < package.size() && package[n].first == packages.front()[n].first)
          of_level.push_back(package[n].second);
      }
      if (of_level.size() == values.size())
        columns.add(place, of_level, column_of(*packages.front()[n].first));
    }
    return;
  }
  KnowableColumn column{
      .path = axis.name, .words = axis_words(axis), .unit = {}, .parameter = nullptr, .names = {}};
  std::vector<double> numbers;
  for (const double value : values) {
    numbers.push_back(static_cast<double>(column.names.size()));
    column.names.push_back(table.text.exact(k, value));
  }
  columns.add(place, numbers, std::move(column));
}

/// Of designs whose points are no grid: a setting is a point, its coordinates are what is known of it.
void add_points(const SweepTable& table, std::size_t policy, const std::vector<std::vector<double>>& keys,
                Columns& columns) {
  std::map<std::vector<double>, std::uint32_t> known;
  std::vector<std::uint32_t> level;
  std::vector<std::vector<double>> points;
  const std::size_t axes = table.axes.size() - 1;
  for (const auto& key : keys) {
    const std::vector<double> point(key.begin(), key.begin() + static_cast<std::ptrdiff_t>(axes));
    const auto [place, fresh] = known.try_emplace(point, static_cast<std::uint32_t>(points.size()));
    if (fresh) points.push_back(point);
    level.push_back(place->second);
  }
  const std::size_t place = columns.axis("point", level);
  for (std::size_t k = 0, n = 0; k < table.axes.size(); ++k) {
    if (k == policy) continue;
    const SweepAxis& axis = table.axes[k];
    KnowableColumn column{.path = axis.name,
                          .words = axis_words(axis),
                          .unit = axis.unit,
                          .parameter = find_parameter(axis.name),
                          .names = {}};
    std::vector<double> values;
    for (const auto& point : points) values.push_back(point[n]);
    ++n;
    if (axis.kind == AxisKind::packages) {
      std::vector<double> distinct;
      const auto numbers = levels_of(values, distinct);
      for (const double value : distinct) column.names.push_back(table.text.exact(k, value));
      values.assign(numbers.begin(), numbers.end());
    }
    columns.add(place, std::move(values), std::move(column));
  }
}

void add_drawn(const RecordedPlausible& drawn, std::span<const double> rows, Columns& columns) {
  std::vector<double> values;
  const std::size_t place = columns.axis("setting", levels_of(rows, values));
  for (std::size_t c = 0; c < drawn.parameter.size(); ++c) {
    const ParameterInfo* info = find_parameter(drawn.parameter[c]);
    if (info == nullptr || !drawn.set_by[c].empty()) continue;
    std::vector<double> of_level;
    for (const double row : values)
      of_level.push_back(drawn.value.at(static_cast<std::size_t>(row) * drawn.parameter.size() + c));
    columns.add(place, of_level, column_of(*info));
  }
}

}  // namespace

Meetings meetings_of(const SweepReader& sweep, const SweepTable& table, const Design* design,
                     const DecisionWishes& wishes, Decision& decision, Problems& problems) {
  const auto policy = policy_axis(table, design, wishes, sweep.file(), problems);
  const std::vector<char> kept = given_points(table, wishes, decision, problems);
  if (!problems.empty()) return {};
  auto drawn = recorded_plausible(h5::open_file(sweep.file()));
  if (drawn && drawn->central) drawn.reset();  // all runs have its first row
  Gathering all = gather(sweep, table, kept, *policy, drawn.has_value());
  const bool question = design != nullptr && design->question &&
                        design->axes[design->question->lever.axis].name == table.axes[*policy].name;
  decision.policy_axis = table.axes[*policy].name;
  decision.policy_name = question ? design->question->lever.name : axis_words(table.axes[*policy]);
  for (const double at : all.policies) {
    decision.policies.push_back(table.text.exact(*policy, at));
    const std::string name = table.axes[*policy].kind == AxisKind::packages ? decision.policies.back()
                             : table.axes[*policy].kind == AxisKind::on_off
                                 ? fmt::format("{} {}", decision.policy_name, table.text.brief(*policy, at))
                                 : fmt::format("{} at {}", decision.policy_name, decision.policies.back());
    decision.policy_words.push_back(question ? words_of_level(design->question->lever, at).value_or(name)
                                             : name);
  }
  if (all.policies.size() < 2)
    problems.add(sweep.file(), 0, 0, decision.policy_axis,
                 "has one level alone; a decision is between two or more");
  if (all.keys.size() < 2 && all.policies.size() > 1)
    problems.add(
        sweep.file(), 0, 0, "",
        all.keys.empty()
            ? "has no setting that all policies meet; let a design of method factorial cross them, such as "
              "with an axis {vectors: FILE}"
            : "has one setting alone, and nothing to be uncertain of; give the design an axis of settings, "
              "such as {vectors: FILE}, or its scenario `plausible`");
  if (!problems.empty()) return {};

  Columns columns(decision);
  std::vector<std::vector<double>> by_axis(all.keys.front().size());
  for (const auto& key : all.keys) {
    for (std::size_t n = 0; n < key.size(); ++n) by_axis[n].push_back(key[n]);
  }
  all.meetings.weights.assign(all.keys.size(), 1);
  Problems ignored;
  const yaml::Node plan = yaml::parse(sweep.plan(), "plan", ignored);
  if (table.info.method != "factorial") add_points(table, *policy, all.keys, columns);
  for (std::size_t k = 0, n = 0; k < table.axes.size(); ++k) {
    if (k == *policy) continue;
    const std::vector<double>& coordinates = by_axis[n++];
    const auto weights = wishes.weights.find(table.axes[k].name);
    for (std::size_t s = 0; weights != wishes.weights.end() && s < coordinates.size(); ++s) {
      const auto package = static_cast<std::size_t>(std::max(coordinates[s], 0.0));
      if (coordinates[s] >= 0 && package < weights->second.size())
        all.meetings.weights[s] *= weights->second[package];
    }
    const bool sets = design != nullptr && design->question && design->question->sets == k;
    if (table.info.method == "factorial") add_design_axis(table, k, plan, sets, coordinates, columns);
  }
  if (drawn) {
    add_drawn(*drawn, by_axis.back(), columns);
    for (std::size_t s = 0; s < all.keys.size(); ++s)
      all.meetings.weights[s] *= static_cast<double>(all.meetings.rows[s].front().size());
  }
  return std::move(all.meetings);
}

}  // namespace concord
