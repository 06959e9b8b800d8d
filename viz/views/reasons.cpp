#include "viz/views/reasons.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "sim/missing.hpp"
#include "viz/views/beside.hpp"
#include "viz/views/choices.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

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

std::string number_words(double value, int decimals, bool difference) {
  std::string text = in_decimals(value, decimals, "");
  if (text.find_first_of("123456789") == text.npos) return decimals == 0 ? "0" : text.substr(text.find('0'));
  return difference && value > 0 ? "+" + text : text;
}

/// Where bars stand, and how long they are.
struct Bars {
  double left, width, reach, number;
  bool bold, difference;
  bool brackets;  ///< the number of the other run behind that of this one
};
/// One bar from the middle of the column, its number at the end; that of the other run below it.
void draw_bar(Canvas& canvas, const Bars& bars, double y, double value, const double* before,
              std::string_view color) {
  const double middle = bars.left + bars.width / 2, half = bars.width / 2 - bars.number;
  canvas.line({middle, y - 9}, {middle, y + 9}, {"#767676", 1});
  const auto bar = [&](double size_of_it, double top, double height, std::string_view fill) {
    const double end = middle + half * size_of_it / bars.reach;
    canvas.rect(std::min(middle, end), top, std::max(std::abs(end - middle), 0.5), height, fill);
    return end;
  };
  if (before != nullptr && std::isfinite(*before)) bar(*before, y + 3, 4, "#8A8A8A");
  if (!std::isfinite(value)) {
    canvas.text({middle + 5, y + 4}, "–", {.size = size});
    return;
  }
  const double end = before != nullptr ? bar(value, y - 7, 9, color) : bar(value, y - 6, 12, color);
  std::string number = number_words(value, 2, bars.difference);
  double tip = end;
  if (before != nullptr && bars.brackets) {
    number += fmt::format(" ({})", std::isfinite(*before) ? number_words(*before, 2, false) : "–");
    if (std::isfinite(*before)) {  // beyond the longer of the two on this side
      const double other = middle + half * *before / bars.reach;
      tip = value < 0 ? std::min(end, other) : std::max(end, other);
    }
  }
  canvas.text({value < 0 ? tip - 4 : tip + 4, y + (before != nullptr ? 3 : 4)}, number,
              {.size = 11, .anchor = value < 0 ? Anchor::end : Anchor::start, .bold = bars.bold});
}

const ReasonRow* row_named(const WeighedReasons& reasons, const std::string& term) {
  const auto found = std::ranges::find(reasons.rows, term, &ReasonRow::term);
  return found == reasons.rows.end() ? nullptr : &*found;
}

double largest(const WeighedReasons& reasons) {
  double reach = std::max(reasons.reach, 1e-9);
  const auto widen = [&](double value) {
    if (std::isfinite(value)) reach = std::max(reach, std::abs(value));
  };
  for (const double total : reasons.totals) widen(total);
  for (const ReasonRow& row : reasons.rows) {
    for (const double part : row.parts) widen(part);
  }
  return reach;
}

}  // namespace

