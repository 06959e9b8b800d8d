// What a search found: table, page, and the chosen policy as a scenario.

#include "experiments/answers/answer.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/platform/csv_text.hpp"
#include "experiments/platform/origin.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/platform/version.hpp"
#include "experiments/runs/fingerprint.hpp"
#include "experiments/scenarios/scenario_keys.hpp"
#include "experiments/scenarios/short_meaning.hpp"
#include "experiments/search/search.hpp"
#include "sim/missing.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_drawn_policies = 20;

const Outcome& moved(const SearchSpec& spec) { return spec.design.outcomes[spec.search.outcome]; }
std::string moved_words(const SearchSpec& spec) {
  return outcome_words(moved(spec).name, moved(spec).measure);
}

std::string effect_text(const SearchSpec& spec, double effect) {
  return in_three_digits(effect, moved(spec).unit);
}
std::string share_text(double share) { return in_decimals(share, 0, "share"); }

std::string aim_text(const SearchSpec& spec, const SearchAim& aim) {
  if (aim.objective)
    return fmt::format("{} {} {:.4g}", name_of(*aim.objective), aim.at_least ? "at least" : "at most",
                       aim.at_least ? *aim.at_least : *aim.at_most);
  const Outcome& outcome = spec.design.outcomes[aim.outcome];
  return fmt::format("{} {} {} in {} of settings", outcome_words(outcome.name, outcome.measure),
                     aim.at_least ? "at least" : "at most",
                     in_three_digits(aim.at_least ? *aim.at_least : *aim.at_most, outcome.unit),
                     share_text(aim.in));
}

std::string none_chosen(const SearchSpec& spec) {
  return fmt::format("No policy of the front meets all aims {}",
                     spec.search.choose > 0 ? "on the runs that were kept to choose" : "by fresh luck");
}

std::string front_csv(const SearchSpec& spec, const SearchFound& found) {
  std::string text = fmt::format("# {}\npolicy,chosen", simulated_not_observed);
  for (const Axis& axis : spec.design.axes) {
    if (axis.parameter != nullptr) text += "," + csv_cell(axis.name);
  }
  for (const std::string_view luck : {"searched", "fresh"}) {
    text += fmt::format(",effect_{0},cost_{0},regret_{0}", luck);
    for (const SearchAim& aim : spec.search.aims)
      text +=
          fmt::format(",reached_{}_{}",
                      aim.objective ? name_of(*aim.objective) : spec.design.outcomes[aim.outcome].name, luck);
  }
  text += "\n";
  const auto row = [&](std::string_view name, bool chosen, const FrontPolicy& p) {
    text += fmt::format("{},{}", name, chosen ? 1 : 0);
    for (std::size_t k = 0; k < spec.design.axes.size(); ++k) {
      if (spec.design.axes[k].parameter != nullptr)
        text += "," + csv_cell(text_of(spec.design.axes[k], p.policy[k]));
    }
    for (const Judged* j : {&p.searched, &p.fresh}) {
      for (const double value : {j->effect, j->cost, j->regret}) text += "," + csv_number(value);
      for (const double share : j->reached) text += "," + csv_number(share);
    }
    text += "\n";
  };
  for (std::size_t n = 0; n < found.front.size(); ++n)
    row(fmt::format("{}", n + 1), found.chosen == n, found.front[n]);
  row("scenario", false, found.today);
  return csv_file_text(std::move(text));
}

HtmlTable front_table(const SearchSpec& spec, const SearchFound& found) {
  HtmlTable table{.caption = "The front, as it was searched and with fresh luck and settings",
                  .columns = {"policy"},
                  .rows = {}};
  for (const Axis& axis : spec.design.axes) {
    if (axis.parameter != nullptr) table.columns.push_back(capital(short_meaning(axis.parameter->meaning)));
  }
  for (const std::string_view column : {"searched: effect", "regret", "fresh: effect", "regret", "cost"})
    table.columns.emplace_back(column);
  for (const SearchAim& aim : spec.search.aims) {
    if (!aim.objective) table.columns.push_back(fmt::format("fresh: {}", aim_text(spec, aim)));
  }
  const auto add = [&](std::string name, const FrontPolicy& p) {
    std::vector<std::string> row{std::move(name)};
    for (std::size_t k = 0; k < spec.design.axes.size(); ++k) {
      if (spec.design.axes[k].parameter != nullptr)
        row.push_back(short_value(*spec.design.axes[k].parameter, p.policy[k]));
    }
    for (const Judged* j : {&p.searched, &p.fresh}) {
      row.push_back(effect_text(spec, j->effect));
      row.push_back(fmt::format("{:.3g}", j->regret));
    }
    row.push_back(fmt::format("{:.3g}", p.fresh.cost));
    for (std::size_t n = 0; n < spec.search.aims.size(); ++n) {
      if (!spec.search.aims[n].objective) row.push_back(share_text(p.fresh.reached[n]));
    }
    table.rows.push_back(std::move(row));
  };
  for (std::size_t n = 0; n < found.front.size(); ++n)
    add(fmt::format("{}{}", n + 1, found.chosen == n ? " (chosen)" : ""), found.front[n]);
  add("scenario", found.today);
  return table;
}

