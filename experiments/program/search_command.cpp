#include "experiments/program/search_command.hpp"

#include "experiments/campaigns/leases.hpp"
#include "experiments/decisions/read_decision.hpp"
#include "experiments/platform/exit_codes.hpp"
#include "experiments/platform/output_name.hpp"
#include "experiments/platform/program.hpp"
#include "experiments/platform/progress.hpp"
#include "experiments/platform/stop.hpp"
#include "experiments/platform/threads.hpp"
#include "experiments/program/commands.hpp"
#include "experiments/program/sweep_commands.hpp"
#include "experiments/program/sweep_options.hpp"
#include "experiments/search/search.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace concord {
namespace {

/// What is searched for, with its plan, which becomes the folder's.
struct Asked {
  SearchSpec spec;
  Plan plan;
};
Asked read_spec(const FindRequest& request) {
  Problems problems;
  const std::vector<Override> overrides = read_overrides(request.set, {{"seed", request.seed}}, problems);
  Asked asked{{.design = load_design(request.design, overrides, problems), .search = {}}, {}};
  problems.throw_if_any();
  asked.spec.search = load_search(request.design, asked.spec.design, problems);
  problems.throw_if_any();
  if (asked.spec.search.sets)
    asked.spec.search.weights = weights_of_sets(
        request.design, asked.spec.design, problems)[asked.spec.design.axes[*asked.spec.search.sets].name];
  check_levers(asked.spec, problems);
  problems.throw_if_any();
  asked.plan = make_plan(asked.spec.design, problems);
  problems.throw_if_any();
  return asked;
}

}  // namespace

void find_policies(const FindRequest& request) {
  check_output(request.output, Output::folder);
  const auto [spec, plan] = read_spec(request);
  const auto note = [](const std::string& text) { tell(fmt::format("concord: {}", text)); };
  freeze_into(request.output, plan, note);
  Leases leases(request.output);
  if (!leases.take(0, 1)) throw FileError(request.output.string(), "another process searches in this folder");
  stop_on_signals(true);
  ProgressBar bar(stderr, request.quiet);
  const SearchWork work{.folder = request.output,
                        .threads = request.threads > 0 ? request.threads : default_threads(),
                        .stop = [] { return stop_signal().has_value(); },
                        .progress =
                            [&](int done, int all, std::size_t) {
                              bar.show_line([&] {
                                return progress_line(done, all, bar.seconds(), bar.width(), "generations");
                              });
                            }};
  try {
    const SearchFound found = search(spec, work);
    bar.clear();
    const double seconds = std::max(bar.seconds(), 1e-3);
    const auto written = write_search(spec, found, request.output, plan.digest);
    if (request.quiet) return;
    for (const auto& file : written) fmt::print("{}\n", file.string());
    fmt::print("{}\n", search_title(spec, found));
    fmt::print("{} policies on the front; {} runs simulated now in {}, {:.0f} a second\n", found.front.size(),
               found.runs, readable_time(seconds), static_cast<double>(found.runs) / seconds);
  } catch (const Stopped& stop) {
    throw Stopped(stop.signal, "every generation that is complete is kept; the same command goes on");
  }
}

CLI::App* add_search(CLI::App& app, FindRequest& request) {
  CLI::App* command = app.add_subcommand(
      "search", "Search the levers of a design for policies that reach an aim, at least cost or regret");
  command->add_option("DESIGN", request.design, "A design (YAML) with a section `search`")->required();
  command->add_option("-o,--output", request.output, "Folder, which goes on with what is there")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--set", request.set, "Overrides a setting or parameter, as often as you like")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--seed", request.seed, "The same as --set seed=N")->type_name("N");
  add_threads(command, request.threads);
  add_quiet(command, request.quiet);
  command->footer(
      footer("  concord search experiments/examples/search.yaml -o out/search\n"
             "  concord run out/search/chosen.yaml -o out/chosen.h5\n"));
  return command;
}

}  // namespace concord
