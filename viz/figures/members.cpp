#include "viz/figures/members.hpp"

#include "experiments/charts.hpp"
#include "experiments/sweep/sweep_charts.hpp"
#include "viz/figures/choices.hpp"
#include "viz/figures/plain_words.hpp"
#include "viz/figures/readings.hpp"
#include "viz/session/selection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double size = 12, small = 11, row_height = 22, tall_row = 38, narrow = 640, head = 62;

std::string heading_of(const MemberList& members) {
  std::string text = fmt::format("Members and what they chose, in {}", members.run);
  if (members.one_of_many) text += " (one of many; choose a run to see another)";
  if (members.loading) text += ": loading";
  return text;
}

std::string budget_words(double budget) { return value_words(budget, "£m"); }
std::string margin_words(const MemberRow& row) {
  return std::isfinite(row.margin) ? in_decimals(row.margin, 2, "") : "–";
}

void draw_choice_words(Canvas& canvas, Point at, const MemberList& members, const MemberRow& row) {
  if (members.loading) {
    canvas.text(at, "loading", {.size = size, .color = palette::muted});
    return;
  }
  draw_choice(canvas, {at.x + 8, at.y - 4}, 15, row.choice);
  canvas.text({at.x + 22, at.y}, row.choice ? look_of(*row.choice).word : "no data", {.size = size});
}

/// One line a member: name, type, place, budget, choice, margin.
void draw_wide(Canvas& canvas, const Box& box, const MemberList& members, double y) {
  const double right = box.x + std::min(box.width, 1180.0), margin_at = right, choice_at = right - 90 - 120,
               budget_at = choice_at - 20;
  const bool places = right - box.x >= 900;
  const double place_at = places ? budget_at - 70 - 170 : budget_at - 70,
               type_at = place_at - (places ? 130 : 120);
  const TextStyle label{.size = small, .color = palette::muted};
  TextStyle number = label;
  number.anchor = Anchor::end;
  canvas.text({box.x, y}, "organisation", label);
  canvas.text({type_at, y}, "type", label);
  if (places) canvas.text({place_at, y}, "place", label);
  canvas.text({budget_at, y}, "budget", number);
  canvas.text({choice_at, y}, "choice", label);
  canvas.text({margin_at, y}, "margin (pp)", number);
  y += 7;
  for (std::size_t n = 0; n < members.rows.size(); ++n, y += row_height) {
    const MemberRow& row = members.rows[n];
    const std::string target = text_of({TargetKind::organisation, row.organisation});
    canvas.begin_group({.title = row.name + " (" + row.code + "), " + row.place, .target = target});
    const bool selected = row.organisation == members.selected;
    canvas.rect(box.x - 6, y, right - box.x + 12, row_height,
                selected     ? "#DCE6F0"
                : n % 2 == 1 ? "#F5F5F5"
                             : "#FFFFFF");
    const double base = y + 15;
    canvas.text({box.x, base}, fitted(row.name, size * (selected ? bold_width : 1), type_at - box.x - 12),
                {.size = size, .bold = selected});
    canvas.text({type_at, base}, fitted(word_of(row.type), size, (places ? 130 : 120) - 6), {.size = size});
    if (places) canvas.text({place_at, base}, fitted(row.place, size, 160), {.size = size});
    canvas.text({budget_at, base}, budget_words(row.budget), {.size = size, .anchor = Anchor::end});
    draw_choice_words(canvas, {choice_at, base}, members, row);
    canvas.text({margin_at, base}, margin_words(row), {.size = size, .anchor = Anchor::end});
    canvas.end_group();
  }
}

