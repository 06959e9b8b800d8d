#include "viz/figures/reasons.hpp"

#include "experiments/charts.hpp"
#include "experiments/sweep/sweep_charts.hpp"
#include "viz/figures/choices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace concord {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double size = 12, row_height = 22, tall_row = 38, narrow = 640, head = 34, foot = 12;

struct Columns {
  bool tall;      ///< the term stands above its bars
  double first;   ///< left edge of the first column, from the left of the box
  double width;   ///< of a column
  double number;  ///< room for a number on one side of a bar
};
Columns columns_of(const WeighedReasons& reasons, double width) {
  Columns c{width < narrow, 0, 0, width < narrow ? 36.0 : 44.0};
  if (!c.tall) {
    double names = text_width("chance of being chosen", size);
    for (const ReasonRow& row : reasons.rows) names = std::max(names, text_width(row.term, size));
    c.first = std::min(names + 16, 240.0);
  }
  c.width = std::min((width - c.first) / actions, 420.0);
  return c;
}

std::size_t lines_of(const WeighedReasons& reasons) {
  const bool learned = std::isfinite(reasons.chance[0]) || std::isfinite(reasons.attraction[0]);
  return reasons.rows.size() + 1 + (learned ? 2 : 0);
}

/// One bar from the middle of the column, its number at the end.
void draw_bar(Canvas& canvas, double left, double width, double y, double value, double reach, double number,
              const ChoiceLook& look, bool bold) {
  const double middle = left + width / 2, half = width / 2 - number;
  canvas.line({middle, y - 9}, {middle, y + 9}, {"#767676", 1});
  if (!std::isfinite(value)) {
    canvas.text({middle + 5, y + 4}, "–", {.size = size});
    return;
  }
  const double end = middle + half * value / reach;
  canvas.rect(std::min(middle, end), y - 6, std::max(std::abs(end - middle), 0.5), 12, look.color);
  canvas.text({value < 0 ? end - 4 : end + 4, y + 4}, in_decimals(value, 2, ""),
              {.size = 11, .anchor = value < 0 ? Anchor::end : Anchor::start, .bold = bold});
}

}  // namespace

WeighedReasons reasons_of(const RunDetail& detail, int quarter, int organisation) {
  WeighedReasons reasons;
  reasons.chosen = choice_of(detail, quarter, organisation);
  const Action chosen = reasons.chosen.value_or(Action::institution);
  reasons.rival = next_best(detail, quarter, organisation, chosen);
  reasons.missing = detail.reason;
  reasons.attraction.fill(missing);
  reasons.chance.fill(missing);
  for (const ChoiceLook& look : choice_looks) {
    const auto a = static_cast<std::size_t>(look.action);
    reasons.totals[a] = utility_of(detail, quarter, organisation, look.action);
    const std::size_t at = detail.at(quarter, organisation) * actions + a;
    if (at < detail.attraction.size()) reasons.attraction[a] = static_cast<double>(detail.attraction[at]);
    if (at < detail.chance.size()) reasons.chance[a] = static_cast<double>(detail.chance[at]);
  }
  for (std::size_t term = 0; term < detail.terms.size(); ++term) {
    ReasonRow row{.term = detail.terms[term]};
    for (const ChoiceLook& look : choice_looks)
      row.parts[static_cast<std::size_t>(look.action)] =
          static_cast<double>(detail.part(quarter, organisation, term, look.action));
    row.lead =
        row.parts[static_cast<std::size_t>(chosen)] - row.parts[static_cast<std::size_t>(reasons.rival)];
    if (std::ranges::any_of(row.parts, [](double part) { return part != 0; })) reasons.rows.push_back(row);
  }
  std::ranges::stable_sort(reasons.rows, [](const ReasonRow& a, const ReasonRow& b) {
    return std::abs(a.lead) > std::abs(b.lead);
  });
  return reasons;
}

Weights weights_of(const WeighedReasons& reasons) {
  Weights weights;
  for (const ReasonRow& row : reasons.rows) {  // in order of how much they separate the two
    if (row.lead > 0 && weights.pro == nullptr) weights.pro = &row;
    if (row.lead < 0 && weights.contra == nullptr) weights.contra = &row;
  }
  return weights;
}

