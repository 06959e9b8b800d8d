#include "viz/views/network_picture.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/data/selection.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/tiles.hpp"

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
/// Differences of trust in bands; colour, dash, width and sign say the same.
struct Change {
  double from;  ///< index
  std::string_view word, color;
  double width;
  std::string_view dash, sign;
};
constexpr std::array<Change, 5> changes{
    {{0.1, "much higher (by 0.10 and more)", "#12436D", 3.6, "", "+"},
     {0.02, "higher (by 0.02 to 0.10)", "#4A7FB0", 1.9, "", "+"},
     {-0.02, "about the same", "#8A8A8A", 1.1, "1.5 3", ""},
     {-0.1, "lower (by 0.02 to 0.10)", "#C4601A", 1.9, "6 3", "−"},
     {-1e9, "much lower (by 0.10 and more)", "#8C3A00", 3.6, "6 3", "−"}}};
const Change& change_of(double difference) {
  return *std::ranges::find_if(changes, [&](const Change& c) { return difference >= c.from; });
}
constexpr std::string_view shadow = "#9A9A9A";
constexpr std::string_view place_edge = "#5C5C5C", system_edge = "#7C93AD";

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
std::size_t left_count(const NetworkPicture& picture) {
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

Layout layout_of(const NetworkPicture& picture, double width) {
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
  layout.height = std::max({longer,
                            std::min(2.2 * longer, width < 600    ? 240.0
                                                   : width < 1000 ? 340.0
                                                   : width < 1500 ? 430.0
                                                                  : 560.0),
                            170.0}) +
                  30;
  layout.names = width >= 500;
  double longest = 0;
  for (const NetworkMember& member : picture.members)
    longest = std::max(longest, text_width(layout.names ? member.name : member.code, small * bold_width));
  if (!picture.before_word.empty() && std::ranges::any_of(picture.members, &NetworkMember::changed))
    longest += text_width(" (was S)", small * bold_width);
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

void draw_sign(Canvas& canvas, Point at, std::string_view sign) {
  canvas.circle(at, 5.4, "#FFFFFF");
  canvas.text({at.x, at.y + 4}, sign,
              {.size = 12, .anchor = Anchor::middle, .color = palette::text, .bold = true});
}

double key_height(Canvas* canvas, const NetworkPicture& picture, Point at, double width) {
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
  const auto line = [&](std::string_view word, const Pen& pen, std::string_view sign) {
    const std::string text = fitted(word, small, width - 30);
    const double here = next(30 + text_width(text, small));
    if (canvas == nullptr) return;
    canvas->line({at.x + here, at.y + y + 8}, {at.x + here + 24, at.y + y + 8}, pen);
    if (!sign.empty()) draw_sign(*canvas, {at.x + here + 12, at.y + y + 8}, sign);
    canvas->text({at.x + here + 30, at.y + y + 12}, text, {.size = small});
  };
  if (picture.difference) {
    for (const Change& change : changes)
      line(change.word, {change.color, change.width, change.dash}, change.sign);
    return y + key_line + 8;
  }
  line("trust in place", {place_edge, 2.2}, "");
  line("trust in system", {system_edge, 2.2}, "");
  for (const Strength& strength : strengths)
    line(strength.word, {palette::text, strength.width, strength.dash}, "");
  if (!picture.before_word.empty()) line(picture.before_word, {shadow, 2.2}, "");
  return y + key_line + 8;
}

/// What an edge says: a strength with that of the other run beside it, or a difference.
struct Edge {
  double trust, before;
  std::string_view color;
  double sign_at;  ///< how far along a sign stands
};
void draw_edge(Canvas& canvas, const NetworkPicture& picture, Point from, Point to, const Edge& edge) {
  if (picture.difference) {
    if (!std::isfinite(edge.trust)) return;
    const Change& change = change_of(edge.trust);
    canvas.line(from, to, {change.color, change.width, change.dash});
    if (!change.sign.empty() && std::hypot(to.x - from.x, to.y - from.y) > 46)
      draw_sign(canvas, {from.x + (to.x - from.x) * edge.sign_at, from.y + (to.y - from.y) * edge.sign_at},
                change.sign);
    return;
  }
  const double length = std::hypot(to.x - from.x, to.y - from.y);
  if (!picture.before_word.empty() && std::isfinite(edge.before) && length > 0) {
    const double x = -(to.y - from.y) / length * 3.2, y = (to.x - from.x) / length * 3.2;
    const Strength& strength = strength_of(edge.before);
    canvas.line({from.x + x, from.y + y}, {to.x + x, to.y + y}, {shadow, strength.width, strength.dash});
  }
  if (!std::isfinite(edge.trust)) return;
  const Strength& strength = strength_of(edge.trust);
  canvas.line(from, to, {edge.color, strength.width, strength.dash});
}

std::string words_of(const NetworkPicture& picture, const NetworkMember& member) {
  const auto trust = [&](double now, double before) {
    if (picture.difference) return short_difference(now, "index");
    return picture.before_word.empty() ? plain_value(now, "index")
                                       : fmt::format("{} ({}: {})", plain_value(now, "index"),
                                                     picture.before_word, plain_value(before, "index"));
  };
  const auto word = [](const std::optional<Action>& choice) {
    return choice ? look_of(*choice).word : no_data;
  };
  std::string chose = fmt::format("chose: {}", word(member.choice));
  if (!picture.before_word.empty())
    chose += fmt::format(" ({}: {})", picture.before_word, word(member.before));
  return fmt::format("{} ({}), {}\n{}\ntrust in {}{}: {}\ntrust in the system{}: {}", member.name,
                     member.code, word_of(member.kind), chose, picture.places[member.place],
                     picture.difference ? ", B less A" : "", trust(member.trust_place, member.before_place),
                     picture.difference ? ", B less A" : "",
                     trust(member.trust_system, member.before_system));
}

/// Below the key.
void draw_members(Canvas& canvas, const Box& box, const NetworkPicture& picture) {
  const double top = box.y;
  const Layout layout = layout_of(picture, box.width);
  const auto moved = [&](Point p) { return Point{p.x + box.x, p.y + top}; };
  const Point centre = moved(layout.centre);
  for (std::size_t n = 0; n < picture.members.size(); ++n)
    draw_edge(canvas, picture, moved(layout.members[n].at), centre,
              {picture.members[n].trust_system, picture.members[n].before_system, system_edge, 0.3});
  for (std::size_t n = 0; n < picture.members.size(); ++n) {
    const NetworkMember& member = picture.members[n];
    draw_edge(canvas, picture, moved(layout.members[n].at), moved(layout.places[member.place]),
              {member.trust_place, member.before_place, place_edge, 0.55});
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
    const NetworkMember& member = picture.members[n];
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
    const double name_size = small * (selected ? bold_width : 1);
    const std::string was = !picture.before_word.empty() && member.changed()
                                ? fmt::format(" (was {})", look_of(*member.before).letter)
                                : std::string();
    const std::string name = fitted(layout.names ? member.name : member.code, name_size,
                                    layout.label_room - 14 - text_width(was, name_size)) +
                             was;
    const double x = left ? at.x - offset : at.x + offset;
    canvas.text({x, at.y + 4}, letter,
                {.size = small, .anchor = left ? Anchor::end : Anchor::start, .bold = true});
    canvas.text({left ? x - 14 : x + 14, at.y + 4}, name,
                {.size = small, .anchor = left ? Anchor::end : Anchor::start, .bold = selected});
    canvas.end_group();
  }
}

}  // namespace

double network_height(const NetworkPicture& picture, double width) {
  return key_height(nullptr, picture, {0, 0}, width) + layout_of(picture, width).height;
}

void draw_network(Canvas& canvas, const Box& box, const NetworkPicture& picture) {
  const double key = key_height(&canvas, picture, {box.x, box.y}, box.width);
  draw_members(canvas, {box.x, box.y + key, box.width, 0}, picture);
}

}  // namespace concord
