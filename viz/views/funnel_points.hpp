#pragma once
// Shares of decisions by system, and how far from the share of all they lie: what funnel plots are made of.

#include "agents/world/organisation.hpp"
#include "viz/data/run_data.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/funnel_limits.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace concord {

struct FunnelPoint {
  int system = 0;
  std::string name;
  int decisions = 0, chosen = 0;
  FunnelPlace place = FunnelPlace::inside;
  int before_decisions = 0, before_chosen = 0;  ///< of the same system; 0 = nothing to compare with
  double share() const { return static_cast<double>(chosen) / decisions; }
  double before_share() const { return static_cast<double>(before_chosen) / before_decisions; }
};

struct Funnel {
  std::vector<FunnelPoint> points;
  int decisions = 0, chosen = 0, most = 0, least = 0;
  double low = 1, high = 0;  ///< shares that the scale has room for at least
  bool pale = false;         ///< the points before are drawn as well
  bool difference = false;   ///< of shares, B less A; `decisions` then count for both (harmonic mean)
  double share() const { return static_cast<double>(chosen) / decisions; }
  double middle() const { return difference ? 0 : share(); }
  double value(const FunnelPoint& p) const { return difference ? p.share() - p.before_share() : p.share(); }
  /// Decisions that a point stands on: of a difference those of one of two equal samples.
  double count(const FunnelPoint& p) const;
  /// Of a difference between two shares in the normal approximation (Spiegelhalter 2005), around zero.
  double limit(double at, double quantile) const;
  std::string say(double what) const;
  std::size_t outside(FunnelPlace from) const;
};

/// Financial year of the quarter as far as it has come: "2019/20 Q1" to the quarter itself.
int first_of_year(const RunInfo& info, int quarter);
/// From the first to the last quarter; systems without decisions are left out.
Funnel funnel_of(const RunInfo& info, const RunDetail& detail, int first, int last, Action action);
/// Gives the points of `now` those of the same systems before.
void add_before(Funnel& now, const Funnel& before);
/// Differences of shares; limits are those of the share of all decisions on both sides.
Funnel difference_of(Funnel now);

std::string_view place_words(FunnelPlace place);
/// How many of so many systems chance puts outside at most: "about 2", "fewer than one".
std::string expected(std::size_t systems, double share);
/// Which systems lie outside the limits.
std::string described(const Funnel& funnel);

}  // namespace concord
