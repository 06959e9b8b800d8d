#pragma once
// What is kept of every organisation, every quarter, when a plan records organisations.

#include "agents/quarter/simulate.hpp"
#include "agents/state/measures.hpp"

#include <array>

namespace concord {

enum class OrganisationColumn {
  action,
  balance,
  margin_to_date,
  control_total,
  accepted,
  pooled_share,
  trust_place,
  trust_system,
  utility_institution,
  utility_place,
  utility_system,
};

/// The `reference` of a row is not used.
inline constexpr std::array organisation_column_rows{
    MeasureRow{"action", "code", "What it chose: 0 its own interest, 1 its place, 2 its system.", ""},
    MeasureRow{"balance", "£m", "Balance of the quarter, with sustainability funding.", ""},
    MeasureRow{"margin_to_date", "pp",
               "Balance since April before sustainability funding, per cent of its budget of that time; "
               "missing for councils.",
               ""},
    MeasureRow{"control_total", "pp",
               "Control total of the year, per cent of its budget; missing for councils.", ""},
    MeasureRow{"accepted", "0/1", "Signed its own control total; missing for councils.", ""},
    MeasureRow{"pooled_share", "share",
               "Share of its sustainability fund that hangs on the system's result; missing for councils.",
               ""},
    MeasureRow{"trust_place", "index", "Trust in its place.", ""},
    MeasureRow{"trust_system", "index", "Trust in its system.", ""},
    MeasureRow{"utility_institution", "pp", "What it expected of following its own interest.", ""},
    MeasureRow{"utility_place", "pp", "What it expected of acting for its place.", ""},
    MeasureRow{"utility_system", "pp", "What it expected of acting for its system.", ""},
};
inline constexpr std::size_t organisation_column_count = organisation_column_rows.size();
static_assert(organisation_column_count == static_cast<std::size_t>(OrganisationColumn::utility_system) + 1);

/// The columns of one organisation at the end of a quarter, one value a replicate. NaN = missing.
std::array<Real, organisation_column_count> organisation_values(const Context& c, const State& s,
                                                                OrganisationId i);

}  // namespace concord
