#pragma once
// Marks on the timeline that follow from the rules of a run: dates, shocks, the deadline, the statute.

#include "agents/quarter/simulate.hpp"
#include "viz/session/events.hpp"

namespace concord {

/// Adds what falls within the run, at the dates of the first quarter's parameters.
void add_dates(std::vector<Event>& events, const Scenario& scenario);

}  // namespace concord
