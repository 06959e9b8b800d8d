// The page of one question.

#include "experiments/answers/answer.hpp"
#include "experiments/answers/sentences.hpp"
#include "experiments/platform/csv_text.hpp"
#include "experiments/platform/origin.hpp"
#include "experiments/scenarios/catalogue.hpp"
#include "experiments/scenarios/policies.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

std::string kind_of_source(std::string_view source) {
  if (source.starts_with("estimated")) return "estimated";
  if (source.find("lever") != source.npos) return "lever of policy";
  if (source.find("calibrated") != source.npos) return "assumed; default calibrated";
  if (source.find("assumed") != source.npos) return "assumed";
  if (source.find("switch") != source.npos) return "switch";
  return "sourced";
}

/// "0.2 to 0.9", of the sets or levels.
std::string range_text(const ParameterInfo& info, std::span<const double> values) {
  const auto [low, high] = std::ranges::minmax(values);
  if (low == high) return value_text(info, low);
  return fmt::format("{} to {}", value_text(info, low), value_text(info, high));
}

/// Every parameter that the sweep moves, with its source.
HtmlTable parameters_table(const Answer& answer) {
  HtmlTable table{
      .caption = "Parameters that this sweep moves, or fixes at other values than the defaults of the model",
      .columns = {"parameter", "role", "values", "default", "unit", "meaning", "basis",
                  "source of the default"},
      .rows = {},
      .numbers = false};
  const Question& question = *answer.design.question;
  for (const bool of_sets : {false, true}) {
    for (std::size_t k = 0; k < answer.design.axes.size(); ++k) {
      const Axis& axis = answer.design.axes[k];
      if ((question.sets && *question.sets == k) != of_sets) continue;
      const std::string role = of_sets                    ? "differs between sets"
                               : k == question.lever.axis ? "lever"
                                                          : "circumstance";
      for (const Package& package : axis.packages) {
        for (const std::string& name : package.policies) {
          const Scenario& scenario = answer.design.base.scenario;
          const auto policy = std::ranges::find(scenario.policies, name, &AimedPolicy::name);
          table.rows.push_back(
              {name, role, package.name, "none", "", policy_words(*policy, scenario) + ".", "", ""});
        }
      }
      std::vector<std::pair<const ParameterInfo*, std::vector<double>>> moved;
      if (axis.parameter != nullptr) moved.emplace_back(axis.parameter, axis.levels);
      for (const Package& package : axis.packages) {
        for (const Setting& setting : package.settings) {
          auto at = std::ranges::find(moved, setting.parameter, &decltype(moved)::value_type::first);
          if (at == moved.end()) at = moved.insert(moved.end(), {setting.parameter, {}});
          at->second.push_back(setting.value);
        }
      }
      for (auto& [info, values] : moved) {
        const double base = info->get(answer.design.base.scenario.parameters);
        if (!of_sets) values.push_back(base);
        table.rows.push_back({info->path, role, range_text(*info, values), value_text(*info, base),
                              std::string(info->unit), std::string(info->meaning),
                              kind_of_source(info->source), std::string(info->source)});
      }
    }
  }
  // What the scenario or the design's `set` takes away from the defaults of the model.
  for (const ParameterInfo& info : all_parameters()) {
    const double value = info.get(answer.design.base.scenario.parameters);
    const bool moved =
        std::ranges::any_of(table.rows, [&](const auto& row) { return row.front() == info.path; });
    if (moved || value == info.get(Parameters{})) continue;
    table.rows.push_back({info.path, "fixed", value_text(info, value), default_text(info),
                          std::string(info.unit), std::string(info.meaning), kind_of_source(info.source),
                          std::string(info.source)});
  }
  return table;
}

HtmlTable outcomes_table(const Answer& answer) {
  HtmlTable table{.caption = "Outcomes",
                  .columns = {"outcome", "measure", "taken", "unit", "meaning", "worth mentioning"},
                  .rows = {},
                  .numbers = false};
  for (const OutcomeFinding& f : answer.findings) {
    const Outcome& outcome = answer.design.outcomes[f.asked->outcome];
    table.rows.push_back({capital(f.asked->as), outcome.measure, text_of(outcome.take), outcome.unit,
                          outcome.meaning, amount_text(telling_of(answer), *f.asked, f.asked->matters)});
  }
  return table;
}

