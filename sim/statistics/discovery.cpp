#include "sim/statistics/discovery.hpp"

#include "sim/errors.hpp"
#include "sim/statistics/chances.hpp"
#include "sim/statistics/random_words.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace concord {
namespace {

constexpr double peeled = 0.05;
constexpr std::size_t depth_of_tree = 3, held_out_of = 3;

bool in_any(std::span<const Region> regions, const SettingTable& table, std::size_t setting) {
  return std::ranges::any_of(regions, [&](const Region& region) { return region.holds(table, setting); });
}

Region with(Region region, const Limit& limit) {
  const auto at =
      std::ranges::find_if(region.limits, [&](const Limit& l) { return l.column >= limit.column; });
  if (at == region.limits.end() || at->column != limit.column) {
    region.limits.insert(at, limit);
    return region;
  }
  at->low = std::max(at->low, limit.low);
  at->high = std::min(at->high, limit.high);
  for (const double name : limit.without) {
    if (std::ranges::find(at->without, name) == at->without.end()) at->without.push_back(name);
  }
  std::ranges::sort(at->without);
  return region;
}

/// What some settings weigh, and those of them that fail.
struct Weight {
  double all = 0, failed = 0;
  void add(const Failures& failures, std::size_t setting) {
    all += failures.weights[setting];
    failed += failures.failed[setting] ? failures.weights[setting] : 0;
  }
  Weight and_also(const Weight& part) const { return {all + part.all, failed + part.failed}; }
  Weight less(const Weight& part) const { return {all - part.all, failed - part.failed}; }
  double density() const { return failed / all; }
};

/// A value of a column, and what the settings with it weigh.
struct Value {
  double value;
  Weight weight;
};

/// The settings that are looked at, in ascending order of each column.
class Search {
 public:
  explicit Search(const Failures& of) : failures(of) {
    std::vector<std::uint32_t> all;
    for (std::uint32_t s = 0; s < failures.failed.size(); ++s) {
      if (!failures.looked_at[s]) continue;
      all.push_back(s);
      weight_.add(failures, s);
    }
    for (std::size_t column = 0; column < columns(); ++column) {
      order_.push_back(all);
      std::ranges::stable_sort(order_.back(), {},
                               [&](std::uint32_t s) { return failures.table.at(column, s); });
    }
  }
  std::size_t columns() const { return failures.table.columns.size(); }
  bool names(std::size_t column) const { return failures.table.columns[column].names; }
  double least() const { return least_mass * weight_.all; }

  /// [setting]
  std::vector<char> inside(const Region& region) const {
    std::vector<char> in(failures.failed.size());
    for (std::size_t s = 0; s < in.size(); ++s)
      in[s] = failures.looked_at[s] && region.holds(failures.table, s);
    return in;
  }
  Weight weight_of(const std::vector<char>& inside) const {
    Weight weight;
    for (std::size_t s = 0; s < inside.size(); ++s) {
      if (inside[s]) weight.add(failures, s);
    }
    return weight;
  }
  /// Ascending.
  std::vector<Value> values(const std::vector<char>& inside, std::size_t column) const {
    std::vector<Value> values;
    for (const std::uint32_t s : order_[column]) {
      if (!inside[s]) continue;
      const double value = failures.table.at(column, s);
      if (values.empty() || values.back().value != value) values.push_back({value, {}});
      values.back().weight.add(failures, s);
    }
    return values;
  }
  const Failures& failures;

