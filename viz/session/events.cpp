#include "viz/session/events.hpp"

#include "agents/quarter/parameter_info.hpp"
#include "sim/statistics/statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double missed = -0.5;  // pp, as in Measure::overspending
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// Values of one system or the country, [run][quarter].
struct Course {
  const Slice& slice;
  int thing;
  double at(int run, int quarter) const { return slice.at(run, quarter, thing); }
};

/// Runs that count.
struct Runs {
  int first, last;
  /// True in at least half of the runs in which it can be said. `says` gives nothing where it cannot.
  template <class Says>
  bool agree(Says says) const {
    int known = 0, yes = 0;
    for (int run = first; run < last; ++run) {
      const std::optional<bool> answer = says(run);
      known += answer ? 1 : 0;
      yes += answer.value_or(false) ? 1 : 0;
    }
    return known > 0 && 2 * yes >= known;
  }
  /// Middle of what is known; 0 if nothing is.
  template <class Value>
  double median(Value value) const {
    std::vector<double> values;
    for (int run = first; run < last; ++run) values.push_back(value(run));
    const double middle = median_of(std::move(values));
    return std::isnan(middle) ? 0 : middle;
  }
};

bool ends_year(const std::string& quarter) { return quarter.ends_with("Q4"); }
bool begins_year(const std::string& quarter) { return quarter.ends_with("Q1"); }

std::string name_of(const SystemInfo& system) { return system.name.empty() ? system.code : system.name; }
std::string amount(double value) {
  const double rounded = std::round(value * 10) / 10;
  return rounded == std::round(rounded) ? fmt::format("{:.0f}", rounded) : fmt::format("{:.1f}", rounded);
}
std::string counted(double count, std::string_view one, std::string_view many) {
  const std::string words = amount(count);
  return fmt::format("{} {}", words, words == "1" ? one : many);
}

/// Text of a parameter of the run; its default where the file does not hold it.
class Dates {
 public:
  explicit Dates(const RunInfo& info) {
    for (const ParameterValue& value : info.parameters) texts_[value.path] = value.text;
  }
  std::optional<Quarter> date(const std::string& path) const {
    const auto quarter = parse_quarter(text(path));
    return quarter && *quarter < never ? quarter : std::nullopt;
  }
  bool on(const std::string& path) const { return text(path) == "true"; }
  int whole(const std::string& path) const {
    const std::string words = text(path);
    return !words.empty() && std::ranges::all_of(words, [](char c) { return c >= '0' && c <= '9'; }) &&
                   words.size() < 9
               ? std::stoi(words)
               : 0;
  }

 private:
  std::string text(const std::string& path) const {
    const auto found = texts_.find(path);
    if (found != texts_.end()) return found->second;
    const ParameterInfo* parameter = find_parameter(path);
    return parameter == nullptr ? "" : value_text(*parameter, parameter->get(Parameters{}));
  }
  std::map<std::string, std::string> texts_;
};

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
    DateRow{"guidance.date", EventKind::deadline, true, "Guidance says what systems are to do."},
    DateRow{"deadline.date", EventKind::deadline, true, "Deadline: every system is designated."},
    DateRow{"mergers.prescribed_date", EventKind::deadline, true,
            "A single clinical commissioning group a system is prescribed."},
    DateRow{"councils.settlement_date", EventKind::shock, true, "Social-care funding is reformed."},
    DateRow{"statute.date", EventKind::statute, true,
            "Statutory boards replace clinical commissioning groups."},
    DateRow{"shocks.demand_date", EventKind::shock, false, "A surge of demand begins."},
};

