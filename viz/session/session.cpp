#include "viz/session/session.hpp"

#include "sim/errors.hpp"
#include "viz/data/reading.hpp"

#include <algorithm>
#include <list>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace concord {

/// What was opened at once: the documents with runs, by what they hold.
struct Session::Together {
  std::vector<const void*> with_runs;
  std::size_t left = 0;
};

/// Files on their way, a thread each: opening may wait for a disk.
struct Session::Openings {
  struct One {
    std::string name;
    std::optional<Document> document;  // these three are written by the thread before `done`
    std::string message;
    std::exception_ptr failure;
    bool done = false;
    std::shared_ptr<Together> together;  ///< if there is one, those before it come first
    std::shared_ptr<Cancel> cancel = std::make_shared<Cancel>();
    std::jthread thread;
  };
  std::mutex mutex;
  std::list<One> all;
};

Session::Session(Opener opener, ViewerSettings given, std::function<void()> wake)
    : settings(std::move(given)),
      opener_(std::move(opener)),
      wake_(std::move(wake)),
      openings_(std::make_unique<Openings>()) {
  policy_panel = settings.policy_panel;
  for (const ViewRow& row : view_rows) {
    if (row.key == settings.view) view_ = row.view;
  }
  selection.system_measure = static_cast<std::size_t>(SystemMeasure::norm);
  selection.measure = static_cast<std::size_t>(Measure::institution_share);
  selection.column = static_cast<std::size_t>(OrganisationColumn::trust_system);
}

Session::~Session() {
  for (Openings::One& one : openings_->all) one.cancel->cancel();
}

void Session::begin(std::string name, std::function<Document(const std::shared_ptr<Cancel>&)> make,
                    std::shared_ptr<Together> together) {
  Openings::One& one = openings_->all.emplace_back();
  one.name = std::move(name);
  one.together = std::move(together);
  one.thread = std::jthread([this, &one, make = std::move(make)] {
    std::optional<Document> document;
    std::string message;
    std::exception_ptr failure;
    try {
      document = make(one.cancel);
    } catch (const std::exception& error) {
      message = readable(error.what(), true);
      failure = std::current_exception();
    }
    {
      const std::lock_guard lock(openings_->mutex);
      one.document = std::move(document);
      one.message = std::move(message);
      one.failure = std::move(failure);
      one.done = true;
    }
    wake_();
  });
}

void Session::open(const std::filesystem::path& path) { open_together({path}); }

void Session::open_together(const std::vector<std::filesystem::path>& paths) {
  const auto together = std::make_shared<Together>();
  together->left = paths.size();
  for (const auto& path : paths)
    begin(
        path.filename().empty() ? path.string() : path.filename().string(),
        [this, path](const std::shared_ptr<Cancel>& cancel) { return opener_(path, cancel); }, together);
}

std::vector<std::string> Session::opening() const {
  std::vector<std::string> names;
  for (const Openings::One& one : openings_->all) names.push_back(one.name);
  return names;
}

void Session::add(Document document) {
  if (!documents_.empty()) history_.note(moment(), held);
  documents_.push_back(std::move(document));
  activate(documents_.size() - 1);
  history_.follow(moment());  // to open is no step
}

void Session::activate(std::size_t document) {
  if (document >= documents_.size()) return;
  const bool first = !now_;
  active_ = document;
  if (partner.kind == Counterpart::Kind::document && partner.document == document) partner = {};
  if (partner.kind == Counterpart::Kind::baseline && !documents_[document].live) partner = {};
  playback_.stop();
  const Document& opened = documents_[document];
  if (opened.sweep) {
    sweep_choice = {};
    sweep_choice.fixed = usual_levels(opened.sweep->sheet());
    sweep_view = usual_view(opened.sweep->sheet());
    levels_.assign(opened.sweep->sheet().axes.size(), std::nullopt);
    sweep_choice.y_axis = opened.sweep->sheet().axes.size() > 1 ? 1 : 0;
    sweep_choice.point = opened.sweep->sheet().info.baseline.value_or(0);
    now_ = before_ = nullptr;
  } else {
    now_ = opened.live ? opened.live->now() : opened.run;
    if (first && now_) selection.quarter = quarters() - 1;
    if (now_ && now_->info().replicates == 1) selection.run = 0;
  }
  clamp();
}

