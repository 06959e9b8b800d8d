#include "experiments/runs/organisation_columns.hpp"

namespace concord {

std::array<Real, organisation_column_count> organisation_values(const Context& c, const State& s,
                                                                OrganisationId i) {
  const bool nhs = c.world.kind[i] != Kind::council;  // councils have no control total and no fund
  const auto of_nhs = [&](const Real& value) { return nhs ? value : Real{unknown}; };
  return {s.action[i],
          s.balance[i],
          of_nhs(s.year_to_date[i]),
          of_nhs(s.control_total[i]),
          of_nhs(s.accepted[i]),
          of_nhs(s.pooled_share[c.world.place[i]]),
          s.trust_place[i],
          s.trust_system[i],
          s.utility[i][0],
          s.utility[i][1],
          s.utility[i][2]};
}

}  // namespace concord
