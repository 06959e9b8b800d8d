#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/data/selection.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/network_picture.hpp"
#include "viz/views/readings.hpp"
#include "viz/views/tiles.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include <fmt/format.h>

namespace concord {

namespace {

/// `earlier`: the run compared with, or null.
std::shared_ptr<NetworkPicture> picture_of(const Scene& scene, const RunDetail& detail,
                                           const RunDetail* earlier) {
  const RunInfo& info = scene.now->info();
  const Selection& selection = scene.selection;
  const SystemInfo& system = info.systems[static_cast<std::size_t>(selection.system)];
  auto picture = std::make_shared<NetworkPicture>();
  picture->system = long_name(system);
  picture->code = system.code;
  picture->selected = selection.organisation;
  std::vector<std::size_t> index(info.places.size());
  for (std::size_t p = 0; p < info.places.size(); ++p) {
    if (info.places[p].system != selection.system) continue;
    index[p] = picture->places.size();
    picture->places.push_back(info.places[p].name.empty() ? info.places[p].code : info.places[p].name);
  }
  const auto at = [&](OrganisationColumn column, int i) {
    return static_cast<double>(detail.column(column, selection.quarter, i));
  };
  for (std::size_t n = 0; n < info.organisations.size(); ++n) {
    const OrganisationInfo& organisation = info.organisations[n];
    const int i = static_cast<int>(n);
    if (organisation.system != selection.system) continue;
    picture->members.push_back(
        {i, short_name(organisation), organisation.code, organisation.kind(),
         index[static_cast<std::size_t>(organisation.place)], choice_of(detail, selection.quarter, i),
         at(OrganisationColumn::trust_place, i), at(OrganisationColumn::trust_system, i)});
  }
  std::ranges::stable_sort(picture->members, {}, &NetworkMember::place);
  for (NetworkMember& member : picture->members) {
    if (earlier == nullptr) continue;
    const auto before = [&](OrganisationColumn column) {
      return static_cast<double>(earlier->column(column, selection.quarter, member.organisation));
    };
    member.before = choice_of(*earlier, selection.quarter, member.organisation);
    if (scene.difference) continue;
    member.before_place = before(OrganisationColumn::trust_place);
    member.before_system = before(OrganisationColumn::trust_system);
  }
  picture->difference = scene.difference;
  if (earlier != nullptr) picture->before_word = before_word(scene);
  return picture;
}

FigureTable table_of(const NetworkPicture& picture, const Scene& scene) {
  const bool compared = scene.before != nullptr, difference = scene.difference;
  FigureTable table;
  table.head = {"organisation", "code", "kind", "place", "choice"};
  const std::string less = difference ? ", B less A" : "";
  table.head.push_back(fmt::format("trust in place{} (index)", less));
  table.head.push_back(fmt::format("trust in system{} (index)", less));
  if (compared) table.head.push_back(fmt::format("choice, {}", before_word(scene)));
  if (compared && !difference) {
    table.head.push_back(fmt::format("trust in place, {} (index)", before_word(scene)));
    table.head.push_back(fmt::format("trust in system, {} (index)", before_word(scene)));
  }
  for (const NetworkMember& member : picture.members) {
    const auto word = [](const std::optional<Action>& choice) {
      return choice ? std::string(look_of(*choice).word) : std::string();
    };
    std::vector<std::string> row{member.name,
                                 member.code,
                                 std::string(word_of(member.kind)),
                                 picture.places[member.place],
                                 word(member.choice),
                                 table_number(member.trust_place),
                                 table_number(member.trust_system)};
    if (compared) row.push_back(word(member.before));
    if (compared && !difference) {
      row.push_back(table_number(member.before_place));
      row.push_back(table_number(member.before_system));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::optional<Figure> network_figure(const Scene& scene) {
  RunData& now = *scene.now;
  const RunInfo& info = now.info();
  if (info.organisations.empty() || info.systems.empty())
    return message_figure(scene, "network", "There are no organisations", "The world has none.");
  const Selection& selection = scene.selection;
  const auto detail = now.detail(scene.one_run);
  const auto earlier = scene.before != nullptr ? scene.before->detail(scene.before_one_run) : nullptr;
  const auto change = scene.change != nullptr ? scene.change->detail(0) : nullptr;
  const bool compared = scene.before != nullptr, difference = scene.difference;
  if (!detail || (compared && (!earlier || !change))) return std::nullopt;
  const SystemInfo& system = info.systems[static_cast<std::size_t>(selection.system)];
  const auto picture = picture_of(scene, *detail, earlier.get());
  const std::string quarter = quarter_words(info, selection.quarter);
  const auto middle = [&](double NetworkMember::*trust) {
    std::vector<double> values;
    for (const NetworkMember& member : picture->members) values.push_back(member.*trust);
    return median_of(std::move(values));
  };
  const double place = middle(&NetworkMember::trust_place), whole = middle(&NetworkMember::trust_system);
  const auto count = [&](Action action) {
    return std::ranges::count(picture->members, std::optional(action), &NetworkMember::choice);
  };
  const auto more = std::ranges::count_if(
      picture->members, [](const NetworkMember& member) { return member.trust_place > member.trust_system; });
  Figure figure;
  figure.name = "network";
  const bool any = std::isfinite(whole);
  const std::string name = long_name(system);
  figure.title =
      !any ? fmt::format("{}: no data for {}", name, quarter)
      : more == 0
          ? fmt::format("No member of {} trusts its place more than the system, {}", name, quarter)
          : fmt::format("{} of {} members of {} {} place more than the system, {}", more,
                        picture->members.size(), name, more == 1 ? "trusts its" : "trust their", quarter);
  figure.subtitle = fmt::format(
      "Trust of each organisation in its place and in the system (index), {}, run {}{}.", quarter,
      scene.b->info().first_replicate + scene.one_run,
      selection.run || scene.b->shown_runs() == 1 ? "" : " (one of many; choose a run to see another)");
  figure.description = fmt::format(
      "{} organisations of {} in {} places. Their median trust in the place {} {} and in the system {}. {} "
      "chose their own interest, {} their place, {} the system.",
      picture->members.size(), long_name(system), picture->places.size(), difference ? "differs by" : "is",
      difference ? plain_difference(place, "index") : plain_value(place, "index"),
      difference ? plain_difference(whole, "index") : plain_value(whole, "index"), count(Action::institution),
      count(Action::place), count(Action::system));
  if (compared) {
    std::size_t higher = 0, lower = 0, both = 0, changed = 0;
    for (const NetworkMember& member : picture->members) {
      const auto moved = static_cast<double>(
          change->column(OrganisationColumn::trust_system, selection.quarter, member.organisation));
      if (std::isfinite(moved)) ++both;
      higher += moved >= 0.02 ? 1 : 0;
      lower += moved < -0.02 ? 1 : 0;
      changed += member.changed() ? 1 : 0;
    }
    if (!scene.ghost) {
      const std::string short_one =
          tile_map_of(info.systems).names[static_cast<std::size_t>(selection.system)];
      const std::string& shown_name = short_one.empty() ? name : short_one;
      figure.title = fmt::format(
          "Trust in the system is higher in B than in A for {} and lower for {} of {} members of {}, {}",
          higher, lower, both, shown_name, quarter);
    }
    const std::string words(before_word(scene));
    if (!difference)
      figure.description +=
          fmt::format(" {}: median trust in the place {}, in the system {}.", capital(words),
                      plain_value(middle(&NetworkMember::before_place), "index"),
                      plain_value(middle(&NetworkMember::before_system), "index"));
    figure.description += fmt::format(
        " Trust in the system is at least 0.02 higher than that for {} and lower for {} of {} members; {} "
        "chose "
        "otherwise.",
        higher, lower, both, changed);
  }
  figure.table = table_of(*picture, scene);
  figure.height = [picture](double width) { return network_height(*picture, width); };
  figure.draw = [picture](Canvas& canvas, const Box& box) { draw_network(canvas, box, *picture); };
  return figure;
}

}  // namespace concord