double reasons_height(const WeighedReasons& reasons, double width) {
  const Columns c = columns_of(reasons, width);
  double note = 0;
  if (reasons.rows.empty() && !reasons.missing.empty())
    note = 18 * static_cast<double>(wrapped_lines(reasons.missing, size, width).size());
  return head + note + (c.tall ? tall_row : row_height) * static_cast<double>(lines_of(reasons)) + 14 + foot;
}

void draw_reasons(Canvas& canvas, const Box& box, const WeighedReasons& reasons) {
  const Columns c = columns_of(reasons, box.width);
  double reach = 1e-9, y = box.y + 14;
  for (const double total : reasons.totals) {
    if (std::isfinite(total)) reach = std::max(reach, std::abs(total));
  }
  for (const ReasonRow& row : reasons.rows) {
    for (const double part : row.parts) {
      if (std::isfinite(part)) reach = std::max(reach, std::abs(part));
    }
  }
  const auto column = [&](Action action) { return box.x + c.first + c.width * static_cast<double>(action); };
  const double all = c.first + c.width * actions;
  for (const ChoiceLook& look : choice_looks) {
    const bool chosen = reasons.chosen == look.action;
    const double middle = column(look.action) + c.width / 2;
    std::string word(look.word);
    if (chosen && c.width > 130) word += " (chosen)";
    const double room = text_width(word, size * (chosen ? bold_width : 1));
    draw_choice(canvas, {middle - room / 2 - 11, y - 4}, 15, look.action);
    canvas.text({middle - room / 2, y}, word, {.size = size, .bold = chosen});
    if (chosen) canvas.rect(column(look.action) + 8, y + 8, c.width - 16, 3, look.color);
  }
  y = box.y + head;
  if (reasons.rows.empty() && !reasons.missing.empty()) {
    for (const std::string& line : wrapped_lines(reasons.missing, size, box.width)) {
      canvas.text({box.x, y + 10}, line, {.size = size, .color = palette::muted});
      y += 18;
    }
  }
  std::size_t n = 0;
  const double height = c.tall ? tall_row : row_height;
  const auto line_of = [&](const std::string& name, bool bold, auto draw) {
    if (n++ % 2 == 1) canvas.rect(box.x - 6, y, all + 12, height, "#F5F5F5");
    canvas.text({box.x, y + (c.tall ? 13 : 15)},
                fitted(name, size * (bold ? bold_width : 1), c.tall ? box.width : c.first - 10),
                {.size = size, .bold = bold});
    for (const ChoiceLook& look : choice_looks) draw(look, y + (c.tall ? 26.0 : 11.0));
    y += height;
  };
  for (const ReasonRow& row : reasons.rows) {
    line_of(row.term, false, [&](const ChoiceLook& look, double at) {
      draw_bar(canvas, column(look.action), c.width, at, row.parts[static_cast<std::size_t>(look.action)],
               reach, c.number, look, false);
    });
  }
  canvas.line({box.x, y + 3}, {box.x + all, y + 3}, {"#767676", 1});
  y += 7;
  line_of("total expected (pp)", true, [&](const ChoiceLook& look, double at) {
    draw_bar(canvas, column(look.action), c.width, at, reasons.totals[static_cast<std::size_t>(look.action)],
             reach, c.number, look, true);
  });
  if (lines_of(reasons) == reasons.rows.size() + 1) return;
  const auto numbers = [&](const std::string& name, const std::array<double, actions>& values, int decimals,
                           std::string_view unit) {
    line_of(name, false, [&](const ChoiceLook& look, double at) {
      canvas.text({column(look.action) + c.width / 2, at + 4},
                  in_decimals(values[static_cast<std::size_t>(look.action)], decimals, unit),
                  {.size = size, .anchor = Anchor::middle});
    });
  };
  numbers("attraction after learning", reasons.attraction, 2, "");
  numbers("chance of being chosen", reasons.chance, 0, "share");
}

}  // namespace concord
