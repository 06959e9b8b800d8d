#include "viz/session/event_dates.hpp"

#include "agents/mechanisms/politics.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "experiments/platform/words.hpp"

#include <array>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view guidance_date = "guidance.date";

struct DateRow {
  std::string_view path;
  EventKind kind;
  bool put_off;  ///< by a political shock (rules_in_force)
  std::string_view sentence;
};
constexpr std::array dates{
    DateRow{"designation.first_wave_date", EventKind::deadline, false,
            "The first wave of systems is designated."},
    DateRow{"designation.second_wave_date", EventKind::deadline, false,
            "The second wave of systems is designated."},
    DateRow{"designation.third_wave_date", EventKind::deadline, false,
            "The third wave of systems is designated."},
    DateRow{guidance_date, EventKind::deadline, true, "Guidance says what systems are to do."},
    DateRow{"deadline.date", EventKind::deadline, true, "Deadline: every system is designated."},
    DateRow{"mergers.prescribed_date", EventKind::deadline, true,
            "A single clinical commissioning group a system is prescribed."},
    DateRow{"councils.settlement_date", EventKind::shock, true, "Social-care funding is reformed."},
    DateRow{"statute.date", EventKind::statute, true,
            "Statutory boards replace clinical commissioning groups."},
    DateRow{"shocks.demand_date", EventKind::shock, false, "A surge of demand begins."},
};

std::optional<Quarter> date_of(const Parameters& parameters, std::string_view path) {
  const ParameterInfo* info = find_parameter(path);
  if (info == nullptr) return std::nullopt;
  const Quarter date{static_cast<int>(info->get(parameters))};
  return date < never ? std::optional(date) : std::nullopt;
}

std::string quarters_in_words(int count) { return counted(count, "quarter"); }

}  // namespace

void add_dates(std::vector<Event>& events, const Scenario& scenario) {
  const Parameters& parameters = scenario.parameters;
  const Politics& politics = parameters.of<Politics>();
  const Shocks& shocks = parameters.of<Shocks>();
  const auto add = [&](Quarter date, EventKind kind, std::string_view sentence) {
    const int quarter = date - scenario.start;
    if (quarter < 0 || quarter >= scenario.quarters) return;
    Event& event = events.emplace_back();
    event.quarter = quarter;
    event.kind = kind;
    event.sentence = sentence;
  };
  for (const DateRow& row : dates) {
    const auto planned = date_of(parameters, row.path);
    if (!planned) continue;
    const bool movable = row.put_off && (!politics.guidance_only || row.path == guidance_date);
    const bool late = movable && *planned >= politics.shock_date && politics.delay > 0;
    const std::string_view words = row.sentence.substr(0, row.sentence.size() - 1);  // without the full stop
    const std::string sentence =
        late ? fmt::format("{}, planned for {}.", words, to_string(*planned)) : fmt::format("{}.", words);
    add(late ? *planned + politics.delay : *planned, row.kind, sentence);
  }
  if (politics.shock_date < never)
    add(politics.shock_date, EventKind::shock,
        politics.delay == 0
            ? std::string("A political shock.")
            : fmt::format("A political shock puts later {} off by {}.",
                          politics.guidance_only ? "guidance" : "dates", quarters_in_words(politics.delay)));
  if (shocks.covid && shocks.covid_quarters > 0) {
    add(shocks.covid_date, EventKind::shock,
        "Covid begins: costs rise, activity is paid in blocks, no fund.");
    add(shocks.covid_date + shocks.covid_quarters, EventKind::shock, "The Covid regime ends.");
  }
}

}  // namespace concord
