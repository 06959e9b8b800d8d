// The command line: options in, one of the commands, an exit code out.

#include "experiments/authoring/new_project.hpp"
#include "experiments/platform/apart.hpp"
#include "experiments/platform/exit_codes.hpp"
#include "experiments/platform/output_name.hpp"
#include "experiments/platform/program.hpp"
#include "experiments/program/commands.hpp"
#include "experiments/program/decide_command.hpp"
#include "experiments/program/report_command.hpp"
#include "experiments/program/search_command.hpp"
#include "experiments/program/sweep_options.hpp"
#include "experiments/program/verify_command.hpp"
#include "sim/errors.hpp"
#include "sim/suggest.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace concord {
namespace {

CLI::App* add_run(CLI::App& app, RunRequest& request) {
  CLI::App* command =
      app.add_subcommand("run", "Simulate a scenario and record the results in one HDF5 file");
  command->add_option("SCENARIO", request.scenario, "Scenario file (YAML)")->required();
  command->add_option("-o,--output", request.output, "Results; must not exist yet")->required();
  command->add_option("--set", request.set, "Overrides a setting or parameter, as often as you like")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--seed", request.seed, "The same as --set seed=N")->type_name("N");
  command->add_option("--replicates", request.replicates, "The same as --set replicates=N")->type_name("N");
  command->add_option("--quarters", request.quarters, "The same as --set quarters=N")->type_name("N");
  command->add_option("--record", request.record, "summary, systems or organisations")->type_name("LEVEL");
  add_threads(command, request.threads);
  add_no_plausible(command, request.set);
  command->add_flag("--force", request.force, "Replaces an existing file");
  command->add_flag("--strict", request.strict, "Refuses what is only a warning otherwise");
  add_quiet(command, request.quiet);
  command->footer(
      footer("  concord run configs/england_2019.yaml -o out/england.h5\n"
             "  concord run configs/england_2019.yaml --set pooling.floor=0.5 --set deadline.date=never "
             "-o out/floor.h5\n"
             "  concord run configs/synthetic.yaml --replicates 1000 --seed 7 --record summary -o "
             "out/many.h5\n"));
  return command;
}

CLI::App* add_check(CLI::App& app, CheckRequest& request) {
  CLI::App* command = app.add_subcommand(
      "check", "Check scenarios, their tables, and designs of sweeps, without running them");
  command->add_option("FILE", request.files, "Scenarios and designs (YAML)")->required();
  add_no_plausible(command, request.set);
  command->add_flag("--strict", request.strict, "Refuses what is only a warning otherwise");
  command->footer(footer(
      "  concord check configs/england_2019.yaml\n  concord check configs/*.yaml experiments/*/*.yaml\n"));
  return command;
}

struct NewRequest {
  std::filesystem::path folder, extends;
};

CLI::App* add_new(CLI::App& app, NewRequest& request) {
  CLI::App* command = app.add_subcommand(
      "new", "Make a project: a folder with a scenario, a design and a README to begin with");
  command->add_option("FOLDER", request.folder, "Must not exist yet, or be empty")->required();
  command->add_option("--extends", request.extends, "Scenario to start from (default: an invented country)")
      ->type_name("FILE");
  command->footer(
      footer("  concord new pooling\n  concord new pooling --extends configs/england_2019.yaml\n"));
  return command;
}

struct DescribeRequest {
  bool yaml = false, markdown = false, json_schema = false, design_schema = false, design_markdown = false;
  std::string subject;
  std::optional<DescribedAs> document() const {
    if (yaml) return DescribedAs::yaml;
    if (markdown) return DescribedAs::markdown;
    if (json_schema) return DescribedAs::json_schema;
    if (design_schema) return DescribedAs::design_schema;
    if (design_markdown) return DescribedAs::design_markdown;
    return std::nullopt;
  }
};

CLI::App* add_describe(CLI::App& app, DescribeRequest& request) {
  CLI::App* command = app.add_subcommand("describe", "Explain parameters, groups and mechanisms");
  auto* subject = command->add_option(
      "SUBJECT", request.subject,
      "A parameter (pooling.floor), group (pooling), mechanism (M05) or key of a file (axes, replicates)");
  std::vector<CLI::Option*> all{subject};
  const auto document = [&](const char* name, bool& to, const char* meaning) {
    CLI::Option* option = command->add_flag(name, to, meaning);
    for (CLI::Option* other : all) option->excludes(other);
    all.push_back(option);
  };
  document("--yaml", request.yaml, "Everything, as a scenario: configs/base.yaml");
  document("--markdown", request.markdown, "Everything, as docs/parameters.md");
  document("--json-schema", request.json_schema, "JSON Schema of scenarios, for editors");
  document("--design-schema", request.design_schema, "JSON Schema of designs of sweeps, for editors");
  document("--design-markdown", request.design_markdown,
           "All keys of designs of sweeps, as docs/design_keys.md");
  command->footer(
      footer("  concord describe\n  concord describe pooling.floor\n  concord describe M05\n"
             "  concord describe --markdown > docs/parameters.md\n"));
  return command;
}

CLI::App* add_inspect(CLI::App& app, std::filesystem::path& file) {
  CLI::App* command = app.add_subcommand("inspect", "Say what a file or folder is, and what it holds");
  command->add_option("FILE", file, "Anything that Concord wrote: results, sweeps, campaigns, tables, pages")
      ->required();
  command->footer(footer("  concord inspect out/england.h5\n  concord inspect out/duty\n"));
  return command;
}

CLI::App* add_summarise(CLI::App& app, SummariseRequest& request) {
  CLI::App* command = app.add_subcommand(
      "summarise", "Prints a table of results beside published figures, and draws pictures (SVG)");
  command->add_option("FILE", request.record, "A record (HDF5)")->required();
  command->add_option("-o,--pictures", request.pictures, "Folder for the pictures; none without it");
  command
      ->add_option(
          "--measure", request.measures,
          "A measure, or an expression over measures, in place of the usual table; may be given again")
      ->type_name("EXPRESSION")
      ->expected(1)
      ->take_all();
  command->add_flag("--force", request.force, "Replaces pictures that exist");
  command->footer(
      footer("  concord summarise out/england.h5\n  concord summarise out/england.h5 -o out/pictures\n"
             "  concord summarise out/england.h5 --measure 'real / centre_cost' --measure "
             "'share(trusts, balance < 0)'\n"));
  return command;
}

CLI::App* add_verify(CLI::App& app, VerifyRequest& request) {
  CLI::App* command = app.add_subcommand(
      "verify",
      "Compare everything in files with the evidence they were written with, and simulate runs again");
  command->add_option("TARGET", request.target, "Results, a merged sweep, or the folder of a campaign")
      ->required();
  command->add_option("--runs", request.runs, "So many runs, drawn at random, are simulated again")
      ->type_name("K")
      ->check(CLI::Range(0, 1'000'000));
  command
      ->add_option("--scenario", request.scenario,
                   "With --runs, of results: the scenario they were made from")
      ->type_name("FILE");
  command
      ->add_option("--campaign", request.campaign,
                   "With --runs, of a merged sweep: the campaign it came from")
      ->type_name("FOLDER");
  command->add_option("--seed", request.seed, "Of the draw (default: another one every time)")
      ->type_name("N");
  command->footer(
      footer("  concord verify out/england.h5\n"
             "  concord verify out/england.h5 --runs 3 --scenario configs/england_2019.yaml\n"
             "  concord verify out/duty --runs 20\n"));
  return command;
}

/// A first word that is no command gets a better answer than the library's.
std::optional<std::string> unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return std::nullopt;
  std::vector<std::string> known;
  for (const CLI::App* command : app.get_subcommands({})) known.push_back(command->get_name());
  if (std::ranges::find(known, argv[1]) != known.end()) return std::nullopt;
  return fmt::format("there is no command {}{}", shown(argv[1]),
                     did_you_mean(argv[1], known, fmt::format("; there are {}", fmt::join(known, ", "))));
}

