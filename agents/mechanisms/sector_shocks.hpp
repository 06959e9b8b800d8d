#pragma once

#include "agents/state/phase.hpp"
#include "agents/world/world.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Shocks to margins by sector: some stay, some pass within the year (M08, M19).
struct SectorShocks {
  static constexpr std::string_view key = "sector_shocks";
  bool enabled = false;
  double acute_permanent = 1.8, specialist_permanent = 1.24, other_permanent = 0.93, ccg_permanent = 0.3;
  double acute_passing = 0, specialist_passing = 0, other_passing = 0, ccg_passing = 0;
  double acute_persistence = 0.86, specialist_persistence = 0.86, other_persistence = 0.58;
  double freedom = 2.5;
  double common = 0.05;
  double growth = 0.127;

  CONCORD_INLINE double permanent(Sector sector) const {
    return std::array{acute_permanent, specialist_permanent, other_permanent, ccg_permanent}[index(sector)];
  }
  CONCORD_INLINE double passing(Sector sector) const {
    return std::array{acute_passing, specialist_passing, other_passing, ccg_passing}[index(sector)];
  }
  CONCORD_INLINE double persistence(Sector sector) const {
    return std::array{acute_persistence, specialist_persistence, other_persistence, 1.0}[index(sector)];
  }
  static constexpr std::size_t index(Sector sector) { return static_cast<std::size_t>(sector); }
};

// No range worth screening: alone, with the mechanism off, they change nothing.
template <>
inline constexpr auto rows<SectorShocks> = std::array{
    parameter("enabled", &SectorShocks::enabled, allow::on_off, {}, "switch",
              "Margins of each sector have shocks of their own size.", "off; docs/estimates.md", "M08",
              "sh_on")
        .neutral_at(0),
    parameter(
        "acute_permanent", &SectorShocks::acute_permanent, allow::non_negative, {}, "pp/yr",
        "Scale of lasting shocks to the margins of acute trusts.",
        "scale of yearly changes as a whole 1.80 (90% interval 1.45 to 2.28), 2016/17 (docs/estimates.md)",
        "M08", "sh_perm_a")
        .idle_unless("sector_shocks.enabled"),
    parameter("specialist_permanent", &SectorShocks::specialist_permanent, allow::non_negative, {}, "pp/yr",
              "Scale of lasting shocks to the margins of specialist trusts.", "estimate 1.24 (0.47 to 1.97)",
              "M08", "sh_perm_s")
        .idle_unless("sector_shocks.enabled"),
    parameter("other_permanent", &SectorShocks::other_permanent, allow::non_negative, {}, "pp/yr",
              "Scale of lasting shocks to the margins of mental health, community and ambulance trusts.",
              "estimate 0.93 (0.75 to 1.17)", "M08", "sh_perm_o")
        .idle_unless("sector_shocks.enabled"),
    parameter("ccg_permanent", &SectorShocks::ccg_permanent, allow::non_negative, {}, "pp/yr",
              "Scale of lasting shocks to the margins of CCGs.", "not estimated; assumed", "M08", "sh_perm_C")
        .idle_unless("sector_shocks.enabled"),
    parameter("acute_passing", &SectorShocks::acute_passing, allow::non_negative, {}, "pp",
              "Standard deviation of what passes with the year, acute trusts.",
              "none, as the scale above is of the whole change; by moments 1.18 (0.52 to 1.48) beside "
              "lasting shocks of 2.59 (2.32 to 2.98)",
              "M19", "sh_pass_a")
        .idle_unless("sector_shocks.enabled"),
    parameter("specialist_passing", &SectorShocks::specialist_passing, allow::non_negative, {}, "pp",
              "Standard deviation of what passes with the year, specialist trusts.",
              "none, as above; by moments 1.81 (0 to 5.79)", "M19", "sh_pass_s")
        .idle_unless("sector_shocks.enabled"),
    parameter(
        "other_passing", &SectorShocks::other_passing, allow::non_negative, {}, "pp",
        "Standard deviation of what passes with the year, mental health, community and ambulance trusts.",
        "none, as above; by moments 1.03 (0.76 to 1.79), specialist trusts among them", "M19", "sh_pass_o")
        .idle_unless("sector_shocks.enabled"),
    parameter("ccg_passing", &SectorShocks::ccg_passing, allow::non_negative, {}, "pp",
              "Standard deviation of what passes with the year, CCGs.", "not estimated", "M19", "sh_pass_C")
        .idle_unless("sector_shocks.enabled"),
    parameter("acute_persistence", &SectorShocks::acute_persistence, allow::share, {}, "share",
              "Of a margin's distance from the mean of its sector, that is left a year later, acute trusts.",
              "estimate 0.86 (0.79 to 0.93)", "M08", "sh_keep_a")
        .idle_unless("sector_shocks.enabled"),
    parameter(
        "specialist_persistence", &SectorShocks::specialist_persistence, allow::share, {}, "share",
        "Of a margin's distance from the mean of its sector, that is left a year later, specialist trusts.",
        "estimate 0.86 (0.52 to 1.09)", "M08", "sh_keep_s")
        .idle_unless("sector_shocks.enabled"),
    parameter("other_persistence", &SectorShocks::other_persistence, allow::share, {}, "share",
              "Of a margin's distance from the mean of its sector, that is left a year later, mental health, "
              "community and ambulance trusts.",
              "estimate 0.58 (0.46 to 0.71)", "M08", "sh_keep_o")
        .idle_unless("sector_shocks.enabled"),
    parameter("freedom", &SectorShocks::freedom, {1, 1000}, {2.5, 2.5}, "1",
              "Degrees of freedom of lasting shocks, which follow Student's t: the fewer, the heavier the "
              "tails.",
              "estimates 2.54 (2.11 to 3.45) of acute trusts, 3.05 (2.34 to 4.60) of others", "M08",
              "sh_freedom")
        .idle_unless("sector_shocks.enabled"),
    parameter("common", &SectorShocks::common, allow::share, {}, "share",
              "Of the variance of lasting shocks, that the trusts and CCGs of a system share.",
              "about 5% of yearly changes (docs/estimates.md)", "M03", "sh_common")
        .idle_unless("sector_shocks.enabled"),
    parameter("growth", &SectorShocks::growth, {-0.5, 1}, {}, "/yr",
              "Growth of the scale of lasting shocks from year to year.",
              "estimate 0.127 (0.023 to 0.24) of acute trusts", "M08", "sh_growth")
        .idle_unless("sector_shocks.enabled"),
};

/// Draws the shocks of the year (docs/ODD.md, 4.26); boards do not see them ahead.
void draw_sector_shocks(const Context&, State&, SystemId);
/// Mean margins of sectors, before margins roll forward.
void average_sectors(const Context&, State&);
/// Takes a trust's margin part of the way to that mean.
void go_back_to_sector(const Context&, State&, OrganisationId);
/// Variance of the year's shocks as a board of that sector sees it, pp squared.
double shock_variance(const SectorShocks&, Sector, double growth);
/// What such shocks add to the variance of a pool's mean margin, at the `variance` of a body, pp squared.
double pooled_variance(const Context&, const World::Group& pool, const BySector& variance);

}  // namespace concord
