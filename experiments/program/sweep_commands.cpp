#include "experiments/program/sweep_commands.hpp"

#include "experiments/authoring/lint.hpp"
#include "experiments/campaigns/again.hpp"
#include "experiments/campaigns/campaign.hpp"
#include "experiments/campaigns/dry_run.hpp"
#include "experiments/campaigns/merge.hpp"
#include "experiments/campaigns/point_plan.hpp"
#include "experiments/campaigns/row_stream.hpp"
#include "experiments/campaigns/shard.hpp"
#include "experiments/platform/json.hpp"
#include "experiments/platform/output_name.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/platform/program.hpp"
#include "experiments/platform/progress.hpp"
#include "experiments/platform/stop.hpp"
#include "experiments/platform/threads.hpp"
#include "experiments/program/commands.hpp"
#include "experiments/results/idle_axes.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/runs/record.hpp"
#include "sim/errors.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <optional>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

Part parse_part(const std::string& text) {
  if (text.empty()) return {};
  const auto slash = text.find('/');
  const auto number = as_integer(text.substr(0, slash)),
             of = as_integer(slash == text.npos ? "" : text.substr(slash + 1));
  constexpr std::int64_t most = 1'000'000;
  if (!number.value || !of.value || *of.value < 1 || *of.value > most || *number.value < 1 ||
      *number.value > *of.value)
    refuse("--shard", fmt::format("{} must be like 3/8: the third of eight parts", shown(text)));
  return {static_cast<int>(*number.value), static_cast<int>(*of.value)};
}

[[noreturn]] void refuse_other_plan(const fs::path& folder, std::vector<std::string> lines) {
  std::vector<Problem> problems;
  const auto add = [&](std::string what) {
    problems.push_back({.file = folder.string(), .path = "", .what = std::move(what)});
  };
  add(
      fmt::format("holds another campaign; choose another folder, or go on with that one by `concord sweep "
                  "{}`. What differs:",
                  folder.string()));
  for (std::string& line : lines) add(std::move(line));
  throw ConfigError(std::move(problems));
}

using Note = std::function<void(const std::string&)>;

void tell_restored(const std::vector<fs::path>& files, const Note& note) {
  for (const fs::path& file : files)
    note(fmt::format("{}: was damaged or missing and is written again", file.string()));
}

/// The plan of a folder, whose files that follow from it are restored if need be.
Plan plan_to_go_on_with(const fs::path& folder, const Note& note) {
  Plan plan = load_plan(folder);
  const Leases leases(folder);
  const Leases::Exclusive alone(leases);
  tell_restored(write_plan(plan, folder), note);
  return plan;
}

int threads_wanted(int asked) { return asked > 0 ? asked : default_threads(); }

Plan plan_of_design(const SweepRequest& request) {
  Problems problems;
  const std::vector<Override> overrides = read_overrides(request.set, {{"seed", request.seed}}, problems);
  Design design = load_design(request.design, overrides, problems);
  problems.throw_if_any();
  Plan plan = make_plan(std::move(design), problems);
  problems.throw_if_any();
  tell_warnings(lint_design(plan.design, overrides), request.strict, request.quiet);
  return plan;
}

std::string share_of(std::int64_t done, std::int64_t all) {
  return fmt::format(
      "{:.0f}%", all > 0 ? std::floor(100.0 * static_cast<double>(done) / static_cast<double>(all)) : 100);
}

/// "[###...]  41%  3280 of 8000 batches..." for one worker.
std::string campaign_line(const WorkerProgress& p, int width) {
  const double share =
      p.batches > 0 ? static_cast<double>(p.batches_done) / static_cast<double>(p.batches) : 1;
  std::string line = fmt::format("{}{:3.0f}%  {} runs now, {:.0f} a second", progress_bar(share, width),
                                 std::floor(share * 100), p.runs, p.runs_per_second);
  if (p.failed > 0) line += fmt::format(", {} failed", p.failed);
  if (p.waiting) {
    line += ", waits for other workers";
  } else if (p.runs > 0 && p.batches_done < p.batches) {
    line += fmt::format(", about {} left", readable_time(p.seconds_left));
  }
  return line;
}

