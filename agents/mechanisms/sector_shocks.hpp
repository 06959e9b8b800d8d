#pragma once

#include "agents/state/phase.hpp"
#include "agents/world/world.hpp"
#include "sim/calendar.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Shocks to margins by sector: some stay, some pass within the year (M08, M19).
struct SectorShocks {
  static constexpr std::string_view key = "sector_shocks";
  bool enabled = false;
  Real acute_permanent = 3.26, specialist_permanent = 1.24, other_permanent = 0.93, ccg_permanent = 0.3;
  Real acute_passing = 0, specialist_passing = 0, other_passing = 0, ccg_passing = 0;
  Real acute_persistence = 0.84, specialist_persistence = 0.86, other_persistence = 0.58;
  Real acute_freedom = 2.94, specialist_freedom = 4.46, other_freedom = 3.05;
  Real acute_upward = 0.35;
  Real acute_reach = 5.92, specialist_reach = 2.07, other_reach = 2.23;
  Real acute_growth = 0.192, specialist_growth = -0.027, other_growth = 0.079;
  Quarter scale_year = financial_quarter(2016, 1), growth_until = financial_quarter(2017, 1);
  Real year_persistence_sd = 0.19, year_scale_sd = 0.19;
  Real common = 0.045;

  CONCORD_INLINE Real permanent(Sector sector) const {
    return std::array{acute_permanent, specialist_permanent, other_permanent, ccg_permanent}[index(sector)];
  }
  CONCORD_INLINE Real passing(Sector sector) const {
    return std::array{acute_passing, specialist_passing, other_passing, ccg_passing}[index(sector)];
  }
  CONCORD_INLINE Real persistence(Sector sector) const {
    return std::array{acute_persistence, specialist_persistence, other_persistence, Real(1)}[index(sector)];
  }
  CONCORD_INLINE Real freedom(Sector sector) const {
    return std::array{acute_freedom, specialist_freedom, other_freedom, other_freedom}[index(sector)];
  }
  CONCORD_INLINE Real reach(Sector sector) const {
    return std::array{acute_reach, specialist_reach, other_reach, other_reach}[index(sector)];
  }
  CONCORD_INLINE Real upward(Sector sector) const { return sector == Sector::acute ? acute_upward : 1; }
  CONCORD_INLINE Real growth(Sector sector) const {
    return std::array{acute_growth, specialist_growth, other_growth, Real(0)}[index(sector)];
  }
  static constexpr std::size_t index(Sector sector) { return static_cast<std::size_t>(sector); }
};

namespace detail {
/// Of a reach, pp; where it is shorter, shocks that widen with the distance run away.
inline constexpr Range allowed_reach{0.5, 1000};
/// A size that differs by sector: with the mechanism off it changes nothing, and no range is worth screening.
constexpr Row<SectorShocks> by_sector(std::string_view key, Real SectorShocks::*member, Range allowed,
                                      std::string_view unit, std::string_view meaning,
                                      std::string_view source, std::string_view mechanism,
                                      std::string_view reference, Range screening = {}) {
  return parameter(key, member, allowed, screening, unit, meaning, source, mechanism, reference)
      .idle_unless("sector_shocks.enabled");
}
}  // namespace detail