 private:
  Weight weight_;
  std::vector<std::vector<std::uint32_t>> order_;  ///< [column]
};

/// A limit and what it leaves of a region.
struct Cut {
  Limit limit;
  Weight left;
};

/// Whole values up to a twentieth of the weight off either end, at least one; each name.
std::vector<Cut> peels_of(std::span<const Value> values, const Weight& here, std::size_t column, bool names) {
  std::vector<Cut> cuts;
  if (values.size() < 2) return cuts;
  if (names) {
    for (const Value& v : values)
      cuts.push_back({{.column = column, .without = {v.value}}, here.less(v.weight)});
    return cuts;
  }
  for (const bool high : {false, true}) {
    const auto from_end = [&](std::size_t n) -> const Value& {
      return values[high ? values.size() - 1 - n : n];
    };
    Weight off = from_end(0).weight;
    std::size_t kept = 1;
    while (kept + 1 < values.size() && off.all + from_end(kept).weight.all <= peeled * here.all)
      off = off.and_also(from_end(kept++).weight);
    Limit limit{.column = column};
    (high ? limit.high : limit.low) = from_end(kept).value;
    cuts.push_back({limit, here.less(off)});
  }
  return cuts;
}

/// The cut that raises the density most for what it takes.
std::optional<Limit> best_peel(const Search& search, const Region& region) {
  const auto inside = search.inside(region);
  const Weight here = search.weight_of(inside);
  std::optional<Limit> best;
  double most = 0;
  for (std::size_t column = 0; column < search.columns(); ++column) {
    const bool limited = std::ranges::find(region.limits, column, &Limit::column) != region.limits.end();
    if (!limited && region.limits.size() == most_limits) continue;
    for (const Cut& cut : peels_of(search.values(inside, column), here, column, search.names(column))) {
      if (cut.left.all < search.least()) continue;
      const double gain = (cut.left.density() - here.density()) / (here.all - cut.left.all);
      if (gain > most) most = gain, best = cut.limit;
    }
  }
  return best;
}

/// Two sides of a split.
using Split = std::pair<Limit, Limit>;

/// A leaf's settings are split where that makes both sides most alike.
void grow(const Search& search, const Region& region, std::size_t depth, std::vector<Region>& leaves) {
  const auto inside = search.inside(region);
  const Weight here = search.weight_of(inside);
  const auto impurity = [](const Weight& w) { return w.failed * (w.all - w.failed) / w.all; };
  constexpr double rounding = 1e-9;
  double purest = impurity(here) * (1 - rounding);
  std::optional<Split> best;
  for (std::size_t column = 0; depth > 0 && column < search.columns(); ++column) {
    const auto values = search.values(inside, column);
    const bool names = search.names(column);
    Weight below;
    for (std::size_t n = 0; n + (names ? 0 : 1) < values.size(); ++n) {
      below = names ? values[n].weight : below.and_also(values[n].weight);
      const Weight above = here.less(below);
      if (below.all < search.least() || above.all < search.least()) continue;
      const double both = impurity(below) + impurity(above);
      if (both >= purest) continue;
      purest = both;
      Limit one{.column = column}, other{.column = column};
      if (names) {
        other.without = {values[n].value};
        for (const Value& v : values) {
          if (v.value != values[n].value) one.without.push_back(v.value);
        }
      } else {
        one.high = values[n].value;
        other.low = values[n + 1].value;
      }
      best.emplace(one, other);
    }
  }
  if (!best) return leaves.push_back(region);
  grow(search, with(region, best->first), depth - 1, leaves);
  grow(search, with(region, best->second), depth - 1, leaves);
}

}  // namespace

bool Limit::holds(double value) const {
  return value >= low && value <= high && std::ranges::find(without, value) == without.end();
}

bool Region::holds(const SettingTable& table, std::size_t setting) const {
  return std::ranges::all_of(
      limits, [&](const Limit& limit) { return limit.holds(table.at(limit.column, setting)); });
}

Found found_in(const Failures& failures, std::span<const Region> regions) {
  Weight all, inside;
  for (std::size_t s = 0; s < failures.failed.size(); ++s) {
    if (!failures.looked_at[s]) continue;
    all.add(failures, s);
    if (in_any(regions, failures.table, s)) inside.add(failures, s);
  }
  return {.mass = inside.all / all.all,
          .coverage = inside.failed / all.failed,
          .density = inside.density(),
          .base = all.density()};
}

double chance_of(const Failures& failures, std::span<const Region> regions) {
  const Found found = found_in(failures, regions);
  const auto cluster = failures.table.clusters();
  std::vector<double> together;
  std::vector<std::uint32_t> clusters;
  for (std::size_t s = 0; s < failures.failed.size(); ++s) {
    if (!failures.looked_at[s]) continue;
    const double inside = in_any(regions, failures.table, s) ? 1 : 0, failed = failures.failed[s] ? 1 : 0;
    together.push_back(failures.weights[s] * (inside - found.mass) * (failed - found.base));
    clusters.push_back(cluster[s]);
  }
  return chance_of_mean(together, clusters);
}

FailureBox prim(const Failures& failures) {
  const Search search(failures);
  FailureBox box;
  Region region;
  box.way.push_back(found_in(failures, std::array{region}));
  double most = 0;
  while (const auto limit = best_peel(search, region)) {
    region = with(region, *limit);
    box.way.push_back(found_in(failures, std::array{region}));
    if (box.way.back().accuracy() > most) most = box.way.back().accuracy(), box.region = region;
  }
  const auto dropped = [&](std::size_t n) {
    Region rest = box.region;
    rest.limits.erase(rest.limits.begin() + static_cast<std::ptrdiff_t>(n));
    return rest;
  };
  for (bool again = true; again;) {
    again = false;
    box.without.clear();
    for (std::size_t n = 0; n < box.region.limits.size(); ++n) {
      box.without.push_back(found_in(failures, std::array{dropped(n)}));
      if (box.without.back().accuracy() < most) continue;
      most = box.without.back().accuracy();
      box.region = dropped(n);
      again = true;
      break;
    }
  }
  return box;
}

std::vector<Region> failing_leaves(const Failures& failures) {
  std::vector<Region> leaves;
  grow(Search(failures), {}, depth_of_tree, leaves);
  const double base = found_in(failures, std::array{Region{}}).density;
  std::erase_if(leaves,
                [&](const Region& leaf) { return found_in(failures, std::array{leaf}).density <= base; });
  return leaves;
}

std::vector<char> held_out(const SettingTable& table, std::uint64_t seed) {
  const auto cluster = table.clusters();
  const auto order = shuffled(std::size_t{1} + std::ranges::max(cluster), seed, Draw::part, 1);
  std::vector<char> held;
  for (const std::uint32_t c : cluster) held.push_back(order[c] % held_out_of == 0 ? 1 : 0);
  return held;
}

}  // namespace concord
