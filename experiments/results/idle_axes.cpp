#include "experiments/results/idle_axes.hpp"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_runs_read = 5'000'000;  // whose digests are held as text

/// A number that hardly two coordinates share; those of a point are added up, so that one can be taken away.
std::uint64_t mark(std::size_t axis, double coordinate) {
  std::uint64_t x = std::bit_cast<std::uint64_t>(coordinate + 0.0) + 0x9E3779B97F4A7C15U * (axis + 1);
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

struct Runs {
  std::vector<std::size_t> first;
  std::vector<std::int64_t> replicate;
  std::vector<std::string> digest;

  bool equal(std::size_t one, std::size_t other) const {
    std::size_t a = first[one], b = first[other];
    while (a < first[one + 1] && b < first[other + 1]) {
      if (replicate[a] == replicate[b] && digest[a] != digest[b]) return false;
      const bool both = replicate[a] == replicate[b], behind = replicate[a] < replicate[b];
      if (both || behind) ++a;
      if (both || !behind) ++b;
    }
    return true;
  }
};

}  // namespace

std::vector<std::string> idle_axes(const SweepReader& sweep) {
  const std::size_t points = sweep.info().points;
  if (points < 2 || sweep.info().runs > most_runs_read) return {};
  std::vector<std::vector<double>> coordinates;
  std::vector<std::uint64_t> sum(points);
  for (std::size_t k = 0; k < sweep.axes().size(); ++k) {
    coordinates.push_back(sweep.coordinates(k));
    for (std::size_t p = 0; p < points; ++p) sum[p] += mark(k, coordinates[k][p]);
  }
  const Runs runs{sweep.first_rows(), sweep.run_column("replicate", 0, sweep.info().runs), sweep.digests()};
  std::vector<std::string> idle;
  for (std::size_t k = 0; k < coordinates.size(); ++k) {
    std::unordered_map<std::uint64_t, std::size_t> seen;  // the rest of a point, and the first point with it
    bool varied = false, same = true;
    for (std::size_t p = 0; p < points && same; ++p) {
      const auto [other, fresh] = seen.emplace(sum[p] - mark(k, coordinates[k][p]), p);
      if (fresh || coordinates[k][other->second] == coordinates[k][p]) continue;
      varied = true;
      same = runs.equal(other->second, p);
    }
    if (varied && same) idle.push_back(sweep.axes()[k].name);
  }
  return idle;
}

std::string idle_axes_text(const SweepReader& sweep) {
  const auto idle = idle_axes(sweep);
  if (idle.empty()) return "";
  return fmt::format(
      "{} changed nothing: all points that differ there alone gave identical results. Is something else that "
      "it "
      "needs switched off, or its date never reached? `concord check DESIGN` may say.",
      fmt::join(idle, ", "));
}

}  // namespace concord