void Session::close(std::size_t document) {
  if (document >= documents_.size()) return;
  now_ = before_ = nullptr;  // the document's last owners but for the figure, which holds none
  figure_of_.reset();
  figure_.reset();
  events_of_.reset();
  documents_.erase(documents_.begin() + static_cast<std::ptrdiff_t>(document));
  if (partner.kind == Counterpart::Kind::document) {
    if (partner.document == document) partner = {};
    if (partner.document > document) --partner.document;
  }
  if (!documents_.empty()) {
    const std::size_t next = active_ > document || active_ == documents_.size() ? active_ - 1 : active_;
    activate(next);
  }
  history_.clear();  // its steps speak of documents by number
}

const Document* Session::active() const {
  return active_ < documents_.size() ? &documents_[active_] : nullptr;
}
Live* Session::live() const { return active() != nullptr ? active()->live.get() : nullptr; }
SweepData* Session::sweep() const { return active() != nullptr ? active()->sweep.get() : nullptr; }

std::string Session::trouble() const {
  for (const RunData* data : {now(), before()}) {
    if (data != nullptr && !data->trouble().empty()) return data->trouble();
  }
  return sweep() != nullptr ? sweep()->trouble() : "";
}

void Session::open_point() {
  SweepData* data = sweep();
  if (data == nullptr) return;
  const std::size_t point = sweep_choice.point;
  const std::shared_ptr<SweepData> kept = active()->sweep;
  const int most = settings.replicates;
  const std::string name = fmt::format("{}, point {}", active()->name, point);
  begin(name, [this, kept, point, most, name, path = active()->path](const std::shared_ptr<Cancel>&) {
    RunPlan plan = kept->plan_of(point, most);
    const int replicates = plan.replicates;
    return Document{
        .name = name, .path = path, .live = std::make_shared<Live>(std::move(plan), replicates, wake_)};
  });
}

int Session::quarters() const { return now_ ? static_cast<int>(now_->info().quarters.size()) : 0; }

int Session::quarters_of_charts() const {
  if (const SweepData* data = sweep())
    return sweep_view == SweepView::runs && !data->sheet().trajectories.empty()
               ? static_cast<int>(data->sheet().quarters.size())
               : 0;
  return row_of(view_).time == Time::quarter ? 0 : quarters();
}

Period Session::period() const {
  const int count = quarters_of_charts();
  const auto part = selection.period ? within(*selection.period, count) : std::nullopt;
  return part.value_or(Period{0, std::max(count - 1, 0)});
}

void Session::show_period(std::optional<Period> period) {
  const int count = quarters_of_charts();
  if (count == 0) return;
  selection.period = period ? within(*period, count) : std::nullopt;
  if (selection.period)
    selection.quarter = std::clamp(selection.quarter, selection.period->first, selection.period->last);
  clamp();
}

void Session::zoom_time(int steps, int at) { show_period(zoomed(period(), steps, at, quarters_of_charts())); }

void Session::take_in_what_is_open() {
  std::set<const Together*> waiting;
  for (auto one = openings_->all.begin(); one != openings_->all.end();) {
    std::optional<Document> document;
    {
      const std::lock_guard lock(openings_->mutex);
      if (!one->done || waiting.contains(one->together.get())) {
        if (one->together) waiting.insert(one->together.get());
        ++one;
        continue;
      }
      if (one->document) {
        document = std::move(one->document);
      } else {
        messages.push_back(one->message);
        if (!failure_) failure_ = one->failure;
      }
    }
    const auto together = std::move(one->together);
    one = openings_->all.erase(one);  // joins its thread, which is at its end
    if (document) {
      if (!document->sweep && !document->path.empty()) remember(settings, document->path);
      if (document->sweep &&
          documents_.end() == std::ranges::find(documents_, document->sweep, &Document::sweep))
        remember(settings, document->path);
      if (together && document->run) together->with_runs.push_back(document->run.get());
      if (together && document->live) together->with_runs.push_back(document->live.get());
      add(std::move(*document));
    }
    if (together && --together->left == 0) compare_first_two(*together);
  }
}