void tell_end(const SweepRequest& request, const fs::path& folder, const Plan& plan, const WorkDone& done,
              double seconds) {
  using End = WorkDone::End;
  for (const Failure& failure : done.failures) {
    tell(fmt::format("concord: run {} failed: {}\n    concord replay {} {} -o run_{}.h5 repeats it",
                     failure.run, failure.message, folder.string(), failure.run, failure.run));
  }
  if (done.end == End::too_many_failures)
    tell(fmt::format("concord: {} runs failed, more than the design allows ({}); stopped", done.failed,
                     plan.design.most_failures));
  if (request.quiet) return;
  std::string line =
      fmt::format("{}: {} runs of {} points are there", folder.string(), done.runs, plan.points.count());
  if (done.failed > 0) line += fmt::format(", {} failed", done.failed);
  if (done.runs_now > 0)
    line += fmt::format("; {} simulated now in {}, {:.0f} a second", done.runs_now, readable_time(seconds),
                        static_cast<double>(done.runs_now) / std::max(seconds, 1e-3));
  fmt::print("{}\n", line);
  if (done.end == End::complete && request.shard.empty())
    fmt::print("complete; next: concord merge {} -o FILE.h5\n", folder.string());
}

bool carry_out(const SweepRequest& request) {
  check_output(request.output, Output::folder);
  const Part part = parse_part(request.shard);
  const int threads = threads_wanted(request.threads);
  const auto note = [&](const std::string& text) { tell(fmt::format("concord: {}", text)); };
  std::error_code error;
  const bool goes_on = fs::is_directory(request.design, error);
  if (goes_on && (!request.output.empty() || !request.set.empty() || request.seed))
    refuse(request.design.string(),
           "is a campaign folder with a plan of its own; -o, --set and --seed belong to a design");
  if (!goes_on && request.output.empty() && !request.dry_run)
    refuse("-o", "a design needs a folder for its campaign");
  if (request.dry_run) {
    fmt::print("{}", try_out(goes_on ? load_plan(request.design) : plan_of_design(request), threads));
    return true;
  }
  const fs::path folder = goes_on ? request.design : request.output;
  const Plan plan =
      goes_on ? plan_to_go_on_with(folder, note) : freeze_into(folder, plan_of_design(request), note);
  if (request.plan_only) {
    const Inventory found = listed_in(folder, plan.digest);
    const std::int64_t open = batches_in(uncovered({0, plan.batches()}, found.covered()));
    if (!request.quiet)
      fmt::print("{}: a plan of {} points, up to {} runs; {}\n", folder.string(), plan.points.count(),
                 plan.runs(),
                 found.shards.empty() ? "nothing is simulated yet"
                 : open == 0          ? fmt::format("all of it is simulated, {} runs", found.rows())
                                      : fmt::format("{} runs are simulated", found.rows()));
    return true;
  }

  ProgressBar bar(stderr, request.quiet);
  std::mutex mutex;
  Work work{.part = part,
            .threads = threads,
            .stop = [] { return stop_signal().has_value(); },
            .note = note,
            .progress =
                [&](const WorkerProgress& progress) {
                  const std::lock_guard lock(mutex);
                  bar.show_line([&] { return campaign_line(progress, bar.width()); });
                }};
  const WorkDone done = work_on(plan, folder, work);
  bar.clear();
  tell_end(request, folder, plan, done, bar.seconds());
  if (done.end == WorkDone::End::stopped) throw Stopped(stop_signal().value_or(SIGTERM));
  return done.failed == 0;
}

}  // namespace

