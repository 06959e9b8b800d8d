#include "experiments/charts.hpp"
#include "experiments/sweep/sweep_charts.hpp"
#include "viz/figures/choices.hpp"
#include "viz/figures/plain_words.hpp"
#include "viz/figures/readings.hpp"
#include "viz/figures/tiles.hpp"
#include "viz/figures/views.hpp"
#include "viz/session/selection.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double small = 11, line_height = 17, between_places = 9, key_line = 20;

/// Trust in bands; a line's width and dash say the same.
struct Strength {
  double from;  ///< index
  std::string_view word;
  double width;
  std::string_view dash;
};
constexpr std::array<Strength, 4> strengths{{{0.75, "very strong (0.75 and more)", 3.6, ""},
                                             {0.5, "strong (0.5 to 0.75)", 2.2, ""},
                                             {0.25, "weak (0.25 to 0.5)", 1.5, "6 3"},
                                             {-1e9, "very weak (below 0.25)", 1.1, "1.5 3"}}};
const Strength& strength_of(double trust) {
  return *std::ranges::find_if(strengths, [&](const Strength& s) { return trust >= s.from; });
}
constexpr std::string_view place_edge = "#5C5C5C", system_edge = "#7C93AD";

struct Member {
  int organisation;
  std::string name, code;
  Kind kind;
  std::size_t place;  ///< of Picture::places
  std::optional<Action> choice;
  double trust_place, trust_system;  ///< NaN = no data
};
struct Picture {
  std::string system, code;
  std::vector<std::string> places;
  std::vector<Member> members;  ///< by place
  int selected = -1;
};

/// Members stand on an ellipse in two columns of evenly spaced lines, so that labels cannot overlap.
struct Layout {
  struct Spot {
    Point at;
    bool left;
  };
  std::vector<Spot> members;
  std::vector<Point> places;
  Point centre;
  double label_room, height;
  bool names;
};

/// How many members stand on the left: whole places, as even as that allows; a single place is halved.
std::size_t left_count(const Picture& picture) {
  const std::size_t count = picture.members.size();
  if (picture.places.size() < 2) return (count + 1) / 2;
  std::size_t best = 0;
  const auto uneven = [&](std::size_t left) {
    return std::abs(static_cast<double>(count) - 2 * static_cast<double>(left));
  };
  for (std::size_t n = 1; n < count; ++n) {
    if (picture.members[n].place != picture.members[n - 1].place && (best == 0 || uneven(n) < uneven(best)))
      best = n;
  }
  return best == 0 ? (count + 1) / 2 : best;
}

Layout layout_of(const Picture& picture, double width) {
  const std::size_t count = picture.members.size(), left = left_count(picture);
  const auto side_height = [&](std::size_t first, std::size_t last) {
    double height = 0;
    for (std::size_t n = first; n < last; ++n) {
      height += line_height;
      if (n > first && picture.members[n].place != picture.members[n - 1].place) height += between_places;
    }
    return height;
  };
  Layout layout;
  const double longer = std::max(side_height(0, left), side_height(left, count));
  layout.height = std::max({longer, std::min(2.2 * longer, width < 600 ? 240.0 : 340.0), 170.0}) + 30;
  layout.names = width >= 560;
  double longest = 0;
  for (const Member& member : picture.members)
    longest = std::max(longest, text_width(layout.names ? member.name : member.code, small * bold_width));
  layout.label_room = std::min(longest + 18, layout.names ? std::max((width - 360) / 2, 100.0) : 88.0);
  const double across = std::clamp(width / 2 - layout.label_room - 14, 60.0, 480.0);
  const double down = layout.height / 2 - 8;
  layout.centre = {width / 2, layout.height / 2};
  layout.members.resize(count);
  const auto place_side = [&](std::size_t first, std::size_t last, bool on_left) {
    const double used = side_height(first, last), room = layout.height - 30;
    const double stretch = used > 0 ? std::min(room / used, 2.2) : 1;
    double y = layout.height / 2 - used * stretch / 2 + line_height * stretch / 2;
    // The left is read upwards, so that the order goes round like a clock.
    for (std::size_t k = 0; k < last - first; ++k) {
      const std::size_t n = on_left ? last - 1 - k : first + k;
      const std::size_t previous = on_left ? n + 1 : n - 1;
      if (k > 0) {
        y += line_height * stretch;
        if (picture.members[n].place != picture.members[previous].place) y += between_places * stretch;
      }
      const double part = (y - layout.centre.y) / down;
      const double x = across * std::sqrt(std::max(1 - part * part, 0.0));
      layout.members[n] = {{layout.centre.x + (on_left ? -x : x), y}, on_left};
    }
  };
  place_side(0, left, true);
  place_side(left, count, false);
  for (std::size_t p = 0; p < picture.places.size(); ++p) {
    double x = 0, y = 0, here = 0;
    for (std::size_t n = 0; n < count; ++n) {
      if (picture.members[n].place != p) continue;
      x += layout.members[n].at.x;
      y += layout.members[n].at.y;
      ++here;
    }
    if (here == 0) {
      layout.places.push_back(layout.centre);
      continue;
    }
    // Along the way to the centre, but at the height of its members.
    layout.places.push_back({layout.centre.x + (x / here - layout.centre.x) * 0.64, y / here});
  }
  if (picture.places.size() == 1)
    layout.places[0] = {layout.centre.x, layout.centre.y - std::max(down * 0.5, 62.0)};
  return layout;
}

