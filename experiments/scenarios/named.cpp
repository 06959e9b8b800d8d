#include "experiments/scenarios/named.hpp"

#include "agents/world/target.hpp"
#include "experiments/grammar/keys.hpp"
#include "experiments/scenarios/read_parameters.hpp"

#include <array>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_inputs = 1000;

struct ActRow {
  NamedAct act;
  std::string_view key, meaning;
};
constexpr std::array acts{
    ActRow{
        NamedAct::refusal, "refuses",
        "An organisation by code or name: a trust or CCG refuses its control total, a council is out of its "
        "system."},
    ActRow{NamedAct::accelerator, "accelerator",
           "A system by code or name that has a place on the accelerator until it is designated."}};

/// Which of the acts an entry is about; exactly one.
const ActRow* act_of(yaml::Reader& entry) {
  const ActRow* found = nullptr;
  for (const ActRow& row : acts) {
    if (!entry.has(row.key)) continue;
    if (found != nullptr) {
      entry.problem(row.key, fmt::format("stands beside `{}`; give each an entry of its own", found->key));
      return nullptr;
    }
    found = &row;
  }
  if (found == nullptr)
    entry.problem(acts[0].key, "missing, and `accelerator` too; say who refuses, or who has a place");
  return found;
}

std::optional<NamedInput> read_entry(yaml::Reader entry, const Scenario& run) {
  const auto from = entry.require("from") ? read_quarter(entry, "from", false) : std::nullopt;
  const Quarter until = read_quarter(entry, "until", true).value_or(never);
  const ActRow* act = act_of(entry);
  if (act == nullptr) return std::nullopt;
  const auto name = entry.text(act->key);
  if (!from || !name) return std::nullopt;
  if (until <= *from) {
    entry.problem("until", fmt::format("{} is not after {}", to_string(until), to_string(*from)));
    return std::nullopt;
  }
  if (*from < run.start) {
    entry.problem("from", fmt::format("{} is before the run, which begins with {}", to_string(*from),
                                      to_string(run.start)));
    return std::nullopt;
  }
  const Layout& layout = run.world->layout;
  const FoundRow who =
      act->act == NamedAct::refusal ? find_organisation(layout, *name) : find_system(layout, *name);
  if (!who.row) entry.problem(act->key, who.wrong);
  // A run that ends before leaves it out, as one of more quarters has it.
  if (!who.row || *from >= run.start + run.quarters) return std::nullopt;
  return NamedInput{.act = act->act, .who = *who.row, .from = *from, .until = until};
}

}  // namespace

Keys named_keys() {
  Keys keys{
      {"from", Pattern{date_pattern, "a quarter"}, "First quarter; one after the run is left out.", required},
      {"until", Pattern{date_pattern, "a quarter"}, "First quarter in which it no longer holds.", "never"}};
  for (const ActRow& row : acts)
    keys.push_back({std::string(row.key), Line{nullptr, longest_line}, std::string(row.meaning)});
  return keys;
}

std::vector<NamedInput> read_named(yaml::Reader& scenario, const Scenario& run, Problems& problems) {
  if (const yaml::Node* list = scenario.raw("named"); list == nullptr || list->kind == yaml::Kind::null)
    return {};
  std::vector<yaml::Reader> entries = scenario.sections("named");
  if (entries.size() > most_inputs) {
    problems.add("", 0, 0, "named", fmt::format("{} entries; at most {}", entries.size(), most_inputs));
    return {};
  }
  std::vector<NamedInput> named;
  for (yaml::Reader& entry : entries) {
    if (const auto input = read_entry(entry, run)) named.push_back(*input);
  }
  return named;
}

std::string named_yaml(const Scenario& scenario) {
  std::string out;
  for (const NamedInput& input : scenario.named) {
    const ActRow& act = acts[static_cast<std::size_t>(input.act)];
    const auto row = static_cast<std::size_t>(input.who);
    const Layout& layout = scenario.world->layout;
    out += fmt::format("{}  - from: {}\n    until: {}\n    {}: {}\n", out.empty() ? "named:\n" : "",
                       to_string(input.from), to_string(input.until), act.key,
                       in_quotes(input.act == NamedAct::refusal ? layout.organisations[row].code
                                                                : layout.systems[row].code));
  }
  return out;
}

}  // namespace concord
