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

std::optional<Figure> network_figure(const Scene& scene) {
  RunData& now = *scene.now;
  const RunInfo& info = now.info();
  if (info.organisations.empty() || info.systems.empty())
    return message_figure(scene, "network", "There are no organisations", "The world has none.");
  const Selection& selection = scene.selection;
  const ShownRuns runs = shown_runs(scene);
  const Comparison comparison = comparison_of(scene);
  const int then = comparison.quarter[static_cast<std::size_t>(selection.quarter)];
  const auto detail = now.detail(runs.now);
  // A shadow is a bonus: the picture is shown before it is there. A comparison is not.
  const bool wanted = scene.before != nullptr && runs.before >= 0 && then >= 0;
  const auto earlier = wanted ? scene.before->detail(runs.before) : nullptr;
  if (!detail || (wanted && !scene.ghost && !earlier)) return std::nullopt;
  const bool compared = earlier && !earlier->columns.empty();
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
    return static_cast<double>(detail->column(column, selection.quarter, i));
  };
  for (std::size_t n = 0; n < info.organisations.size(); ++n) {
    const OrganisationInfo& organisation = info.organisations[n];
    const int i = static_cast<int>(n);
    if (organisation.system != selection.system) continue;
    picture->members.push_back(
        {i, short_name(organisation), organisation.code, organisation.kind(),
         index[static_cast<std::size_t>(organisation.place)], choice_of(*detail, selection.quarter, i),
         at(OrganisationColumn::trust_place, i), at(OrganisationColumn::trust_system, i)});
  }
  std::ranges::stable_sort(picture->members, {}, &NetworkMember::place);
  for (NetworkMember& member : picture->members) {
    const int other = comparison.organisation[static_cast<std::size_t>(member.organisation)];
    if (!compared || other < 0) continue;
    member.before = choice_of(*earlier, then, other);
    member.before_place = static_cast<double>(earlier->column(OrganisationColumn::trust_place, then, other));
    member.before_system =
        static_cast<double>(earlier->column(OrganisationColumn::trust_system, then, other));
  }

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
      info.first_replicate + runs.now,
      selection.run || now.shown_runs() == 1 ? "" : " (one of many; choose a run to see another)");
  figure.description = fmt::format(
      "{} organisations of {} in {} places. Their median trust in the place is {} and in the system {}. {} "
      "chose their own interest, {} their place, {} the system.",
      picture->members.size(), long_name(system), picture->places.size(), plain_value(place, "index"),
      plain_value(whole, "index"), count(Action::institution), count(Action::place), count(Action::system));
  const bool difference = compared && !scene.ghost && scene.compare == Compare::difference;
  if (compared) {
    std::size_t higher = 0, lower = 0, both = 0, changed = 0;
    for (const NetworkMember& member : picture->members) {
      const double change = member.trust_system - member.before_system;
      if (std::isfinite(change)) ++both;
      higher += change >= 0.02 ? 1 : 0;
      lower += change < -0.02 ? 1 : 0;
      changed += member.changed() ? 1 : 0;
    }
    if (!scene.ghost) {
      const std::string short_one =
          tile_map_of(info.systems).names[static_cast<std::size_t>(selection.system)];
      const std::string& shown_name = short_one.empty() ? name : short_one;
      figure.title = fmt::format(
          "Trust in the system is higher in B than in A for {} and lower for {} of {} members of {}, {}",
          higher, lower, both, shown_name, quarter);
      figure.subtitle +=
          fmt::format("{} {} {}", difference ? " B less A." : "", compared_words(scene), how_paired(runs));
    } else {
      figure.subtitle += " " + compared_words(scene);
    }
    const std::string words(before_word(scene));
    figure.description += fmt::format(
        " {}: median trust in the place {}, in the system {}. Trust in the system is at least 0.02 higher "
        "than that for "
        "{} and lower for {} of {} members; {} chose otherwise.",
        capital(words), plain_value(middle(&NetworkMember::before_place), "index"),
        plain_value(middle(&NetworkMember::before_system), "index"), higher, lower, both, changed);
  } else if (earlier && !scene.ghost) {
    figure.subtitle += " Nothing is compared: " + earlier->reason;
  }
  figure.caption = caption_of(scene);
  figure.table.head = {"organisation", "code", "kind", "place", "choice"};
  const std::string less = difference ? ", B less A" : "";
  figure.table.head.push_back(fmt::format("trust in place{} (index)", less));
  figure.table.head.push_back(fmt::format("trust in system{} (index)", less));
  if (compared) figure.table.head.push_back(fmt::format("choice, {}", before_word(scene)));
  if (compared && !difference) {
    figure.table.head.push_back(fmt::format("trust in place, {} (index)", before_word(scene)));
    figure.table.head.push_back(fmt::format("trust in system, {} (index)", before_word(scene)));
  }
  for (NetworkMember& member : picture->members) {
    if (difference) {
      member.trust_place -= member.before_place;
      member.trust_system -= member.before_system;
    }
    const auto word = [](const std::optional<Action>& choice) {
      return choice ? std::string(look_of(*choice).word) : std::string();
    };
    std::vector<std::string> row{member.name,
                                 member.code,
                                 std::string(word_of(member.kind)),
                                 picture->places[member.place],
                                 word(member.choice),
                                 table_number(member.trust_place),
                                 table_number(member.trust_system)};
    if (compared) row.push_back(word(member.before));
    if (compared && !difference) {
      row.push_back(table_number(member.before_place));
      row.push_back(table_number(member.before_system));
    }
    figure.table.rows.push_back(std::move(row));
  }
  auto drawing = std::make_shared<NetworkDrawing>();
  picture->difference = difference;
  drawing->pictures.push_back(*picture);
  if (compared && !scene.ghost && scene.compare == Compare::beside) {
    NetworkPicture other = *picture;
    for (NetworkMember& member : other.members) {
      member.choice = member.before;
      member.trust_place = member.before_place;
      member.trust_system = member.before_system;
    }
    drawing->pictures[0].title = b_title(scene);
    other.title = a_title(scene);
    drawing->pictures.insert(drawing->pictures.begin(), std::move(other));
  } else if (compared) {
    drawing->pictures[0].before_word = before_word(scene);
  }
  figure.height = [drawing](double width) { return drawing->height(width); };
  figure.draw = [drawing](Canvas& canvas, const Box& box) { drawing->draw(canvas, box); };
  return figure;
}

}  // namespace concord
