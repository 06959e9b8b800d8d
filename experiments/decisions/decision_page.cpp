// The page of a decision.

#include "experiments/charts/plain_words.hpp"
#include "experiments/decisions/decision_words.hpp"
#include "experiments/platform/origin.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

/// Longer tables are left to files.
constexpr std::size_t most_carried = 200'000;

HtmlTable policies_table(const Decision& decision, const DecidedOutcome& outcome) {
  const OutcomeWords words(decision, outcome);
  const std::string unit = words.unit_of_differences();
  HtmlTable table{
      .caption = capital(fmt::format("{}: policies over {} settings{}", words.dated(), decision.settings(),
                                     unit.empty() ? "" : fmt::format("; regret in {}", unit))),
      .columns = {"policy", "mean", "worst tenth", "best in", "in both halves", "regret: mean", "95%",
                  "largest", "by halves: mean", "95%", "largest"},
      .rows = {}};
  if (outcome.aim)
    table.columns.push_back(fmt::format("reaches {}", words.value(outcome.sign() * *outcome.aim)));
  for (std::size_t p = 0; p < decision.policies.size(); ++p) {
    const PolicyMerit& m = outcome.merits.policies[p];
    std::vector<std::string> row{capital(decision.policy_words[p]), words.value(m.mean.estimate),
                                 words.value(m.worst_tenth), share_words(m.best),
                                 std::isnan(m.best_twice) ? "" : share_words(m.best_twice)};
    for (const Regret& r : {m.regret, m.crossed}) {
      for (const double value : {r.mean, r.high, r.largest})
        row.push_back(std::isnan(value) ? "" : words.brief_amount(value));
    }
    if (outcome.aim) row.push_back(share_words(outcome.reached[p]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

HtmlTable information_table(const Decision& decision, const DecidedOutcome& outcome) {
  const OutcomeWords words(decision, outcome);
  const std::string unit = words.unit_of_differences();
  std::vector<std::size_t> order(outcome.information.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t k) { return outcome.information[k].value; });
  order.resize(std::min(order.size(), most_knowables));
  HtmlTable table{
      .caption = fmt::format("{}: the {} of {} parameters and groups that are worth most, known first{}",
                             capital(outcome.as), order.size(), decision.knowables.size(),
                             unit.empty() ? "" : fmt::format(", in {}", unit)),
      .columns = {"known", "worth", "by chance: mean", "95%", "of the luckiest 95%"},
      .rows = {}};
  for (const std::size_t k : order) {
    const Information& i = outcome.information[k];
    table.rows.push_back({decision.knowables[k].columns.size() > 1
                              ? fmt::format("{} ({} parameters)", decision.knowables[k].name,
                                            decision.knowables[k].columns.size())
                              : decision.knowables[k].name,
                          words.brief_amount(i.value), words.brief_amount(i.null_mean),
                          words.brief_amount(i.null_high), words.brief_amount(i.bar)});
  }
  return table;
}

HtmlTable trade_off_table(const Decision& decision) {
  HtmlTable table{.caption = "Means over settings", .columns = {"policy"}, .rows = {}};
  for (const DecidedOutcome& outcome : decision.outcomes)
    table.columns.push_back(capital(fmt::format("{} ({} is better)", OutcomeWords(decision, outcome).dated(),
                                                outcome.better == Better::more ? "more" : "less")));
  table.columns.emplace_back("dominated by");
  for (std::size_t p = 0; p < decision.policies.size(); ++p) {
    table.rows.push_back({capital(decision.policy_words[p])});
    for (const DecidedOutcome& outcome : decision.outcomes)
      table.rows.back().push_back(
          OutcomeWords(decision, outcome).value(outcome.merits.policies[p].mean.estimate));
    table.rows.back().push_back(decision.dominated_by[p] ? decision.policy_words[*decision.dominated_by[p]]
                                                         : "none");
  }
  return table;
}

std::string method_text(const Decision& decision) {
  std::string text = fmt::format(
      "Every policy meets the same {} settings{} with the same luck. In each setting a policy's regret is "
      "how far it falls short of "
      "the best one there; equals share a setting in which they are best. Percentiles and worst tenths count "
      "settings {}. ",
      decision.settings(),
      decision.columns.empty() ? "" : fmt::format(", which differ in {} things,", decision.columns.size()),
      decision.weighed ? "by their weights" : "alike");
  text +=
      "By halves: the runs of a setting are dealt to two halves in turn; one says which policy is best, and "
      "which settings are the "
      "worst, the other says what these are worth, and the other way round. That is a little less than the "
      "truth, as half of the "
      "runs choose worse than all; what all runs say of themselves is more than the truth. ";
  text +=
      "What is worth knowing: the gain of a policy that is chosen by a fit of each policy's values to powers "
      "of one parameter (to "
      "values and squares of several), over one that is chosen without it. Fits leave out in turn the fifth "
      "of settings that they "
      "choose for. Chance: the same where values of the parameter are exchanged between settings. ";
  text +=
      "Where policies fall short: a box (PRIM) of at most four limits is sought in two thirds of the "
      "settings and judged by the third "
      "that was held out; so is a tree (CART) of three levels. Coverage is the share of failures that lie "
      "there, density the share of "
      "settings there that fail, p the one-sided chance of so close an association where there is none. "
      "Settings with one set of "
      "parameters stay together.";
  return text;
}

void write_outcome(HtmlPage& page, const Decision& decision, const DecidedOutcome& outcome, bool first) {
  const std::string& name = decision.sweep_outcomes[outcome.outcome].name;
  const auto figures = outcome_figures(decision, outcome);
  const auto figure = [&](std::string_view kind, std::string_view caption) {
    const auto found = std::ranges::find(figures, fmt::format("{}_{}", kind, name), &Figure::name);
    if (found != figures.end())
      page.figure(svg_of(*found, answer_width, fmt::format("{}-", found->name)), caption);
  };
  const int level = first ? 2 : 3;
  if (!first) page.heading(2, capital(outcome.as));
  page.heading(level, first ? "How the policies do" : "How they do");
  if (!first) page.paragraph(merits_sentences(decision, outcome));
  if (!first) figure("regret", "The numbers are in the table below.");
  figure("values", "The numbers are in the table below.");
  figure("best", "The numbers are in the table below.");
  page.table(policies_table(decision, outcome));
  page.heading(level, "How much of it is luck");
  page.paragraph(luck_sentences(decision, outcome));
  page.heading(level, "What it would be worth to know");
  page.paragraph(information_sentences(decision, outcome));
  if (!outcome.information.empty()) {
    figure("information", "Parameters and groups of them, the most valuable first.");
    page.begin_details(information_table(decision, outcome).caption);
    page.table(information_table(decision, outcome));
    page.end_details();
  }
  page.heading(level, "Where a policy falls short");
  figure("failures", "All boxes on the way are in the table of ways.");
  for (std::size_t p = 0; p < decision.policies.size(); ++p)
    page.list(failure_sentences(decision, outcome, p));
}

}  // namespace

DecisionView decision_view(const Decision& decision) {
  const DecidedOutcome& first = decision.outcomes.front();
  return {.title = decision_title(decision),
          .sentences = merits_sentences(decision, first),
          .bullets = decision_bullets(decision),
          .figure = outcome_figures(decision, first).front()};
}

std::string decision_page(const Decision& decision, std::string_view command, const Question* question) {
  const SweepInfo& sweep = decision.sweep;
  HtmlPage page(
      decision_title(decision),
      fmt::format("{} What follows is what a model does, not what happened or will happen.", simulated),
      "concord decide");
  page.lead(question != nullptr ? fmt::format("{}: {}", question->number, question->asks)
                                : fmt::format("Which {} to take?", decision.policy_name));
  page.heading(2, "The decision");
  if (!decision.given.empty())
    page.paragraph(fmt::format("Settings are those alone where {}.", decision.given));
  page.paragraph(merits_sentences(decision, decision.outcomes.front()));
  const auto figures = outcome_figures(decision, decision.outcomes.front());
  page.headline_figure(svg_of(figures.front(), headline_width, "first-"),
                       "The numbers are in the table of policies.");
  page.list(decision_bullets(decision));
  write_outcome(page, decision, decision.outcomes.front(), true);
  if (const auto figure = trade_off_figure(decision)) {
    page.heading(2, "Several outcomes at once");
    page.paragraph(trade_off_sentences(decision));
    page.figure(svg_of(*figure, answer_width, "trade-"), "The means are in the table below.");
    page.table(trade_off_table(decision));
  }
  for (std::size_t n = 1; n < decision.outcomes.size(); ++n)
    write_outcome(page, decision, decision.outcomes[n], false);
  page.heading(2, "Method");
  if (!decision.left_out.empty()) {
    page.paragraph("Outcomes that are left out:");
    page.list(decision.left_out);
  }
  page.paragraph(method_text(decision));
  page.paragraph("Made again by:");
  page.code(command);
  page.heading(2, "Data");
  for (const DecisionTable& table : decision_tables(decision)) {
    if (table.text.size() <= most_carried)
      page.download(table.name + ".csv", table.text, table.what + " (CSV)");
    else
      page.paragraph(
          fmt::format("{}: too long for a page, written by --tables as {}.csv.", table.what, table.name));
  }
  return std::move(page).finish(fmt::format(
      "{} Concord {} (commit {}), model {}, plan {}, content {}; {} runs at {} points{}, seed {}. {}",
      simulated, sweep.version, sweep.commit, sweep.model_digest, sweep.plan_digest, sweep.content_digest,
      sweep.runs, sweep.points, sweep.failed > 0 ? fmt::format(", {} of them failed", sweep.failed) : "",
      sweep.seed, decision.settings_of_scenario));
}

}  // namespace concord
