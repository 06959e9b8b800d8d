#include "experiments/program/decide_command.hpp"

#include "experiments/answers/questions.hpp"
#include "experiments/decisions/decision_words.hpp"
#include "experiments/decisions/read_decision.hpp"
#include "experiments/platform/exit_codes.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/program/report_command.hpp"
#include "experiments/program/sweep_options.hpp"
#include "sim/split.hpp"
#include "sim/suggest.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

/// "NAME=REST".
std::optional<std::pair<std::string, std::string>> named(std::string_view option, const std::string& text,
                                                         Problems& problems) {
  const auto at = text.find('=');
  if (at != text.npos && at > 0 && at + 1 < text.size())
    return std::pair{text.substr(0, at), text.substr(at + 1)};
  problems.add(option, 0, 0, "", fmt::format("{} must be a name, = and what it stands for", shown(text)));
  return std::nullopt;
}

DecisionWishes wishes_of(const DecideRequest& request, Problems& problems) {
  DecisionWishes wishes{
      .policy = request.policy, .outcomes = {}, .aims = {}, .given = {}, .groups = {}, .weights = {}};
  for (const std::string& text : request.outcomes) {
    const auto at = text.find(':');
    const std::string side = at == text.npos ? "" : text.substr(at + 1);
    if (at != text.npos && side != "more" && side != "less")
      problems.add("--outcome", 0, 0, "",
                   fmt::format("{} must end in :more or :less, or have no colon", shown(text)));
    wishes.outcomes.emplace_back(text.substr(0, at), side == "more"   ? Better::more
                                                     : side == "less" ? Better::less
                                                                      : Better::neither);
  }
  for (const std::string& text : request.aims) {
    const auto parts = named("--aim", text, problems);
    if (!parts) continue;
    const auto value = as_number(parts->second);
    if (value.value)
      wishes.aims.emplace_back(parts->first, *value.value);
    else
      problems.add("--aim", 0, 0, parts->first, value.wrong);
  }
  for (const std::string& text : request.given) {
    if (auto parts = named("--given", text, problems)) wishes.given.push_back(std::move(*parts));
  }
  for (const std::string& text : request.groups) {
    const auto parts = named("--group", text, problems);
    if (!parts) continue;
    wishes.groups.emplace_back(parts->first, split(parts->second, ','));
  }
  return wishes;
}

/// As one types it again.
std::string command_of(const DecideRequest& request) {
  std::string text = fmt::format("concord decide {} -o {}", request.target.generic_string(),
                                 request.output.generic_string());
  const auto add = [&](std::string_view option, const std::string& value) {
    text += fmt::format(" {} {}", option,
                        value.find_first_of(" '\"") == value.npos ? value : fmt::format("'{}'", value));
  };
  if (!request.results.empty()) add("--results", request.results.generic_string());
  if (!request.policy.empty()) add("--policy", request.policy);
  for (const std::string& value : request.outcomes) add("--outcome", value);
  for (const std::string& value : request.aims) add("--aim", value);
  for (const std::string& value : request.given) add("--given", value);
  for (const std::string& value : request.groups) add("--group", value);
  return text + " --force";
}

}  // namespace

