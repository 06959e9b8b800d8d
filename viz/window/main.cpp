// concord-view: looks at runs and sweeps, and simulates while the user watches.

#include "experiments/platform/exit_codes.hpp"
#include "experiments/platform/origin.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/platform/program.hpp"
#include "experiments/platform/version.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "sim/errors.hpp"
#include "viz/data/open.hpp"
#include "viz/data/serve_reader.hpp"
#include "viz/live/detail.hpp"
#include "viz/session/choices.hpp"
#include "viz/session/session_report.hpp"
#include "viz/window/app.hpp"
#include "viz/window/headless.hpp"
#include "viz/window/output.hpp"
#include "viz/window/png.hpp"
#include "viz/window/window.hpp"

#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace concord {
namespace {

struct Request {
  std::vector<std::filesystem::path> files;
  std::string shot, report, probes, size = "1440x900";
  std::vector<std::string> set;
  double scale = 0;  ///< 0: as remembered, or 1 for pictures
  int picture_scale = 1, replicates = 0;
  bool force = false, figure = false;
  Choices choices;
};

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// "1600x900".
std::pair<int, int> read_size(const std::string& text) {
  int width = 0, height = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, width);
  if (first.ec == std::errc{} && first.ptr != end && *first.ptr == 'x') {
    const auto second = std::from_chars(first.ptr + 1, end, height);
    if (second.ec == std::errc{} && second.ptr == end && width >= 320 && height >= 240 && width <= 8192 &&
        height <= 8192)
      return {width, height};
  }
  refuse("--size", fmt::format("{} is no size such as 1600x900, from 320x240 to 8192x8192", shown(text)));
}

/// Tells a thread that waits when something has become ready.
class Bell {
 public:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(50), [&] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool rung_ = false;
};

Opener opener_for(const Request& request, const ViewerSettings& settings, const std::function<void()>& wake) {
  ReadingOptions reading;
  reading.wake = wake;
  reading.explain = [](const RunPlan& plan, int run) { return detail_of(plan, run); };
  const int replicates = request.replicates > 0 ? request.replicates : settings.replicates;
  return [reading, set = request.set, replicates, wake](const std::filesystem::path& path,
                                                        const std::shared_ptr<Cancel>& cancel) {
    Document document{
        .name = path.filename().empty() ? path.parent_path().filename().string() : path.filename().string(),
        .path = path};
    Problems problems;
    std::vector<Override> overrides;
    for (const std::string& text : set) {
      if (auto given = parse_override(text, problems)) overrides.push_back(std::move(*given));
    }
    problems.throw_if_any();
    Opened opened = open_anything(path, reading, cancel, overrides);
    document.run = std::move(opened.run);
    document.sweep = std::move(opened.sweep);
    if (opened.scenario)
      document.live = std::make_shared<Live>(std::move(*opened.scenario), replicates, wake);
    return document;
  };
}

/// What cannot be opened ends the program.
void open_all(Session& session, Bell& bell, const std::vector<std::filesystem::path>& files) {
  session.open_together(files);
  while (!session.opening().empty()) {
    session.update(seconds());
    if (!session.opening().empty()) bell.wait();
  }
  if (session.failure()) std::rethrow_exception(session.failure());
  // A live document has nothing to choose from before its first result, and both of a comparison are whole.
  for (const Document& document : session.documents())
    while (document.live && document.live->busy()) bell.wait();
  session.update(seconds());
}

void wait_until_ready(Session& session, Bell& bell) {
  while (session.busy()) {
    bell.wait();
    session.update(seconds());
  }
}