void add_dates(std::vector<Event>& events, const RunInfo& info) {
  const auto start = info.quarters.empty() ? std::nullopt : parse_quarter(info.quarters.front());
  if (!start) return;
  const Dates policy(info);
  const auto add = [&](Quarter date, EventKind kind, std::string sentence) {
    const int quarter = date - *start;
    if (quarter >= 0 && quarter < static_cast<int>(info.quarters.size()))
      events.push_back({quarter, kind, std::nullopt, std::move(sentence)});
  };
  const auto shock = policy.date("politics.shock_date");
  const int delay = policy.whole("politics.delay");
  for (const DateRow& row : dates) {
    const auto planned = policy.date(std::string(row.path));
    if (!planned) continue;
    const bool late = row.put_off && shock && *planned >= *shock && delay > 0;
    std::string sentence(row.sentence);
    if (late) {
      sentence.pop_back();
      sentence += fmt::format(", planned for {}.", to_string(*planned));
    }
    add(late ? *planned + delay : *planned, row.kind, std::move(sentence));
  }
  if (shock)
    add(*shock, EventKind::shock,
        delay == 0 ? std::string("A political shock.")
                   : fmt::format("A political shock puts later dates off by {}.",
                                 counted(delay, "quarter", "quarters")));
  const auto covid = policy.date("shocks.covid_date");
  const int length = policy.whole("shocks.covid_quarters");
  if (covid && policy.on("shocks.covid") && length > 0) {
    add(*covid, EventKind::shock, "Covid begins: costs rise, activity is paid in blocks, no fund.");
    add(*covid + length, EventKind::shock, "The Covid regime ends.");
  }
}

}  // namespace