int refuse_usage(std::string_view what) {
  tell(fmt::format("concord: {}\nTry `concord --help`.", what));
  return wrong_usage;
}

int dispatch(int argc, char** argv) {
  CLI::App app{
      "Concord simulates how incentives shift NHS organisations between their own, their place's and their\n"
      "system's interest."};
  app.name("concord");
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "Prints this help and exits");
  bool version = false;
  app.add_flag("--version", version, "Prints version, commit, behaviour digest and HDF5 version, and exits");
  RunRequest run_request;
  CheckRequest check_request;
  NewRequest new_request;
  DescribeRequest describe_request;
  std::filesystem::path record;
  SummariseRequest summarise_request;
  ReportRequest report_request;
  DecideRequest decide_request;
  FindRequest search_request;
  VerifyRequest verify_request;
  const CLI::App* run_command = add_run(app, run_request);
  const CLI::App* check_command = add_check(app, check_request);
  const CLI::App* new_command = add_new(app, new_request);
  const CLI::App* describe_command = add_describe(app, describe_request);
  const CLI::App* inspect_command = add_inspect(app, record);
  const CLI::App* summarise_command = add_summarise(app, summarise_request);
  const SweepOptions sweeps(app);
  const CLI::App* report_command = add_report(app, report_request);
  const CLI::App* decide_command = add_decide(app, decide_request);
  const CLI::App* search_command = add_search(app, search_request);
  const CLI::App* verify_command = add_verify(app, verify_request);
  app.footer(
      footer("  concord check configs/england_2019.yaml\n"
             "  concord run configs/england_2019.yaml -o out/england.h5\n"
             "  concord inspect out/england.h5\n"
             "  concord summarise out/england.h5 -o out/pictures\n"
             "  concord describe pooling\n"
             "  concord run --help\n"));

  if (const auto wrong = unknown_command(app, argc, argv)) return refuse_usage(*wrong);
  if (argc == 2 && argv[1] == std::string_view("--version")) {
    fmt::print("{}\n", version_text());
    return done;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return refuse_usage(error.what());
    fmt::print("{}", app.help());
    return done;
  }
  // Whatever opens files of results, which may be damaged.
  const std::filesystem::path read =
      inspect_command->parsed()     ? record
      : summarise_command->parsed() ? summarise_request.record
      : report_command->parsed()    ? report_request.results
      : decide_command->parsed()
          ? (decide_request.is_design() ? decide_request.results : decide_request.target)
      : verify_command->parsed() ? verify_request.target
                                 : sweeps.reads();
  if (!read.empty()) {
    if (const auto code = go_on_apart(read)) return *code;
  }
  if (run_command->parsed()) run(run_request);
  if (check_command->parsed()) check(check_request);
  if (new_command->parsed()) {
    for (const auto& file : new_project(new_request.folder, new_request.extends))
      fmt::print("{}\n", file.string());
  }
  if (describe_command->parsed()) describe(describe_request.document(), describe_request.subject);
  if (inspect_command->parsed()) inspect(record);
  check_output(summarise_request.pictures, Output::folder);
  if (summarise_command->parsed()) summarise(summarise_request);
  if (verify_command->parsed()) verify(verify_request);
  if (report_command->parsed()) return report(report_request) ? done : runs_failed;
  if (search_command->parsed()) find_policies(search_request);
  if (decide_command->parsed()) return decide(decide_request) ? done : runs_failed;
  return sweeps.run().value_or(true) ? done : runs_failed;
}

}  // namespace
}  // namespace concord

int main(int argc, char** argv) {
  return concord::run_program("concord", [&] { return concord::dispatch(argc, argv); });
}