/// Pictures and pages without a window.
void write_pictures(const Request& request) {
  const auto [width, height] = read_size(request.size);
  ViewerSettings settings;  // a picture does not depend on what was remembered
  settings.scale = request.scale > 0 ? request.scale : 1;
  settings.policy_panel = false;
  Bell bell;
  const auto wake = [&bell] { bell.ring(); };
  Session session(opener_for(request, settings, wake), settings, wake);
  if (request.files.empty()) refuse("FILE", "missing; name what the picture is to show");
  open_all(session, bell, request.files);
  apply(request.choices, session);
  session.update(seconds());
  wait_until_ready(session, bell);
  if (!request.report.empty()) {
    write_session_report(
        session, [&] { wait_until_ready(session, bell); }, request.report, request.force);
    fmt::print("{}/index.html\n", request.report);
  }
  if (request.shot.empty()) return;
  // What cannot be shown is told, and no picture of it is written.
  const auto shown_figure = [&]() -> const Figure& {
    const Figure* figure = session.figure();
    ensure(figure != nullptr, "a figure is there when nothing is to be waited for");
    if (const std::string trouble = session.trouble(); !trouble.empty())
      throw FileError(request.shot, "not written: " + trouble);
    if (!figure->message.empty()) refuse(figure->title, figure->message);
    return *figure;
  };
  const Figure& figure = shown_figure();
  if (request.figure || !request.shot.ends_with(".png")) {
    write_figure(figure, request.shot, request.picture_scale, request.force);
  } else {
    const Pixels pixels = settled_picture(session, width, height, [&] { bell.wait(); });
    write_picture(pixels, shown_figure(), request.shot, request.force);  // frames may have asked for more
  }
  fmt::print("{}\n", request.shot);
}

/// Where the widgets stand, for the test that moves the mouse.
void write_probes(const std::string& file, const Ui& ui, long frames) {
  std::string text = fmt::format("{}\tframes\n", frames);
  for (const auto& [name, rect] : ui.probes)
    text += fmt::format("{} {} {} {}\t{}\n", rect.x0, rect.y0, rect.x1, rect.y1, name);
  replace_file(file, text);
}

void show_window(const Request& request) {
  const std::filesystem::path remembered = settings_file();
  ViewerSettings settings = load_settings(remembered);
  if (request.scale > 0) settings.scale = request.scale;
  const auto wake = [] { wake_window(); };
  Session session(opener_for(request, settings, wake), settings, wake);
  session.open_together(request.files);
  App app(session, seconds);
  bool chosen = false;
  WindowOptions options{.title = fmt::format("Concord: {}", simulated_not_observed),
                        .width = settings.width,
                        .height = settings.height};
  options.drawn = [&](long frames) {
    if (!chosen && session.opening().empty() && (session.now() != nullptr || session.sweep() != nullptr)) {
      chosen = true;
      try {
        apply(request.choices, session);
      } catch (const ConfigError& error) {
        session.messages.emplace_back(error.what());
      }
      wake_window();
    }
    if (!request.probes.empty()) write_probes(request.probes, app.ui(), frames);
  };
  const WindowOptions last = run_window(options, app);
  session.settings.width = last.width;
  session.settings.height = last.height;
  save_settings(remembered, session.settings);
}

std::string keys_of(const auto& rows) {
  std::string keys;
  for (const auto& row : rows) keys += fmt::format("{}{}", keys.empty() ? "" : ", ", row.key);
  return keys;
}

/// The table of docs/viewer.md.
std::string list_of_views() {
  std::string text = "| key | `--view` | view | what it shows |\n|---|---|---|---|\n";
  const auto add = [&](const auto& rows) {
    for (std::size_t n = 0; n < rows.size(); ++n)
      text += fmt::format("| {} | {} | {} | {} |\n", row_of(command_of_view(n)).keys, rows[n].key,
                          rows[n].name, rows[n].meaning);
  };
  add(view_rows);
  text += "\nOf sweeps:\n\n| key | `--view` | view | what it shows |\n|---|---|---|---|\n";
  add(sweep_view_rows);
  return text;
}

