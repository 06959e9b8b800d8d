#include "agents/world/world.hpp"

#include "sim/errors.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace concord {
namespace {

/// Weight of trusts, CCGs and councils in integration capital (docs/ODD.md, 4.21; assumed).
constexpr std::array<double, kinds> capital_weight{0.40, 0.30, 0.30};

/// In a system whose CCGs cannot pay for all that its trusts say CCGs pay, the rest comes from CCGs
/// elsewhere; the ledger books it, like specialised services, as income from the centre.
constexpr double largest_contract_share = 0.85;

template <class Rows, class Key>
std::vector<int> sorted_by(const Rows& rows, Key key) {
  std::vector<int> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](int k) { return key(rows[static_cast<std::size_t>(k)]); });
  return order;
}

template <class Rows>
Rows taken(Rows& rows, const std::vector<int>& order) {
  Rows result;
  result.reserve(rows.size());
  for (int k : order) result.push_back(std::move(rows[static_cast<std::size_t>(k)]));
  return result;
}

/// Places by system, organisations by system, place and kind; equal ones keep their order.
Layout sorted(Layout layout) {
  const auto within = [](int index, std::size_t size) {
    return index >= 0 && static_cast<std::size_t>(index) < size;
  };
  for (const auto& place : layout.places)
    ensure(within(place.system, layout.systems.size()), "place in unknown system");
  for (const auto& body : layout.organisations) {
    ensure(within(body.place, layout.places.size()), "organisation in unknown place");
    ensure(body.budget > 0 && std::isfinite(body.budget), "budget must be positive");
  }
  const std::vector<int> place_order =
      sorted_by(layout.places, [](const auto& place) { return place.system; });
  std::vector<int> new_index(layout.places.size());
  for (std::size_t k = 0; k < place_order.size(); ++k)
    new_index[static_cast<std::size_t>(place_order[k])] = static_cast<int>(k);
  layout.places = taken(layout.places, place_order);
  for (auto& body : layout.organisations) body.place = new_index[static_cast<std::size_t>(body.place)];
  layout.organisations = taken(layout.organisations, sorted_by(layout.organisations, [](const auto& body) {
                                 return std::pair(body.place, row_of(body.type).kind);
                               }));
  return layout;
}

void sum_up(World::Group& group, const World& world, IdRange<OrganisationTag> members) {
  group.first = members.first;
  group.last = members.last;
  for (std::size_t k = 0; k < kinds; ++k) {
    const auto& all = world.of_kind[k];
    const auto own = std::ranges::lower_bound(all, members.first, {}, &OrganisationId::index);
    group.before[k] = static_cast<int>(own - all.begin());
  }
  double squares = 0;
  for (OrganisationId i : members) {
    const auto kind = static_cast<std::size_t>(world.kind[i]);
    const double budget = world.budget[i];
    group.budget[kind] += budget;
    group.count[kind] += 1;
    if (world.kind[i] != Kind::council) {
      group.nhs += budget;
      squares += budget * budget;
      group.squares[sector_of(world.type[i])] += budget * budget;
      group.share[sector_of(world.type[i])] += budget;
    }
    group.shiftable += row_of(world.type[i]).shiftable * budget;
  }
  group.concentration = group.nhs > 0 ? squares / (group.nhs * group.nhs) : 0;
  for (Sector k : all_sectors) {
    group.squares[k] = group.nhs > 0 ? group.squares[k] / (group.nhs * group.nhs) : 0;
    group.share[k] = group.nhs > 0 ? group.share[k] / group.nhs : 0;
  }
  double present = 0;
  for (std::size_t k = 0; k < kinds; ++k) present += group.count[k] > 0 ? capital_weight[k] : 0;
  for (std::size_t k = 0; k < kinds; ++k)
    group.weight[k] = group.count[k] > 0 ? capital_weight[k] / present : 0;
}

/// The columns of a system's members that depend on its sums.
void share_out(World& w, SystemId s) {
  const World::Group& system = w.systems[s];
  double contracts = 0;
  for (OrganisationId i : w.members(s)) contracts += w.budget[i] * w.ccg_share[i];
  const double payable = std::min(1.0, largest_contract_share * system.budget[1] / std::max(contracts, 1e-9));
  w.contract_rate[s] = system.count[1] > 0 ? contracts * payable / system.budget[1] : 0;
  for (OrganisationId i : w.members(s)) {
    const World::Group& place = w.places[w.place[i]];
    const auto kind = static_cast<std::size_t>(w.kind[i]);
    w.ccg_share[i] *= payable;
    w.system_share[i] = w.budget[i] / system.budget[kind];
    w.place_weight[i] = place.weight[kind] * (w.budget[i] / place.budget[kind]);
    w.system_weight[i] = system.weight[kind] * w.system_share[i];
    w.place_others[i] = (place.total() - w.budget[i]) / w.budget[i];
    w.system_others[i] = (system.total() - w.budget[i]) / w.budget[i];
    if (w.kind[i] == Kind::ccg && !w.first_ccg[s]) w.first_ccg[s] = i;
  }
}

}  // namespace

