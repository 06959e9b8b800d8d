#include "experiments/program/report_command.hpp"

#include "experiments/answers/questions.hpp"
#include "experiments/answers/sentences.hpp"
#include "experiments/decisions/decision_words.hpp"
#include "experiments/decisions/read_decision.hpp"
#include "experiments/platform/exit_codes.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/platform/program.hpp"
#include "experiments/program/sweep_commands.hpp"
#include "experiments/program/sweep_options.hpp"
#include "sim/errors.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

void check(const ReportRequest& request) {
  if (request.plans) return;
  if (request.output.empty())
    refuse("-o", "missing; name a page, such as -o out/q01.html, or a document (.md)");
  const bool page = request.output.extension() == ".html";
  if (!page && request.output.extension() != ".md")
    refuse(request.output.string(),
           "must end in .html, for the page of one design, or in .md, for a document");
  if (page && request.designs.size() > 1)
    refuse(request.output.string(),
           fmt::format("a page answers one question, and {} designs are given; name one, or a document (.md)",
                       request.designs.size()));
  if (!page && request.work.empty() && request.results.empty())
    refuse("--work",
           "missing; a document needs a folder for the campaigns of its designs, such as --work out");
  if (!request.results.empty() && request.designs.size() > 1)
    refuse("--results",
           "is one merged file, which belongs to one design; leave it out, or name that design alone");
}

SweptRequest swept(const ReportRequest& request, const AskedPlan& asked, const fs::path& design) {
  return {.plan = asked.plan,
          .design = design,
          .name = asked.number,
          .title = asked.plan.design.question->number,
          .work = request.work.empty() ? request.output.parent_path() : request.work,
          .results = request.results,
          .threads = request.threads,
          .quiet = request.quiet};
}

/// None where no outcome has a better side, or nothing but luck was varied.
std::optional<DecisionView> decision_view(const fs::path& design, const Answer& answer,
                                          const SweepReader& sweep) {
  const bool sided = std::ranges::any_of(answer.design.question->outcomes, [](const QuestionOutcome& asked) {
    return asked.better != Better::neither;
  });
  if (!sided || answer.grid.circumstances * answer.grid.sets < 2) return std::nullopt;
  Problems problems;
  DecisionWishes wishes;
  read_decision(design, answer.design, wishes, problems);
  const auto decision = decision_of(sweep, &answer.design, wishes, problems);
  problems.throw_if_any();
  return decision_view(*decision);
}

/// Reserves a target before anything is simulated.
void write_whole(PartialFile& file, std::string_view text) {
  write_file(file.temporary(), text);
  file.publish();
}

void write_page(const ReportRequest& request, const AskedPlan& asked, bool& good) {
  PartialFile target(request.output, request.force);
  const SweepReader sweep(swept_results(swept(request, asked, request.designs.front()), good));
  const Answer answer = answer_of(asked.plan.design, sweep);
  write_whole(target,
              question_page(answer, asked.name, decision_view(request.designs.front(), answer, sweep)));
  if (!request.quiet)
    fmt::print("{}: {}\n", request.output.string(), title_of(telling_of(answer), answer.findings.front()));
}

void write_document(const ReportRequest& request, const std::vector<AskedPlan>& plans, bool& good) {
  PartialFile target(request.output, request.force);
  const fs::path pictures = request.output.parent_path() / "pictures";
  std::string text = document_head(plans);
  std::vector<Figure> drawn;
  for (std::size_t n = 0; n < plans.size(); ++n) {
    const AskedPlan& asked = plans[n];
    const SweepReader sweep(swept_results(swept(request, asked, request.designs[n]), good));
    const Answer answer = answer_of(asked.plan.design, sweep);
    drawn.push_back(headline_figure(answer));
    drawn.back().name = asked.number;
    text += "\n" + question_section(answer, asked.name, fmt::format("pictures/{}.svg", asked.number),
                                    decision_view(request.designs[n], answer, sweep));
    if (!request.quiet)
      fmt::print("{}: {}\n", asked.plan.design.question->number,
                 title_of(telling_of(answer), answer.findings.front()));
  }
  write_figures(drawn, pictures, request.force, headline_width);
  write_whole(target, text);
}

}  // namespace

fs::path swept_results(const SweptRequest& request, bool& good) {
  if (!request.results.empty()) {
    const SweepReader results(request.results);
    const std::string &found = results.info().plan_digest, &wanted = request.plan.digest;
    if (found != wanted &&
        !plan_differences({.plan = results.plan(), .scenario = results.configuration()}, request.plan)
             .empty())
      refuse(
          request.results.string(),
          fmt::format("holds the results of another plan ({}) than that of {} ({}); leave out --results to "
                      "simulate it",
                      found, request.design.string(), wanted));
    return request.results;
  }
  const fs::path campaign = request.work / (request.name + "_campaign");
  fs::path merged = request.work / (request.name + ".h5");
  SweepRequest run{.design = request.design,
                   .output = campaign,
                   .set = {},
                   .seed = {},
                   .shard = {},
                   .threads = request.threads};
  run.quiet = true;
  if (!request.quiet)
    tell(fmt::format("concord: {}: {} runs at {} points, in {}", request.title, request.plan.runs(),
                     request.plan.points.count(), campaign.string()));
  good = sweep(run) && good;
  good = merge({.campaign = campaign, .output = merged, .force = true, .quiet = true}) && good;
  return merged;
}

bool report(const ReportRequest& request) {
  check(request);
  Problems problems;
  const std::vector<AskedPlan> plans = asked_plans(request.designs, problems);
  problems.throw_if_any();
  if (request.plans) {
    for (const AskedPlan& asked : plans)
      fmt::print("{} {} {} runs\n", asked.plan.design.question->number, asked.plan.digest, asked.plan.runs());
    return true;
  }
  bool good = true;
  if (request.output.extension() == ".html") {
    write_page(request, plans.front(), good);
  } else {
    write_document(request, plans, good);
  }
  return good;
}

CLI::App* add_report(CLI::App& app, ReportRequest& request) {
  CLI::App* command = app.add_subcommand(
      "report",
      "Answer the question of a design: simulate it, and write one page that says what the runs say");
  command->add_option("DESIGN", request.designs, "Design with a question (YAML); for a document, any number")
      ->required();
  command
      ->add_option("-o,--output", request.output,
                   "A page (.html) of one design, or a document (.md) of any number; must not exist yet")
      ->type_name("FILE");
  command
      ->add_option(
          "--work", request.work,
          "Folder for campaigns and merged results, which goes on with what is there (default: that of "
          "the page)")
      ->type_name("FOLDER");
  command->add_option("--results", request.results, "Merged results of the design, instead of simulating it")
      ->type_name("FILE");
  add_threads(command, request.threads);
  command->add_flag("--plans", request.plans,
                    "Prints question, plan digest and number of runs, and does nothing");
  command->add_flag("--force", request.force, "Replaces files that exist");
  add_quiet(command, request.quiet);
  command->footer(
      footer("  concord report experiments/questions/q01_duty.yaml -o out/q01.html\n"
             "  concord report experiments/questions/q*.yaml -o docs/questions.md --work out --force\n"));
  return command;
}

}  // namespace concord
