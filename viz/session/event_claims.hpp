#pragma once
// Marks on the timeline of what was said about England at the time, which no run made.

#include "viz/data/run_data.hpp"
#include "viz/session/events.hpp"

namespace concord {

/// Adds claims of docs/claims.md that fall within the run: about named systems to these, others to the
/// country. Nothing for a world that lacks the systems that are named.
void add_claims(std::vector<Event>& events, const RunInfo& info);

}  // namespace concord