/// Two lines a member.
void draw_narrow(Canvas& canvas, const Box& box, const MemberList& members, double y) {
  canvas.text({box.x, y}, fitted("type, budget; margin of the best option (pp)", small, box.width),
              {.size = small, .color = palette::muted});
  y += 7;
  for (std::size_t n = 0; n < members.rows.size(); ++n, y += tall_row) {
    const MemberRow& row = members.rows[n];
    const std::string target = text_of({TargetKind::organisation, row.organisation});
    canvas.begin_group({.title = row.name + " (" + row.code + "), " + row.place, .target = target});
    const bool selected = row.organisation == members.selected;
    canvas.rect(box.x - 6, y, box.width + 12, tall_row,
                selected     ? "#DCE6F0"
                : n % 2 == 1 ? "#F5F5F5"
                             : "#FFFFFF");
    canvas.text({box.x, y + 15}, fitted(row.name, size * (selected ? bold_width : 1), box.width - 126),
                {.size = size, .bold = selected});
    draw_choice_words(canvas, {box.x + box.width - 116, y + 15}, members, row);
    const std::string more = fmt::format("{}, {}", word_of(row.type), budget_words(row.budget));
    canvas.text({box.x, y + 31}, fitted(more, small, box.width - 70), {.size = small, .color = "#505050"});
    canvas.text({box.x + box.width, y + 31}, margin_words(row), {.size = small, .anchor = Anchor::end});
    canvas.end_group();
  }
}

}  // namespace

MemberList member_list_of(const RunInfo& info, int system, int quarter, int selected, const RunDetail* detail,
                          int run, bool one_of_many) {
  MemberList members{.rows = {},
                     .loading = detail == nullptr,
                     .run = fmt::format("run {}", info.first_replicate + run),
                     .one_of_many = one_of_many,
                     .selected = selected};
  for (std::size_t i = 0; i < info.organisations.size(); ++i) {
    const OrganisationInfo& organisation = info.organisations[i];
    if (organisation.system != system) continue;
    const PlaceInfo& place = info.places[static_cast<std::size_t>(organisation.place)];
    MemberRow row{.organisation = static_cast<int>(i),
                  .name = short_name(organisation),
                  .code = organisation.code,
                  .place = place.name.empty() ? place.code : place.name,
                  .type = organisation.type,
                  .budget = organisation.budget,
                  .choice = {},
                  .margin = std::numeric_limits<double>::quiet_NaN()};
    if (detail != nullptr) {
      row.choice = choice_of(*detail, quarter, row.organisation);
      row.margin = margin_of(*detail, quarter, row.organisation);
    }
    members.rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(members.rows, {}, [&](const MemberRow& row) {
    return info.organisations[static_cast<std::size_t>(row.organisation)].place;
  });
  return members;
}

double member_list_height(const MemberList& members, double width) {
  const auto heading = wrapped_lines(heading_of(members), 13 * bold_width, width);
  return head + 18 * static_cast<double>(heading.size() - 1) +
         (width < narrow ? tall_row : row_height) * static_cast<double>(members.rows.size());
}

void draw_member_list(Canvas& canvas, const Box& box, const MemberList& members) {
  double y = box.y + 22;
  for (const std::string& line : wrapped_lines(heading_of(members), 13 * bold_width, box.width)) {
    canvas.text({box.x, y}, line, {.size = 13, .color = palette::text, .bold = true});
    y += 18;
  }
  y += 8;
  if (box.width < narrow) {
    draw_narrow(canvas, box, members, y);
  } else {
    draw_wide(canvas, box, members, y);
  }
}

void add_member_rows(FigureTable& table, const MemberList& members, const std::string& quarter) {
  for (const MemberRow& row : members.rows) {
    const std::string who = row.name + " (" + row.code + ", " + word_of(row.type) + ", " + row.place + ")";
    const auto add = [&](std::string_view what, std::string_view unit, std::string value) {
      table.rows.push_back({fmt::format("{}: {}", who, what), members.run, quarter, std::string(unit),
                            std::move(value), "", "", "", ""});
    };
    add("budget", "£m a year", table_number(row.budget));
    if (members.loading) continue;
    add("choice", "", row.choice ? std::string(look_of(*row.choice).word) : "");
    add("margin of the best option", "pp", table_number(row.margin));
  }
}

std::string summary_of(const MemberList& members) {
  if (members.loading) return fmt::format("What its {} members chose is loading.", members.rows.size());
  const auto count = [&](Action action) {
    return std::ranges::count(members.rows, std::optional(action), &MemberRow::choice);
  };
  return fmt::format("In {}, {} of {} members chose their own interest, {} their place and {} the system.",
                     members.run, count(Action::institution), members.rows.size(), count(Action::place),
                     count(Action::system));
}

}  // namespace concord
