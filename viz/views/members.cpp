#include "viz/views/members.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "sim/missing.hpp"
#include "viz/data/selection.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/readings.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double size = 12, small = 11, row_height = 22, tall_row = 38, narrow = 640;

bool compared(const MemberList& members) { return !members.before_word.empty(); }
bool changed(const MemberRow& row) { return row.choice && row.before && row.choice != row.before; }

std::string heading_of(const MemberList& members) {
  std::string text = fmt::format("Members and what they chose, in {}", members.run);
  if (members.one_of_many) text += " (one of many; choose a run to see another)";
  if (compared(members)) text += fmt::format("; {}: {}", members.before_word, members.before_run);
  if (members.loading || members.before_loading) text += ": loading";
  return text;
}

std::string budget_words(double budget) { return plain_value(budget, "£m"); }
std::string number_words(double margin) {
  return std::isfinite(margin) ? in_decimals(margin, 2, "") : std::string("–");
}
/// Of the column behind the margin.
std::string before_words(const MemberList& members, const MemberRow& row) {
  if (!members.difference) return number_words(row.before_margin);
  const double difference = row.margin - row.before_margin;
  const std::string text = number_words(difference);
  return difference > 0 && text.find_first_of("123456789") != text.npos ? "+" + text : text;
}
std::string before_title(const MemberList& members) {
  return members.difference ? std::string("B less A") : members.before_word;
}

void draw_choice_words(Canvas& canvas, Point at, bool loading, std::optional<Action> choice, bool bold) {
  if (loading) {
    canvas.text(at, "loading", {.size = size, .color = palette::muted});
    return;
  }
  draw_choice(canvas, {at.x + 8, at.y - 4}, 15, choice);
  canvas.text({at.x + 22, at.y}, choice ? look_of(*choice).word : no_data, {.size = size, .bold = bold});
}

std::string_view ground_of(const MemberList& members, std::size_t n) {
  if (members.rows[n].organisation == members.selected) return "#DCE6F0";
  return n % 2 == 1 ? "#F5F5F5" : "#FFFFFF";
}

std::string tip_of(const MemberList& members, const MemberRow& row) {
  std::string tip = row.name + " (" + row.code + "), " + row.place;
  if (compared(members) && !members.before_loading)
    tip += fmt::format("\nchose {}, {}: {}", row.choice ? look_of(*row.choice).word : no_data,
                       members.before_word, row.before ? look_of(*row.before).word : no_data);
  return tip;
}

/// One line a member: name, type, place, budget, choices, margins.
void draw_wide(Canvas& canvas, const Box& box, const MemberList& members, double y) {
  const bool two = compared(members);
  const double right = box.x + std::min(box.width, two ? 1360.0 : 1180.0);
  const double before_margin_at = right, margin_at = right - (two ? 96 : 0), before_at = margin_at - 74 - 106,
               choice_at = two ? before_at - 116 : margin_at - 90 - 120, budget_at = choice_at - 20;
  const bool places = right - box.x >= (two ? 1060 : 900);
  const double place_at = places ? budget_at - 70 - 170 : budget_at - 70,
               type_at = place_at - (places ? 130 : 120);
  const TextStyle label{.size = small, .color = palette::muted};
  TextStyle number = label;
  number.anchor = Anchor::end;
  canvas.text({box.x, y}, "organisation", label);
  canvas.text({type_at, y}, "type", label);
  if (places) canvas.text({place_at, y}, "place", label);
  canvas.text({budget_at, y}, "budget", number);
  canvas.text({choice_at, y}, two ? "choice, " + members.now_word : std::string("choice"), label);
  if (two) canvas.text({before_at, y}, fitted(members.before_word, small, 100), label);
  canvas.text({margin_at, y}, "margin (pp)", number);
  if (two) canvas.text({before_margin_at, y}, before_title(members), number);
  y += 7;
  for (std::size_t n = 0; n < members.rows.size(); ++n, y += row_height) {
    const MemberRow& row = members.rows[n];
    const std::string target = text_of({TargetKind::organisation, row.organisation});
    canvas.begin_group({.title = tip_of(members, row), .target = target});
    const bool selected = row.organisation == members.selected;
    canvas.rect(box.x - 6, y, right - box.x + 12, row_height, ground_of(members, n));
    const double base = y + 15;
    canvas.text({box.x, base}, fitted(row.name, size * (selected ? bold_width : 1), type_at - box.x - 12),
                {.size = size, .bold = selected});
    canvas.text({type_at, base}, fitted(word_of(row.type), size, (places ? 130 : 120) - 6), {.size = size});
    if (places) canvas.text({place_at, base}, fitted(row.place, size, 160), {.size = size});
    canvas.text({budget_at, base}, budget_words(row.budget), {.size = size, .anchor = Anchor::end});
    draw_choice_words(canvas, {choice_at, base}, members.loading, row.choice, changed(row));
    if (two) draw_choice_words(canvas, {before_at, base}, members.before_loading, row.before, changed(row));
    canvas.text({margin_at, base}, number_words(row.margin), {.size = size, .anchor = Anchor::end});
    if (two)
      canvas.text({before_margin_at, base}, before_words(members, row),
                  {.size = size, .anchor = Anchor::end, .color = palette::muted});
    canvas.end_group();
  }
}

