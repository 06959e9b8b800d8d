#include "experiments/program/sweep_options.hpp"

#include "experiments/campaigns/submit.hpp"
#include "experiments/pages/about.hpp"
#include "experiments/pages/analyse.hpp"
#include "experiments/pages/export_csv.hpp"
#include "experiments/platform/exit_codes.hpp"
#include "experiments/platform/output_name.hpp"
#include "experiments/platform/readable_text.hpp"
#include "experiments/program/sweep_commands.hpp"
#include "experiments/results/match.hpp"

#include <functional>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace concord {

namespace {
struct ExportRequest {
  std::filesystem::path file, folder;
  bool csv = false, wide = false, force = false;
};
}  // namespace

void add_no_plausible(CLI::App* command, std::vector<std::string>& set) {
  command->add_flag_callback(
      "--no-plausible", [&set] { set.emplace_back("plausible.central=true"); },
      "Every run has the central setting of the scenario's table, in place of one that it draws");
}

void add_threads(CLI::App* command, int& threads) {
  command
      ->add_option("--threads", threads,
                   "Threads; results do not depend on it (default: as many as this process may use)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
}

void add_quiet(CLI::App* command, bool& quiet) {
  command->add_flag("--quiet", quiet, "Says nothing unless something is wrong");
}

struct SweepOptions::Commands {
  SweepRequest sweep;
  StatusRequest status;
  MergeRequest merge;
  ReplayRequest replay;
  AnalyseRequest analyse;
  ExportRequest exports;
  MatchRequest match;
  SubmitRequest submit;
  struct Command {
    const CLI::App* app;
    std::function<bool()> carry_out;
    const std::filesystem::path* reads = nullptr;  ///< of results, if it does
  };
  std::vector<Command> all;

  void add(const CLI::App* command, std::function<bool()> carry_out,
           const std::filesystem::path* reads = nullptr) {
    all.push_back({command, std::move(carry_out), reads});
  }

  void add_sweep(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "sweep", "Simulate a design: many points, many runs, in a folder that survives anything");
    command
        ->add_option("DESIGN", sweep.design, "Design file (YAML), or the folder of a campaign to go on with")
        ->required();
    command->add_option("-o,--output", sweep.output, "Folder of the campaign; one that is there goes on")
        ->type_name("FOLDER");
    command
        ->add_option("--set", sweep.set,
                     "Overrides a setting or parameter of the scenario, as often as you like")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command->add_option("--seed", sweep.seed, "The same as --set seed=N")->type_name("N");
    add_no_plausible(command, sweep.set);
    add_threads(command, sweep.threads);
    command->add_option("--shard", sweep.shard, "Only the i-th of n parts, for many machines")
        ->type_name("I/N");
    command->add_flag("--plan-only", sweep.plan_only, "Makes the folder with its plan and simulates nothing");
    command->add_flag("--dry-run", sweep.dry_run,
                      "Tells points, runs, time, memory and disk from a short try");
    command->add_flag("--strict", sweep.strict, "Refuses what is only a warning otherwise");
    add_quiet(command, sweep.quiet);
    command->footer(
        footer("  concord sweep experiments/examples/duty_by_pooling.yaml --dry-run\n"
               "  concord sweep experiments/examples/duty_by_pooling.yaml -o out/duty\n"
               "  concord sweep out/duty --shard 3/8 --threads 4\n"));
    add(command, [this] { return concord::sweep(sweep); });
  }
  void add_status(CLI::App& app) {
    CLI::App* command = app.add_subcommand("status", "Say how far a campaign is, without disturbing it");
    command->add_option("FOLDER", status.campaign, "Folder of the campaign")->required();
    command->add_flag("--json", status.json, "For programs");
    command->footer(footer("  concord status out/duty\n"));
    add(command, [this] { return concord::status(status), true; });
  }
  void add_merge(CLI::App& app) {
    CLI::App* command = app.add_subcommand("merge", "Make one HDF5 file of a finished campaign");
    command->add_option("FOLDER", merge.campaign, "Folder of the campaign")->required();
    command->add_option("-o,--output", merge.output, "Results; must not exist yet")
        ->required()
        ->type_name("FILE");
    command->add_flag("--partial", merge.partial, "Takes what there is of an unfinished campaign");
    command->add_flag("--force", merge.force, "Replaces an existing file");
    add_quiet(command, merge.quiet);
    command->footer(footer("  concord merge out/duty -o out/duty.h5\n"));
    add(
        command, [this] { return concord::merge(merge); }, &merge.campaign);
  }
  void add_replay(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("replay", "Simulate one run of a campaign again, with everything recorded");
    command->add_option("FOLDER", replay.campaign, "Folder of the campaign")->required();
    command->add_option("RUN", replay.run, "Number of the run")->required();
    command->add_option("-o,--output", replay.output, "Results; must not exist yet")
        ->required()
        ->type_name("FILE");
    command->add_flag("--force", replay.force, "Replaces an existing file");
    command->footer(footer("  concord replay out/duty 1234 -o out/run_1234.h5\n"));
    add(
        command, [this] { return concord::replay(replay), true; }, &replay.campaign);
  }
  void add_analyse(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "analyse",
        "Effects, differences and sensitivities of a merged sweep: tables (CSV) and figures (SVG)");
    command->add_option("FILE", analyse.file, "Merged sweep (HDF5)")->required();
    command->add_option("-o,--output", analyse.folder, "Folder for tables and figures")
        ->required()
        ->type_name("FOLDER");
    command
        ->add_option("--baseline", analyse.baseline,
                     "Point to compare with (default: the scenario as it stands)")
        ->type_name("POINT");
    command->add_option("--outcome", analyse.outcomes, "Only this outcome; as often as you like")
        ->type_name("NAME")
        ->allow_extra_args(false);
    command->add_option("--alpha", analyse.alpha, "Intervals at level 1 - alpha (default: the design's)")
        ->type_name("X")
        ->check(CLI::Range(0.0001, 0.5));
    command->add_flag("--force", analyse.force, "Replaces files that exist");
    command->footer(
        footer("  concord analyse out/duty.h5 -o out/duty_figures\n"
               "  concord analyse out/duty.h5 -o out/duty_figures --outcome real --force\n"));
    add(
        command, [this] { return fmt::print("{}", readable(concord::analyse(analyse).text, true)), true; },
        &analyse.file);
  }
  void add_export(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "export", "Results of runs, or a merged sweep, as plain tables (CSV) with a dictionary");
    command->add_option("FILE", exports.file, "Results of `concord run` or a merged sweep (HDF5)")
        ->required();
    command->add_flag("--csv", exports.csv, "The format; there is no other yet");
    command->add_flag(
        "--wide", exports.wide,
        "Of runs: one column a measure instead of one row a value (a sweep's tables are so anyway)");
    command->add_option("-o,--output", exports.folder, "Folder for the tables")
        ->required()
        ->type_name("FOLDER");
    command->add_flag("--force", exports.force, "Replaces files that exist");
    command->footer(
        footer("  concord export out/england.h5 -o out/england_tables --wide\n"
               "  concord export out/duty.h5 -o out/duty_tables\n"));
    add(
        command,
        [this] {
          check_output(exports.folder, Output::folder);
          const bool run = about(exports.file).form == FileForm::run;
          for (const auto& file : run ? export_run(exports.file, exports.folder, exports.force, exports.wide)
                                      : export_csv(exports.file, exports.folder, exports.force))
            fmt::print("{}\n", file.string());
          return true;
        },
        &exports.file);
  }
  void add_match(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("match", "Compare a sweep with published figures, and move towards them");
    const auto file = [&](const char* name, auto& value, const char* meaning) {
      return command->add_option(name, value, meaning)->type_name("FILE");
    };
    command->add_option("FILE", match.file, "Merged sweep (HDF5) of a calibration")->required();
    file("--targets", match.targets, "Which figures, and how exactly (CSV)")->required();
    command->add_option("--split", match.split, "Column that says which are fitted (default: all)")
        ->type_name("NAME");
    command
        ->add_option("--cutoff", match.cutoff,
                     "Standard deviations from a fitted figure that are a limit (default: 3)")
        ->type_name("X")
        ->check(CLI::Range(0.1, 100.0));
    file("--axes", match.axes, "First wave, whose axes are the ranges of parameters (default: FILE)");
    file("--priors", match.priors, "90% intervals of parameters that were estimated (CSV)");
    file("--emulate", match.emulate, "Waves that emulators are fitted to (default: FILE)");
    file("--population", match.population, "The settings that would move to the points of FILE (CSV)");
    file("--retained", match.retained, "Writes the population after its moves (CSV)");
    file("--posterior", match.posterior, "Writes it as weighted settings, the central one first (CSV)");
    command->add_option("--keep", match.keep, "Without --population: how many begin one (default: 400)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000000));
    file("--proposed", match.proposed, "Writes points for the next wave, or moves (CSV)");
    command->add_option("--propose", match.propose, "How many, without a population (default: 3000)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000000));
    file("--weights", match.weights, "Table whose rows are the points, with their weights (CSV)");
    file("--table", match.table, "Writes how far every point is from every figure (CSV)");
    file("--screened", match.screened, "Writes how much each parameter moves each figure (CSV)");
    command->add_option("--seed", match.seed, "Of proposals and moves (default: 1)")->type_name("N");
    command->add_flag("--markdown", match.markdown, "The comparison as a table for a document");
    command->add_flag("--force", match.force, "Replaces files that exist");
    command->footer(
        footer("  concord match out/screen.h5 --targets experiments/calibration/targets.csv\n"
               "  concord match out/screen.h5 --targets experiments/calibration/targets.csv --proposed "
               "out/wave2.csv\n"));
    add(
        command,
        [this] {
          check_output(match.retained, Output::csv, "--retained");
          check_output(match.posterior, Output::csv, "--posterior");
          check_output(match.table, Output::csv, "--table");
          check_output(match.proposed, Output::csv, "--proposed");
          check_output(match.screened, Output::csv, "--screened");
          return fmt::print("{}", concord::match(match)), true;
        },
        &match.file);
  }
  void add_submit(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("submit", "Hand a campaign to Slurm as a job array with a merge after it");
    command
        ->add_option("FOLDER", submit.campaign,
                     "Folder of a campaign (made by `concord sweep DESIGN -o FOLDER --plan-only`)")
        ->required();
    command->add_option("--array", submit.array, "Tasks; each does one part")->required()->type_name("N");
    command
        ->add_option("--at-once", submit.at_once, "Tasks that may run at the same time (default: any number)")
        ->type_name("N");
    command->add_option("--cpus", submit.cpus, "Cores of a task")->type_name("N");
    command->add_option("--partition", submit.partition, "Partition, as the cluster knows it")
        ->type_name("NAME");
    command->add_option("--account", submit.account, "Account, as the cluster knows it")->type_name("NAME");
    command
        ->add_option("--time", submit.time, "Limit of a task: minutes, hours:minutes:seconds or days-hours")
        ->type_name("TIME");
    command->add_option("--memory", submit.memory, "Memory of a task, such as 2G")->type_name("SIZE");
    command
        ->add_option("--sbatch", submit.sbatch,
                     "Further option of sbatch for both scripts, such as --sbatch=--qos=low")
        ->type_name("OPTION")
        ->allow_extra_args(false);
    command->add_option("-o,--output", submit.output, "Merged file (default: FOLDER.h5)")->type_name("FILE");
    command->add_option("--program", submit.program, "concord on the cluster's nodes (default: this one)")
        ->type_name("FILE");
    command->add_flag("--dry-run", submit.dry_run, "Writes the scripts and submits nothing");
    command->footer(
        footer("  concord sweep experiments/examples/screening.yaml -o out/screening --plan-only\n"
               "  concord submit out/screening --array 40 --time 30 --dry-run\n"));
    add(command, [this] {
      check_output(submit.output, Output::hdf5);
      return fmt::print("{}", concord::submit(submit)), true;
    });
  }
};

SweepOptions::SweepOptions(CLI::App& app) : commands_(std::make_unique<Commands>()) {
  commands_->add_sweep(app);
  commands_->add_status(app);
  commands_->add_merge(app);
  commands_->add_replay(app);
  commands_->add_analyse(app);
  commands_->add_export(app);
  commands_->add_match(app);
  commands_->add_submit(app);
}

SweepOptions::~SweepOptions() = default;

std::optional<bool> SweepOptions::run() const {
  for (const auto& [command, carry_out, reads] : commands_->all) {
    if (command->parsed()) return carry_out();
  }
  return std::nullopt;
}

std::filesystem::path SweepOptions::reads() const {
  for (const auto& [command, carry_out, reads] : commands_->all) {
    if (command->parsed() && reads != nullptr) return *reads;
  }
  return {};
}

}  // namespace concord
