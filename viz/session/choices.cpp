#include "viz/session/choices.hpp"

#include "sim/errors.hpp"
#include "sim/suggest.hpp"
#include "viz/session/find_text.hpp"
#include "viz/views/run_series.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

/// The row of a name; otherwise a problem.
std::optional<std::size_t> find(const std::vector<std::string>& names, const std::string& wanted,
                                const char* option, std::string_view what, Problems& problems) {
  const auto found = std::ranges::find(names, wanted);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  const auto near = nearest(wanted, names);
  std::string message = fmt::format("there is no {} {}", what, shown(wanted));
  if (near) {
    message += fmt::format("; did you mean '{}'?", *near);
  } else if (names.size() <= 30) {
    message += fmt::format("; there are {}", fmt::join(names, ", "));
  } else if (!names.empty()) {
    message += fmt::format("; there are {} to {}", names.front(), names.back());
  }
  problems.add(option, 0, 0, "", std::move(message));
  return std::nullopt;
}

template <class Rows>
std::vector<std::string> keys_of(const Rows& rows) {
  std::vector<std::string> keys;
  keys.reserve(std::size(rows));
  for (const auto& row : rows) keys.emplace_back(row.key);
  return keys;
}

/// By its code, or by a part of its name that no other has.
template <class Rows>
std::optional<int> find_body(const Rows& rows, const std::string& wanted, const char* option,
                             const char* what, Problems& problems) {
  std::vector<std::string> codes;
  std::vector<int> named;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (rows[n].code == wanted) return static_cast<int>(n);
    codes.push_back(rows[n].code);
    if (mentions(rows[n].name, wanted)) named.push_back(static_cast<int>(n));
  }
  if (named.size() == 1) return named.front();
  if (named.size() > 1) {
    std::vector<std::string> some;
    for (std::size_t n = 0; n < named.size() && n < 5; ++n) {
      const auto& row = rows[static_cast<std::size_t>(named[n])];
      some.push_back(fmt::format("{} {}", row.code, row.name));
    }
    problems.add(option, 0, 0, "",
                 fmt::format("{} names of {}s contain {}: {}{}; give the code", named.size(), what,
                             shown(wanted), fmt::join(some, ", "), named.size() > 5 ? ", ..." : ""));
    return std::nullopt;
  }
  find(codes, wanted, option, what, problems);
  return std::nullopt;
}

/// "2019/20 Q1..2021/22 Q4".
std::optional<Period> find_period(const std::vector<std::string>& quarters, const std::string& wanted,
                                  Problems& problems) {
  constexpr std::string_view between = "..", option = "--quarters";
  const auto refuse = [&](std::string message) {
    problems.add(std::string(option), 0, 0, "", std::move(message));
    return std::nullopt;
  };
  const auto at = wanted.find(between);
  if (at == wanted.npos)
    return refuse(fmt::format("{} is no period: write the first and the last quarter, such as \"{}..{}\"",
                              shown(wanted), quarters.front(), quarters.back()));
  const auto trimmed = [](std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return std::string(text);
  };
  const std::string_view text = wanted;
  const auto first = find(quarters, trimmed(text.substr(0, at)), option.data(), "quarter", problems);
  const auto last =
      find(quarters, trimmed(text.substr(at + between.size())), option.data(), "quarter", problems);
  if (!first || !last) return std::nullopt;
  if (*first > *last)
    return refuse(fmt::format("{} ends before it begins; write \"{}..{}\"", shown(wanted), quarters[*last],
                              quarters[*first]));
  return Period{static_cast<int>(*first), static_cast<int>(*last)};
}

