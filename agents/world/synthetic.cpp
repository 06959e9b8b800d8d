#include "agents/world/synthetic.hpp"

#include "sim/errors.hpp"
#include "sim/random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

/// What a draw is for; part of its address, never renumbered. Apart from agents/state/purpose.hpp, as the
/// layout has its own seed.
enum class Draw : std::uint32_t {
  system_size = 1,
  place_count = 2,
  place_size = 3,
  ccg_size = 4,
  trust_count = 5,  ///< the step is the type
  trust_place = 6,
  trust_size = 7,
};

constexpr double allocation_per_head = 75.6e3 / 56e6;   // £m a year (docs/ODD.md, 3.3)
constexpr double social_care_per_head = 17.0e3 / 56e6;  // £m a year
constexpr double contract_share = 0.66;                 // of a system's allocation, with its trusts
constexpr int regions = 7;

/// Trusts of each type in England 2019, and their relative turnover in the reference's layout (assumed).
struct TrustType {
  Type type;
  double number, turnover;
};
constexpr std::array<TrustType, 5> trust_types{{{Type::acute, 133, 0.48},
                                                {Type::mental_health, 54, 0.23},
                                                {Type::community, 15, 0.12},
                                                {Type::ambulance, 10, 0.27},
                                                {Type::specialist, 13, 0.24}}};

/// Draws of the layout: one value each, so the first lane is all that is used.
struct Luck {
  Random random;
  explicit Luck(int seed) { random.seed = static_cast<std::uint64_t>(seed); }

  double uniform(Draw what, std::size_t id, std::uint32_t step = 0) const {
    return random.uniform(what, step, static_cast<std::uint32_t>(id)).lane(0);
  }
  /// exp(sd x standard normal).
  double spread(Draw what, std::size_t id, double sd, std::uint32_t step = 0) const {
    return exp(sd * random.normal(what, step, static_cast<std::uint32_t>(id))).lane(0);
  }
};

using Counts = std::vector<int>;
using Weights = std::vector<double>;

double sum(const Weights& weights) { return std::accumulate(weights.begin(), weights.end(), 0.0); }

/// `total` things shared out in proportion to weights, after everyone got their least number; largest
/// remainders first, then the lower index.
Counts apportion(const Weights& weights, int total, const Counts& least) {
  Counts share = least;
  const int left = total - std::accumulate(least.begin(), least.end(), 0);
  ensure(left >= 0, "fewer things than are due at least");
  const double all = sum(weights);
  int given = 0;
  Weights remainder(weights.size());
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double due = weights[k] / all * left;
    const int whole = static_cast<int>(due);
    share[k] += whole;
    given += whole;
    remainder[k] = due - whole;
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t k) { return remainder[k]; });
  for (int k = 0; k < left - given; ++k) ++share[order[static_cast<std::size_t>(k)]];
  return share;
}

Counts apportion(const Weights& weights, int total, int least = 0) {
  return apportion(weights, total, Counts(weights.size(), least));
}

/// One each for the `number` heaviest; the lower index where weights are equal.
Counts one_each(const Weights& weights, int number) {
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t k) { return weights[k]; });
  Counts count(weights.size(), 0);
  for (std::size_t k = 0; k < weights.size() && static_cast<int>(k) < number; ++k) count[order[k]] = 1;
  return count;
}

int whole(double number) { return static_cast<int>(number); }

/// People in each system: lognormal, the smallest and largest in the ratio of England's 0.5 and 3.1 million.
Weights people_of_systems(const SyntheticWorld& wanted, const Luck& luck) {
  Weights people(static_cast<std::size_t>(wanted.systems));
  for (std::size_t s = 0; s < people.size(); ++s) people[s] = luck.spread(Draw::system_size, s, 0.52);
  const double mean = sum(people) / wanted.systems;
  for (double& each : people) each = std::clamp(each / mean, 0.5 * 42 / 56, 3.1 * 42 / 56);
  const double all = sum(people);
  for (double& each : people) each *= wanted.population / all;
  return people;
}

/// Places [first[s], first[s + 1]) belong to system s.
struct Places {
  Counts first;
  Weights people;
};

