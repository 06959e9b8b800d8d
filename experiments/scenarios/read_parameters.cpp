#include "experiments/scenarios/read_parameters.hpp"

#include "experiments/scenarios/catalogue.hpp"
#include "sim/missing.hpp"
#include "sim/plain_number.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace concord {
namespace {

/// Two parameters of which the first must not exceed the second.
struct Relation {
  std::string_view low, high;
  bool may_be_equal;
  std::string_view why;
};

constexpr Relation relations[]{
    {"control_total.ask_base", "control_total.ask_cap", true,
     "the largest ask cannot be below that of a balanced body"},
    {"designation.developing", "designation.maturing", false, "the stages of maturity follow one another"},
    {"designation.maturing", "designation.thriving", false, "the stages of maturity follow one another"},
    {"designation.first_wave_date", "designation.second_wave_date", false, "the waves follow one another"},
    {"designation.second_wave_date", "designation.third_wave_date", false, "the waves follow one another"},
    {"pooling.floor_from", "pooling.floor_until", false, "the mandate must begin before it ends"},
    {"guidance.vagueness_after", "guidance.vagueness_before", true, "guidance does not make things vaguer"},
};

/// "must be below designation.thriving (0.62); ...", said of the first; or the like of the second.
std::string words(const ParameterOrder& order, const Parameters& parameters, bool at_low) {
  const ParameterInfo& there = at_low ? *order.high : *order.low;
  const bool dates = order.low->kind == ValueKind::quarter;
  const std::string_view relation = at_low ? (order.may_be_equal ? "must not be above"
                                              : dates            ? "must be before"
                                                                 : "must be below")
                                           : (order.may_be_equal ? "must not be below"
                                              : dates            ? "must be after"
                                                                 : "must be above");
  return fmt::format("{} {} ({}); {}", relation, there.path, value_text(there, there.get(parameters)),
                     order.why);
}

/// The remedy for a text that is not a quarter.
std::string not_a_quarter(std::string_view text, std::string_view or_never) {
  int year = 0;
  for (const char c : text.substr(0, 4))
    year = c >= '0' && c <= '9' && year >= 0 ? 10 * year + (c - '0') : -1;
  if (text.size() >= 4 && year >= 1990 && year <= 2199) {
    return fmt::format("{} is not a financial quarter; write {} for April to June {}{}", shown(text),
                       to_string(financial_quarter(year, 1)), year, or_never);
  }
  return fmt::format("{} is not a financial quarter of 1990 to 2199; write it like 2019/20 Q1{}", shown(text),
                     or_never);
}

/// Reports a relation that does not hold at the value that the user wrote; at the second if both.
void report(const ParameterOrder& order, const Parameters& parameters, std::vector<GivenParameter>& given,
            yaml::Reader& section) {
  const auto find = [&](const ParameterInfo* info) {
    return std::ranges::find(given, info, &GivenParameter::info);
  };
  const auto low = find(order.low), high = find(order.high);
  const bool at_low = low != given.end() && high == given.end();
  const ParameterInfo& here = at_low ? *order.low : *order.high;
  std::string what =
      fmt::format("{} {}", value_text(here, here.get(parameters)), words(order, parameters, at_low));
  section.section(here.path.substr(0, here.path.find('.'))).problem(key_of(here), std::move(what));
}

}  // namespace

bool ParameterOrder::holds(const Parameters& parameters) const {
  const double a = low->get(parameters), b = high->get(parameters);
  if (a < b || (may_be_equal && a == b)) return true;
  return low->kind == ValueKind::quarter && a >= never.index && b >= never.index;
}

std::span<const ParameterOrder> parameter_orders() {
  static const std::vector<ParameterOrder> all = [] {
    std::vector<ParameterOrder> list;
    for (const Relation& r : relations) {
      list.push_back({find_parameter(r.low), find_parameter(r.high), r.may_be_equal, r.why});
      ensure(list.back().low != nullptr && list.back().high != nullptr,
             "an order between parameters that do not exist");
    }
    return list;
  }();
  return all;
}