std::vector<Event> events_of(RunData& data, const Selection& selection) {
  const RunInfo& info = data.info();
  // All are asked for before anything is given up on, so that they load together.
  const auto of_system = [&](SystemMeasure m) { return data.systems(static_cast<std::size_t>(m)); };
  const auto of_nation = [&](Measure m) { return data.national(static_cast<std::size_t>(m)); };
  const SlicePointer impossible = of_nation(Measure::impossible_asks);
  const SlicePointer won = of_nation(Measure::disputes_won);
  SlicePointer designated, pooled, gap, arbitrations, out;
  if (data.has_systems()) {
    designated = of_system(SystemMeasure::designated);
    pooled = of_system(SystemMeasure::pooled_share);
    gap = of_system(SystemMeasure::outturn_gap);
    arbitrations = of_system(SystemMeasure::arbitrations);
    out = of_system(SystemMeasure::councils_out);
    if (!designated || !pooled || !gap || !arbitrations || !out) return {};
  }
  if (!impossible || !won) return {};

  std::vector<Event> events;
  add_dates(events, info);
  const auto& run = selection.run;
  const int all = impossible->runs;
  if (run && (*run < 0 || *run >= all)) return {};
  const Runs runs{run.value_or(0), run ? *run + 1 : all};
  const int quarters = std::min(impossible->quarters, static_cast<int>(info.quarters.size()));
  const auto quarter_name = [&](int t) -> const std::string& {
    return info.quarters[static_cast<std::size_t>(t)];
  };
  for (int t = 0; t < quarters; ++t) {
    if (!begins_year(quarter_name(t))) continue;  // asks stand for a year
    const double asks = runs.median([&](int r) { return impossible->at(r, t); });
    const double corrected = runs.median([&](int r) { return won->at(r, t); });
    if (asks >= 1)
      events.push_back(
          {t, EventKind::dispute, std::nullopt,
           fmt::format("{} for more than can be achieved; {} corrected.",
                       counted(asks, "control total asks", "control totals ask"), amount(corrected))});
  }
  const Dates policy(info);
  const auto start = info.quarters.empty() ? std::nullopt : parse_quarter(info.quarters.front());
  const auto reached = [&](const std::string& path, int t) {
    const auto date = policy.date(path);
    return start && date && *start + t >= *date;
  };
  const auto ballot_open = [&](int t) { return reached("pooling.open_from", t); };
  const auto covid = [&](int t) {
    const auto date = policy.date("shocks.covid_date");
    return policy.on("shocks.covid") && reached("shocks.covid_date", t) &&
           *start + t < *date + policy.whole("shocks.covid_quarters");
  };
  for (int k = 0; designated && k < designated->things; ++k) {
    const std::string name = name_of(info.systems[static_cast<std::size_t>(k)]);
    const Course form{*designated, k}, share{*pooled, k}, outturn{*gap, k}, arbitrated{*arbitrations, k},
        absent{*out, k};
    const auto add = [&](int t, EventKind kind, std::string sentence) {
      events.push_back({t, kind, k, std::move(sentence)});
    };
    const auto in_half = [&](const Course& course, int t, auto condition) {
      return runs.agree([&](int r) -> std::optional<bool> {
        const double value = course.at(r, t);
        return std::isnan(value) ? std::nullopt : std::optional(condition(value));
      });
    };
    const auto yes = [](double value) { return value > 0.5; };
    const auto accepted = [](double value) { return value > 0; };
    bool was_designated = false, was_accepted = false;
    double were_out = 0;
    for (int t = 0; t < quarters; ++t) {
      // Form changes when half of the runs have come to it, which a count of changes in one quarter misses.
      const bool now_designated = in_half(form, t, yes);
      if (now_designated && !was_designated)
        add(t, EventKind::designation, fmt::format("{} is designated as an integrated care system.", name));
      // A ballot takes place where it is open, before the designations of its quarter; under Covid no share
      // is in force, whatever was voted for.
      const bool now_accepted = in_half(share, t, accepted);
      const bool known = in_half(share, t, [](double) { return true; });
      const bool asked = ballot_open(t) || was_designated;
      if (known && !now_accepted && !covid(t) && (was_accepted || (asked && begins_year(quarter_name(t)))))
        add(t, EventKind::refusal,
            was_accepted ? fmt::format("{} no longer has a system control total: it pools nothing.", name)
                         : fmt::format("{} accepts no system control total: it pools nothing.", name));
      was_designated = now_designated;
      if (!covid(t)) was_accepted = now_accepted;

      // As in Measure::overspending, only where there is a system control total to miss.
      const auto over = [&](int r) -> std::optional<bool> {
        const double value = outturn.at(r, t), stake = share.at(r, t);
        if (std::isnan(value)) return std::nullopt;
        return value < missed && (std::isnan(stake) || stake > 0);
      };
      if (ends_year(quarter_name(t)) && runs.agree(over))
        add(t, EventKind::overspend,
            fmt::format("{} ends the year {:.1f} pp below its control total.", name,
                        -runs.median([&](int r) { return over(r) == true ? outturn.at(r, t) : nothing; })));

      const double cases = runs.median([&](int r) { return arbitrated.at(r, t); });
      if (cases >= 1)
        add(t, EventKind::dispute,
            fmt::format("{}: {} to arbitration.", name, counted(cases, "challenge goes", "challenges go")));

      const double now_out = runs.median([&](int r) { return absent.at(r, t); });
      if (now_out > were_out)
        add(t, EventKind::walkout,
            fmt::format("{}: {} out, {} in all.", name,
                        counted(now_out - were_out, "council walks", "councils walk"), amount(now_out)));
      if (now_out < were_out)
        add(t, EventKind::comeback,
            fmt::format("{}: {} back.", name, counted(were_out - now_out, "council comes", "councils come")));
      were_out = now_out;
    }
  }
  std::ranges::stable_sort(events, [](const Event& a, const Event& b) {
    return std::tuple(a.quarter, a.system.value_or(-1), a.kind) <
           std::tuple(b.quarter, b.system.value_or(-1), b.kind);
  });
  return events;
}

bool passes(const Event& event, const EventFilter& filter) {
  if (!filter.kinds.empty() && std::ranges::find(filter.kinds, event.kind) == filter.kinds.end())
    return false;
  return !filter.system || !event.system || *event.system == *filter.system;
}

const Event* next_event(std::span<const Event> events, int quarter, const EventFilter& filter) {
  const auto found = std::ranges::find_if(
      events, [&](const Event& event) { return event.quarter > quarter && passes(event, filter); });
  return found == events.end() ? nullptr : &*found;
}

const Event* previous_event(std::span<const Event> events, int quarter, const EventFilter& filter) {
  const Event* found = nullptr;
  for (const Event& event : events) {
    if (event.quarter >= quarter) break;
    if (passes(event, filter)) found = &event;
  }
  return found;
}

}  // namespace concord