/// Evenly spaced over the front, with the chosen one, and the scenario as it stands.
Figure front_figure(const SearchSpec& spec, const SearchFound& found, std::string_view plan_digest) {
  DotChart chart{.scale_title = fmt::format("{}: mean over settings", capital(moved_words(spec))),
                 .unit = moved(spec).unit,
                 .series = {"searched", "fresh"},
                 .rows = {},
                 .held = {}};
  FigureTable table{.head = {"policy", "cost", "effect searched", "effect fresh"}, .rows = {}};
  const std::size_t all = found.front.size(), drawn = std::min(all, most_drawn_policies);
  const auto add = [&](const std::string& name, std::string_view mark, const FrontPolicy& p) {
    const auto dot = [&](double value) {
      return Dot{Interval{value, missing_value, missing_value, IntervalKind::none}};
    };
    chart.rows.push_back({.label = fmt::format("{}{}: cost {:.3g}", name, mark, p.fresh.cost),
                          .dots = {dot(p.searched.effect), dot(p.fresh.effect)}});
    table.rows.push_back(
        {name, table_number(p.fresh.cost), table_number(p.searched.effect), table_number(p.fresh.effect)});
  };
  for (std::size_t n = 0; n < all; ++n) {
    if (n * drawn / all == (n + 1) * drawn / all && found.chosen != n) continue;
    add(fmt::format("{}", n + 1), found.chosen == n ? " (chosen)" : "", found.front[n]);
  }
  add("scenario", "", found.today);
  return {.name = "front",
          .title = "What each policy of the front gives, as searched and afresh",
          .subtitle =
              "Policies that no other is better than; fresh: other luck, and other settings than those of "
              "the search.",
          .description =
              "A row for each policy with its cost; two marks: the mean in the search, and with fresh luck "
              "and settings.",
          .caption = fmt::format("{} Plan {}.", simulated, plan_digest),
          .table = std::move(table),
          .height = [chart](double width) { return dot_chart_height(chart, width); },
          .least_height = {},
          .draw = [chart](Canvas& canvas, const Box& box) { draw_dots(canvas, box, chart); }};
}

std::string chosen_yaml(const SearchSpec& spec, const SearchFound& found) {
  const FrontPolicy& p = found.front[*found.chosen];
  std::string text = fmt::format(
      "# A policy that `concord search` chose, with fresh luck and settings: {} {} at a cost of {:.4g}.\n# "
      "{}\nconcord: 1\n"
      "title: {}\nextends: scenario.yaml\nparameters:\n",
      moved(spec).name, effect_text(spec, p.fresh.effect), p.fresh.cost, simulated,
      in_quotes(fmt::format("{}: the policy chosen", spec.design.title)));
  // In the order of all parameters, so that those of a group follow one another.
  std::vector<std::pair<const ParameterInfo*, double>> levers;
  for (std::size_t k = 0; k < spec.design.axes.size(); ++k) {
    if (spec.design.axes[k].parameter != nullptr)
      levers.emplace_back(spec.design.axes[k].parameter, p.policy[k]);
  }
  std::ranges::sort(levers);
  ParameterLines lines(text, 2);
  for (const auto& [lever, value] : levers) lines.add(*lever, value);
  return text;
}

