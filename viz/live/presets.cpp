#include "viz/live/presets.hpp"

#include "sim/errors.hpp"

#include <charconv>

namespace concord {
namespace {

/// In the numbers of ParameterInfo::get.
double value_of(const ParameterInfo& parameter, const std::string& text) {
  if (parameter.kind == ValueKind::on_off) return text == "true" ? 1 : 0;
  if (parameter.kind == ValueKind::quarter) {
    if (text == "never") return never.index;
    const auto quarter = parse_quarter(text);
    ensure(quarter.has_value(), "a preset names quarters");
    return quarter->index;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  ensure(error == std::errc{} && end == text.data() + text.size(), "a preset's values are numbers");
  return value;
}

}  // namespace

std::span<const Preset> policy_presets() {
  static const std::vector<Preset> presets{
      {"Duty to collaborate",
       "A strong duty to collaborate while the duty to break even stands (M13)",
       {{"duty.strength", "1"}}},
      {"Duty with relief",
       "The same duty, and half of the duty to break even moved to the system (M13)",
       {{"duty.strength", "1"}, {"break_even.relief", "0.5"}}},
      {"Half the fund pooled",
       "Half of every sustainability fund hangs on the system's result from April 2018 (M02, M03)",
       {{"pooling.floor", "0.5"}, {"pooling.floor_from", "2018/19 Q1"}}},
      {"Pooled at place level",
       "Half of the fund is pooled, judged in places instead of systems (M06)",
       {{"pooling.floor", "0.5"}, {"pooling.floor_from", "2018/19 Q1"}, {"pooling.at_place", "true"}}},
      {"Mandate to agree",
       "A mandate to agree replaces the tariff, with money for agreement and fines for arbitration (M24)",
       {{"agreement_mandate.strength", "1"},
        {"agreement_mandate.conditional_money", "0.5"},
        {"commissioning.arbitration_fine", "2"}}},
      {"Deadline a year later",
       "All of England by April 2022 instead of April 2021 (M09)",
       {{"deadline.date", "2022/23 Q1"}}},
      {"No ladder", "No earned autonomy and no prestige (M16, M20, M22)", {{"ladder.reward", "0"}}},
      {"Support doubled",
       "Twice the systems supported, by peers and by the centre (M15)",
       {{"support.most_systems", "20"}, {"support.peer_capacity", "1.4"}, {"support.central_capacity", "8"}}},
      {"Councils funded",
       "The centre doubles what councils put in jointly, and settles social care in April 2019 (M11)",
       {{"councils.central_match", "1"}, {"councils.settlement_date", "2019/20 Q1"}}},
      {"Statutory boards early",
       "Integrated care boards two years earlier, in July 2020 (M31)",
       {{"statute.date", "2020/21 Q2"}}},
  };
  return presets;
}

Policy policy_of(const Preset& preset, const RunPlan& scenario) {
  Policy policy;
  for (const Preset::Value& value : preset.values) {
    const ParameterInfo* parameter = find_parameter(value.path);
    ensure(parameter != nullptr, "a preset names parameters that there are");
    policy.set(scenario, *parameter, value_of(*parameter, value.text));
  }
  return policy;
}

}  // namespace concord