double key_height(Canvas* canvas, Point at, double width) {
  double y = draw_choice_key(canvas, at, width);
  double x = 0;
  const auto next = [&](double room) {
    if (x > 0 && x + room > width) {
      x = 0;
      y += key_line;
    }
    const double here = x;
    x += room + 18;
    return here;
  };
  for (const Kind kind : {Kind::trust, Kind::ccg, Kind::council}) {
    const double here = next(20 + text_width(word_of(kind), small));
    if (canvas == nullptr) continue;
    draw_kind(*canvas, {at.x + here + 7, at.y + y + 8}, 5.5, kind, "#FFFFFF", palette::text);
    canvas->text({at.x + here + 20, at.y + y + 12}, word_of(kind), {.size = small});
  }
  for (const auto& [color, word] : {std::pair{place_edge, std::string_view("trust in place")},
                                    std::pair{system_edge, std::string_view("trust in system")}}) {
    const double here = next(30 + text_width(word, small));
    if (canvas == nullptr) continue;
    canvas->line({at.x + here, at.y + y + 8}, {at.x + here + 24, at.y + y + 8}, {color, 2.2});
    canvas->text({at.x + here + 30, at.y + y + 12}, word, {.size = small});
  }
  for (const Strength& strength : strengths) {
    const double here = next(30 + text_width(strength.word, small));
    if (canvas == nullptr) continue;
    canvas->line({at.x + here, at.y + y + 8}, {at.x + here + 24, at.y + y + 8},
                 {palette::text, strength.width, strength.dash});
    canvas->text({at.x + here + 30, at.y + y + 12}, strength.word, {.size = small});
  }
  return y + key_line + 8;
}

void draw_edge(Canvas& canvas, Point from, Point to, double trust, std::string_view color) {
  if (!std::isfinite(trust)) return;
  const Strength& strength = strength_of(trust);
  canvas.line(from, to, {color, strength.width, strength.dash});
}

std::string words_of(const Picture& picture, const Member& member) {
  return fmt::format("{} ({}), {}\nchose {}\ntrust in {}: {}\ntrust in the system: {}", member.name,
                     member.code, word_of(member.kind),
                     member.choice ? look_of(*member.choice).word : "(no data)", picture.places[member.place],
                     value_words(member.trust_place, "index"), value_words(member.trust_system, "index"));
}

void draw_network(Canvas& canvas, const Box& box, const Picture& picture) {
  const double top = box.y + key_height(&canvas, {box.x, box.y}, box.width);
  const Layout layout = layout_of(picture, box.width);
  const auto moved = [&](Point p) { return Point{p.x + box.x, p.y + top}; };
  const Point centre = moved(layout.centre);
  for (std::size_t n = 0; n < picture.members.size(); ++n)
    draw_edge(canvas, moved(layout.members[n].at), centre, picture.members[n].trust_system, system_edge);
  for (std::size_t n = 0; n < picture.members.size(); ++n) {
    const Member& member = picture.members[n];
    draw_edge(canvas, moved(layout.members[n].at), moved(layout.places[member.place]), member.trust_place,
              place_edge);
  }
  // Places, with their names towards the centre where there is room for them.
  for (std::size_t p = 0; p < picture.places.size(); ++p) {
    const Point at = moved(layout.places[p]);
    canvas.begin_group("place " + picture.places[p]);
    canvas.polygon(std::array<Point, 3>{{{at.x, at.y - 7}, {at.x + 7, at.y + 5}, {at.x - 7, at.y + 5}}},
                   "#FFFFFF", 1, {palette::text, 1.6});
    const bool left = at.x < centre.x - 1;
    const double room = std::min(std::abs(at.x - centre.x) - 40, 170.0);
    if (picture.places.size() == 1 || room >= 44) {
      const double most = picture.places.size() == 1 ? 120 : room;
      const std::string name = fitted(picture.places[p], 10, most);
      const double width = text_width(name, 10) + 4, x = left ? at.x + 10 : at.x - 10 - width;
      canvas.rect(x, at.y - 7, width, 13, "#FFFFFF");
      canvas.text({x + 2, at.y + 3.5}, name, {.size = 10, .color = palette::text});
    }
    canvas.end_group();
  }
  canvas.begin_group("system " + picture.system);
  canvas.polygon(hexagon(centre, 54), "#FFFFFF", 1, {palette::text, 2});
  canvas.text({centre.x, centre.y + 4}, fitted(picture.code, 12 * bold_width, 48),
              {.size = 12, .anchor = Anchor::middle, .bold = true});
  canvas.end_group();
  for (std::size_t n = 0; n < picture.members.size(); ++n) {
    const Member& member = picture.members[n];
    const Point at = moved(layout.members[n].at);
    const std::string target = text_of({TargetKind::organisation, member.organisation});
    canvas.begin_group({.title = words_of(picture, member), .target = target});
    const std::string_view fill = member.choice ? look_of(*member.choice).color : "#FFFFFF";
    const bool selected = member.organisation == picture.selected;
    if (selected) canvas.circle(at, 11, palette::text);
    if (selected) canvas.circle(at, 9.4, "#FFFFFF");
    draw_kind(canvas, at, 6.4, member.kind, fill, palette::text);
    const std::string_view letter = member.choice ? look_of(*member.choice).letter : "?";
    const double offset = 14;
    const bool left = layout.members[n].left;
    // The letter stands beside the name: inside the mark it would be too small to read.
    const std::string name = fitted(layout.names ? member.name : member.code,
                                    small * (selected ? bold_width : 1), layout.label_room - 14);
    const double x = left ? at.x - offset : at.x + offset;
    canvas.text({x, at.y + 4}, letter,
                {.size = small, .anchor = left ? Anchor::end : Anchor::start, .bold = true});
    canvas.text({left ? x - 14 : x + 14, at.y + 4}, name,
                {.size = small, .anchor = left ? Anchor::end : Anchor::start, .bold = selected});
    canvas.end_group();
  }
}

}  // namespace