std::string page_of(const SearchSpec& spec, const SearchFound& found, std::string_view plan_digest) {
  const SearchWishes& search = spec.search;
  HtmlPage page(
      search_title(spec, found),
      fmt::format("{} What follows is what a model does, not what happened or will happen.", simulated),
      "concord search");
  page.lead(spec.design.title);
  page.heading(2, "The front");
  const Trial searched = search_trial(spec), fresh = fresh_trial(spec);
  const auto trial = [&](const Trial& t) {
    return t.sets.empty() ? counted(t.replicates, "run")
                          : fmt::format("{} sets of parameters with {} each", t.sets.size(),
                                        counted(t.replicates, "run"));
  };
  const bool kept = search.choose > 0;
  std::string how =
      fmt::format("{} {} left of {} generations of {}: {}. They were searched with {} and ", found.candidates,
                  found.candidates == 1 ? "policy is" : "policies are", search.generations + 1,
                  spec.design.sampling.points,
                  search.objectives.size() > 1
                      ? fmt::format("none is better than another by {}",
                                    search.objectives.size() == 2 ? "both objectives" : "all objectives")
                      : "the last generation, as far as it meets the aims",
                  trial(searched));
  how += fmt::format("judged again with {}, and other luck. ", trial(fresh));
  if (kept)
    how += fmt::format(
        "Between the two, one was chosen with {} and luck of their own, half of the policies after each "
        "round. ",
        counted(found.choosing, "run"));
  page.paragraph(how + "What a search finds looks better than it is; the fresh value is the one to go by. " +
                 fmt::format("In all {}: {} to search, {} to choose, {} to judge again.",
                             counted(found.searching + found.choosing + found.verifying, "run"),
                             with_thousands(static_cast<double>(found.searching)),
                             with_thousands(static_cast<double>(found.choosing)),
                             with_thousands(static_cast<double>(found.verifying))));
  if (found.chosen) {
    const FrontPolicy& p = found.front[*found.chosen];
    std::vector<std::string> levers;
    for (std::size_t k = 0; k < spec.design.axes.size(); ++k) {
      if (spec.design.axes[k].parameter != nullptr)
        levers.push_back(fmt::format("{}: {} (today {})",
                                     short_meaning(spec.design.axes[k].parameter->meaning),
                                     short_value(*spec.design.axes[k].parameter, p.policy[k]),
                                     short_value(*spec.design.axes[k].parameter, found.today.policy[k])));
    }
    constexpr std::array<std::string_view, 3> best{"the best", "the cheapest", "the one with least regret"};
    page.paragraph(fmt::format("Chosen, as scenario chosen.yaml: {}{} {}.",
                               best[static_cast<std::size_t>(search.objectives.front())],
                               search.aims.empty() ? "" : " that meets all aims",
                               kept ? "on the runs that were kept to choose" : "by fresh luck"));
    page.list(levers);
  } else {
    page.paragraph(none_chosen(spec) + ", so none is chosen.");
  }
  page.headline_figure(svg_of(front_figure(spec, found, plan_digest), headline_width, "front-"),
                       "The numbers are in the table below.");
  page.table(front_table(spec, found));
  page.heading(2, "Method");
  std::vector<std::string> objectives;
  for (const SearchObjective objective : search.objectives) {
    objectives.push_back(objective == SearchObjective::effect
                             ? fmt::format("effect: {} is {} over settings ({}; {} is better)",
                                           moved_words(spec), "the mean", text_of(moved(spec).take),
                                           search.better == Better::more ? "more" : "less")
                         : objective == SearchObjective::cost
                             ? "cost: what the levers cost beyond those of the scenario, less is better"
                             : "regret: how far the effect falls short of the best of the first generation "
                               "in a setting, 95th percentile over settings; less is better");
  }
  for (const SearchAim& aim : search.aims)
    objectives.push_back("aim: " + aim_text(spec, aim) +
                         (aim.objective == SearchObjective::cost
                              ? "; what costs otherwise is not simulated"
                              : "; policies that miss one come after all others"));
  page.list(objectives);
  page.paragraph(
      "Generations are those of NSGA-II (Deb and others, 2002), each seeded by its number; all policies meet "
      "the same settings with the same luck. Afresh, regret is beside the best of the front.");
  page.heading(2, "Data");
  page.download("front.csv", front_csv(spec, found), "The front (CSV)");
  return std::move(page).finish(fmt::format("{} {}; plan {}, seed {}.", simulated,
                                            build_words(version(), commit(), behaviour_digest(), ""),
                                            plan_digest, spec.design.base.seed));
}

}  // namespace

std::string search_title(const SearchSpec& spec, const SearchFound& found) {
  if (!found.chosen) return none_chosen(spec);
  const FrontPolicy& p = found.front[*found.chosen];
  return fmt::format("{}: {} instead of {} at a cost of {:.3g}, by fresh luck", capital(moved_words(spec)),
                     effect_text(spec, p.fresh.effect), effect_text(spec, found.today.fresh.effect),
                     p.fresh.cost);
}

std::vector<std::filesystem::path> write_search(const SearchSpec& spec, const SearchFound& found,
                                                const std::filesystem::path& folder,
                                                const std::string& plan_digest) {
  std::vector<std::filesystem::path> written{folder / "front.csv", folder / "search.html"};
  write_file(written[0], front_csv(spec, found));
  write_file(written[1], page_of(spec, found, plan_digest));
  if (found.chosen) {
    written.push_back(folder / "chosen.yaml");
    write_file(written.back(), chosen_yaml(spec, found));
  }
  return written;
}

}  // namespace concord