Places share_into_places(const Weights& systems, int total, const Luck& luck) {
  Weights weight(systems.size());
  for (std::size_t s = 0; s < systems.size(); ++s)
    weight[s] = systems[s] * luck.spread(Draw::place_count, s, 0.25);
  const Counts count = apportion(weight, total, 1);
  Places places{.first = {0}, .people = {}};
  for (std::size_t s = 0; s < systems.size(); ++s) {
    const std::size_t from = places.people.size();
    for (int k = 0; k < count[s]; ++k)
      places.people.push_back(luck.spread(Draw::place_size, places.people.size(), 0.4));
    const double all =
        std::accumulate(places.people.begin() + static_cast<std::ptrdiff_t>(from), places.people.end(), 0.0);
    for (std::size_t p = from; p < places.people.size(); ++p) places.people[p] *= systems[s] / all;
    places.first.push_back(static_cast<int>(places.people.size()));
  }
  return places;
}

/// The part of a synthetic layout that is being filled.
struct Draft {
  const Weights& systems;  ///< people
  const Places& places;
  const Luck& luck;
  Layout layout;

  Weights places_of(std::size_t s) const {
    return {places.people.begin() + places.first[s], places.people.begin() + places.first[s + 1]};
  }
  void add(char letter, std::string_view noun, std::size_t number, Type type, int place, double budget) {
    layout.organisations.push_back({.code = fmt::format("{}{:04}", letter, number + 1),
                                    .name = fmt::format("{} {}", noun, number + 1),
                                    .type = type,
                                    .place = place,
                                    .budget = budget,
                                    .position = unknown,
                                    .imputed = {}});
  }
};

/// CCGs or councils: `count[s]` of them in system s, spread over its places by people, who share `per_head`.
void add_by_people(Draft& draft, const Counts& count, Type type, double per_head, double spread) {
  const bool ccg = type == Type::ccg;
  std::size_t number = 0;
  for (std::size_t s = 0; s < count.size(); ++s) {
    if (count[s] == 0) continue;
    const Weights people = draft.places_of(s);
    const Counts in_place = apportion(people, count[s], count[s] >= static_cast<int>(people.size()) ? 1 : 0);
    const std::size_t from = draft.layout.organisations.size();
    double all = 0;
    for (std::size_t p = 0; p < people.size(); ++p) {
      for (int k = 0; k < in_place[p]; ++k, ++number) {
        const double weight = people[p] / in_place[p] * draft.luck.spread(Draw::ccg_size, number, spread);
        draft.add(ccg ? 'C' : 'L', ccg ? "CCG" : "Council", number, type,
                  draft.places.first[s] + static_cast<int>(p), weight);
        all += weight;
      }
    }
    for (std::size_t i = from; i < draft.layout.organisations.size(); ++i)
      draft.layout.organisations[i].budget *= per_head * draft.systems[s] / all;
  }
}

/// Trusts of every type in every system. Acute ones go round everybody before anyone gets a second.
std::array<Counts, trust_types.size()> count_trusts(const Weights& systems, int total, const Luck& luck) {
  Weights mix;
  for (const TrustType& row : trust_types) mix.push_back(row.number);
  Counts least(mix.size(), 0);
  least[0] = std::min(total, static_cast<int>(systems.size()));
  // Weights of what is left, so that the mix comes out right where acute trusts have more than their due.
  mix[0] = std::max(0.0, mix[0] / sum(mix) * total - least[0]) * sum(mix) / std::max(1, total);
  const Counts of_type = apportion(mix, total, least);
  std::array<Counts, trust_types.size()> count;
  for (std::size_t k = 0; k < trust_types.size(); ++k) {
    Weights weight(systems.size());
    for (std::size_t s = 0; s < systems.size(); ++s)
      weight[s] = systems[s] * luck.spread(Draw::trust_count, s, 0.2, static_cast<std::uint32_t>(k));
    count[k] = apportion(weight, of_type[k], one_each(weight, k == 0 ? of_type[k] : 0));
  }
  return count;
}