World build_world(Layout unsorted) {
  World w;
  w.layout = sorted(std::move(unsorted));
  const Layout& layout = w.layout;
  const int organisations = static_cast<int>(layout.organisations.size());
  const int places = static_cast<int>(layout.places.size());
  const int systems = static_cast<int>(layout.systems.size());
  ensure(organisations > 0 && systems > 0, "a world needs at least one organisation");

  w.type.reset(organisations, {});
  w.kind.reset(organisations, {});
  w.place.reset(organisations, {});
  w.system.reset(organisations, {});
  w.address.reset(organisations, 0);
  for (auto* column :
       {&w.budget, &w.ccg_share, &w.position, &w.outturn, &w.distance, &w.delays, &w.place_weight,
        &w.system_weight, &w.system_share, &w.place_others, &w.system_others}) {
    column->reset(organisations, 0);
  }
  for (OrganisationId i : IdRange<OrganisationTag>{0, organisations}) {
    const auto& body = layout.organisations[static_cast<std::size_t>(i.index)];
    w.type[i] = body.type;
    w.kind[i] = row_of(body.type).kind;
    w.of_kind[static_cast<std::size_t>(w.kind[i])].push_back(i);
    if (w.kind[i] != Kind::council) w.nhs_bodies.push_back(i);
    w.place[i] = {body.place};
    w.system[i] = {layout.places[static_cast<std::size_t>(body.place)].system};
    w.address[i] = static_cast<std::uint32_t>(i.index);
    w.budget[i] = body.budget / 4;
    w.ccg_share[i] = row_of(body.type).ccg_share;
    w.position[i] = body.position;
    w.outturn[i] = body.outturn;
    w.distance[i] = body.distance;
    w.delays[i] = body.delays;
  }

  w.places.reset(places, {});
  w.place_system.reset(places, {});
  w.systems.reset(systems, {});
  w.system_places.reset(systems, {});
  w.region.reset(systems, {});
  w.contract_rate.reset(systems, 0);
  w.system_position.reset(systems, unknown);
  w.relationship.reset(systems, unknown);
  w.waiting.reset(systems, unknown);
  w.in_difficulty.reset(systems, 0);
  w.first_ccg.reset(systems, std::nullopt);

  std::set<std::string> names;
  for (const auto& system : layout.systems) names.insert(system.region);
  w.regions.assign(names.begin(), names.end());

  int next = 0;
  for (PlaceId p : IdRange<PlaceTag>{0, places}) {
    const int first = next;
    while (next < organisations && w.place[OrganisationId{next}] == p) ++next;
    sum_up(w.places[p], w, {first, next});
    w.places[p].population = layout.places[static_cast<std::size_t>(p.index)].population;
    w.place_system[p] = {layout.places[static_cast<std::size_t>(p.index)].system};
  }
  int next_place = 0;
  next = 0;
  for (SystemId s : w.all_systems()) {
    const int first = next, first_place = next_place;
    while (next < organisations && w.system[OrganisationId{next}] == s) ++next;
    while (next_place < places && w.place_system[PlaceId{next_place}] == s) ++next_place;
    w.system_places[s] = {first_place, next_place};
    sum_up(w.systems[s], w, {first, next});
    const auto& row = layout.systems[static_cast<std::size_t>(s.index)];
    w.systems[s].population = row.population;
    w.region[s] = {static_cast<int>(std::ranges::lower_bound(w.regions, row.region) - w.regions.begin())};
    w.system_position[s] = row.position;
    w.relationship[s] = row.relationship;
    w.waiting[s] = row.waiting;
    w.in_difficulty[s] = row.success_regime;
    for (OrganisationId i : w.members(s)) {
      if (w.kind[i] == Kind::trust)
        w.in_difficulty[s] += layout.organisations[static_cast<std::size_t>(i.index)].special_measures *
                              (w.budget[i] / w.systems[s].budget[0]);
    }
    w.largest_system = std::max(w.largest_system, next - first);
    share_out(w, s);
  }
  sum_up(w.england, w, {0, organisations});
  for (const auto& place : layout.places) w.england.population += place.population;
  return w;
}

}  // namespace concord
