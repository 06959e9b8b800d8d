#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Underlying margins and how they roll forward from year to year (M08).
struct Finance {
  static constexpr std::string_view key = "finance";
  Real trust_margin = -3.1;
  Real system_sd = 1.3;
  Real organisation_sd = 2.2;
  Real ccg_margin = -0.4;
  Real ccg_sd = 0.7;
  Real evidence_weight = 0.6;
  Real distance_effect = 0;
  Real improvement = 1.6;
  Real ccg_improvement = 0;
  Real improvement_sd = 0.5;
  Real recurrent_share = 0.4;
  Real drift = 0.6;
  Real ccg_drift = 0.15;
  Real convergence = 0.1;
};

template <>
inline constexpr auto rows<Finance> = std::array{
    parameter("trust_margin", &Finance::trust_margin, allow::any_number, {-4.5, -1}, "pp",
              "Mean underlying margin of trusts before support; types are shifted from it (acute -0.9, "
              "mental health +2.6, community +2.3, ambulance +1.5, specialist +1.2).",
              "Nuffield 2019: underlying deficit > 4bn of ~80bn; calibrated", "M08", "b_mean_T"),
    parameter("system_sd", &Finance::system_sd, allow::non_negative, {0.5, 2.5}, "pp",
              "Standard deviation of trust margins between systems.", "assumed", "M08", "b_sd_sys"),
    parameter("organisation_sd", &Finance::organisation_sd, allow::non_negative, {1, 3.5}, "pp",
              "Standard deviation of trust margins within a system.", "assumed", "M08", "b_sd_org"),
    parameter("ccg_margin", &Finance::ccg_margin, allow::any_number, {-1, 0.2}, "pp", "Mean CCG margin.",
              "assumed", "M08", "b_mean_C"),
    parameter("ccg_sd", &Finance::ccg_sd, allow::non_negative, {0.3, 1.2}, "pp",
              "Standard deviation of CCG margins.", "assumed", "M08", "b_sd_C"),
    parameter("evidence_weight", &Finance::evidence_weight, allow::share, {0, 1}, "share",
              "Share of the variance of starting positions taken from the input tables; the rest is drawn. "
              "Without table values everything is drawn.",
              "assumed", "M08", ""),
    parameter(
        "distance_effect", &Finance::distance_effect, allow::any_number, {}, "pp per per cent",
        "Margin of a CCG for every per cent that its allocation lies above target, at the start; acts only "
        "where the tables give distances.",
        "neutral; outturns of single CCGs are not known", "M08", "")
        .neutral_at(0),
    parameter("improvement", &Finance::improvement, allow::any_number, {0.4, 1.6}, "pp/yr",
              "Achievable in-year improvement, trusts.",
              "HSJ 2018: control totals met by non-recurrent savings; calibrated", "M19", "nr0"),
    parameter("ccg_improvement", &Finance::ccg_improvement, allow::any_number, {-0.2, 0.9}, "pp/yr",
              "Achievable in-year improvement of CCGs.", "HSJ, January 2019 (CCG overspend); calibrated",
              "M19", "nr0_C"),
    parameter("improvement_sd", &Finance::improvement_sd, allow::non_negative, {0.2, 1}, "pp",
              "Standard deviation of achievable improvement.", "assumed", "M19", "nr_sd"),
    parameter("recurrent_share", &Finance::recurrent_share, allow::share, {0.1, 0.8}, "share",
              "Recurrent share of in-year improvement.", "assumed", "M19", "rec"),
    parameter("drift", &Finance::drift, allow::any_number, {0.2, 1}, "pp/yr",
              "Cost growth above funding, trusts.", "assumed", "M19", "drift"),
    parameter("ccg_drift", &Finance::ccg_drift, allow::any_number, {-0.2, 0.5}, "pp/yr",
              "Cost growth above funding, CCGs.", "assumed", "M19", "drift_C"),
    parameter("convergence", &Finance::convergence, allow::share, {0, 0.2}, "/yr",
              "Within-system convergence of margins (redistribution), reduced for CCGs by ring-fence.",
              "assumed", "M19", "conv"),
};

/// Adds last year's recurrent savings, luck and drift to underlying margins; members' margins converge. In
/// the first quarter only margins that come from the accounts of the year before roll forward.
void roll_margins_forward(const Context&, State&, SystemId);

/// Year-end margin of an NHS body as its board expects it now, pp.
Real projected_margin(const Context&, const State&, OrganisationId);

}  // namespace concord