std::string method_text(const Answer& answer) {
  const Question& question = *answer.design.question;
  const SweepInfo& sweep = answer.sweep;
  std::string text =
      fmt::format("Concord simulates {} ({}) at every combination of {} levels of {}",
                  answer.design.base.title, answer.design.scenario, answer.grid.levels, question.lever.name);
  for (const QuestionContext& context : question.contexts)
    text += fmt::format(", {} of {}", context.levels.size(), context.as);
  if (answer.grid.sets > 1) text += fmt::format(" and {} sets of assumptions", answer.grid.sets);
  text += fmt::format(": {} points, {} runs of each, of {} quarters from {} on. ", answer.grid.points.size(),
                      sweep.most_replicates, sweep.quarters, sweep.start);
  if (question.sets && !answer.design.axes[*question.sets].sets_from.empty())
    text += fmt::format("The sets are from {} ", answer.design.axes[*question.sets].sets_from);
  text +=
      "Replicate r meets the same luck at every point, so that differences are taken pair by pair: the same "
      "set "
      "of parameters, the same circumstances, the same luck, another level of the lever. ";
  text +=
      answer.grid.sets > 1
          ? "Each set counts once, with the mean over its replicates; intervals are over the sets "
            "and so carry what is not known about parameters, and what luck is left in the means. Sets are "
            "not weighted: each is one way in which the model may be right. "
          : "Each replicate counts once; intervals are over replicates and carry luck only. ";
  text +=
      "An effect is called clear if the mean difference is at least as large as what is worth mentioning and "
      "its 95% interval leaves out zero; one that leaves out zero but is smaller may be too small to matter; "
      "if more than one in twenty units do not share its direction, it "
      "only "
      "tends that way. A parameter is said to go with an effect if their rank correlation over the sets is "
      "one "
      "that only one in twenty searches through as many unrelated parameters would find. Going with is not "
      "causing: the sets differ in all parameters at once.";
  return text;
}

}  // namespace

HtmlTable levels_table(const Answer& answer, const OutcomeFinding& f) {
  const Telling t = telling_of(answer);
  HtmlTable table{.caption = fmt::format("{} ({})", capital(f.asked->as),
                                         text_of(answer.design.outcomes[f.asked->outcome].take)),
                  .columns = {capital(answer.design.question->lever.name), "mean", "95% interval of the mean",
                              "difference", "95% interval", "middle 90% of " + std::string(t.units)},
                  .rows = {}};
  for (std::size_t c = 0; c < answer.grid.circumstances; ++c) {
    const std::string where = circumstance_words(t, c);
    for (std::size_t level = 0; level < answer.grid.levels; ++level) {
      const Interval mean = mean_interval(f.values.of(c, level), answer.sweep.alpha, f.values.range);
      const Effect e = level_effect(answer, f, c, level);
      const auto value = [&](double x) { return value_text(t, *f.asked, x); };
      const auto signed_value = [&](double x) { return signed_text(t, *f.asked, x); };
      const bool reference = level == answer.grid.from;
      table.rows.push_back(
          {fmt::format("{}{}{}", capital(level_and_day(t, level)), where.empty() ? "" : ", ", where),
           value(mean.estimate),
           mean.given() ? fmt::format("{} to {}", value(mean.low), value(mean.high)) : "none can be given",
           reference ? "compared with" : signed_value(e.mean.estimate),
           reference        ? ""
           : e.mean.given() ? fmt::format("{} to {}", signed_value(e.mean.low), signed_value(e.mean.high))
                            : "none can be given",
           reference ? "" : fmt::format("{} to {}", signed_value(e.low90), signed_value(e.high90))});
    }
  }
  return table;
}