void add_trusts(Draft& draft, const std::array<Counts, trust_types.size()>& count) {
  std::size_t number = 0;
  for (std::size_t s = 0; s < draft.systems.size(); ++s) {
    const Weights people = draft.places_of(s);
    const std::size_t from = draft.layout.organisations.size();
    double contracts = 0;
    for (std::size_t k = 0; k < trust_types.size(); ++k) {
      const TrustType& row = trust_types[k];
      for (int j = 0; j < count[k][s]; ++j, ++number) {
        double ahead = draft.luck.uniform(Draw::trust_place, number) * draft.systems[s];
        std::size_t place = 0;
        while (place + 1 < people.size() && ahead >= people[place]) ahead -= people[place++];
        const double turnover = row.turnover * draft.luck.spread(Draw::trust_size, number, 0.45);
        draft.add('T', "Trust", number, row.type, draft.places.first[s] + static_cast<int>(place), turnover);
        contracts += turnover * row_of(row.type).ccg_share;
      }
    }
    const double scale = contract_share * allocation_per_head * draft.systems[s] / std::max(contracts, 1e-9);
    for (std::size_t i = from; i < draft.layout.organisations.size(); ++i)
      draft.layout.organisations[i].budget *= scale;
  }
}

}  // namespace

WorldSize size_of(const SyntheticWorld& wanted) {
  const auto all = [&](double mean) { return std::round(mean * wanted.systems); };
  return {.systems = static_cast<double>(wanted.systems),
          .places = all(wanted.places_per_system),
          .trusts = all(wanted.trusts_per_system),
          .ccgs = all(wanted.ccgs_per_system),
          .councils = all(wanted.councils_per_system)};
}

std::optional<std::string> why_impossible(const SyntheticWorld& wanted) {
  const WorldSize size = size_of(wanted);
  if (size.organisations() > most_organisations || size.places > most_organisations) {
    return fmt::format("{:.0f} organisations in {:.0f} places; at most {:.0f} of either can be simulated",
                       size.organisations(), size.places, most_organisations);
  }
  if (size.trusts + size.ccgs < size.systems) {
    return fmt::format("{:.0f} trusts and {:.0f} CCGs for {:.0f} systems; every system needs one of either",
                       size.trusts, size.ccgs, size.systems);
  }
  return std::nullopt;
}

Layout synthetic_layout(const SyntheticWorld& wanted) {
  ensure(!why_impossible(wanted), "impossible synthetic world");
  const WorldSize size = size_of(wanted);
  const Luck luck(wanted.seed);
  const Weights systems = people_of_systems(wanted, luck);
  const Places places = share_into_places(systems, whole(size.places), luck);
  Draft draft{.systems = systems, .places = places, .luck = luck, .layout = {}};
  draft.layout.organisations.reserve(static_cast<std::size_t>(size.organisations()));
  for (std::size_t s = 0; s < systems.size(); ++s) {
    draft.layout.systems.push_back({.code = fmt::format("S{:04}", s + 1),
                                    .name = fmt::format("System {}", s + 1),
                                    .region = fmt::format("Region {}", s * regions / systems.size() + 1),
                                    .population = systems[s],
                                    .imputed = {}});
    for (int p = places.first[s]; p < places.first[s + 1]; ++p)
      draft.layout.places.push_back({.code = fmt::format("P{:04}", p + 1),
                                     .name = fmt::format("Place {}", p + 1),
                                     .system = static_cast<int>(s),
                                     .population = places.people[static_cast<std::size_t>(p)],
                                     .imputed = {}});
  }

  const auto trusts = count_trusts(systems, whole(size.trusts), luck);
  Counts least_ccgs(systems.size(), size.ccgs >= size.systems ? 1 : 0);
  for (std::size_t s = 0; s < systems.size(); ++s) {
    int of_system = 0;
    for (const Counts& of_type : trusts) of_system += of_type[s];
    if (of_system == 0) least_ccgs[s] = 1;
  }
  add_trusts(draft, trusts);
  add_by_people(draft, apportion(systems, whole(size.ccgs), least_ccgs), Type::ccg, allocation_per_head,
                0.35);
  add_by_people(draft, apportion(systems, whole(size.councils), size.councils >= size.systems ? 1 : 0),
                Type::council, social_care_per_head, 0);
  return std::move(draft.layout);
}

}  // namespace concord