void Session::compare_first_two(const Together& together) {
  std::vector<std::size_t> found;
  for (std::size_t n = 0; n < documents_.size(); ++n) {
    const Document& document = documents_[n];
    const void* runs = document.run ? static_cast<const void*>(document.run.get()) : document.live.get();
    if (runs != nullptr && std::ranges::find(together.with_runs, runs) != together.with_runs.end())
      found.push_back(n);
  }
  if (found.size() > 1) compare_in_order(found[0], found[1]);
}

void Session::compare_in_order(std::size_t one, std::size_t other) {
  activate(std::max(one, other));
  partner = {.kind = Counterpart::Kind::document, .document = std::min(one, other)};
}

void Session::update(double now) {
  if (!documents_.empty()) history_.note(moment(), held || playback_.playing());
  take_in_what_is_open();
  const Document* document = active();
  ghost_ = false;
  if (document == nullptr || document->sweep) {
    now_ = before_ = nullptr;
  } else {
    const bool first = !now_;
    now_ = document->live ? document->live->now() : document->run;
    before_ = nullptr;
    if (partner.kind == Counterpart::Kind::document && partner.document < documents_.size()) {
      const Document& other = documents_[partner.document];
      before_ = other.live ? other.live->now() : other.run;
    } else if (document->live && partner.kind == Counterpart::Kind::baseline) {
      before_ = document->live->baseline();
    } else if (document->live) {
      before_ = document->live->before();
      ghost_ = before_ != nullptr;
    }
    if (first && now_) selection.quarter = quarters() - 1;
    clamp();
    history_.follow(moment());
    if (now_ && playback_.advance(now, selection.quarter, quarters())) {
      clamp();
      history_.note(moment(), true);  // all that is played is one step
    }
  }
}

bool Session::busy() {
  figure();
  const bool asked =
      (now_ && now_->busy()) || (before_ && before_->busy()) || (sweep() != nullptr && sweep()->busy());
  return !openings_->all.empty() || stale_ || asked || (live() != nullptr && live()->busy());
}

std::uint64_t Session::news() const {
  std::uint64_t sum = 0;
  if (now_) sum += now_->generation();
  if (before_) sum += before_->generation();
  if (const SweepData* data = sweep()) sum += data->generation();
  return sum;
}

void Session::clamp() {
  if (!now_) return;
  const RunInfo& info = now_->info();
  const auto within = [](int value, std::size_t count) {
    return std::clamp(value, 0, std::max(static_cast<int>(count) - 1, 0));
  };
  selection.quarter = within(selection.quarter, info.quarters.size());
  if (selection.period)
    selection.period = concord::within(*selection.period, static_cast<int>(info.quarters.size()));
  if (selection.period) selection.period = holding(*selection.period, selection.quarter);
  selection.system = within(selection.system, info.systems.size());
  selection.organisation = within(selection.organisation, info.organisations.size());
  const auto& organisations = info.organisations;
  if (!organisations.empty() &&
      organisations[static_cast<std::size_t>(selection.organisation)].system != selection.system) {
    const auto member = std::ranges::find(organisations, selection.system, &OrganisationInfo::system);
    if (member != organisations.end())
      selection.organisation = static_cast<int>(member - organisations.begin());
  }
  if (selection.run) selection.run = within(*selection.run, static_cast<std::size_t>(now_->shown_runs()));
}

std::vector<ViewWords> Session::views() const {
  if (sweep() != nullptr) return {sweep_view_rows.begin(), sweep_view_rows.end()};
  return {view_rows.begin(), view_rows.end()};
}

std::size_t Session::view_row() const {
  return sweep() != nullptr ? static_cast<std::size_t>(sweep_view) : static_cast<std::size_t>(view_);
}

void Session::show_view(std::size_t row) {
  if (sweep() != nullptr) {
    sweep_view = sweep_view_rows[std::min(row, sweep_view_rows.size() - 1)].view;
  } else {
    view_ = view_rows[row].view;
    settings.view = std::string(view_rows[row].key);
  }
}

