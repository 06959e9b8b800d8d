#include "viz/views/funnel_points.hpp"

#include "experiments/charts/plain_words.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

namespace concord {
namespace {

/// The farthest from the share of all first, at most five by name.
std::string listed(const Funnel& funnel, FunnelPlace place) {
  std::vector<const FunnelPoint*> points;
  for (const FunnelPoint& point : funnel.points) {
    if (point.place == place) points.push_back(&point);
  }
  if (points.empty()) return "none";
  std::ranges::stable_sort(points, std::greater{}, [&](const FunnelPoint* p) {
    return std::abs(funnel.value(*p) - funnel.middle());
  });
  std::string text;
  constexpr std::size_t most = 5;
  for (std::size_t n = 0; n < std::min(points.size(), most); ++n)
    text +=
        fmt::format("{}{} ({})", n > 0 ? ", " : "", points[n]->name, funnel.say(funnel.value(*points[n])));
  return points.size() > most ? fmt::format("{} and {} more", text, points.size() - most) : text;
}

}  // namespace

std::size_t Funnel::outside(FunnelPlace from) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(points, [&](const FunnelPoint& p) { return p.place >= from; }));
}

std::string Funnel::say(double what) const {
  return difference ? plain_difference(what, "share") : plain_value(what, "share");
}

double Funnel::limit(double at, double quantile) const {
  if (!difference) return funnel_limit(static_cast<int>(at), share(), quantile);
  const double z = quantile > 0.99 ? 3.0902 : quantile > 0.5 ? 1.96 : quantile < 0.01 ? -3.0902 : -1.96;
  return z * std::sqrt(2 * share() * (1 - share()) / at);
}

double Funnel::count(const FunnelPoint& p) const {
  if (!difference) return p.decisions;
  return 2.0 / (1.0 / p.decisions + 1.0 / p.before_decisions);
}

int first_of_year(const RunInfo& info, int quarter) {
  const std::string year = info.quarters[static_cast<std::size_t>(quarter)].substr(0, 7);
  int first = quarter;
  while (first > 0 && info.quarters[static_cast<std::size_t>(first - 1)].starts_with(year)) --first;
  return first;
}

Funnel funnel_of(const RunInfo& info, const RunDetail& detail, int first, int last, Action action) {
  Funnel funnel;
  for (std::size_t s = 0; s < info.systems.size(); ++s)
    funnel.points.push_back({.system = static_cast<int>(s), .name = info.systems[s].name});
  for (int t = first; t <= last; ++t) {
    for (int i = 0; i < detail.organisations; ++i) {
      const float choice = detail.column(OrganisationColumn::action, t, i);
      if (std::isnan(choice)) continue;
      FunnelPoint& point =
          funnel.points[static_cast<std::size_t>(info.organisations[static_cast<std::size_t>(i)].system)];
      ++point.decisions;
      if (static_cast<int>(choice) == static_cast<int>(action)) ++point.chosen;
    }
  }
  std::erase_if(funnel.points, [](const FunnelPoint& point) { return point.decisions == 0; });
  for (const FunnelPoint& point : funnel.points) {
    funnel.decisions += point.decisions;
    funnel.chosen += point.chosen;
    funnel.most = std::max(funnel.most, point.decisions);
    funnel.least = funnel.least == 0 ? point.decisions : std::min(funnel.least, point.decisions);
  }
  for (FunnelPoint& point : funnel.points)
    point.place = funnel_place(point.decisions, point.share(), funnel.share());
  return funnel;
}

void add_before(Funnel& now, const Funnel& before) {
  for (FunnelPoint& point : now.points) {
    const auto found = std::ranges::find(before.points, point.system, &FunnelPoint::system);
    if (found == before.points.end()) continue;
    point.before_decisions = found->decisions;
    point.before_chosen = found->chosen;
  }
}

Funnel difference_of(Funnel now) {
  Funnel out;
  out.difference = true;
  std::erase_if(now.points, [](const FunnelPoint& point) { return point.before_decisions == 0; });
  out.points = std::move(now.points);
  for (const FunnelPoint& point : out.points) {
    out.decisions += point.decisions + point.before_decisions;
    out.chosen += point.chosen + point.before_chosen;
    const int count = static_cast<int>(std::lround(out.count(point)));
    out.most = std::max(out.most, count);
    out.least = out.least == 0 ? count : std::min(out.least, count);
  }
  for (FunnelPoint& point : out.points) {
    const double far = std::abs(out.value(point)), count = out.count(point);
    point.place = far > out.limit(count, 0.999)   ? FunnelPlace::outside_998
                  : far > out.limit(count, 0.975) ? FunnelPlace::outside_95
                                                  : FunnelPlace::inside;
  }
  return out;
}

std::string_view place_words(FunnelPlace place) {
  switch (place) {
    case FunnelPlace::inside:
      return "within the 95% limits";
    case FunnelPlace::outside_95:
      return "outside the 95% limits";
    case FunnelPlace::outside_998:
      return "outside the 99.8% limits";
  }
  return {};
}

// A little less for whole numbers.
std::string expected(std::size_t systems, double share) {
  const double count = static_cast<double>(systems) * share;
  return count < 1 ? "fewer than one" : fmt::format("about {:.0f}", count);
}

std::string described(const Funnel& funnel) {
  if (funnel.difference)
    return fmt::format(
        "Of the decisions on both sides {} were for it. Changed by more than the 99.8% limits: {}. "
        "By more than the 95% limits only: {}.",
        plain_value(funnel.share(), "share"), listed(funnel, FunnelPlace::outside_998),
        listed(funnel, FunnelPlace::outside_95));
  return fmt::format(
      "Of {} decisions {} were for it. Outside the 99.8% limits: {}. Outside the 95% limits only: {}.",
      readable(funnel.decisions, "£m"), plain_value(funnel.share(), "share"),
      listed(funnel, FunnelPlace::outside_998), listed(funnel, FunnelPlace::outside_95));
}

}  // namespace concord
