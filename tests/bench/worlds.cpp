#include "tests/bench/worlds.hpp"

#include "agents/world/synthetic.hpp"
#include "agents/world/tables.hpp"
#include "tests/support/source.hpp"

#include <algorithm>

namespace concord {

Scenario england() {
  Problems problems;
  Layout layout = read_tables(test::source("configs/england_2019"), problems);
  problems.throw_if_any();
  Scenario scenario;
  scenario.world = std::make_shared<const World>(build_world(std::move(layout)));
  return scenario;
}

Scenario invented(int organisations) {
  SyntheticWorld size;
  const double per_system = size.trusts_per_system + size.ccgs_per_system + size.councils_per_system;
  size.population *= organisations / (size.systems * per_system);
  size.systems = std::max(1, static_cast<int>(organisations / per_system));
  Scenario scenario;
  scenario.world = std::make_shared<const World>(build_world(synthetic_layout(size)));
  scenario.quarters = 4;
  return scenario;
}

std::array<std::uint32_t, lanes> batch(int b) {
  std::array<std::uint32_t, lanes> replicates;
  for (std::size_t k = 0; k < lanes; ++k) {
    replicates[k] = static_cast<std::uint32_t>(b) * lanes + static_cast<std::uint32_t>(k);
  }
  return replicates;
}

}  // namespace concord