std::string question_page(const Answer& answer, std::string_view design_name,
                          const std::optional<DecisionView>& decision) {
  const Question& question = *answer.design.question;
  const Telling t = telling_of(answer);
  const SweepInfo& sweep = answer.sweep;
  HtmlPage page(
      title_of(t, answer.findings.front()),
      fmt::format("{} What follows is what a model does, not what happened or will happen.", simulated));
  page.lead(fmt::format("{}: {}", question.number, question.asks));
  page.paragraph(finding_sentence(t, answer.findings.front()));
  page.headline_figure(svg_of(headline_figure(answer), headline_width, "headline-"),
                       "All circumstances, outcomes and numbers are below.");
  page.list(bullets(answer));

  page.heading(2, "More");
  if (decision) {
    page.begin_details("As a decision: " + decision->title);
    page.paragraph(decision->sentences);
    page.headline_figure(svg_of(decision->figure, headline_width, "decision-"),
                         "All numbers are on the page that this makes:");
    page.code(decide_text(answer, design_name, ""));
    page.list(decision->bullets);
    page.end_details();
  }
  page.begin_details("Every outcome");
  for (const OutcomeFinding& f : answer.findings)
    page.paragraph(effect_sentences(t, f, &f == answer.findings.data()));
  if (const std::string windows = windows_sentence(t, answer.findings); !windows.empty())
    page.paragraph(windows);
  for (std::size_t n = 0; n < answer.findings.size(); ++n) {
    const std::string caption = fmt::format("The numbers are in the table \"{}\" below.",
                                            levels_table(answer, answer.findings[n]).caption);
    page.figure(svg_of(effect_figure(answer, n), answer_width, fmt::format("effect{}-", n)), caption);
    if (n < question.headline)
      page.figure(svg_of(outcome_figure(answer, n), answer_width, fmt::format("outcome{}-", n)), caption);
  }
  page.end_details();
  page.begin_details("How sure it is");
  for (const OutcomeFinding& f : answer.findings) page.paragraph(certainty_sentences(t, f));
  page.end_details();

  page.begin_details("What it depends on");
  for (std::size_t n = 0; n < answer.findings.size(); ++n) {
    const OutcomeFinding& f = answer.findings[n];
    page.heading(3, capital(f.asked->as));
    page.list(dependence_sentences(t, f));
    if (const auto figure = dependence_figure(answer, n))
      page.figure(svg_of(*figure, answer_width, fmt::format("depends{}-", n)),
                  "Assumptions that go with the effect over the sets.");
  }
  page.end_details();
  page.begin_details("What would change it");
  for (const OutcomeFinding& f : answer.findings) page.list(change_sentences(t, f));
  page.end_details();

  page.begin_details("Why it matters, how to read it, what the model cannot say");
  for (const std::string& text : {question.why, question.reading, question.cannot_say}) {
    if (!text.empty()) page.paragraph(text);
  }
  page.end_details();

  page.begin_details("Method");
  page.paragraph(method_text(answer));
  page.paragraph("Made again by:");
  page.code(command_text(answer, design_name, ""));
  page.end_details();
  for (const OutcomeFinding& f : answer.findings) {
    const HtmlTable table = levels_table(answer, f);
    page.begin_details("Numbers: " + table.caption);
    page.table(table);
    page.end_details();
  }
  page.begin_details("Outcomes: what they measure, and which difference is worth mentioning");
  page.table(outcomes_table(answer));
  page.end_details();
  page.begin_details("Parameters: values, and whether they are sourced or assumed");
  page.table(parameters_table(answer));
  page.end_details();
  page.begin_details("Data");
  const std::string stem = std::filesystem::path(design_name).stem().string();
  page.download(stem + "_levels.csv", csv_file_text(levels_csv(answer)),
                "All levels, circumstances and outcomes (CSV)");
  page.download(stem + "_units.csv", csv_file_text(units_csv(answer)),
                fmt::format("The effect in each of the {}{} (CSV)", t.units,
                            answer.grid.sets > 1 ? ", with its parameters" : ""));
  page.end_details();
  return std::move(page).finish(
      fmt::format("{} Concord {} (commit {}), model {}, plan {}, content {}; scenario "
                  "{}; {} runs at {} "
                  "points{}, seed {}.",
                  simulated, sweep.version, sweep.commit, sweep.model_digest, sweep.plan_digest,
                  sweep.content_digest, answer.design.scenario, sweep.runs, sweep.points,
                  sweep.failed > 0 ? fmt::format(", {} of them failed", sweep.failed) : "", sweep.seed));
}

}  // namespace concord