std::string_view readable_unit(std::string_view unit) {
  return unit == "1" || unit == "switch" || unit == "quarter" || unit == "seed" ? std::string_view() : unit;
}

std::optional<Quarter> read_quarter(yaml::Reader& reader, std::string_view key, bool may_be_never) {
  const auto text = reader.text(key);
  if (!text) return std::nullopt;
  const auto quarter = parse_quarter(*text);
  if (quarter && (may_be_never || *quarter != never)) return quarter;
  reader.problem(key, not_a_quarter(*text, may_be_never ? ", or never" : ""));
  return std::nullopt;
}

namespace {
/// "35%" of a parameter that is counted in percentage points is 35, and not 0.35 as elsewhere.
bool refuse_percent(yaml::Reader& reader, std::string_view key) {
  const yaml::Node& node = *reader.raw(key);
  if (node.kind != yaml::Kind::scalar || node.quoted || !node.text.ends_with('%')) return false;
  const auto plain = plain_number(std::string_view(node.text).substr(0, node.text.size() - 1));
  if (plain)
    reader.problem(key, fmt::format("{} is not a number; it counts percentage points: write {}",
                                    shown(node.text), *plain));
  return plain.has_value();
}
}  // namespace

std::optional<double> read_value(yaml::Reader& reader, std::string_view key, const ValueRule& rule) {
  if (!reader.has(key)) return std::nullopt;
  constexpr double wrong = missing_value;
  switch (rule.kind) {
    case ValueKind::on_off: {
      const auto value = reader.boolean(key);
      return value ? std::optional(*value ? 1.0 : 0.0) : std::nullopt;
    }
    case ValueKind::quarter: {
      const auto value = read_quarter(reader, key, true);
      return value ? std::optional(static_cast<double>(value->index)) : std::nullopt;
    }
    case ValueKind::whole: {
      constexpr std::int64_t no_value = -1;  // no count is negative
      const auto value =
          reader.integer_in(key, no_value, static_cast<std::int64_t>(rule.allowed.low),
                            static_cast<std::int64_t>(rule.allowed.high), readable_unit(rule.unit));
      return value == no_value ? std::nullopt : std::optional(static_cast<double>(value));
    }
    case ValueKind::number:
      break;
  }
  if (rule.unit.starts_with("pp") && refuse_percent(reader, key)) return std::nullopt;
  const double value =
      reader.number_in(key, wrong, rule.allowed.low, rule.allowed.high, readable_unit(rule.unit));
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

std::optional<double> read_cell(const ParameterInfo& parameter, std::string_view text, std::string& wrong) {
  if (parameter.kind == ValueKind::number) {  // by far the most
    const auto value = as_number(text).value;
    if (value && *value >= parameter.allowed.low && *value <= parameter.allowed.high) return value;
  }
  if (parameter.kind == ValueKind::on_off) {
    if (const auto on = as_switch(text)) return *on ? 1.0 : 0.0;
  }
  yaml::Node cell;
  cell.kind = yaml::Kind::scalar;
  cell.text = text;
  cell.key = parameter.path;
  yaml::Node row;
  row.kind = yaml::Kind::map;
  row.children.push_back(std::move(cell));
  Problems problems;
  yaml::Reader reader(row, problems);
  const auto value = read_value(reader, parameter.path, {parameter.kind, parameter.allowed, parameter.unit});
  if (!problems.empty()) wrong = problems.all().front().what;
  return value;
}

void GivenParameter::problem(std::string what) { group.problem(key_of(*info), std::move(what)); }

std::vector<GivenParameter> given_parameters(yaml::Reader& groups) {
  std::vector<GivenParameter> given;
  for (const ParameterInfo& info : all_parameters()) {
    yaml::Reader group = groups.section(info.path.substr(0, info.path.find('.')));
    const auto value = read_value(group, key_of(info), {info.kind, info.allowed, info.unit});
    if (group.has(key_of(info))) given.push_back({&info, std::move(group), value});
  }
  return given;
}

Parameters read_parameters(yaml::Reader section, Problems& problems, const Plausible& plausible) {
  Parameters parameters;
  std::vector<GivenParameter> given = given_parameters(section);
  std::set<const ParameterInfo*> faulty;
  for (const GivenParameter& one : given) {
    if (one.value) {
      one.info->set(parameters, *one.value);
    } else {
      faulty.insert(one.info);
    }
  }
  if (plausible.table != nullptr) plausible.lay(0, parameters);
  for (const ParameterOrder& order : parameter_orders()) {
    const bool known = !faulty.contains(order.low) && !faulty.contains(order.high);
    const bool row_by_row = plausible.decides(*order.low) || plausible.decides(*order.high);
    if (known && !row_by_row && !order.holds(parameters)) report(order, parameters, given, section);
  }
  refuse_unknown_groups(section, problems);
  return parameters;
}

std::vector<std::size_t> broken_relations(const Parameters& parameters) {
  std::vector<std::size_t> broken;
  for (std::size_t k = 0; k < parameter_orders().size(); ++k) {
    if (!parameter_orders()[k].holds(parameters)) broken.push_back(k);
  }
  return broken;
}

std::string relation_text(std::size_t relation, const Parameters& parameters) {
  const ParameterOrder& order = parameter_orders()[relation];
  return fmt::format("{} ({}) {}", order.high->path, value_text(*order.high, order.high->get(parameters)),
                     words(order, parameters, false));
}

std::optional<std::string> nearest_parameter(std::string_view name) {
  if (name.starts_with("parameters.")) name.remove_prefix(std::string_view("parameters.").size());
  std::vector<std::string> known;
  for (const ParameterInfo& info : all_parameters()) {
    const std::string_view path = info.path;
    if (path == name || (path.ends_with(name) && path[path.size() - name.size() - 1] == '.'))
      return info.path;
    known.push_back(info.path);
  }
  if (auto near = nearest(name, known)) return near;
  static const Meanings meanings = [] {
    std::vector<Described> described;
    for (const ParameterInfo& info : all_parameters()) described.push_back({info.path, info.meaning});
    return Meanings(described);
  }();
  return meanings.nearest(name);
}

void refuse_unknown_groups(yaml::Reader& section, Problems& problems,
                           std::initializer_list<std::string_view> beside) {
  const auto refuse = [&](const yaml::Node& where, const std::string& name) {
    const auto near = nearest_parameter(name);
    problems.add(where.file ? *where.file : "", where.key_line, where.key_column,
                 fmt::format("{}.{}", section.path(), name),
                 near ? fmt::format("there is no such parameter; did you mean '{}'?", *near)
                      : "there is no such parameter; `concord describe` lists all");
  };
  std::vector<std::string> groups;
  for (const ParameterInfo& info : all_parameters())
    groups.push_back(info.path.substr(0, info.path.find('.')));
  for (const std::string& key : section.keys()) {
    if (is_group(key) || std::ranges::find(beside, key) != beside.end() || nearest(key, groups))
      continue;  // of a slip the reader tells
    const yaml::Node& node = *section.raw(key);
    if (node.children.empty() || node.kind != yaml::Kind::map) refuse(node, key);
    if (node.kind != yaml::Kind::map) continue;
    for (const yaml::Node& child : node.children) refuse(child, fmt::format("{}.{}", key, child.key));
  }
}

bool is_group(std::string_view word) {
  return std::ranges::any_of(all_parameters(), [&](const ParameterInfo& info) {
    return info.path.starts_with(word) && info.path.size() > word.size() && info.path[word.size()] == '.';
  });
}

}  // namespace concord
