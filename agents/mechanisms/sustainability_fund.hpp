#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Money earned by meeting a control total (M02).
struct SustainabilityFund {
  static constexpr std::string_view key = "sustainability_fund";
  Real size = 1;
  Real taper = 0;
  Real redistribution = 0.9;
  Real whole_pot = 0;
  Real signing_cost = 0.18;
  Real signing_spread = 0.12;
  Real signing_proportion = 0;
};

template <>
inline constexpr auto rows<SustainabilityFund> = std::array{
    parameter("size", &SustainabilityFund::size, allow::non_negative, {0.3, 2}, "1",
              "Size of the fund relative to 2018/19.", "1 = 2.45bn PSF + 0.4bn CSF; lever", "M02",
              "psf_scale")
        .at_bodies(),
    parameter("taper", &SustainabilityFund::taper, allow::non_negative, {0, 1.5}, "pp",
              "Taper width (0 = cliff).", "FRF 2020/21 had a taper; lever", "M02", "taper"),
    parameter("redistribution", &SustainabilityFund::redistribution, allow::share, {0, 1}, "share",
              "Unearned funds re-distributed at year end.", "HFMA 2018: 410m of 427m unearned", "M02",
              "gd_share")
        .for_the_nation("what nobody earned is one pot of the nation"),
    parameter(
        "whole_pot", &SustainabilityFund::whole_pot, allow::share, {}, "share",
        "How far what is shared at year end is what nobody earned in the whole year, with the part of bodies "
        "that did not sign, in place of what those who signed did not earn in the last quarter.",
        "neutral; 2017/18: 1, as 1,793m of 1,800m were paid, 410m of them at year end (HFMA, May 2018)",
        "M02", "gd_pot")
        .for_the_nation("what nobody earned is one pot of the nation")
        .neutral_at(0),
    parameter(
        "signing_cost", &SustainabilityFund::signing_cost, allow::non_negative, {0, 1.5}, "pp",
        "What a board thinks signing its control total costs it; it signs if the money it expects is more.",
        "assumed", "M01", "sign_cost")
        .at_bodies(),
    parameter(
        "signing_spread", &SustainabilityFund::signing_spread, allow::non_negative, {0, 0.6}, "pp",
        "How much boards differ from year to year in what they think signing costs (standard deviation).",
        "assumed", "M01", "sign_sd")
        .at_bodies(),
    parameter("signing_proportion", &SustainabilityFund::signing_proportion, allow::share, {}, "share",
              "How far the cost of signing and its spread grow with the stake of the body: 0 = they are the "
              "same for all, 1 = they "
              "are per pp of its stake, so that boards of all sectors refuse alike.",
              "neutral; refusals of 2016 differed little between sectors (8% of acute trusts, 6% of others)",
              "M01", "sign_prop")
        .at_bodies()
        .neutral_at(0),
};

/// Each NHS body signs its own control total or not (docs/ODD.md, 4.7).
void accept_control_totals(const Context&, State&, SystemId, Signing&);
/// Adds what each option changes in the chance of earning the fund, alone and pooled (section 5.4).
void weigh_fund(const Context&, const State&, SystemId, const Expectation&, Utilities&);
/// Pays what the year to date has earned.
void pay_fund(const Context&, State&, SystemId, const Accounts&, Ledger&);
/// At year end, shares part of what nobody earned among those who signed.
void share_unearned_fund(const Context&, State&);

}  // namespace concord