Plan freeze_into(const fs::path& folder, const Plan& wanted,
                 const std::function<void(const std::string&)>& note) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error))
    throw FileError(folder.string(), "is not a folder");
  if (plan_file(folder) == PlanFile::missing && fs::exists(folder) && !fs::is_empty(folder) &&
      !fs::exists(folder / "leases"))
    throw FileError(folder.string(), "is not empty and holds no campaign; choose another folder");
  if (fs::create_directories(folder)) sync_file(fs::absolute(folder).parent_path());
  const Leases leases(folder);
  const Leases::Exclusive alone(leases);
  const PlanFile there = plan_file(folder);
  if (there == PlanFile::whole) {
    auto lines = plan_differences(stored_plan(folder), wanted);
    if (!lines.empty()) refuse_other_plan(folder, std::move(lines));
  }
  const Plan going = there == PlanFile::whole ? as_stored(wanted, folder) : wanted;
  const auto written = write_plan(going, folder);
  if (there != PlanFile::missing) tell_restored(written, note);
  Plan plan = load_plan(folder);
  ensure(plan.digest == going.digest, "a plan reads back as it was written");
  return plan;
}

bool sweep(const SweepRequest& request) {
  stop_on_signals(true);
  try {
    return carry_out(request);
  } catch (const Stopped& stop) {
    throw Stopped(stop.signal, "what was simulated is kept; the same command goes on");
  }
}

bool merge(const MergeRequest& request) {
  check_output(request.output, Output::hdf5);
  const Plan plan = load_plan(request.campaign);
  stop_on_signals();
  ProgressBar bar(stderr, request.quiet);
  const Merged merged =
      merge(plan, {.campaign = request.campaign,
                   .target = request.output,
                   .force = request.force,
                   .partial = request.partial,
                   .progress = [&](std::int64_t done, std::int64_t total) { bar.show(done, total); },
                   .stop = stop_if_asked,
                   .note = [](const std::string& text) { tell(fmt::format("concord: {}", text)); }});
  bar.clear();
  if (!request.quiet) {
    fmt::print("{}: {} runs of {} points, {}{}, content {}\n", request.output.string(), merged.runs,
               plan.points.count(), readable_bytes(static_cast<double>(fs::file_size(request.output))),
               merged.failed > 0 ? fmt::format(", {} failed", merged.failed) : "", merged.content_digest);
  }
  if (!request.quiet) {
    if (const auto idle = idle_axes_text(SweepReader(request.output)); !idle.empty())
      tell(fmt::format("warning: {}: {}", request.output.string(), idle));
  }
  return merged.failed == 0;
}

void status(const StatusRequest& request) {
  const Plan plan = load_plan(request.campaign);
  CampaignFolder folder(request.campaign, plan.digest);
  Inventory found = folder.listed();
  const std::size_t missing = std::erase_if(found.shards, [&](const ShardEntry& shard) {
    return !fs::is_regular_file(fs::symlink_status(folder.path_of(shard)));
  });
  const std::int64_t open = batches_in(uncovered({0, plan.batches()}, found.covered()));
  const bool at_work = folder.leases().held_by_others(0, plan.batches());
  const auto signs = signs_of_workers(request.campaign);
  const std::int64_t done = plan.batches() - open;
  double rate = 0;
  constexpr double silent = 30;  // seconds without a word
  for (const Sign& sign : signs) {
    if (!at_work || sign.age > silent) continue;
    rate += sign.progress.runs_per_second;
  }
  const char* state = open == 0 ? "complete" : at_work ? "running" : "not running";
  if (request.json) {
    fmt::print("{}", json_line({{"state", state},
                                {"batches", plan.batches()},
                                {"batches_done", done},
                                {"points", plan.points.count()},
                                {"most_runs", plan.runs()},
                                {"runs_published", found.rows()},
                                {"failed", found.failed()},
                                {"shards", found.shards.size()},
                                {"shards_missing", missing},
                                {"locks", folder.leases().locks()},
                                {"runs_per_second", std::round(10 * rate) / 10},
                                {"plan_digest", plan.digest}}));
    return;
  }
  fmt::print("{}\n  {}: {} done, {} runs in {} shards{}\n", plan.design.title, state,
             share_of(done, plan.batches()), found.rows(), found.shards.size(),
             found.failed() > 0 ? fmt::format(", {} failed", found.failed()) : "");
  if (missing > 0)
    fmt::print("  {} shards are listed, and are not there; `concord sweep {}` simulates them again\n",
               missing, request.campaign.string());
  if (!folder.leases().locks())
    fmt::print("  this file system has no locks: workers may do the same work twice\n");
  for (const Sign& sign : signs) {
    const WorkerProgress& p = sign.progress;
    const std::string now = sign.age > silent || !at_work
                                ? fmt::format("no word for {}", readable_time(sign.age))
                            : p.waiting ? "waits for other workers"
                                        : fmt::format("about {} left", readable_time(p.seconds_left));
    fmt::print("  {}: part {} of {}, {} threads, {} of it done, {} runs here, {:.0f} a second; {}\n",
               p.worker, p.part, p.parts, p.threads, share_of(p.batches_done, p.batches), p.runs,
               p.runs_per_second, now);
  }
  if (open > 0 && !at_work) fmt::print("  concord sweep {} goes on\n", request.campaign.string());
  if (open == 0)
    fmt::print("  concord merge {} -o FILE.h5 makes one file of it\n", request.campaign.string());
}