void apply_to_sweep(const Choices& choices, Session& session, Problems& problems) {
  const SweepSheet& sheet = session.sweep()->sheet();
  std::vector<std::string> axes, outcomes;
  for (const SweepAxis& axis : sheet.axes) axes.push_back(axis.name);
  for (const SweepOutcome& outcome : sheet.outcomes) outcomes.push_back(outcome.name);
  if (choices.view) {
    if (const auto row = find(keys_of(sweep_view_rows), *choices.view, "--view", "view of a sweep", problems))
      session.sweep_view = sweep_view_rows[*row].view;
  }
  SweepScene& scene = session.sweep_choice;
  if (choices.measure)
    scene.outcome =
        find(outcomes, *choices.measure, "--measure", "outcome", problems).value_or(scene.outcome);
  if (choices.across)
    scene.x_axis = find(axes, *choices.across, "--across", "axis", problems).value_or(scene.x_axis);
  if (choices.up) scene.y_axis = find(axes, *choices.up, "--up", "axis", problems).value_or(scene.y_axis);
  if (choices.point) {
    if (*choices.point < 0 || static_cast<std::size_t>(*choices.point) >= sheet.info.points) {
      problems.add("--point", 0, 0, "",
                   fmt::format("there is no point {}; they are numbered from 0 to {}", *choices.point,
                               sheet.info.points - 1));
    } else {
      scene.point = static_cast<std::size_t>(*choices.point);
    }
  }
  scene.difference = choices.compare == "difference";
  if (!choices.quarters) return;
  if (sheet.quarters.empty() || sheet.trajectories.empty()) {
    problems.add("--quarters", 0, 0, "", "this sweep keeps no values by quarter; leave the option out");
  } else {
    session.selection.period = find_period(sheet.quarters, *choices.quarters, problems);
  }
}

void apply_to_runs(const Choices& choices, Session& session, Problems& problems) {
  const RunInfo& info = session.now()->info();
  Selection& chosen = session.selection;
  if (choices.view) {
    if (const auto row = find(keys_of(view_rows), *choices.view, "--view", "view", problems))
      session.set_view(view_rows[*row].view);
  }
  if (choices.quarter) {
    if (const auto row = find(info.quarters, *choices.quarter, "--quarter", "quarter", problems))
      chosen.quarter = static_cast<int>(*row);
  }
  if (choices.quarters) {
    chosen.period = find_period(info.quarters, *choices.quarters, problems);
    if (chosen.period && choices.quarter && !chosen.period->holds(chosen.quarter))
      problems.add("--quarter", 0, 0, "",
                   fmt::format("{} is not among --quarters {}", *choices.quarter, *choices.quarters));
    if (chosen.period) chosen.quarter = std::clamp(chosen.quarter, chosen.period->first, chosen.period->last);
  }
  if (choices.system) {
    if (const auto row = find_body(info.systems, *choices.system, "--system", "system", problems))
      session.click({TargetKind::system, *row});
  }
  if (choices.organisation) {
    if (const auto row =
            find_body(info.organisations, *choices.organisation, "--organisation", "organisation", problems))
      session.click({TargetKind::organisation, *row});
  }
  if (choices.run) {
    const int run = *choices.run - info.first_replicate;
    if (run < 0 || run >= session.now()->shown_runs()) {
      problems.add("--run", 0, 0, "",
                   fmt::format("there is no run {}; they are numbered from {} to {}", *choices.run,
                               info.first_replicate, info.first_replicate + session.now()->shown_runs() - 1));
    } else {
      chosen.run = run;
    }
  }
  if (choices.measure) {
    const MeasureList list = measures_of(session.view(), choices.of_system);
    std::size_t& row = chosen.*list.chosen;
    const bool named = choices.measure->find_first_of(" (/*") == std::string::npos;
    if (named || list.chosen != &Selection::measure) {
      row = find(keys_of(list.rows), *choices.measure, "--measure", list.what, problems).value_or(row);
    } else if (const auto asked = ask(*choices.measure, viewer_vocabulary(info)); !asked.value) {
      problems.add("--measure", 0, 0, *choices.measure, asked.wrong);
    } else {
      chosen.expression = *choices.measure;
    }
  }
}

}  // namespace

void apply(const Choices& choices, Session& session) {
  Problems problems;
  if (choices.compare) {
    const std::vector<std::string> modes{"over", "beside", "difference"};
    const std::string& mode = *choices.compare == "overlay" ? modes[0] : *choices.compare;  // its old name
    if (const auto row = find(modes, mode, "--compare", "way to compare", problems))
      session.compare = static_cast<Compare>(*row);
  }
  session.spaghetti = choices.spaghetti;
  session.of_system = choices.of_system;
  session.show_table = choices.table;
  if (session.sweep() != nullptr) {
    apply_to_sweep(choices, session, problems);
  } else if (session.now() != nullptr) {
    apply_to_runs(choices, session, problems);
  }
  problems.throw_if_any();
}

}  // namespace concord