int run(int argc, char** argv) {
  CLI::App program(
      fmt::format(
          "Looks at runs and sweeps of Concord, and simulates while you watch. Everything it shows is {}.",
          simulated_not_observed),
      "concord-view");
  Request request;
  Choices& choices = request.choices;
  program.add_option(
      "FILE", request.files,
      "Runs or sweeps (.h5), scenarios (.yaml), folders of campaigns; of two the first is A, the "
      "second B, and differences are B less A");
  program.add_option("--shot", request.shot,
                     "Write a picture and end: .png of the window, .svg or .csv of the figure alone");
  program.add_flag("--figure", request.figure, "With --shot FILE.png: the figure alone");
  program.add_option("--report", request.report,
                     "Write a page with the standard views into a folder and end");
  bool list = false;
  program.add_flag("--list", list, "List the views and what they show, and end");
  program.add_flag("--force", request.force, "Replace files that exist");
  program.add_option("--size", request.size, "Of the picture of the window, such as 1600x900");
  program.add_option("--scale", request.scale, "Of the interface, 0.75 to 2.5")->check(CLI::Range(0.75, 2.5));
  program.add_option("--picture-scale", request.picture_scale, "Of a figure's PNG, 1 to 3")
      ->check(CLI::Range(1, 3));
  program.add_option("--view", choices.view,
                     fmt::format("{}; of sweeps {}", keys_of(view_rows), keys_of(sweep_view_rows)));
  program.add_option("--quarter", choices.quarter, "Such as \"2020/21 Q4\"");
  program.add_option("--quarters", choices.quarters,
                     "Quarters that charts over time show, such as \"2019/20 Q1..2021/22 Q4\"");
  program.add_option("--system", choices.system, "Code, or part of the name");
  program.add_option("--organisation", choices.organisation, "Code, or part of the name");
  program.add_option("--run", choices.run, "Number of a replicate; without it medians of all");
  program.add_option(
      "--measure", choices.measure,
      "What is shown, or an expression over measures, such as 'real / designated'; of sweeps an outcome");
  program.add_option("--compare", choices.compare, "over, beside or difference (B less A)");
  program.add_option("--across", choices.across, "Axis of a sweep");
  program.add_option("--up", choices.up, "Another axis of a sweep");
  program.add_option("--point", choices.point, "Point of a sweep");
  program.add_flag("--of-system", choices.of_system,
                   "Ensemble and control chart of the system, not of the country");
  program.add_flag("--spaghetti", choices.spaghetti, "Every run as a line");
  program.add_flag("--table", choices.table, "Numbers instead of the picture");
  program.add_option("--set", request.set, "KEY=VALUE, for scenarios")->allow_extra_args(false);
  program.add_flag_callback(
      "--no-plausible", [&request] { request.set.emplace_back("plausible.central=true"); },
      "Every run of a scenario has its central setting");
  program.add_option("--replicates", request.replicates, "Runs of a scenario")->check(CLI::Range(1, 1000));
  program.add_option("--write-probes", request.probes)->group("");
  program.footer(
      "Exit codes: 0 done; 2 wrong input, or a picture that would show nothing but why there is nothing to "
      "show: it is not written, and stderr says why; 3 no display, or a file that is missing, unreadable, "
      "damaged, of another kind, or cannot be written; 4 internal error; 64 wrong command line; 69 built for "
      "another processor.");
  program.set_version_flag("--version", fmt::format("concord-view {} (commit {})", version(), commit()));
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = program.exit(error);
    return code == 0 ? 0 : Exit::wrong_usage;
  }
  if (list) {
    fmt::print("{}", list_of_views());
  } else if (request.shot.empty() && request.report.empty()) {
    show_window(request);
  } else {
    write_pictures(request);
  }
  return 0;
}

}  // namespace
}  // namespace concord

int main(int argc, char** argv) {
  using namespace concord;
  if (argc == 2 && argv[1] == std::string_view(reader_argument))
    return serve_reader(STDIN_FILENO, STDOUT_FILENO);
  return run_program("concord-view", [&] { return run(argc, argv); });
}