namespace {

/// What a campaign holds of one run: the shard, its rows and which of them.
struct RecordedRun {
  fs::path shard;
  RunRows rows;
  std::size_t row = 0;
};

std::optional<RecordedRun> recorded_run(const fs::path& campaign, const Plan& plan, std::int64_t run) {
  CampaignFolder folder(campaign, plan.digest);
  const std::int64_t batch = plan.batch_of(run);
  for (const ShardEntry& shard : folder.verified({batch, batch + 1}).shards) {
    RunRows rows = read_shard(folder.path_of(shard), plan.digest, plan.shape());
    const auto at = std::ranges::find(rows.run, run);
    if (at == rows.run.end()) continue;
    const auto row = static_cast<std::size_t>(at - rows.run.begin());
    return RecordedRun{folder.path_of(shard), std::move(rows), row};
  }
  return {};
}

}  // namespace

void replay(const ReplayRequest& request) {
  check_output(request.output, Output::hdf5);
  const Plan plan = load_plan(request.campaign);
  if (request.run < 0 || request.run >= plan.runs())
    refuse("RUN", fmt::format("{} is no run of this campaign; they are numbered from 0 to {}", request.run,
                              plan.runs() - 1));
  const std::int64_t point = request.run / plan.most();
  RunPlan one = plan_of_point(plan, request.campaign, static_cast<std::size_t>(point), 1);
  one.first_replicate = static_cast<int>(request.run % plan.most());
  // Before anything is written, as it may not be readable.
  const auto recorded = recorded_run(request.campaign, plan, request.run);

  RecordWriter writer(request.output, one, request.force);
  run_ensemble(one, 1, [&](const Block& block) { writer.write(block); });
  writer.finish();
  fmt::print("{}: run {} again: point {}, replicate {}, seed {}\n", request.output.string(), request.run,
             point, one.first_replicate, one.seed);

  if (!recorded) {
    fmt::print("the campaign has not simulated it yet\n");
    return;
  }
  const RunRows again = simulate_again(plan, request.run);
  if (recorded->rows.status[recorded->row] != 0 && again.status[0] == 0) {
    fmt::print("the campaign holds it as failed, here it did not fail\n");
  } else if (const std::string how = difference_of(plan, again, recorded->rows, recorded->row); how.empty()) {
    fmt::print("its numbers are those of the campaign, bit for bit ({})\n", hex(again.digest[0]));
  } else {
    throw FileError(
        recorded->shard.string(),
        fmt::format("holds other numbers for run {} ({}); one of the machines or builds is not to "
                    "be trusted",
                    request.run, how));
  }
}

}  // namespace concord