Scene Session::scene() const {
  return {.now = now_.get(),
          .before = before_.get(),
          .compare = compare,
          .ghost = ghost_,
          .spaghetti = spaghetti,
          .of_system = of_system,
          .selection = selection};
}

const std::vector<SweepLevel>& Session::levels(std::size_t axis) {
  auto& kept = levels_.at(axis);
  if (!kept) kept = levels_of(sweep()->sheet(), axis);
  return *kept;
}

SweepScene Session::sweep_scene() const {
  SweepScene scene = sweep_choice;
  scene.sweep = sweep();
  scene.period = selection.period;
  return scene;
}

Session::FigureKey Session::key() const {
  FigureKey key{.document = active_,
                .view = view_,
                .sweep_view = sweep_view,
                .selection = selection,
                .compare = compare,
                .spaghetti = spaghetti,
                .of_system = of_system,
                .now = now_,
                .before = before_};
  if (now_) key.now_generation = now_->generation();
  if (before_) key.before_generation = before_->generation();
  if (const SweepData* data = sweep()) {
    key.sweep = sweep_scene();
    key.sweep_generation = data->generation();
  }
  return key;
}

const Figure* Session::figure() {
  FigureKey wanted = key();
  if (figure_of_ == wanted) return figure_ ? &*figure_ : nullptr;
  std::optional<Figure> made;
  if (sweep() != nullptr) {
    made = make_figure(sweep_view, sweep_scene());
  } else if (now_) {
    made = make_figure(view_, scene());
  } else {
    figure_.reset();
    stale_ = live() != nullptr;
    return nullptr;
  }
  stale_ = !made;
  if (made) {
    figure_ = std::move(made);
    figure_of_ = std::move(wanted);
  } else if (figure_of_ && figure_of_->document != active_) {
    figure_.reset();  // the picture of another document would mislead
  }
  return figure_ ? &*figure_ : nullptr;
}

const std::vector<Event>& Session::events() {
  if (!now_) {
    events_.clear();
    return events_;
  }
  const std::pair of{now_, now_->generation()};
  if (events_of_ != of || events_run_ != selection.run) {
    events_ = events_of(*now_, selection);
    events_of_ = of;
    events_run_ = selection.run;
  }
  return events_;
}

void Session::set_parameter(const ParameterInfo& parameter, double value) {
  if (live() == nullptr) return;
  Policy policy = live()->policy();
  const Scenario& scenario = live()->scenario().scenario;
  policy.set(live()->scenario(), parameter, value,
             from_here ? std::optional(scenario.start + selection.quarter) : std::nullopt);
  set_policy(std::move(policy));
}

void Session::set_aimed(const AimedPolicy& aimed, const ParameterInfo& parameter, double value) {
  if (live() == nullptr) return;
  Policy policy = live()->policy();
  policy.set_aimed(live()->scenario(), aimed, parameter, value);
  set_policy(std::move(policy));
}

void Session::set_policy(Policy policy) {
  if (live() != nullptr) live()->set_policy(std::move(policy));
}

void Session::click(const Clicked& target) {
  switch (target.kind) {
    case TargetKind::system:
      selection.system = target.index;
      break;
    case TargetKind::organisation:
      selection.organisation = target.index;
      if (now_ && target.index < static_cast<int>(now_->info().organisations.size()))
        selection.system = now_->info().organisations[static_cast<std::size_t>(target.index)].system;
      break;
    case TargetKind::quarter:
      selection.quarter = target.index;
      break;
    case TargetKind::run:
      selection.run = target.index;
      break;
    case TargetKind::measure:
      selection.measure = std::min(static_cast<std::size_t>(target.index), measure_count - 1);
      selection.expression.clear();
      break;
    case TargetKind::system_measure:
      selection.system_measure = std::min(static_cast<std::size_t>(target.index), system_measure_count - 1);
      break;
    case TargetKind::point:
      if (sweep() != nullptr && static_cast<std::size_t>(target.index) < sweep()->sheet().info.points)
        sweep_choice.point = static_cast<std::size_t>(target.index);
      break;
  }
  clamp();
}

}  // namespace concord
