#include "experiments/scenarios/catalogue.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr Mechanism all_mechanisms[]{
    {"M01", "System control total"},
    {"M02", "Sustainability funding"},
    {"M03", "Contagion"},
    {"M04", "Activity income"},
    {"M05", "Ring-fenced allocations"},
    {"M06", "Place or system"},
    {"M07", "Clarity of guidance"},
    {"M08", "Reachability"},
    {"M09", "Deadline"},
    {"M10", "Political shock"},
    {"M11", "Councils"},
    {"M12", "Patient benefit"},
    {"M13", "Duty to collaborate"},
    {"M14", "Licence conditions"},
    {"M15", "Support"},
    {"M16", "Earned financial autonomy"},
    {"M17", "New contract forms"},
    {"M18", "Strain"},
    {"M19", "In-year surprise"},
    {"M20", "Ladder"},
    {"M21", "Blueprint or relationships"},
    {"M22", "Waves and prestige"},
    {"M23", "Commissioner consolidation"},
    {"M24", "Agreement mandate"},
    {"M25", "System duty for outcomes"},
    {"M26", "Maturity"},
    {"M27", "Accelerator"},
    {"M28", "Pressures"},
    {"M29", "A partner that will not back it"},
    {"M30", "Size and shape"},
    {"M31", "Statutory ICS"},
    {"M32", "Delegation"},
    {"M33", "Oversight and dispute"},
    {"M34", "Covid, backlog, winter"},
    {"M35", "Two tiers"},
    {"behaviour", "How organisations choose"},
    {"switch", "Parts of the model that can be turned off"},
};

}  // namespace

std::span<const Mechanism> mechanisms() { return all_mechanisms; }

const Mechanism* find_mechanism(std::string_view id) {
  const auto found = std::ranges::find(all_mechanisms, id, &Mechanism::id);
  return found == std::end(all_mechanisms) ? nullptr : found;
}

std::string ParameterGroup::title() const {
  std::string words = key;
  std::ranges::replace(words, '_', ' ');
  words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

std::vector<ParameterGroup> groups_of_parameters() {
  std::vector<ParameterGroup> groups;
  for (const ParameterInfo& info : all_parameters()) {
    const std::string key = info.path.substr(0, info.path.find('.'));
    if (groups.empty() || groups.back().key != key) groups.push_back({.key = key, .members = {}, .of = {}});
    ParameterGroup& group = groups.back();
    group.members.push_back(&info);
    const Mechanism* mechanism = find_mechanism(info.mechanism);
    if (mechanism != nullptr && std::ranges::find(group.of, mechanism) == group.of.end())
      group.of.push_back(mechanism);
  }
  return groups;
}

std::string_view key_of(const ParameterInfo& info) {
  return std::string_view(info.path).substr(info.path.find('.') + 1);
}

std::string default_text(const ParameterInfo& info) { return value_text(info, info.get(Parameters{})); }

std::string allowed_text(ValueKind kind, Range allowed) {
  switch (kind) {
    case ValueKind::on_off:
      return "true or false";
    case ValueKind::quarter:
      return "a quarter or never";
    case ValueKind::whole:
      return fmt::format("whole, {:.0f} to {:.0f}", allowed.low, allowed.high);
    case ValueKind::number:
      break;
  }
  return fmt::format("{} to {}", allowed.low, allowed.high);
}

std::string screening_text(Range screening) {
  if (screening.low == 0 && screening.high == 0) return "";
  return fmt::format("{} to {}", screening.low, screening.high);
}

}  // namespace concord
