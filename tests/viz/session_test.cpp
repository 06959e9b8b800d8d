#include "viz/session/session.hpp"

#include "sim/errors.hpp"
#include "tests/viz/memory_sweep.hpp"
#include "tests/viz/small_run.hpp"
#include "viz/data/memory_run.hpp"
#include "viz/session/choices.hpp"

#include <chrono>
#include <functional>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace concord {
namespace {

Document document_of(std::shared_ptr<RunData> run, std::string name = "small") {
  return {.name = std::move(name), .path = "small.h5", .run = std::move(run)};
}

/// A session that opens a small run for every path but "bad.h5" and "campaign".
struct Opened {
  std::atomic<int> woken = 0;
  Session session{[](const std::filesystem::path& path, const std::shared_ptr<Cancel>&) {
                    if (path == "bad.h5") throw FileError("bad.h5", "is damaged");
                    if (path == "slow.h5") std::this_thread::sleep_for(std::chrono::milliseconds(50));
                    if (path == "campaign")
                      return Document{.name = "campaign",
                                      .path = path,
                                      .sweep = std::make_shared<test::MemorySweep>(test::small_sweep())};
                    return document_of(small_run(), path.string());
                  },
                  ViewerSettings{}, [this] { ++woken; }};
  void wait() {
    while (!session.opening().empty()) {
      session.update(0);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
};

TEST(Commands, StandInTheOrderOfTheirRowsAndShareNoKey) {
  std::set<std::string_view> keys;
  for (std::size_t n = 0; n < command_rows.size(); ++n) {
    EXPECT_EQ(static_cast<std::size_t>(command_rows[n].command), n);
    EXPECT_TRUE(keys.insert(command_rows[n].keys).second) << command_rows[n].keys;
    EXPECT_FALSE(command_rows[n].menu.empty());
  }
  EXPECT_EQ(command_of("Ctrl+O"), Command::open);
  EXPECT_EQ(command_of("F1"), Command::keys);
  EXPECT_EQ(command_of("?"), Command::keys);
  EXPECT_EQ(command_of("Ctrl+="), Command::larger);
  EXPECT_FALSE(command_of("F12").has_value());
  // A view for every key and a key for every view.
  for (std::size_t n = 0; n < view_rows.size(); ++n) {
    EXPECT_EQ(view_of(command_of_view(n)), n);
    EXPECT_FALSE(row_of(command_of_view(n)).keys.empty());
    EXPECT_EQ(static_cast<std::size_t>(view_rows[n].view), n);
  }
}

TEST(Playback, MovesAtItsSpeedAndStopsAtTheEnd) {
  Playback play;
  int quarter = 0;
  play.start(10, quarter, 3);
  EXPECT_EQ(play.due_in(10), 1.0);
  EXPECT_FALSE(play.advance(10.9, quarter, 3));
  EXPECT_TRUE(play.advance(11, quarter, 3));
  EXPECT_EQ(quarter, 1);
  EXPECT_TRUE(play.advance(50, quarter, 3));  // a long pause skips nothing
  EXPECT_EQ(quarter, 2);
  EXPECT_FALSE(play.playing());
  EXPECT_FALSE(play.due_in(50).has_value());
  play.start(60, quarter, 3);  // from the end it begins again
  EXPECT_EQ(quarter, 0);
}

TEST(Playback, LoopsAndChangesSpeed) {
  Playback play;
  play.set_loops(true);
  play.set_speed(99);
  EXPECT_EQ(play.speed(), playback_speeds.back());
  int quarter = 1;
  play.start(0, quarter, 3);
  play.advance(1, quarter, 3);
  play.advance(2, quarter, 3);
  EXPECT_EQ(quarter, 0);
  EXPECT_TRUE(play.playing());
}

TEST(Period, ZoomsAroundAQuarterAndStaysWithinTheRun) {
  EXPECT_EQ(zoomed({0, 19}, 1, 10, 20), (Period{2, 17}));
  EXPECT_EQ(zoomed({0, 19}, 1, 0, 20), (Period{0, 15}));
  EXPECT_EQ(zoomed({0, 19}, 1, 19, 20), (Period{4, 19}));
  EXPECT_EQ(zoomed({4, 7}, -1, 4, 20), (Period{4, 8}));
  EXPECT_EQ(zoomed({4, 7}, -99, 5, 20), (Period{0, 19}));
  EXPECT_EQ(zoomed({3, 10}, 99, 6, 20).length(), shortest_period);
  EXPECT_TRUE(zoomed({3, 10}, 99, 6, 20).holds(6));
  EXPECT_EQ(zoomed({5, 5}, 1, 5, 20), (Period{5, 5}));  // a shorter one can be asked for by name
  EXPECT_EQ(zoomed({0, 0}, -1, 0, 1), (Period{0, 0}));
  for (int at = 3; at <= 12; ++at) {  // in and out again
    EXPECT_TRUE(zoomed({3, 12}, 2, at, 20).holds(at));
    EXPECT_TRUE(zoomed(zoomed({3, 12}, 2, at, 20), -2, at, 20).holds(at));
  }
}

TEST(Period, MovesUntilTheEndsAndFollowsAQuarter) {
  EXPECT_EQ(moved({3, 6}, 2, 20), (Period{5, 8}));
  EXPECT_EQ(moved({3, 6}, -9, 20), (Period{0, 3}));
  EXPECT_EQ(moved({3, 6}, 99, 20), (Period{16, 19}));
  EXPECT_EQ(holding({3, 6}, 5), (Period{3, 6}));
  EXPECT_EQ(holding({3, 6}, 8), (Period{5, 8}));
  EXPECT_EQ(holding({3, 6}, 0), (Period{0, 3}));
  EXPECT_EQ(within({3, 6}, 20), (Period{3, 6}));
  EXPECT_EQ(within({-3, 6}, 20), (Period{0, 6}));
  EXPECT_EQ(within({0, 19}, 20), std::nullopt);  // all of them is no part
  EXPECT_EQ(within({25, 30}, 20), std::nullopt);
}

TEST(Settings, ComeBackFromTheirText) {
  ViewerSettings settings;
  settings.scale = 1.25;
  settings.width = 1000;
  settings.view = "funnel";
  settings.policy_panel = false;
  settings.replicates = 48;
  remember(settings, "/tmp/a b.h5");
  remember(settings, "/tmp/c.h5");
  remember(settings, "/tmp/a b.h5");
  const ViewerSettings back = read_settings(text_of(settings));
  EXPECT_EQ(text_of(back), text_of(settings));
  ASSERT_EQ(back.recent.size(), 2U);
  EXPECT_EQ(back.recent[0], "/tmp/a b.h5");
}

TEST(Settings, SurviveNonsense) {
  const ViewerSettings standard;
  const ViewerSettings read =
      read_settings("scale 99\nwidth x\nheight\n\nreplicates -3\n\x01\x02 7\nscale nan\n");
  EXPECT_EQ(text_of(read), text_of(standard));
}

TEST(Session, OpensOnAThreadAndShowsTheLastQuarter) {
  Opened opened;
  opened.session.open("a.h5");
  EXPECT_EQ(opened.session.opening().size(), 1U);
  opened.wait();
  EXPECT_GE(opened.woken, 1);
  ASSERT_NE(opened.session.active(), nullptr);
  EXPECT_EQ(opened.session.active()->name, "a.h5");
  EXPECT_EQ(opened.session.selection.quarter, opened.session.quarters() - 1);
  EXPECT_TRUE(opened.session.settings.recent.size() == 1);
  ASSERT_NE(opened.session.figure(), nullptr);
}

TEST(Session, TakesTheFirstNamedAsAAndTheSecondAsB) {
  Opened opened;
  Session& session = opened.session;
  session.add(document_of(small_run(), "old"));
  session.open_together({"slow.h5", "b.h5"});
  opened.wait();
  ASSERT_EQ(session.documents().size(), 3U);
  EXPECT_EQ(session.documents()[1].name, "slow.h5");
  EXPECT_EQ(session.active()->name, "b.h5");
  ASSERT_NE(session.before(), nullptr);
  EXPECT_EQ(session.before(), session.documents()[1].run.get());
  EXPECT_EQ(session.now(), session.documents()[2].run.get());
  session.open("c.h5");  // one alone begins no comparison and ends none
  opened.wait();
  EXPECT_EQ(session.active()->name, "c.h5");
  EXPECT_EQ(session.partner.kind, Counterpart::Kind::document);
}

TEST(Session, OpensWhatItCanOfAMixtureOfFilesAndFolders) {
  Opened opened;
  Session& session = opened.session;
  session.open_together({"bad.h5", "slow.h5", "campaign", "b.h5"});
  opened.wait();
  ASSERT_EQ(session.messages.size(), 1U);
  EXPECT_NE(session.messages[0].find("bad.h5: is damaged"), std::string::npos);
  ASSERT_EQ(session.documents().size(), 3U);
  EXPECT_EQ(session.active()->name, "b.h5");
  EXPECT_EQ(session.before(), session.documents()[0].run.get());
  session.open_together({"a.h5", "bad.h5"});  // with a damaged one there is nothing to compare
  opened.wait();
  EXPECT_EQ(session.active()->name, "a.h5");
  EXPECT_EQ(session.messages.size(), 2U);
}

TEST(Session, TellsWhatCouldNotBeOpenedAndKeepsTheRest) {
  Opened opened;
  opened.session.open("a.h5");
  opened.wait();
  opened.session.open("bad.h5");
  opened.wait();
  ASSERT_EQ(opened.session.messages.size(), 1U);
  EXPECT_NE(opened.session.messages[0].find("bad.h5: is damaged"), std::string::npos);
  EXPECT_EQ(opened.session.documents().size(), 1U);
}

TEST(Session, KeepsSystemAndOrganisationTogether) {
  Opened opened;
  Session& session = opened.session;
  session.add(document_of(small_run()));
  session.update(0);
  const auto& organisations = session.now()->info().organisations;
  const int last = static_cast<int>(organisations.size()) - 1;
  session.click({TargetKind::organisation, last});
  EXPECT_EQ(session.selection.system, organisations.back().system);
  session.click({TargetKind::system, 0});
  EXPECT_EQ(organisations[static_cast<std::size_t>(session.selection.organisation)].system, 0);
  session.click({TargetKind::system, 1'000'000});
  EXPECT_LT(session.selection.system, static_cast<int>(session.now()->info().systems.size()));
  session.perform(Command::previous_organisation, 0);
  EXPECT_EQ(organisations[static_cast<std::size_t>(session.selection.organisation)].system,
            session.selection.system);
}

TEST(Session, StepsThroughTimeAndRuns) {
  Opened opened;
  Session& session = opened.session;
  session.add(document_of(small_run()));
  session.update(0);
  session.perform(Command::first_quarter, 0);
  session.perform(Command::previous_quarter, 0);
  EXPECT_EQ(session.selection.quarter, 0);
  session.perform(Command::next_quarter, 0);
  EXPECT_EQ(session.selection.quarter, 1);
  session.perform(Command::play, 100);
  session.update(101);
  EXPECT_EQ(session.selection.quarter, 2);
  EXPECT_TRUE(session.due_in(101).has_value());
  session.perform(Command::play, 101);
  EXPECT_FALSE(session.due_in(101).has_value());
  EXPECT_FALSE(session.possible(Command::all_runs));
  session.perform(Command::previous_run, 0);
  EXPECT_EQ(session.selection.run, session.now()->shown_runs() - 1);
  session.perform(Command::next_run, 0);
  EXPECT_EQ(session.selection.run, 0);
  session.perform(Command::all_runs, 0);
  EXPECT_FALSE(session.selection.run.has_value());
}

TEST(Session, ComparesTwoDocumentsAndSwapsThem) {
  Opened opened;
  Session& session = opened.session;
  session.add(document_of(small_run(), "one"));
  session.update(0);
  EXPECT_FALSE(session.possible(Command::compare));
  session.add(document_of(small_run(), "two"));
  session.update(0);
  session.activate(0);  // whichever is looked at, the one that was opened first is A
  session.perform(Command::compare, 0);
  session.update(0);
  ASSERT_NE(session.before(), nullptr);
  EXPECT_EQ(session.active()->name, "two");
  EXPECT_EQ(session.before(), session.documents()[0].run.get());
  session.perform(Command::swap, 0);
  session.update(0);
  EXPECT_EQ(session.active()->name, "one");
  EXPECT_EQ(session.before(), session.documents()[1].run.get());
  session.close(1);
  session.update(0);
  EXPECT_EQ(session.before(), nullptr);
  EXPECT_EQ(session.active()->name, "one");
  session.close(0);
  session.update(0);
  EXPECT_EQ(session.active(), nullptr);
  EXPECT_EQ(session.figure(), nullptr);
}

TEST(Session, DrawsAgainOnlyWhenSomethingChanged) {
  Opened opened;
  Session& session = opened.session;
  const auto run = small_run();
  session.add(document_of(run));
  session.update(0);
  session.set_view(View::ranking);
  const Figure* figure = session.figure();
  ASSERT_NE(figure, nullptr);
  const std::string title = figure->title, csv = csv_of(*figure);
  session.update(1);
  EXPECT_EQ(session.figure(), figure);
  EXPECT_EQ(csv_of(*session.figure()), csv);
  run->set_systems(SystemMeasure::norm, slice_of_systems(*run, 0.125));
  session.update(2);
  EXPECT_NE(csv_of(*session.figure()), csv);
}

TEST(Session, ZoomsTimeInAllChartsAndKeepsTheShownQuarterInIt) {
  Opened opened;
  Session& session = opened.session;
  session.add(document_of(small_run()));
  session.update(0);
  session.set_view(View::map);
  EXPECT_FALSE(session.possible(Command::zoom_in));  // a map shows one quarter
  session.set_view(View::ensemble);
  EXPECT_FALSE(session.possible(Command::zoom_out));
  EXPECT_FALSE(session.possible(Command::later));
  session.click({TargetKind::quarter, 6});
  session.perform(Command::zoom_in, 0);
  ASSERT_TRUE(session.selection.period.has_value());
  EXPECT_EQ(session.period().length(), 10);
  EXPECT_EQ(session.selection.quarter, 6);
  session.perform(Command::zoom_in, 0);
  session.perform(Command::later, 0);
  EXPECT_EQ(session.period().length(), 8);
  const Period late = session.period();
  session.set_view(View::system);  // linked
  EXPECT_EQ(session.period(), late);
  session.perform(Command::first_quarter, 0);  // time leads
  EXPECT_EQ(session.period(), (Period{0, 7}));
  session.perform(Command::last_quarter, 0);
  EXPECT_EQ(session.period(), (Period{4, 11}));
  session.perform(Command::earlier, 0);  // and follows
  session.perform(Command::earlier, 0);
  EXPECT_EQ(session.period(), (Period{0, 7}));
  EXPECT_EQ(session.selection.quarter, 7);
  session.perform(Command::play, 100);
  session.update(101);
  EXPECT_EQ(session.selection.quarter, 8);
  EXPECT_EQ(session.period(), (Period{1, 8}));
  session.perform(Command::fit_time, 101);
  EXPECT_FALSE(session.selection.period.has_value());
}

/// Numbers of a part are those of the whole, and no others.
TEST(Session, FiguresHoldExactlyTheQuartersShown) {
  Opened opened;
  Session& session = opened.session;
  session.add(document_of(small_run()));
  session.update(0);
  const auto& quarters = session.now()->info().quarters;
  session.selection.quarter = 6;
  for (const View view :
       {View::ensemble, View::control_chart, View::system, View::multiples, View::organisation}) {
    session.set_view(view);
    session.selection.period.reset();
    ASSERT_NE(session.figure(), nullptr);
    const FigureTable all = session.figure()->table;
    const std::string svg = svg_of(*session.figure(), 900);
    session.show_period(Period{4, 9});
    ASSERT_NE(session.figure(), nullptr);
    const Figure part = *session.figure();
    std::vector<std::vector<std::string>> expected;
    for (const auto& row : all.rows) {
      const bool other = std::ranges::any_of(row, [&](const std::string& cell) {
        const auto at = std::ranges::find(quarters, cell) - quarters.begin();
        return at < std::ssize(quarters) && (at < 4 || at > 9);
      });
      if (!other) expected.push_back(row);
    }
    EXPECT_LT(expected.size(), all.rows.size());
    EXPECT_EQ(part.table.rows, expected) << row_of(view).key;
    EXPECT_NE(part.subtitle.find(quarters[4] + " to " + quarters[9]), std::string::npos) << part.subtitle;
    EXPECT_NE(svg_of(part, 900), svg);
  }
}

TEST(Choices, NameThePeriodOfCharts) {
  Opened opened;
  Session& session = opened.session;
  session.add(document_of(small_run()));
  session.update(0);
  apply({.quarters = "2018/19 Q1 .. 2018/19 Q4"}, session);
  EXPECT_EQ(session.selection.period, (Period{4, 7}));
  EXPECT_EQ(session.selection.quarter, 7);
  apply({.quarters = "2017/18 Q1..2019/20 Q4"}, session);
  session.set_view(View::ensemble);
  EXPECT_EQ(session.period(), (Period{0, 11}));
  const auto message = [&](const Choices& choices) -> std::string {
    try {
      apply(choices, session);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_NE(message({.quarters = "2018/19 Q1"}).find("is no period: write the first and the last quarter"),
            std::string::npos);
  EXPECT_NE(message({.quarters = "2018/19 Q1..2025/26 Q1"}).find("there is no quarter '2025/26 Q1'"),
            std::string::npos);
  EXPECT_NE(message({.quarters = "2018/19 Q4..2018/19 Q1"}).find("write \"2018/19 Q1..2018/19 Q4\""),
            std::string::npos);
  EXPECT_NE(message({.quarter = "2017/18 Q1", .quarters = "2018/19 Q1..2018/19 Q4"})
                .find("is not among --quarters"),
            std::string::npos);
}

TEST(Session, JumpsBetweenEvents) {
  Opened opened;
  Session& session = opened.session;
  session.add(document_of(small_run()));
  session.update(0);
  session.perform(Command::first_quarter, 0);
  const auto& events = session.events();
  ASSERT_FALSE(events.empty());
  session.perform(Command::next_event, 0);
  const int there = session.selection.quarter;
  EXPECT_GT(there, 0);
  EXPECT_TRUE(
      std::ranges::any_of(session.events(), [&](const Event& event) { return event.quarter == there; }));
}

TEST(Session, EveryActionIsHarmlessInEveryState) {
  Opened opened;
  Session& session = opened.session;
  const auto all = [&] {
    for (const CommandRow& row : command_rows) {
      if (row.command == Command::close) continue;
      session.perform(row.command, 0);
      session.dialog = Dialog::none;
      session.update(0);
      session.figure();
    }
  };
  all();
  session.add(document_of(small_run(), "one"));
  session.update(0);
  all();
  session.add(document_of(small_run(), "two"));
  session.update(0);
  all();
  all();
}

/// As of a file of another model that recorded no organisations.
TEST(Session, OpensASweepOnTheChartOfItsDesign) {
  for (const auto& [method, view] : {std::pair{"morris", SweepView::effects},
                                     {"saltelli", SweepView::effects},
                                     {"latin_hypercube", SweepView::effects},
                                     {"sobol", SweepView::effects},
                                     {"factorial", SweepView::map},
                                     {"points", SweepView::map}}) {
    Opened opened;
    auto sweep = std::make_shared<test::MemorySweep>(test::small_sweep());
    sweep->known.info.method = method;
    opened.session.add({.name = method, .path = "sweep.h5", .sweep = std::move(sweep)});
    EXPECT_EQ(opened.session.sweep_view, view) << method;
  }
}

TEST(History, GoesBackAndForthAndForgetsWhatWasUndone) {
  History history;
  Moment now;
  const auto go = [&](int quarter, bool held = false) {
    now.selection.quarter = quarter;
    history.note(now, held);
  };
  go(0);
  EXPECT_FALSE(history.can_undo(now));
  EXPECT_FALSE(history.undo());
  for (const int quarter : {1, 2, 2, 3}) go(quarter);
  EXPECT_EQ(history.undo()->selection.quarter, 2);
  EXPECT_EQ(history.undo()->selection.quarter, 1);
  EXPECT_EQ(history.redo()->selection.quarter, 2);
  go(2);
  EXPECT_TRUE(history.can_redo());  // nothing new
  go(7);
  EXPECT_FALSE(history.can_redo());
  EXPECT_EQ(history.undo()->selection.quarter, 2);
  EXPECT_EQ(history.undo()->selection.quarter, 1);
  EXPECT_EQ(history.undo()->selection.quarter, 0);
  EXPECT_FALSE(history.undo());
}

TEST(History, TakesAllOfADragForOneStep) {
  for (const int length : {1, 2, 9}) {
    History history;
    Moment now;
    history.note(now, false);
    for (int drag = 1; drag <= 2; ++drag) {
      history.note(now, true);  // pressed, not moved yet
      for (int n = 1; n <= length; ++n) {
        now.selection.system = 100 * drag + n;
        history.note(now, n < length);  // the last comes with the release
      }
      history.note(now, false);
    }
    EXPECT_EQ(history.undo()->selection.system, 100 + length);
    EXPECT_EQ(history.undo()->selection.system, 0);
    EXPECT_FALSE(history.undo());
    EXPECT_EQ(history.redo()->selection.system, 100 + length);
  }
}

/// Every change that there is, by command, by click and by a panel: back one by one, and forth again.
TEST(Session, UndoesEveryChangeOfPolicyAndSelection) {
  Opened opened;
  Session& session = opened.session;
  session.add(document_of(small_run()));
  session.update(0);
  session.add({.name = "live", .path = "live.yaml", .live = std::make_shared<Live>(small_plan(), 8, [] {})});
  session.live()->wait();
  session.update(0);
  const ParameterInfo& duty = *find_parameter("duty.strength");
  const std::vector<std::function<void()>> changes{
      [&] { session.perform(Command::previous_quarter, 0); },
      [&] {
        session.click({TargetKind::system, 1});
      },
      [&] { session.perform(Command::next_organisation, 0); },
      [&] {
        session.click({TargetKind::run, 2});
      },
      [&] { session.perform(Command::all_runs, 0); },
      [&] { session.perform(command_of_view(9), 0); },
      [&] { session.perform(Command::next_measure, 0); },
      [&] {
        session.show_period(Period{1, 4});
      },
      [&] { session.of_system = true; },
      [&] { session.perform(Command::spaghetti, 0); },
      [&] { session.set_parameter(duty, 0.71); },
      [&] { session.set_parameter(*find_parameter("pooling.floor"), 0.4); },
      [&] { session.partner = {.kind = Counterpart::Kind::baseline}; },
      [&] { session.perform(Command::difference, 0); },
      [&] { session.perform(Command::reset_policy, 0); },
      [&] { session.partner = {.kind = Counterpart::Kind::document, .document = 0}; },
      [&] { session.perform(Command::swap, 0); },
      [&] { session.activate(1); },
  };
  const auto state = [&] {
    const Selection& s = session.selection;
    std::string text = fmt::format("document {} {} {} {} {} {} {} {} {} {} {} {} {}", session.active_index(),
                                   static_cast<int>(session.view()), s.quarter, s.run.value_or(-1), s.system,
                                   s.organisation, s.measure, s.period ? s.period->last : -1,
                                   static_cast<int>(session.compare), static_cast<int>(session.partner.kind),
                                   session.partner.document, session.of_system, session.spaghetti);
    if (session.live() != nullptr) {
      for (const PolicySetting& setting : session.live()->policy().settings)
        text += fmt::format(" {}={}", setting.parameter->path, setting.value);
    }
    return text;
  };
  EXPECT_FALSE(session.possible(Command::undo));  // neither opening nor the first result is a step
  std::vector<std::string> states{state()};
  for (const auto& change : changes) {
    change();
    states.push_back(state());
    EXPECT_NE(states.back(), states[states.size() - 2]) << states.size();
    for (int n = 0; n < 3; ++n) session.update(0);
  }
  for (int round = 0; round < 2; ++round) {
    for (std::size_t n = changes.size(); n-- > 0;) {
      ASSERT_TRUE(session.possible(Command::undo)) << n;
      session.perform(Command::undo, 0);
      session.update(0);
      EXPECT_EQ(state(), states[n]) << n;
    }
    EXPECT_FALSE(session.possible(Command::undo));
    for (std::size_t n = 1; n <= changes.size(); ++n) {
      session.perform(Command::redo, 0);
      session.update(0);
      EXPECT_EQ(state(), states[n]) << n;
    }
    EXPECT_FALSE(session.possible(Command::redo));
  }
  session.close(0);
  EXPECT_FALSE(session.possible(Command::undo));
}

TEST(Session, TakesAllThatIsPlayedForOneStep) {
  Opened opened;
  opened.session.add(document_of(small_run()));
  opened.session.perform(Command::first_quarter, 0);
  opened.session.update(0);
  opened.session.perform(Command::play, 0);
  for (int n = 0; n < 4; ++n) opened.session.update(n);
  EXPECT_GT(opened.session.selection.quarter, 1);
  opened.session.perform(Command::undo, 4);
  EXPECT_EQ(opened.session.selection.quarter, 0);
  EXPECT_FALSE(opened.session.playback().playing());
}

TEST(Views, AreDrawnWhenNothingIsKnownOfOrganisations) {
  const auto run = small_run();
  const RunInfo& info = run->info();
  run->set_detail({.run = 0,
                   .quarters = static_cast<int>(info.quarters.size()),
                   .organisations = static_cast<int>(info.organisations.size()),
                   .reason = "the file is of another model"});
  Scene scene{.now = run.get()};
  for (const ViewRow& row : view_rows) {
    const auto figure = make_figure(row.view, scene);
    ASSERT_TRUE(figure.has_value()) << row.key;
    for (const double width : {400.0, 1200.0})
      EXPECT_NE(svg_of(*figure, width).find("</svg>"), std::string::npos);
    if (row.view == View::organisation || row.view == View::distribution || row.view == View::funnel) {
      EXPECT_NE(svg_of(*figure, 1200).find("the file is of another model"), std::string::npos) << row.key;
    }
  }
}

}  // namespace
}  // namespace concord