WeighedReasons reasons_of(const RunDetail& detail, int quarter, int organisation) {
  WeighedReasons reasons;
  reasons.chosen = choice_of(detail, quarter, organisation);
  const Action chosen = reasons.chosen.value_or(Action::institution);
  reasons.rival = next_best(detail, quarter, organisation, chosen);
  reasons.missing = detail.reason;
  reasons.attraction.fill(missing_value);
  reasons.chance.fill(missing_value);
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

void align(WeighedReasons& now, WeighedReasons& before) {
  now.reach = before.reach = std::max(largest(now), largest(before));
  if (now.rows.empty() || before.rows.empty()) return;  // the reasons of one are not known
  for (const ReasonRow& row : before.rows) {
    if (row_named(now, row.term) == nullptr) now.rows.push_back({.term = row.term});
  }
  std::vector<ReasonRow> rows;
  for (const ReasonRow& row : now.rows) {
    const ReasonRow* other = row_named(before, row.term);
    rows.push_back(other != nullptr ? *other : ReasonRow{.term = row.term});
  }
  before.rows = std::move(rows);
}

void share(WeighedReasons& reasons, const Scene& scene) {
  reasons.reach = range_of(scene, "reasons", 0, largest(reasons)).second;
  std::vector<std::string> terms;
  for (const ReasonRow& row : reasons.rows) terms.push_back(row.term);
  terms = order_of(scene, "reasons", std::move(terms));
  if (reasons.rows.empty()) return;  // they are not known
  std::vector<ReasonRow> rows;
  for (const std::string& term : terms) {
    const ReasonRow* own = row_named(reasons, term);
    rows.push_back(own != nullptr ? *own : ReasonRow{.term = term});
  }
  reasons.rows = std::move(rows);
}

WeighedReasons differences_of(const RunDetail& detail, int quarter, int organisation) {
  WeighedReasons out = reasons_of(detail, quarter, organisation);
  out.difference = true;
  for (ReasonRow& row : out.rows)
    row.lead = std::abs(*std::ranges::max_element(row.parts, {}, [](double part) { return std::abs(part); }));
  std::ranges::stable_sort(out.rows, std::greater{}, &ReasonRow::lead);
  return out;
}

double reasons_height(const WeighedReasons& reasons, double width) {
  const Columns c = columns_of(reasons, width);
  double note = 0;
  if (reasons.rows.empty() && !reasons.missing.empty())
    note = 18 * static_cast<double>(wrapped_lines(reasons.missing, size, width).size());
  return head + note + (c.tall ? tall_row : row_height) * static_cast<double>(lines_of(reasons)) + 14 + foot;
}

void draw_reasons(Canvas& canvas, const Box& box, const WeighedReasons& reasons,
                  const WeighedReasons* before) {
  Columns c = columns_of(reasons, box.width);
  const bool brackets = before != nullptr && c.width >= 200;
  if (brackets) c.number = 86;
  const double reach = std::max(largest(reasons), before != nullptr ? largest(*before) : 0.0);
  double y = box.y + 14;
  const auto column = [&](Action action) { return box.x + c.first + c.width * static_cast<double>(action); };
  const double all = c.first + c.width * actions;
  for (const ChoiceLook& look : choice_looks) {
    const bool chosen = reasons.chosen == look.action;
    const double middle = column(look.action) + c.width / 2;
    std::string word(look.word);
    if (chosen && text_width(word + " (chosen)", size * bold_width) + 30 <= c.width) word += " (chosen)";
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
  const auto bars = [&](const std::array<double, actions>& values, const std::array<double, actions>* others,
                        bool bold) {
    return [&canvas, &column, &c, &reasons, reach, brackets, &values, others, bold](const ChoiceLook& look,
                                                                                    double at) {
      const auto a = static_cast<std::size_t>(look.action);
      draw_bar(canvas, {column(look.action), c.width, reach, c.number, bold, reasons.difference, brackets},
               at, values[a], others != nullptr ? &(*others)[a] : nullptr, look.color);
    };
  };
  for (std::size_t r = 0; r < reasons.rows.size(); ++r) {
    const bool both = before != nullptr && r < before->rows.size();
    line_of(reasons.rows[r].term, false,
            bars(reasons.rows[r].parts, both ? &before->rows[r].parts : nullptr, false));
  }
  canvas.line({box.x, y + 3}, {box.x + all, y + 3}, {"#767676", 1});
  y += 7;
  line_of("total expected (pp)", true,
          bars(reasons.totals, before != nullptr ? &before->totals : nullptr, true));
  if (lines_of(reasons) == reasons.rows.size() + 1) return;
  const auto numbers = [&](const std::string& name, const std::array<double, actions>& values,
                           const std::array<double, actions>* others, const auto& say) {
    line_of(name, false, [&](const ChoiceLook& look, double at) {
      const auto a = static_cast<std::size_t>(look.action);
      std::string text = std::isfinite(values[a]) ? say(values[a]) : "–";
      if (others != nullptr)
        text += fmt::format(" ({})", std::isfinite((*others)[a]) ? say((*others)[a]) : "–");
      canvas.text({column(look.action) + c.width / 2, at + 4}, fitted(text, size, c.width - 2),
                  {.size = size, .anchor = Anchor::middle});
    });
  };
  numbers("attraction after learning", reasons.attraction, before != nullptr ? &before->attraction : nullptr,
          [&](double value) { return number_words(value, 2, reasons.difference); });
  numbers("chance of being chosen", reasons.chance, before != nullptr ? &before->chance : nullptr,
          [&](double value) {
            return reasons.difference ? number_words(100 * value, 0, true) + " pp"
                                      : in_decimals(value, 0, "share");
          });
}

}  // namespace concord
