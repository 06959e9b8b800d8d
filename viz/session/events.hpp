#pragma once
// What happened when: marks on the timeline that one can jump between.

#include "viz/data/run_data.hpp"
#include "viz/data/selection.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

enum class EventKind {
  designation,  ///< a system becomes an integrated care system
  refusal,      ///< a ballot ends without a system control total, or one is lost
  overspend,    ///< the year ends more than half a point below an accepted control total
  dispute,      ///< arbitrations, impossible asks
  walkout,      ///< councils leave their system
  comeback,     ///< councils come back
  shock,        ///< Covid, a surge of demand, a political shock
  deadline,     ///< dates set for systems: guidance, waves of designation, the deadline
  statute,      ///< statutory boards
};
struct EventKindRow {
  EventKind kind;
  std::string_view key, name;
};
inline constexpr std::array event_kind_rows{
    EventKindRow{EventKind::designation, "designation", "Designations"},
    EventKindRow{EventKind::refusal, "refusal", "Control totals refused"},
    EventKindRow{EventKind::overspend, "overspend", "Control totals missed"},
    EventKindRow{EventKind::dispute, "dispute", "Disputes"},
    EventKindRow{EventKind::walkout, "walkout", "Councils that walk out"},
    EventKindRow{EventKind::comeback, "comeback", "Councils that come back"},
    EventKindRow{EventKind::shock, "shock", "Shocks"},
    EventKindRow{EventKind::deadline, "deadline", "Deadlines"},
    EventKindRow{EventKind::statute, "statute", "Statute"},
};

struct Event {
  int quarter = 0;
  EventKind kind = EventKind::designation;
  std::optional<int> system;  ///< row of RunInfo::systems; none = of the country
  std::string sentence;
  bool operator==(const Event&) const = default;
};

/// Events of one run, or those that happen in at least half of all runs (an amount is then the median). In
/// order of quarters, of the country before those of systems, then of kinds. Nothing while data is on its
/// way. Of the selection, only the run counts.
std::vector<Event> events_of(RunData& data, const Selection& selection);

struct EventFilter {
  std::vector<EventKind> kinds;  ///< empty = all
  std::optional<int> system;     ///< of this system and of the country; none = all
};
bool passes(const Event& event, const EventFilter& filter);
/// The first event after a quarter, or the last one before it; null if there is none.
const Event* next_event(std::span<const Event> events, int quarter, const EventFilter& filter = {});
const Event* previous_event(std::span<const Event> events, int quarter, const EventFilter& filter = {});

}  // namespace concord