double narrow_row(const MemberList& members) { return tall_row + (compared(members) ? 18 : 0); }

/// Two lines a member, or three.
void draw_narrow(Canvas& canvas, const Box& box, const MemberList& members, double y) {
  canvas.text({box.x, y}, fitted("type, budget; margin of the best option (pp)", small, box.width),
              {.size = small, .color = palette::muted});
  y += 7;
  for (std::size_t n = 0; n < members.rows.size(); ++n, y += narrow_row(members)) {
    const MemberRow& row = members.rows[n];
    const std::string target = text_of({TargetKind::organisation, row.organisation});
    canvas.begin_group({.title = tip_of(members, row), .target = target});
    const bool selected = row.organisation == members.selected;
    canvas.rect(box.x - 6, y, box.width + 12, narrow_row(members), ground_of(members, n));
    canvas.text({box.x, y + 15}, fitted(row.name, size * (selected ? bold_width : 1), box.width - 126),
                {.size = size, .bold = selected});
    draw_choice_words(canvas, {box.x + box.width - 116, y + 15}, members.loading, row.choice, changed(row));
    const std::string more = fmt::format("{}, {}", word_of(row.type), budget_words(row.budget));
    canvas.text({box.x, y + 31}, fitted(more, small, box.width - 70), {.size = small, .color = "#505050"});
    canvas.text({box.x + box.width, y + 31}, number_words(row.margin),
                {.size = small, .anchor = Anchor::end});
    if (compared(members)) {
      const std::string words =
          fmt::format("{}; {} {}", members.before_word, members.difference ? "margin, B less A" : "margin",
                      before_words(members, row));
      canvas.text({box.x, y + 49}, fitted(words, small, box.width - 126),
                  {.size = small, .color = "#505050"});
      draw_choice_words(canvas, {box.x + box.width - 116, y + 49}, members.before_loading, row.before,
                        changed(row));
    }
    canvas.end_group();
  }
}

/// Heading and note, line by line; returns the height. Without `canvas` it only measures.
double draw_head(Canvas* canvas, Point at, double width, const MemberList& members) {
  double y = 22;
  for (const std::string& line : wrapped_lines(heading_of(members), 13 * bold_width, width)) {
    if (canvas != nullptr)
      canvas->text({at.x, at.y + y}, line, {.size = 13, .color = palette::text, .bold = true});
    y += 18;
  }
  for (const std::string& line :
       members.note.empty() ? std::vector<std::string>{} : wrapped_lines(members.note, size, width)) {
    if (canvas != nullptr) canvas->text({at.x, at.y + y}, line, {.size = size, .color = palette::muted});
    y += 17;
  }
  return y + 8;
}

}  // namespace