template <>
inline constexpr auto rows<SectorShocks> = std::array{
    parameter("enabled", &SectorShocks::enabled, allow::on_off, {}, "switch",
              "Margins of each sector have shocks of their own size.", "off; docs/estimates.md", "M08",
              "sh_on")
        .for_the_nation("shocks are measured from the median of a sector in the nation")
        .neutral_at(0),
    detail::by_sector("acute_permanent", &SectorShocks::acute_permanent, allow::non_negative, "pp/yr",
                      "Scale of lasting shocks to the margins of acute trusts, large downward ones, at the "
                      "median of the sector, in the year of the scale.",
                      "of yearly changes as a whole", "M08", "sh_perm_a")
        .estimated("process.acute.scale", 2.35, 4.39),
    detail::by_sector("specialist_permanent", &SectorShocks::specialist_permanent, allow::non_negative,
                      "pp/yr", "Scale of lasting shocks to the margins of specialist trusts.", "", "M08",
                      "sh_perm_s")
        .estimated("process.specialist.scale", 0.47, 1.97),
    detail::by_sector(
        "other_permanent", &SectorShocks::other_permanent, allow::non_negative, "pp/yr",
        "Scale of lasting shocks to the margins of mental health, community and ambulance trusts.", "", "M08",
        "sh_perm_o")
        .estimated("process.other.scale", 0.75, 1.17),
    detail::by_sector("ccg_permanent", &SectorShocks::ccg_permanent, allow::non_negative, "pp/yr",
                      "Scale of lasting shocks to the margins of CCGs.", "not estimated; assumed", "M08",
                      "sh_perm_C"),
    detail::by_sector(
        "acute_passing", &SectorShocks::acute_passing, allow::non_negative, "pp",
        "Standard deviation of what passes with the year, acute trusts.",
        "none, as the scale above is of the whole change; by moments 1.18 (0.52 to 1.48) beside "
        "lasting shocks of 2.59 (2.32 to 2.98)",
        "M19", "sh_pass_a"),
    detail::by_sector("specialist_passing", &SectorShocks::specialist_passing, allow::non_negative, "pp",
                      "Standard deviation of what passes with the year, specialist trusts.",
                      "none, as above; by moments 1.81 (0 to 5.79)", "M19", "sh_pass_s"),
    detail::by_sector(
        "other_passing", &SectorShocks::other_passing, allow::non_negative, "pp",
        "Standard deviation of what passes with the year, mental health, community and ambulance trusts.",
        "none, as above; by moments 1.03 (0.76 to 1.79), specialist trusts among them", "M19", "sh_pass_o"),
    detail::by_sector("ccg_passing", &SectorShocks::ccg_passing, allow::non_negative, "pp",
                      "Standard deviation of what passes with the year, CCGs.", "not estimated", "M19",
                      "sh_pass_C"),
    detail::by_sector(
        "acute_persistence", &SectorShocks::acute_persistence, allow::share, "share",
        "Share of a margin's distance from the median of its sector that is left a year later, acute trusts.",
        "", "M08", "sh_keep_a")
        .estimated("process.acute.persistence", 0.75, 0.91),
    detail::by_sector("specialist_persistence", &SectorShocks::specialist_persistence, allow::share, "share",
                      "Share of a margin's distance from the median of its sector that is left a year later, "
                      "specialist trusts.",
                      "", "M08", "sh_keep_s")
        .estimated("process.specialist.persistence", 0.52, 1.09),
    detail::by_sector("other_persistence", &SectorShocks::other_persistence, allow::share, "share",
                      "Share of a margin's distance from the median of its sector that is left a year later, "
                      "mental health, community and ambulance trusts.",
                      "", "M08", "sh_keep_o")
        .estimated("process.other.persistence", 0.46, 0.71),
    detail::by_sector("acute_freedom", &SectorShocks::acute_freedom, {1, 1000}, "1",
                      "Degrees of freedom of lasting shocks, acute trusts: they follow Student's t, and the "
                      "fewer, the heavier the tails.",
                      "", "M08", "sh_free_a", {2.94, 2.94})
        .estimated("process.acute.freedom", 2.4, 4.33),
    detail::by_sector("specialist_freedom", &SectorShocks::specialist_freedom, {1, 1000}, "1",
                      "Degrees of freedom of lasting shocks, specialist trusts.", "", "M08", "sh_free_s",
                      {4.46, 4.46})
        .estimated("process.specialist.freedom", 1.93, 50),
    detail::by_sector(
        "other_freedom", &SectorShocks::other_freedom, {1, 1000}, "1",
        "Degrees of freedom of lasting shocks, mental health, community and ambulance trusts, and CCGs.", "",
        "M08", "sh_free_o", {3.05, 3.05})
        .estimated("process.other.freedom", 2.34, 4.6),
    detail::by_sector(
        "acute_upward", &SectorShocks::acute_upward, {0, 10}, "ratio",
        "Large upward lasting shocks of acute trusts, against large downward ones of the same chance.", "",
        "M08", "sh_up_a")
        .estimated("process.acute.upward", 0.24, 0.47),
    detail::by_sector(
        "acute_reach", &SectorShocks::acute_reach, detail::allowed_reach, "pp",
        "Distance from the median of the sector at which lasting shocks are wider by the root of "
        "two, acute trusts.",
        "", "M08", "sh_reach_a", {5.92, 5.92})
        .estimated("process.acute.reach", 3.91, 10.29),
    detail::by_sector("specialist_reach", &SectorShocks::specialist_reach, detail::allowed_reach, "pp",
                      "Distance from the median of the sector at which lasting shocks are wider by the root "
                      "of two, specialist trusts.",
                      "", "M08", "sh_reach_s", {2.07, 2.07})
        .estimated("process.specialist.reach", 0.6, 4.23),
    detail::by_sector("other_reach", &SectorShocks::other_reach, detail::allowed_reach, "pp",
                      "Distance from the median of the sector at which lasting shocks are wider by the root "
                      "of two, mental health, community and ambulance trusts.",
                      "", "M08", "sh_reach_o", {2.23, 2.23})
        .estimated("process.other.reach", 1.53, 3.81),
    detail::by_sector("acute_growth", &SectorShocks::acute_growth, {-0.5, 1}, "/yr",
                      "Growth of the scale of lasting shocks from year to year, acute trusts.", "", "M08",
                      "sh_grow_a")
        .estimated("process.acute.growth", 0.072, 0.32),
    detail::by_sector("specialist_growth", &SectorShocks::specialist_growth, {-0.5, 1}, "/yr",
                      "Growth of the scale of lasting shocks from year to year, specialist trusts.", "",
                      "M08", "sh_grow_s")
        .estimated("process.specialist.growth", -0.179, 0.173),
    detail::by_sector("other_growth", &SectorShocks::other_growth, {-0.5, 1}, "/yr",
                      "Growth of the scale of lasting shocks from year to year, mental health, community and "
                      "ambulance trusts.",
                      "", "M08", "sh_grow_o")
        .estimated("process.other.growth", -0.005, 0.17),
    parameter("scale_year", &SectorShocks::scale_year, allow::date, {}, "quarter",
              "Financial year whose shocks have the scales above.", "the estimates are of 2016/17", "M08",
              "sh_year")
        .idle_unless("sector_shocks.enabled"),
    parameter("growth_until", &SectorShocks::growth_until, allow::date, {}, "quarter",
              "Financial year after which scales grow no more.", "the panel ends there; assumed", "M08",
              "sh_until")
        .idle_unless("sector_shocks.enabled"),
    detail::by_sector("year_persistence_sd", &SectorShocks::year_persistence_sd, allow::non_negative, "share",
                      "By how much years as a whole differ in persistence, of all trusts alike (standard "
                      "deviation).",
                      "four years", "M08", "sh_year_keep")
        .for_the_nation("the nation draws its years once")
        .estimated("year.slope", 0.12, 0.56),
    detail::by_sector("year_scale_sd", &SectorShocks::year_scale_sd, allow::non_negative, "1",
                      "By how much years as a whole differ in the log of the scale of shocks, of all trusts "
                      "alike (standard deviation).",
                      "four years", "M08", "sh_year_sd")
        .for_the_nation("the nation draws its years once")
        .estimated("year.scale", 0.12, 0.54),
    detail::by_sector(
        "common", &SectorShocks::common, allow::share, "share",
        "Share of the variance of lasting shocks that the trusts and CCGs of a system have in common.", "",
        "M03", "sh_common")
        .estimated("common.change.all", -0.001, 0.087),
};

/// Draws the shocks of the year (docs/ODD.md, 4.26); boards do not see them ahead.
void draw_sector_shocks(const Context&, State&, SystemId);
/// How far the margins of trusts lie from the median of their sector, before they roll forward, what the year
/// as a whole does to all of them, and what shocks would do to a sector in the mean.
void compare_sectors(const Context&, State&);
/// Takes a trust's margin part of the way to that median.
void go_back_to_sector(const Context&, State&, OrganisationId);
/// Growth of the scale of shocks up to a year.
BySector<Real> growth_of_shocks(const SectorShocks&, Quarter now);
/// Variance of the year's shocks as a board of that sector sees it, pp squared.
Real shock_variance(const SectorShocks&, Sector, const Real& growth);
/// What such shocks add to the variance of a pool's mean margin, at the `variance` of a body, pp squared.
Real pooled_variance(const Context&, const World::Group& pool, const BySector<Real>& variance);

}  // namespace concord
