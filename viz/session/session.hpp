#pragma once
// The viewer without its window: what is open, selected, played and compared, and the figure that shows it.

#include "viz/session/command.hpp"
#include "viz/session/document.hpp"
#include "viz/session/events.hpp"
#include "viz/session/history.hpp"
#include "viz/session/playback.hpp"
#include "viz/session/settings.hpp"
#include "viz/views/sweep_grid.hpp"
#include "viz/views/sweep_views.hpp"
#include "viz/views/views.hpp"

#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace concord {

enum class Dialog { none, open, export_figure, report, save_policy, palette, keys, about };

class Session {
 public:
  /// `wake` may be called from any thread; the window then calls update().
  Session(Opener opener, ViewerSettings settings, std::function<void()> wake);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Documents.
  /// Begins to open a path; it becomes the active document when it is ready, or a message tells why not.
  void open(const std::filesystem::path& path);
  /// Several that were named or dropped at once: they stand in this order, whichever is ready first. Of those
  /// that hold runs the first is A, the second B.
  void open_together(const std::vector<std::filesystem::path>& paths);
  void add(Document document);
  void close(std::size_t document);
  void activate(std::size_t document);
  const std::vector<Document>& documents() const { return documents_; }
  const Document* active() const;
  std::size_t active_index() const { return active_; }
  /// Names of what is being opened.
  std::vector<std::string> opening() const;
  /// What the first path that could not be opened threw; null if all could.
  std::exception_ptr failure() const { return failure_; }
  /// Why something of what is shown could not be read; empty if all could.
  std::string trouble() const;
  /// Runs of a sweep's selected point as a live document. May throw.
  void open_point();

  /// Takes in what has become ready. To be called before every frame, `now` in seconds.
  void update(double now);
  /// Something is being opened, read, simulated or drawn.
  bool busy();
  /// Changes with whatever is known of what is shown.
  std::uint64_t news() const;
  const Playback& playback() const { return playback_; }
  void set_speed(std::size_t speed) { playback_.set_speed(speed); }
  /// Seconds until the picture changes by itself.
  std::optional<double> due_in(double now) const { return playback_.due_in(now); }

  void perform(Command command, double now);
  /// False if it would do nothing now; menus show it grey.
  bool possible(Command command) const;
  void click(const Clicked& target);

  // What is shown. Null or empty while there is nothing.
  RunData* now() const { return now_.get(); }
  RunData* before() const { return before_.get(); }
  Live* live() const;
  SweepData* sweep() const;
  /// Quarters of the active runs.
  int quarters() const;
  /// Quarters that charts over time could show, of runs or of a sweep; 0 while no such chart is shown.
  int quarters_of_charts() const;
  /// What they show.
  Period period() const;
  /// Shows a part, none = all; the selected quarter moves into it.
  void show_period(std::optional<Period> period);
  /// Shorter (`steps` > 0) or longer, with the quarter `at` where it is.
  void zoom_time(int steps, int at);
  /// The newest figure that could be made; null before the first. `stale` says that a newer one is coming.
  const Figure* figure();
  bool stale() const { return stale_; }
  Scene scene() const;
  SweepScene sweep_scene() const;
  /// Of an axis of the active sweep; found once.
  const std::vector<SweepLevel>& levels(std::size_t axis);
  /// Of the active runs, as far as they are known.
  const std::vector<Event>& events();
  void set_view(View view) { view_ = view; }
  View view() const { return view_; }
  /// The views of what is open, and which of them is shown.
  std::vector<ViewWords> views() const;
  std::size_t view_row() const;
  void show_view(std::size_t row);
  /// Changes the incentive, from the shown quarter on if `from_here`.
  void set_parameter(const ParameterInfo& parameter, double value);
  /// What an aimed policy of the scenario sets.
  void set_aimed(const AimedPolicy& aimed, const ParameterInfo& parameter, double value);
  /// The policy of presets and files on top of the scenario.
  void set_policy(Policy policy);

  // Choices of the user; the owner of the window may change them between updates.
  Selection selection;
  SweepScene sweep_choice;  ///< its `sweep` is filled in by the session
  SweepView sweep_view = SweepView::map;
  Counterpart partner;
  Compare compare = Compare::over;
  bool of_system = false;  ///< ensemble and control chart show the selected system
  bool spaghetti = false, show_table = false, policy_panel = true, from_here = false;
  bool controls = false;        ///< arrow keys move between controls instead of through time
  bool find_parameter = false;  ///< the search field is to get the focus
  bool quit = false;
  bool held = false;  ///< something is dragged: what changes meanwhile is one step of the history
  Dialog dialog = Dialog::none;
  ViewerSettings settings;
  std::vector<std::string> messages;  ///< to be shown and taken away by the window

 private:
  struct Openings;
  struct Together;
  struct FigureKey {
    std::size_t document = 0;
    View view = View::map;
    SweepView sweep_view = SweepView::map;
    Selection selection;
    Compare compare = Compare::over;
    bool spaghetti = false, of_system = false;
    std::shared_ptr<RunData> now, before;
    SweepScene sweep;
    std::uint64_t now_generation = 0, before_generation = 0, sweep_generation = 0;
    bool operator==(const FigureKey&) const = default;
  };
  FigureKey key() const;
  void clamp();
  void begin(std::string name, std::function<Document(const std::shared_ptr<Cancel>&)> make,
             std::shared_ptr<Together> together = {});
  void take_in_what_is_open();
  void compare_first_two(const Together& together);
  /// Of two documents the one that was named first is A.
  void compare_in_order(std::size_t one, std::size_t other);
  void jump(int direction);
  /// False if the command is none of those.
  bool perform_on_time(Command command, double now);
  bool perform_on_choice(Command command);
  Moment moment() const;
  void restore(const Moment& to);

  Opener opener_;
  std::function<void()> wake_;
  std::unique_ptr<Openings> openings_;
  std::exception_ptr failure_;
  std::vector<Document> documents_;
  std::size_t active_ = 0;
  std::vector<std::optional<std::vector<SweepLevel>>> levels_;  ///< [axis] of the active sweep
  std::shared_ptr<RunData> now_, before_;
  bool ghost_ = false;
  Playback playback_;
  History history_;
  View view_ = View::map;
  std::optional<Figure> figure_;
  std::optional<FigureKey> figure_of_;
  bool stale_ = false;
  std::vector<Event> events_;
  std::optional<std::pair<std::shared_ptr<RunData>, std::uint64_t>> events_of_;
  std::optional<int> events_run_;
};

}  // namespace concord