MemberList member_list_of(const RunInfo& info, int system, int quarter, int selected, const RunDetail* detail,
                          int run, bool one_of_many) {
  MemberList members{.rows = {},
                     .loading = detail == nullptr,
                     .run = fmt::format("run {}", info.first_replicate + run),
                     .one_of_many = one_of_many,
                     .selected = selected,
                     .note = detail != nullptr && detail->columns.empty() ? detail->reason : ""};
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
                  .margin = missing_value,
                  .before = {},
                  .before_margin = missing_value};
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

void add_before(MemberList& members, const MembersBefore& before) {
  members.before_word = before.word;
  members.now_word = before.now_word;
  members.before_run = fmt::format("run {}", before.run);
  members.before_loading = before.detail == nullptr;
  if (before.detail != nullptr && before.detail->columns.empty())
    members.note += fmt::format("{}{}: {}", members.note.empty() ? "" : " ",
                                capital(std::string(before.word)), before.detail->reason);
  for (MemberRow& row : members.rows) {
    row.before.reset();
    row.before_margin = missing_value;
    if (before.detail == nullptr) continue;
    row.before = choice_of(*before.detail, before.quarter, row.organisation);
    row.before_margin = margin_of(*before.detail, before.quarter, row.organisation);
  }
}

double member_list_height(const MemberList& members, double width) {
  return draw_head(nullptr, {0, 0}, width, members) + 14 +
         (width < narrow ? narrow_row(members) : row_height) * static_cast<double>(members.rows.size());
}

void draw_member_list(Canvas& canvas, const Box& box, const MemberList& members) {
  const double y = box.y + draw_head(&canvas, {box.x, box.y}, box.width, members);
  if (box.width < narrow) {
    draw_narrow(canvas, box, members, y);
  } else {
    draw_wide(canvas, box, members, y);
  }
}

void add_member_rows(FigureTable& table, const MemberList& members, const std::string& quarter) {
  for (const MemberRow& row : members.rows) {
    const std::string who = row.name + " (" + row.code + ", " + word_of(row.type) + ", " + row.place + ")";
    const std::string now = compared(members) ? members.now_word + ", " + members.run : members.run;
    const auto add = [&](std::string_view what, const std::string& scenario, std::string_view unit,
                         std::string value) {
      table.rows.push_back({fmt::format("{}: {}", who, what), scenario, quarter, std::string(unit),
                            std::move(value), "", "", "", ""});
    };
    const auto word = [](const std::optional<Action>& choice) {
      return choice ? std::string(look_of(*choice).word) : std::string();
    };
    constexpr std::string_view margin = "margin of the best option";
    add("budget", now, "£m a year", table_number(row.budget));
    if (!members.loading) add("choice", now, "", word(row.choice));
    if (!members.loading) add(margin, now, "pp", table_number(row.margin));
    if (!compared(members) || members.before_loading) continue;
    const std::string before = fmt::format("{}, {}", members.before_word, members.before_run);
    add("choice", before, "", word(row.before));
    if (members.difference) {
      add(margin, "B less A", "pp", table_number(row.margin - row.before_margin));
    } else {
      add(margin, before, "pp", table_number(row.before_margin));
    }
  }
}

std::string summary_of(const MemberList& members) {
  if (members.loading) return fmt::format("What its {} members chose is loading.", members.rows.size());
  const auto count = [&](Action action) {
    return std::ranges::count(members.rows, std::optional(action), &MemberRow::choice);
  };
  std::string text = fmt::format(
      "In {}, {} of {} members chose their own interest, {} their place and {} the system.", members.run,
      count(Action::institution), members.rows.size(), count(Action::place), count(Action::system));
  if (compared(members) && !members.before_loading) {
    const auto known =
        std::ranges::count_if(members.rows, [](const MemberRow& row) { return row.choice && row.before; });
    text += fmt::format(" {} of {} chose otherwise in {}.", std::ranges::count_if(members.rows, changed),
                        known, members.before_word == "A" ? "A" : "the " + members.before_word);
  }
  return text;
}

}  // namespace concord
