// What the commands do.

#include "sim/errors.hpp"
#include "viz/session/session.hpp"

#include <algorithm>
#include <cmath>

namespace concord {
namespace {

constexpr double smallest_scale = 0.75, largest_scale = 2.5, scale_step = 0.25;

/// Round and round.
int turned(int index, int by, int count) { return count > 0 ? ((index + by) % count + count) % count : 0; }

}  // namespace

void Session::jump(int direction) {
  const EventFilter filter{.kinds = {}, .system = selection.system};
  const Event* event = direction > 0 ? next_event(events(), selection.quarter, filter)
                                     : previous_event(events(), selection.quarter, filter);
  if (event != nullptr) selection.quarter = event->quarter;
}

Moment Session::moment() const {
  Moment now{.document = active_,
             .view = view_,
             .sweep_view = sweep_view,
             .selection = selection,
             .sweep = sweep_choice,
             .partner = partner,
             .compare = compare,
             .of_system = of_system,
             .spaghetti = spaghetti};
  if (live() != nullptr) now.policy = live()->policy();
  return now;
}

void Session::restore(const Moment& to) {
  if (to.document != active_) activate(to.document);
  set_view(to.view);
  settings.view = std::string(row_of(to.view).key);
  sweep_view = to.sweep_view;
  selection = to.selection;
  sweep_choice = to.sweep;
  partner = to.partner;
  compare = to.compare;
  of_system = to.of_system;
  spaghetti = to.spaghetti;
  if (live() != nullptr && live()->policy() != to.policy) set_policy(to.policy);
  clamp();
  history_.follow(moment());
}

bool Session::possible(Command command) const {
  const bool some = active() != nullptr, runs = now_ != nullptr, simulated = live() != nullptr;
  if (const auto row = view_of(command)) return some && *row < views().size();
  switch (command) {
    case Command::open:
    case Command::quit:
    case Command::palette:
    case Command::controls:
    case Command::larger:
    case Command::smaller:
    case Command::usual_size:
    case Command::keys:
    case Command::about:
      return true;
    case Command::undo:
      return history_.can_undo(moment());
    case Command::redo:
      return history_.can_redo();
    case Command::open_recent:
      return !settings.recent.empty();
    case Command::close:
    case Command::table:
    case Command::export_figure:
      return some;
    case Command::save_policy:
    case Command::policy_panel:
    case Command::find_parameter:
    case Command::from_here:
      return simulated;
    case Command::reset_policy:
      return simulated && !live()->policy().settings.empty();
    case Command::compare:
      return runs && (simulated || documents_.size() > 1);
    case Command::swap:
      return runs && partner.kind == Counterpart::Kind::document;
    case Command::zoom_in:
      return period().length() > shortest_period;
    case Command::zoom_out:
    case Command::fit_time:
      return period().length() < quarters_of_charts();
    case Command::earlier:
      return quarters_of_charts() > 0 && period().first > 0;
    case Command::later:
      return period().last + 1 < quarters_of_charts();
    case Command::all_runs:
      return runs && selection.run.has_value() && now_->shown_runs() > 1;
    default:
      return runs;
  }
}

bool Session::perform_on_time(Command command, double now) {
  const auto turn_pages = [&](int direction) {
    const int by = std::max(period().length() / 4, 1);
    show_period(moved(period(), direction * by, quarters_of_charts()));
  };
  const int middle = now_ ? selection.quarter : (period().first + period().last) / 2;
  switch (command) {
    case Command::play:
      if (playback_.playing()) {
        playback_.stop();
      } else {
        playback_.start(now, selection.quarter, quarters());
      }
      break;
    case Command::next_quarter:
    case Command::previous_quarter:
      playback_.stop();
      selection.quarter += command == Command::next_quarter ? 1 : -1;  // clamp() keeps it within the run
      break;
    case Command::first_quarter:
      selection.quarter = 0;
      break;
    case Command::last_quarter:
      selection.quarter = quarters() - 1;
      break;
    case Command::faster:
      playback_.set_speed(playback_.speed_index() + 1);
      break;
    case Command::slower:
      playback_.set_speed(playback_.speed_index() - (playback_.speed_index() > 0 ? 1 : 0));
      break;
    case Command::loop:
      playback_.set_loops(!playback_.loops());
      break;
    case Command::next_event:
      jump(1);
      break;
    case Command::previous_event:
      jump(-1);
      break;
    case Command::zoom_in:
      zoom_time(1, middle);
      break;
    case Command::zoom_out:
      zoom_time(-1, middle);
      break;
    case Command::earlier:
      turn_pages(-1);
      break;
    case Command::later:
      turn_pages(1);
      break;
    case Command::fit_time:
      show_period(std::nullopt);
      break;
    default:
      return false;
  }
  return true;
}

bool Session::perform_on_choice(Command command) {
  const int runs = now_ ? now_->shown_runs() : 0;
  const auto organisations_of_system = [&] {
    std::vector<int> rows;
    const auto& all = now_->info().organisations;
    for (std::size_t n = 0; n < all.size(); ++n) {
      if (all[n].system == selection.system) rows.push_back(static_cast<int>(n));
    }
    return rows;
  };
  const auto move_organisation = [&](int by) {
    const auto rows = organisations_of_system();
    const auto at = std::ranges::find(rows, selection.organisation);
    if (rows.empty()) return;
    selection.organisation = rows[static_cast<std::size_t>(
        turned(static_cast<int>(at - rows.begin()), by, static_cast<int>(rows.size())))];
  };
  const auto move_measure = [&](int by) {
    const MeasureList list = measures_of(view_, of_system);
    selection.expression.clear();
    selection.*list.chosen = static_cast<std::size_t>(
        turned(static_cast<int>(selection.*list.chosen), by, static_cast<int>(list.rows.size())));
  };
  switch (command) {
    case Command::next_system:
    case Command::previous_system:
      selection.system = turned(selection.system, command == Command::next_system ? 1 : -1,
                                static_cast<int>(now_->info().systems.size()));
      break;
    case Command::next_organisation:
      move_organisation(1);
      break;
    case Command::previous_organisation:
      move_organisation(-1);
      break;
    case Command::next_run:
      selection.run = selection.run ? turned(*selection.run, 1, runs) : 0;
      break;
    case Command::previous_run:
      selection.run = selection.run ? turned(*selection.run, -1, runs) : runs - 1;
      break;
    case Command::all_runs:
      selection.run.reset();
      break;
    case Command::next_measure:
      move_measure(1);
      break;
    case Command::previous_measure:
      move_measure(-1);
      break;
    case Command::compare: {
      if (partner.kind != Counterpart::Kind::none) {
        partner = {};
        break;
      }
      if (live() != nullptr) {
        partner = {.kind = Counterpart::Kind::baseline};
        break;
      }
      for (std::size_t n = 1; n < documents_.size(); ++n) {  // the next one that has runs
        const std::size_t other = (active_ + n) % documents_.size();
        if (documents_[other].sweep) continue;
        compare_in_order(active_, other);
        break;
      }
      break;
    }
    case Command::swap: {
      const std::size_t other = partner.document, mine = active_;
      activate(other);
      partner = {.kind = Counterpart::Kind::document, .document = mine};
      break;
    }
    case Command::over:
      compare = Compare::over;
      break;
    case Command::beside:
      compare = Compare::beside;
      break;
    case Command::difference:
      compare = Compare::difference;
      break;
    default:
      return false;
  }
  return true;
}

void Session::perform(Command command, double now) {
  if (!possible(command)) return;
  const auto view = view_of(command);
  if (view) show_view(*view);
  if (view || perform_on_time(command, now) || perform_on_choice(command)) return clamp();
  const auto set_scale = [&](double scale) {
    settings.scale = std::clamp(scale, smallest_scale, largest_scale);
  };
  switch (command) {
    case Command::open:
      dialog = Dialog::open;
      break;
    case Command::open_recent:
      open(settings.recent.front());
      break;
    case Command::close:
      close(active_);
      break;
    case Command::export_figure:
      dialog = Dialog::export_figure;
      break;
    case Command::write_report:
      dialog = Dialog::report;
      break;
    case Command::save_policy:
      dialog = Dialog::save_policy;
      break;
    case Command::quit:
      quit = true;
      break;
    case Command::undo:
    case Command::redo:
      playback_.stop();
      history_.note(moment(), false);
      if (const auto to = command == Command::undo ? history_.undo() : history_.redo()) restore(*to);
      break;
    case Command::table:
      show_table = !show_table;
      break;
    case Command::spaghetti:
      spaghetti = !spaghetti;
      break;
    case Command::policy_panel:
      policy_panel = !policy_panel;
      settings.policy_panel = policy_panel;
      break;
    case Command::from_here:
      from_here = !from_here;
      break;
    case Command::reset_policy:
      set_policy({});
      break;
    case Command::find_parameter:
      policy_panel = true;
      find_parameter = true;
      break;
    case Command::palette:
      dialog = Dialog::palette;
      break;
    case Command::controls:
      controls = !controls;
      break;
    case Command::larger:
      set_scale(settings.scale + scale_step);
      break;
    case Command::smaller:
      set_scale(settings.scale - scale_step);
      break;
    case Command::usual_size:
      set_scale(1);
      break;
    case Command::keys:
      dialog = Dialog::keys;
      break;
    case Command::about:
      dialog = Dialog::about;
      break;
    default:
      broken("", "every command does something");
  }
  clamp();
}

}  // namespace concord
