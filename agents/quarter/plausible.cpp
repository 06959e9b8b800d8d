#include "agents/quarter/plausible.hpp"

#include "agents/state/purpose.hpp"
#include "sim/random.hpp"

#include <algorithm>
#include <numeric>

namespace concord {

void PlausibleTable::sum_weights() {
  reach.resize(weight.size());
  std::partial_sum(weight.begin(), weight.end(), reach.begin());
}

bool Plausible::decides(const ParameterInfo& parameter) const {
  if (table == nullptr) return false;
  const auto found = std::ranges::find(table->columns, &parameter);
  return found != table->columns.end() &&
         set_by[static_cast<std::size_t>(found - table->columns.begin())].empty();
}

void Plausible::leave(const ParameterInfo& parameter, std::string by) {
  if (table == nullptr) return;
  const auto found = std::ranges::find(table->columns, &parameter);
  if (found != table->columns.end())
    set_by[static_cast<std::size_t>(found - table->columns.begin())] = std::move(by);
}

std::size_t Plausible::row_of(std::uint64_t seed, std::uint32_t replicate) const {
  if (central) return 0;
  const Random random{.seed = seed, .replicates = {replicate}};
  const double share = first(random.uniform(Purpose::plausible_setting, 0, 0));
  const auto& reach = table->reach;
  const auto row = std::ranges::upper_bound(reach, share * reach.back()) - reach.begin();
  return std::min(static_cast<std::size_t>(row), table->rows() - 1);
}

void Plausible::lay(std::size_t row, Parameters& parameters) const {
  for (std::size_t n = 0; n < table->columns.size(); ++n) {
    if (set_by[n].empty()) table->columns[n]->set(parameters, table->value(row, n));
  }
}

}  // namespace concord
