#pragma once
// Every measure: a row that names it and computes it, from the state at the end of a quarter.
//   LEVEL(name, unit, which way is better if either is, meaning, name in the reference if it has one, value)
// Enumerators, recording, files, documents, checks and the viewer come from the rows (measures.hpp); their
// order is that of all of these. The value is an expression over the context c, the world w, the state s and,
// of systems and organisations, their id k or i; rows of the nation may also use m, the measures of systems.
// What sums and shares are called there is defined in agents/quarter/observe.cpp.

#define CONCORD_MEASURES(NATION, SYSTEM, ORGANISATION)                                                       \
  NATION(institution_share, "share", less, "Budget share of NHS bodies that chose their own interest.",      \
         "shI", budget_share(w, s, Action::institution))                                                     \
  NATION(place_share, "share", more, "Budget share of NHS bodies that chose their place.", "shP",            \
         budget_share(w, s, Action::place))                                                                  \
  NATION(system_share, "share", more, "Budget share of NHS bodies that chose their system.", "shS",          \
         budget_share(w, s, Action::system))                                                                 \
  NATION(institution_share_trusts, "share", less, "Share of trusts that chose their own interest.", "shI_T", \
         share_choosing(w, s, Kind::trust, Action::institution))                                             \
  NATION(place_share_trusts, "share", more, "Share of trusts that chose their place.", "shP_T",              \
         share_choosing(w, s, Kind::trust, Action::place))                                                   \
  NATION(system_share_trusts, "share", more, "Share of trusts that chose their system.", "shS_T",            \
         share_choosing(w, s, Kind::trust, Action::system))                                                  \
  NATION(institution_share_ccgs, "share", less, "Share of CCGs that chose their own interest.", "shI_C",     \
         share_choosing(w, s, Kind::ccg, Action::institution))                                               \
  NATION(place_share_ccgs, "share", more, "Share of CCGs that chose their place.", "shP_C",                  \
         share_choosing(w, s, Kind::ccg, Action::place))                                                     \
  NATION(system_share_ccgs, "share", more, "Share of CCGs that chose their system.", "shS_C",                \
         share_choosing(w, s, Kind::ccg, Action::system))                                                    \
  NATION(institution_share_councils, "share", less, "Share of councils that left care to others.", "shI_L",  \
         share_choosing(w, s, Kind::council, Action::institution))                                           \
  NATION(place_share_councils, "share", more, "Share of councils that funded jointly at place level.",       \
         "shP_L", share_choosing(w, s, Kind::council, Action::place))                                        \
  NATION(system_share_councils, "share", more, "Share of councils that joined at system level.", "shS_L",    \
         share_choosing(w, s, Kind::council, Action::system))                                                \
  NATION(maturity, "index", more, "Mean maturity of systems.", "M", mean(s.maturity))                        \
  NATION(maturity_p10, "index", more, "Tenth percentile of maturity over systems.", "M_p10",                 \
         percentile_of(s.maturity, lowest_tenth))                                                            \
  NATION(maturity_p90, "index", more, "Ninetieth percentile of maturity over systems.", "M_p90",             \
         percentile_of(s.maturity, highest_tenth))                                                           \
  NATION(designated, "systems", neither, "Systems designated as integrated care systems.", "n_ics",          \
         s.designated_systems)                                                                               \
  NATION(in_name_only, "systems", less,                                                                      \
         "Designated systems whose members mostly act for themselves (norm below one half).", "n_name",      \
         count(w.all_systems(), [&](SystemId k) { return s.designated[k] & ~is_real(s, k); }))               \
  NATION(real, "systems", more, "Designated systems whose members mostly act for place or system.",          \
         "n_real", count(w.all_systems(), [&](SystemId k) { return is_real(s, k); }))                        \
  NATION(mature, "systems", more, "Designated systems at or above the maturing threshold.", "n_mature",      \
         count(w.all_systems(), [&](SystemId k) {                                                            \
           return s.designated[k] & (s.maturity[k] >= c.of<Designation>(k).maturing);                        \
         }))                                                                                                 \
  NATION(thriving, "systems", more, "Systems at or above the thriving threshold.", "n_thriving",             \
         count(w.all_systems(), [&](SystemId k) { return s.maturity[k] >= c.of<Designation>(k).thriving; })) \
  NATION(control_totals_accepted, "systems", neither,                                                        \
         "Systems with a pooled share above zero: a system control total accepted.", "sct",                  \
         count(w.all_systems(), [&](SystemId k) { return m[SystemMeasure::pooled_share][k] > 0.0; }))        \
  NATION(pooled_share, "share", neither,                                                                     \
         "Mean over systems of the pooled share of the sustainability fund.", "phi",                         \
         mean(m[SystemMeasure::pooled_share]))                                                               \
  NATION(fully_pooled, "systems", neither, "Systems that pool the whole fund.", "full",                      \
         count(w.all_systems(), [&](SystemId k) { return m[SystemMeasure::pooled_share][k] >= wholly; }))    \
  NATION(overspending, "systems", less,                                                                      \
         "Systems with a control total that miss it by more than half a point.", "sct_over",                 \
         count(w.all_systems(), [&](SystemId k) { return misses_total(m, k, clear_miss); }))                 \
  NATION(overspending_slightly, "systems", less,                                                             \
         "Systems with a control total that miss it by more than 0.3 points.", "",                           \
         count(w.all_systems(), [&](SystemId k) { return misses_total(m, k, slight_miss); }))                \
  NATION(place_capital, "index", more, "Mean integration capital of places.", "KP",                          \
         sum(w.all_systems(), [&](SystemId k) { return sum(w.system_places[k], each(s.place_capital)); }) /  \
             w.place_count())                                                                                \
  NATION(system_capital, "index", more, "Mean integration capital of systems.", "KS", mean(s.capital))       \
  NATION(system_capital_p10, "index", more, "Tenth percentile of system integration capital.", "KS_p10",     \
         percentile_of(s.capital, lowest_tenth))                                                             \
  NATION(system_capital_p90, "index", more, "Ninetieth percentile of system integration capital.", "KS_p90", \
         percentile_of(s.capital, highest_tenth))                                                            \
  NATION(integration_index, "index", more, "Patient-side integration index, population-weighted.", "index",  \
         sum(w.all_systems(), [&](SystemId k) { return integration_in(w, s, k); }) /                         \
             std::max(w.england.population, tiny))                                                           \
  NATION(integration_gap, "index", less,                                                                     \
         "Ninetieth less tenth percentile of the integration index over systems.", "index_gap",              \
         percentile_of(m[SystemMeasure::integration_index], highest_tenth) -                                 \
             percentile_of(m[SystemMeasure::integration_index], lowest_tenth))                               \
  NATION(trust_place, "index", more, "Mean trust of organisations in their place.", "tauP",                  \
         sum(w.all_systems(), [&](SystemId k) { return sum(w.members(k), each(s.trust_place)); }) /          \
             w.organisation_count())                                                                         \
  NATION(trust_system, "index", more, "Mean trust of organisations in their system.", "tauS",                \
         sum(w.all_systems(), [&](SystemId k) { return sum(w.members(k), each(s.trust_system)); }) /         \
             w.organisation_count())                                                                         \
  NATION(capability, "index", more, "Mean leadership capability of systems.", "cap", mean(s.capability))     \
  NATION(backlog, "index", less, "Mean backlog of systems.", "backlog", mean(s.backlog))                     \
  NATION(ccgs, "count", neither, "Clinical commissioning groups, merged ones counted once.", "n_ccg",        \
         sum(m[SystemMeasure::ccgs]))                                                                        \
  NATION(arbitrations, "count", less, "Challenges that went to formal arbitration this quarter.", "arb",     \
         sum(m[SystemMeasure::arbitrations]))                                                                \
  NATION(live_contracts, "places", neither,                                                                  \
         "Places with a live alliance or integrated-care-partnership contract.", "icp",                      \
         sum(s.contract, [&](const Real& contract) { return number(contract == 0.0); }))                     \
  NATION(fund_earned, "share", more,                                                                         \
         "Share of the sustainability fund within reach that was earned on performance; missing when no "    \
         "fund exists.",                                                                                     \
         "psf_earned", select(s.fund_stake > 0.0, s.fund_earned / max(s.fund_stake, tiny), unknown))         \
  NATION(trusts_in_deficit, "share", less, "Share of trusts with a negative balance in the quarter.",        \
         "def_T", share(w.of(Kind::trust, w.england), [&](OrganisationId i) { return s.balance[i] < 0.0; })) \
  NATION(ccgs_in_deficit, "share", less, "Share of CCGs with a negative balance in the quarter.", "def_C",   \
         share(w.of(Kind::ccg, w.england), [&](OrganisationId i) { return s.balance[i] < 0.0; }))            \
  NATION(trusts_in_deficit_year, "share", less, "Share of trusts whose balance since April is negative.",    \
         "",                                                                                                 \
         share(w.of(Kind::trust, w.england), [&](OrganisationId i) { return s.balance_of_year[i] < 0.0; }))  \
  NATION(nhs_balance, "£m", more, "Balance of trusts and CCGs in the quarter.", "net_nhs",                   \
         sum(m[SystemMeasure::balance]))                                                                     \
  NATION(trusts_balance, "£m", more, "Balance of trusts in the quarter.", "",                                \
         sum(w.of(Kind::trust, w.england), each(s.balance)))                                                 \
  NATION(margin, "pp", more, "Margin of NHS bodies in the quarter, before sustainability funding.", "under", \
         sum(s.result) / std::max(w.england.nhs, tiny) * 100.0)                                              \
  NATION(centre_cost, "£m", less, "Paid out by the centre in the quarter.", "centre_cost",                   \
         -s.outside.centre.value)                                                                            \
  NATION(ratepayers_cost, "£m", less, "Put in by rate-payers in the quarter.", "",                           \
         -s.outside.ratepayers.value)                                                                        \
  NATION(councils_balance, "£m", more, "Balance of councils in the quarter.", "",                            \
         sum(w.of(Kind::council, w.england), each(s.balance)))                                               \
  NATION(institution_share_poor, "share", less,                                                              \
         "Budget share choosing own interest, mean over the tercile of systems with the weakest starting "   \
         "margins.",                                                                                         \
         "I_poor", mean_of(w, s.poor, each(m[SystemMeasure::institution_share])))                            \
  NATION(real_poor, "share", more, "Share of real integrated care systems in that tercile.", "real_poor",    \
         mean_of(w, s.poor, [&](SystemId k) { return number(is_real(s, k)); }))                              \
  NATION(cooperation_poor, "share", more, "Cooperation of NHS bodies in that tercile.", "coop_poor",         \
         mean_of(w, s.poor, each(m[SystemMeasure::cooperation])))                                            \
  NATION(integration_poor, "index", more, "Integration index in that tercile.", "index_poor",                \
         mean_of(w, s.poor, each(m[SystemMeasure::integration_index])))                                      \
  NATION(institution_share_rich, "share", less,                                                              \
         "Budget share choosing own interest, mean over the tercile of systems with the strongest starting " \
         "margins.",                                                                                         \
         "I_rich", mean_of(w, s.rich, each(m[SystemMeasure::institution_share])))                            \
  NATION(real_rich, "share", more, "Share of real integrated care systems in that tercile.", "real_rich",    \
         mean_of(w, s.rich, [&](SystemId k) { return number(is_real(s, k)); }))                              \
  NATION(cooperation_rich, "share", more, "Cooperation of NHS bodies in that tercile.", "coop_rich",         \
         mean_of(w, s.rich, each(m[SystemMeasure::cooperation])))                                            \
  NATION(integration_rich, "index", more, "Integration index in that tercile.", "index_rich",                \
         mean_of(w, s.rich, each(m[SystemMeasure::integration_index])))                                      \
  NATION(                                                                                                    \
      institution_share_low_trust, "share", less,                                                            \
      "Budget share choosing own interest, mean over the tercile of systems with the least starting trust.", \
      "I_lowt", mean_of(w, s.low_trust, each(m[SystemMeasure::institution_share])))                          \
  NATION(real_low_trust, "share", more, "Share of real integrated care systems in that tercile.",            \
         "real_lowt", mean_of(w, s.low_trust, [&](SystemId k) { return number(is_real(s, k)); }))            \
  NATION(cooperation_low_trust, "share", more, "Cooperation of NHS bodies in that tercile.", "coop_lowt",    \
         mean_of(w, s.low_trust, each(m[SystemMeasure::cooperation])))                                       \
  NATION(integration_low_trust, "index", more, "Integration index in that tercile.", "index_lowt",           \
         mean_of(w, s.low_trust, each(m[SystemMeasure::integration_index])))                                 \
  NATION(                                                                                                    \
      institution_share_high_trust, "share", less,                                                           \
      "Budget share choosing own interest, mean over the tercile of systems with the most starting trust.",  \
      "I_hight", mean_of(w, s.high_trust, each(m[SystemMeasure::institution_share])))                        \
  NATION(real_high_trust, "share", more, "Share of real integrated care systems in that tercile.",           \
         "real_hight", mean_of(w, s.high_trust, [&](SystemId k) { return number(is_real(s, k)); }))          \
  NATION(cooperation_high_trust, "share", more, "Cooperation of NHS bodies in that tercile.", "coop_hight",  \
         mean_of(w, s.high_trust, each(m[SystemMeasure::cooperation])))                                      \
  NATION(integration_high_trust, "index", more, "Integration index in that tercile.", "index_hight",         \
         mean_of(w, s.high_trust, each(m[SystemMeasure::integration_index])))                                \
  NATION(delay_cost, "£m", less, "Saved by councils through delayed discharges in the quarter.", "dtoc",     \
         sum(w.of(Kind::council, w.england), [&](OrganisationId i) { return delayed_care(c, s, i); }))       \
  NATION(cooperation_gap, "share", neither, "Ninetieth less tenth percentile of cooperation over systems.",  \
         "coop_div",                                                                                         \
         percentile_of(m[SystemMeasure::cooperation], highest_tenth) -                                       \
             percentile_of(m[SystemMeasure::cooperation], lowest_tenth))                                     \
  NATION(impossible_asks, "count", less,                                                                     \
         "Organisations whose ask exceeds what they can achieve; set in the planning round.", "imposs",      \
         s.impossible_asks)                                                                                  \
  NATION(disputes_won, "count", neither, "Impossible asks that were corrected; set in the planning round.",  \
         "disp_won", s.disputes_won)                                                                         \
  NATION(supported, "systems", neither, "Systems that receive intensive or peer support.", "supported",      \
         sum(s.supported))                                                                                   \
  NATION(needing_support, "systems", less, "Systems below the developing threshold at the planning round.",  \
         "needed", s.needing_support)                                                                        \
  NATION(councils_out, "count", less, "Councils that have walked out of their system.", "n_out",             \
         sum(m[SystemMeasure::councils_out]))                                                                \
  NATION(walkouts, "count", less, "Councils that walked out this quarter.", "n_walkouts", s.walkouts)        \
  NATION(ledger_residual, "£m", neither,                                                                     \
         "Largest absolute sum of all accounts of a system; zero but for rounding.", "", s.ledger_residual)  \
  NATION(trusts_accepting, "share", neither,                                                                 \
         "Share of trusts that accepted their control total of the year.", "",                               \
         share(w.of(Kind::trust, w.england), [&](OrganisationId i) { return s.accepted[i] > 0.0; }))         \
  NATION(trusts_on_plan, "share", more,                                                                      \
         "Share of trusts whose margin of the year to date is at or above their control total.", "",         \
         share(w.of(Kind::trust, w.england),                                                                 \
               [&](OrganisationId i) { return s.year_to_date[i] >= s.control_total[i]; }))                   \
  NATION(ccgs_over_plan, "share", less,                                                                      \
         "Share of CCGs whose margin of the year to date is below plan, their control total; in the last "   \
         "quarter, of the year.",                                                                            \
         "", share(w.of(Kind::ccg, w.england), [&](OrganisationId i) {                                       \
           return s.year_to_date[i] < s.control_total[i];                                                    \
         }))                                                                                                 \
  NATION(acute_in_deficit_year, "share", less,                                                               \
         "Share of acute trusts whose balance since April is negative.", "",                                 \
         share_of_trusts(w, is_acute, [&](OrganisationId i) { return s.balance_of_year[i] < 0.0; }))         \
  NATION(others_in_deficit_year, "share", less,                                                              \
         "Share of trusts other than acute ones whose balance since April is negative.", "",                 \
         share_of_trusts(w, is_other, [&](OrganisationId i) { return s.balance_of_year[i] < 0.0; }))         \
  NATION(                                                                                                    \
      gross_deficits, "£m", less, "Sum of the negative balances since April of trusts.", "",                 \
      sum(w.of(Kind::trust, w.england), [&](OrganisationId i) { return max(-s.balance_of_year[i], 0.0); }))  \
  NATION(                                                                                                    \
      gross_surpluses, "£m", more, "Sum of the positive balances since April of trusts.", "",                \
      sum(w.of(Kind::trust, w.england), [&](OrganisationId i) { return max(s.balance_of_year[i], 0.0); }))   \
  NATION(                                                                                                    \
      trusts_just_balanced, "share", neither,                                                                \
      "Share of trusts whose balance since April is from 0 to 0.5 per cent of their budget of that time.",   \
      "", share(w.of(Kind::trust, w.england), [&](OrganisationId i) {                                        \
        const Real margin = margin_of_year(c, s, i);                                                         \
        return (margin >= 0.0) & (margin <= just_balanced);                                                  \
      }))                                                                                                    \
  NATION(acute_spread, "pp", neither,                                                                        \
         "Robust standard deviation (quartiles over 1.349) of the balances since April of acute trusts, "    \
         "per cent "                                                                                         \
         "of their budgets of that time.",                                                                   \
         "", acute.spread())                                                                                 \
  NATION(others_spread, "pp", neither,                                                                       \
         "Robust standard deviation (quartiles over 1.349) of the balances since April of trusts other "     \
         "than acute ones, per cent of their budgets of that time.",                                         \
         "", others.spread())                                                                                \
  NATION(acute_same_half, "share", neither,                                                                  \
         "Share of acute trusts whose balance since April is on the same side of the median of acute "       \
         "trusts as "                                                                                        \
         "that of the year before the start; missing where the tables do not give that.",                    \
         "", acute.same_half(c, s))                                                                          \
  NATION(acute_refusing, "share", neither, "Share of acute trusts without a control total of the year.", "", \
         share_of_trusts(w, is_acute, [&](OrganisationId i) { return s.accepted[i] == 0.0; }))               \
  NATION(others_refusing, "share", neither,                                                                  \
         "Share of trusts other than acute ones without a control total of the year.", "",                   \
         share_of_trusts(w, is_other, [&](OrganisationId i) { return s.accepted[i] == 0.0; }))               \
  NATION(deep_refusing, "share", neither,                                                                    \
         "Share of trusts with a margin below -4 pp in the year before the start without a control total "   \
         "of the year; missing where the tables do not give that.",                                          \
         "", share_of_trusts(w, is_deep, [&](OrganisationId i) { return s.accepted[i] == 0.0; }))            \
  NATION(even_refusing, "share", neither,                                                                    \
         "Share of trusts with a margin of at least -1 pp in the year before the start without a control "   \
         "total of the year; missing where the tables do not give that.",                                    \
         "", share_of_trusts(w, is_even, [&](OrganisationId i) { return s.accepted[i] == 0.0; }))            \
  NATION(trusts_against_plan, "£m", more,                                                                    \
         "Balance of trusts since April before sustainability funding, against their control totals of "     \
         "that time.",                                                                                       \
         "", sum(w.of(Kind::trust, w.england), [&](OrganisationId i) { return against_plan(c, s, i); }))     \
  NATION(                                                                                                    \
      delays_follow, "1", neither,                                                                           \
      "Correlation over councils of leaving care to others with the delays of the year before the start; "   \
      "missing where the tables do not give them or all councils do the same.",                              \
      "", delays_follow(w, s))                                                                               \
  SYSTEM(maturity, "index", more, "Official maturity.", "M", s.maturity[k])                                  \
  SYSTEM(designated, "0/1", neither, "Designated as an integrated care system.", "desig",                    \
         number(s.designated[k]))                                                                            \
  SYSTEM(norm, "share", more, "Moving share of cooperative choices: substance rather than form.", "",        \
         s.norm[k])                                                                                          \
  SYSTEM(institution_share, "share", less, "Budget share of NHS bodies that chose their own interest.", "",  \
         sum(w.nhs(group), [&](OrganisationId i) {                                                           \
           return w.budget[i] * number(chose(s, i, Action::institution));                                    \
         }) / std::max(group.nhs, tiny))                                                                     \
  SYSTEM(cooperation, "share", more, "Cooperation of NHS bodies: 1 for system, one half for place.", "coop", \
         sum(w.nhs(group), [&](OrganisationId i) {                                                           \
           return number(chose(s, i, Action::system)) +                                                      \
                  place_cooperation * number(chose(s, i, Action::place));                                    \
         }) / std::max(group.nhs_members(), 1))                                                              \
  SYSTEM(council_participation, "share", more, "Councils that take part: 1 for system, 0.6 for place.", "",  \
         s.council_participation[k])                                                                         \
  SYSTEM(pooled_share, "share", neither,                                                                     \
         "Pooled share of the sustainability fund; above zero = system control total accepted.", "pooled",   \
         s.system_pooled_share[k])                                                                           \
  SYSTEM(voted_share, "share", neither, "Pooled share that members voted for.", "voted", s.voted_share[k])   \
  SYSTEM(control_total, "£m", neither, "System control total of the year: the sum of its members'.", "",     \
         sum(w.nhs(group), [&](OrganisationId i) { return s.control_total[i] * (w.budget[i] * 4 / 100); }))  \
  SYSTEM(outturn_gap, "pp", more, "Margin of the year to date against the system control total.", "gap",     \
         s.outturn_gap[k])                                                                                   \
  SYSTEM(balance, "£m", more, "Balance of trusts and CCGs in the quarter.", "",                              \
         sum(w.nhs(group), each(s.balance)))                                                                 \
  SYSTEM(centre_cost, "£m", neither, "Paid out by the centre to its members in the quarter.", "",            \
         s.granted[k])                                                                                       \
  SYSTEM(margin, "pp", more, "Underlying margin.", "bs", s.system_margin[k])                                 \
  SYSTEM(trust_place, "index", more, "Mean trust in places.", "",                                            \
         sum(w.members(k), each(s.trust_place)) / group.members())                                           \
  SYSTEM(trust_system, "index", more, "Mean trust in the system.", "tauSs",                                  \
         sum(w.members(k), each(s.trust_system)) / group.members())                                          \
  SYSTEM(capability, "index", more, "Leadership capability.", "", s.capability[k])                           \
  SYSTEM(capital, "index", more, "Integration capital of the system.", "KS", s.capital[k])                   \
  SYSTEM(place_capital, "index", more, "Mean integration capital of its places.", "",                        \
         sum(w.system_places[k], each(s.place_capital)) / w.system_places[k].size())                         \
  SYSTEM(integration_index, "index", more, "Patient-side integration index.", "index_s",                     \
         integration_in(w, s, k) / std::max(group.population, tiny))                                         \
  SYSTEM(backlog, "index", less, "Backlog.", "", s.backlog[k])                                               \
  SYSTEM(pressure, "index", less, "Pressure on staff.", "", s.pressure[k])                                   \
  SYSTEM(supported, "0/1", neither, "Receives intensive or peer support.", "supp", s.supported[k])           \
  SYSTEM(ccgs, "count", neither, "Clinical commissioning groups, merged ones counted once.", "",             \
         group.count[1] > 0 ? select(s.merged[k], 1.0, group.count[1]) : 0.0)                                \
  SYSTEM(arbitrations, "count", less, "Challenges that went to formal arbitration this quarter.", "",        \
         s.arbitrations[k])                                                                                  \
  SYSTEM(councils_out, "count", less, "Councils that have walked out.", "",                                  \
         count(w.of(Kind::council, group), each(s.out)))                                                     \
  SYSTEM(accelerated, "0/1", neither, "Has a place on the accelerator.", "", s.accelerated[k])               \
  SYSTEM(live_contracts, "places", more, "Places with a live alliance or partnership contract.", "",         \
         count(w.system_places[k], [&](PlaceId place) { return s.contract[place] == 0.0; }))                 \
  SYSTEM(declared, "quarters", neither,                                                                      \
         "Quarters until the date on which it has declared to apply; missing without a date, and once it "   \
         "is designated.",                                                                                   \
         "", select(s.designated[k] | (s.declared[k] < 0.0), unknown, s.declared[k] - c.rules.t))            \
  SYSTEM(refusing, "count", less,                                                                            \
         "NHS bodies with a fund on offer that have not accepted their control total of the year.", "",      \
         sum(w.nhs(group), [&](OrganisationId i) {                                                           \
           return number((s.accepted[i] == 0.0) & (fund_on_offer(c, s, i) > 0.0));                           \
         }))                                                                                                 \
  SYSTEM(against_plan, "£m", more,                                                                           \
         "Balance of the year to date before sustainability funding, against the system control total of "   \
         "that time.",                                                                                       \
         "", sum(w.nhs(group), [&](OrganisationId i) { return against_plan(c, s, i); }))                     \
  ORGANISATION(action, "code", neither, "What it chose: 0 its own interest, 1 its place, 2 its system.", "", \
               s.action[i])                                                                                  \
  ORGANISATION(balance, "£m", more, "Balance of the quarter, with sustainability funding.", "",              \
               s.balance[i])                                                                                 \
  ORGANISATION(margin_to_date, "pp", more,                                                                   \
               "Balance since April before sustainability funding, per cent of its budget of that time; "    \
               "missing for councils.",                                                                      \
               "", of_nhs(s.year_to_date[i]))                                                                \
  ORGANISATION(control_total, "pp", neither,                                                                 \
               "Control total of the year, per cent of its budget; missing for councils.", "",               \
               of_nhs(s.control_total[i]))                                                                   \
  ORGANISATION(accepted, "0/1", neither, "Signed its own control total; missing for councils.", "",          \
               of_nhs(s.accepted[i]))                                                                        \
  ORGANISATION(pooled_share, "share", neither,                                                               \
               "Share of its sustainability fund that hangs on the system's result; missing for councils.",  \
               "", of_nhs(s.pooled_share[w.place[i]]))                                                       \
  ORGANISATION(trust_place, "index", more, "Trust in its place.", "", s.trust_place[i])                      \
  ORGANISATION(trust_system, "index", more, "Trust in its system.", "", s.trust_system[i])                   \
  ORGANISATION(utility_institution, "pp", neither, "What it expected of following its own interest.", "",    \
               s.utility[i][0])                                                                              \
  ORGANISATION(utility_place, "pp", neither, "What it expected of acting for its place.", "",                \
               s.utility[i][1])                                                                              \
  ORGANISATION(utility_system, "pp", neither, "What it expected of acting for its system.", "",              \
               s.utility[i][2])                                                                              \
  ORGANISATION(against_plan, "£m", more,                                                                     \
               "Balance of the year to date before sustainability funding, against its control total of "    \
               "that time; missing for councils.",                                                           \
               "", of_nhs(against_plan(c, s, i)))
