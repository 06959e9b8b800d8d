#pragma once
// What happened when: marks on the timeline that one can jump between.

#include "experiments/runs/events.hpp"
#include "viz/data/run_data.hpp"
#include "viz/data/selection.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace concord {

struct Event {
  int quarter = 0;
  EventKind kind = EventKind::designation;
  std::optional<int> system;  ///< row of RunInfo::systems; none = of the country
  std::string sentence;
  bool operator==(const Event&) const = default;
};

/// Events of one run, or those of the middle of all runs: what happens when every measure of a system is the
/// median over runs, so that a state begins once half of the runs have come to it. In order of quarters, of
/// the country before those of systems, then of kinds. Nothing while data is on its way. Of the selection,
/// only the run counts.
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
