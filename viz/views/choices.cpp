#include "viz/views/choices.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/shades.hpp"
#include "sim/missing.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace concord {
namespace {

constexpr double small = 11;

constexpr OrganisationColumn utility_column(Action action) {
  return static_cast<OrganisationColumn>(static_cast<int>(OrganisationColumn::utility_institution) +
                                         static_cast<int>(action));
}

}  // namespace

std::optional<Action> choice_of(const RunDetail& detail, int quarter, int organisation) {
  if (quarter < 0 || quarter >= detail.quarters) return std::nullopt;
  const float code = detail.column(OrganisationColumn::action, quarter, organisation);
  if (!(code >= 0 && code < actions)) return std::nullopt;
  return static_cast<Action>(static_cast<int>(code));
}

double utility_of(const RunDetail& detail, int quarter, int organisation, Action action) {
  return static_cast<double>(detail.column(utility_column(action), quarter, organisation));
}

Action next_best(const RunDetail& detail, int quarter, int organisation, Action chosen) {
  std::optional<Action> best;
  for (const ChoiceLook& look : choice_looks) {
    if (look.action == chosen) continue;
    if (!best || utility_of(detail, quarter, organisation, look.action) >
                     utility_of(detail, quarter, organisation, *best))
      best = look.action;
  }
  return *best;
}

double margin_of(const RunDetail& detail, int quarter, int organisation) {
  std::array<double, actions> all{};
  for (const ChoiceLook& look : choice_looks) {
    double& value = all[static_cast<std::size_t>(look.action)];
    value = utility_of(detail, quarter, organisation, look.action);
    if (!std::isfinite(value)) return missing_value;
  }
  std::ranges::sort(all);
  return all[actions - 1] - all[actions - 2];
}

void draw_choice(Canvas& canvas, Point centre, double side, std::optional<Action> choice) {
  const double x = centre.x - side / 2, y = centre.y - side / 2;
  if (!choice) {
    draw_hatched(canvas, std::array<Point, 4>{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}}});
    return;
  }
  const ChoiceLook& look = look_of(*choice);
  canvas.rect(x, y, side, side, look.color);
  if (side < choice_letter_side) return;
  const double size = std::min(side - 2, 12.0);
  canvas.text({centre.x, centre.y + 0.36 * size}, look.letter,
              {.size = size, .anchor = Anchor::middle, .color = text_on(look.color), .bold = true});
}

double draw_choice_key(Canvas* canvas, Point at, double width) {
  double x = 0, y = 0;
  for (const ChoiceLook& look : choice_looks) {
    const double room = 22 + text_width(look.word, small);
    if (x > 0 && x + room > width) {
      x = 0;
      y += 20;
    }
    if (canvas != nullptr) {
      draw_choice(*canvas, {at.x + x + 8, at.y + y + 8}, 15, look.action);
      canvas->text({at.x + x + 22, at.y + y + 12}, look.word, {.size = small});
    }
    x += room + 18;
  }
  return y + 20;
}

void draw_kind(Canvas& canvas, Point c, double r, Kind kind, std::string_view fill,
               std::string_view outline) {
  std::vector<Point> corners;
  if (kind == Kind::trust) {
    canvas.circle(c, r + 1.2, outline);
    canvas.circle(c, r, fill);
    return;
  }
  if (kind == Kind::ccg) {
    const double half = 0.9 * r;
    corners = {{c.x - half, c.y - half},
               {c.x + half, c.y - half},
               {c.x + half, c.y + half},
               {c.x - half, c.y + half}};
  } else {
    const double half = 1.25 * r;
    corners = {{c.x, c.y - half}, {c.x + half, c.y}, {c.x, c.y + half}, {c.x - half, c.y}};
  }
  canvas.polygon(corners, fill, 1, {outline, 1.2});
}

std::string_view word_of(Kind kind) {
  return kind == Kind::trust ? "trust" : kind == Kind::ccg ? "CCG" : "council";
}

std::string word_of(Type type) {
  if (type == Type::ccg) return "CCG";
  std::string word(row_of(type).name);
  std::ranges::replace(word, '_', ' ');
  return row_of(type).kind == Kind::trust ? word + " trust" : word;
}

std::string several_of(Type type) { return capital(word_of(type)) + "s"; }

std::string short_name(const OrganisationInfo& organisation) {
  std::string name = long_name(organisation);
  for (const std::string_view ending : {" NHS Foundation Trust", " NHS Trust", " Foundation Trust", " CCG"}) {
    if (name.ends_with(ending) && name.size() > ending.size()) name.resize(name.size() - ending.size());
  }
  if (name.starts_with("NHS ")) name = name.substr(4);
  return name;
}

std::string long_name(const OrganisationInfo& organisation) {
  return organisation.name.empty() ? organisation.code : organisation.name;
}
std::string long_name(const SystemInfo& system) { return system.name.empty() ? system.code : system.name; }

}  // namespace concord