bool decide(const DecideRequest& request) {
  Problems problems;
  DecisionWishes wishes = wishes_of(request, problems);
  if (request.output.extension() != ".html")
    problems.add(
        "-o", 0, 0, "",
        request.output.empty() ? "missing; name a page, such as -o out/decision.html" : "must end in .html");
  if (!request.is_design() && !request.results.empty())
    problems.add("--results", 0, 0, "",
                 "goes with a design; results that stand alone are named in its place");
  std::optional<Plan> plan;
  if (request.is_design()) {
    Design design = load_design(request.target, {}, problems);
    problems.throw_if_any();
    // What is said on the command line goes after, and so before, what the file says.
    DecisionWishes stated;
    read_decision(request.target, design, stated, problems);
    stated.aims.insert(stated.aims.end(), wishes.aims.begin(), wishes.aims.end());
    wishes.aims = std::move(stated.aims);
    if (wishes.groups.empty()) wishes.groups = std::move(stated.groups);
    wishes.weights = std::move(stated.weights);
    plan = make_plan(std::move(design), problems);
  }
  problems.throw_if_any();

  bool good = true;
  PartialFile page(request.output, request.force);
  fs::path file = request.target;
  const Question* question = plan && plan->design.question ? &*plan->design.question : nullptr;
  if (plan) {
    const std::string stem = request.target.stem().string();
    file = swept_results({.plan = *plan,
                          .design = request.target,
                          .name = question != nullptr ? file_name_of(*question) : stem,
                          .title = question != nullptr ? question->number : stem,
                          .work = request.work.empty() ? request.output.parent_path() : request.work,
                          .results = request.results,
                          .threads = request.threads,
                          .quiet = request.quiet},
                         good);
  }
  const SweepReader sweep(file);
  const auto decision = decision_of(sweep, plan ? &plan->design : nullptr, wishes, problems);
  problems.throw_if_any();
  if (!request.tables.empty()) {
    std::vector<Figure> figures;
    for (const DecidedOutcome& outcome : decision->outcomes) {
      for (Figure& figure : outcome_figures(*decision, outcome)) figures.push_back(std::move(figure));
    }
    if (auto figure = trade_off_figure(*decision)) figures.push_back(std::move(*figure));
    for (const DecisionTable& table : decision_tables(*decision)) {
      PartialFile target(request.tables / (table.name + ".csv"), request.force);
      write_file(target.temporary(), table.text);
      target.publish();
    }
    write_figures(figures, request.tables, request.force, answer_width);
  }
  write_file(page.temporary(), decision_page(*decision, command_of(request), question));
  page.publish();
  if (!request.quiet) fmt::print("{}: {}\n", request.output.string(), decision_title(*decision));
  return good;
}

CLI::App* add_decide(CLI::App& app, DecideRequest& request) {
  CLI::App* command = app.add_subcommand(
      "decide",
      "Say which policy to take over plausible settings: regret, worth of knowing more, where it fails");
  command
      ->add_option("TARGET", request.target, "A design (YAML), which is simulated, or a merged sweep (HDF5)")
      ->required();
  command->add_option("-o,--output", request.output, "The page (.html); must not exist yet")
      ->type_name("FILE");
  command->add_option("--tables", request.tables, "Folder for all numbers (CSV) and figures (SVG)")
      ->type_name("FOLDER");
  const auto many = [&](const char* name, std::vector<std::string>& to, const char* what, const char* type) {
    command->add_option(name, to, what)->type_name(type)->allow_extra_args(false);
  };
  command
      ->add_option("--policy", request.policy,
                   "Axis whose levels are the policies (default: the question's lever, or the packages)")
      ->type_name("AXIS");
  many("--outcome", request.outcomes,
       "Outcome that counts, and which way is better; the first decides (default: the question's)",
       "NAME[:more|less]");
  many("--aim", request.aims, "What an outcome shall reach, or not exceed", "NAME=VALUE");
  many("--given", request.given, "Holds an axis at a level: only settings there count", "AXIS=LEVEL");
  many("--group", request.groups, "Parameters that could be known together (default: those of a section)",
       "NAME=PARAMETER,...");
  command
      ->add_option("--work", request.work,
                   "Of a design: folder for the campaign and merged results (default: that of the page)")
      ->type_name("FOLDER");
  command->add_option("--results", request.results, "Merged results of the design, instead of simulating it")
      ->type_name("FILE");
  add_threads(command, request.threads);
  command->add_flag("--force", request.force, "Replaces files that exist");
  add_quiet(command, request.quiet);
  command->footer(
      footer("  concord decide experiments/questions/q03_blueprint.yaml -o out/q03_decision.html\n"
             "  concord decide out/q03.h5 -o out/q03_decision.html --policy policy --aim late=35 --tables "
             "out/q03\n"));
  return command;
}

}  // namespace concord