std::optional<Figure> network_figure(const Scene& scene) {
  RunData& now = *scene.now;
  const RunInfo& info = now.info();
  if (info.organisations.empty() || info.systems.empty())
    return message_figure(scene, "network", "There are no organisations", "The world has none.");
  const Selection& selection = scene.selection;
  const int run = selection.run.value_or(0);
  const auto detail = now.detail(run);
  if (!detail) return std::nullopt;
  const SystemInfo& system = info.systems[static_cast<std::size_t>(selection.system)];
  auto picture = std::make_shared<Picture>();
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
  std::ranges::stable_sort(picture->members, {}, &Member::place);

  const std::string quarter = quarter_words(info, selection.quarter);
  std::vector<double> in_place, in_system;
  for (const Member& member : picture->members) {
    in_place.push_back(member.trust_place);
    in_system.push_back(member.trust_system);
  }
  const Spread place = spread_of(in_place), whole = spread_of(in_system);
  const auto count = [&](Action action) {
    return std::ranges::count(picture->members, std::optional(action), &Member::choice);
  };
  const auto more = std::ranges::count_if(
      picture->members, [](const Member& member) { return member.trust_place > member.trust_system; });
  Figure figure;
  figure.name = "network";
  const bool any = std::isfinite(whole.median);
  const std::string name = long_name(system);
  figure.title =
      !any ? fmt::format("{}: no data for {}", name, quarter)
      : more == 0
          ? fmt::format("No member of {} trusts its place more than the system, {}", name, quarter)
          : fmt::format("{} of {} members of {} {} place more than the system, {}", more,
                        picture->members.size(), name, more == 1 ? "trusts its" : "trust their", quarter);
  figure.subtitle = fmt::format(
      "Trust of each organisation in its place and in the system (index), {}, run {}{}.", quarter,
      info.first_replicate + run,
      selection.run || now.shown_runs() == 1 ? "" : " (one of many; choose a run to see another)");
  figure.description = fmt::format(
      "{} organisations of {} in {} places. Their median trust in the place is {} and in the system {}. {} "
      "chose their own interest, {} their place, {} the system.",
      picture->members.size(), long_name(system), picture->places.size(), value_words(place.median, "index"),
      value_words(whole.median, "index"), count(Action::institution), count(Action::place),
      count(Action::system));
  figure.caption = caption_of(scene);
  figure.table.head = {"organisation",           "code", "kind", "place", "choice", "trust in place (index)",
                       "trust in system (index)"};
  for (const Member& member : picture->members) {
    figure.table.rows.push_back({member.name, member.code, std::string(word_of(member.kind)),
                                 picture->places[member.place],
                                 member.choice ? std::string(look_of(*member.choice).word) : "",
                                 table_number(member.trust_place), table_number(member.trust_system)});
  }
  figure.height = [picture](double width) {
    return key_height(nullptr, {0, 0}, width) + layout_of(*picture, width).height;
  };
  figure.draw = [picture](Canvas& canvas, const Box& box) { draw_network(canvas, box, *picture); };
  return figure;
}

}  // namespace concord
