#include "viz/views/action_shares.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/shades.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/run_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

struct ShareRow {
  std::string type, series;
  std::array<int, actions> counts{};
  int total = 0;
  double share(std::size_t action) const { return static_cast<double>(counts[action]) / total; }
};

std::vector<ShareRow> rows_of(const RunInfo& info, const std::vector<double>& choices,
                              const std::string& series) {
  std::vector<ShareRow> rows;
  for (std::size_t k = 0; k < types; ++k) {
    ShareRow row{several_of(static_cast<Type>(k)), series, {}, 0};
    for (std::size_t i = 0; i < choices.size() && i < info.organisations.size(); ++i) {
      if (static_cast<std::size_t>(info.organisations[i].type) != k || !std::isfinite(choices[i])) continue;
      ++row.counts[static_cast<std::size_t>(choices[i])];
      ++row.total;
    }
    if (row.total > 0) rows.push_back(std::move(row));
  }
  return rows;
}

constexpr double head = 26, row_height = 30, foot = 24;

void draw(Canvas& canvas, const Box& box, const std::vector<ShareRow>& rows, bool compared) {
  double names = 0;
  for (const ShareRow& row : rows)
    names = std::max(names, text_width(compared ? row.type + ", " + row.series : row.type, 12));
  names = std::min(names + 12, 0.42 * box.width);
  const double left = box.x + names, right = box.x + box.width - 52;
  double key = box.x;
  for (const ChoiceLook& choice : choice_looks) {
    canvas.rect(key, box.y + 2, 12, 12, choice.color);
    canvas.text({key + 17, box.y + 12}, choice.word, {.size = 12});
    key += 17 + text_width(choice.word, 12) + 18;
  }
  double y = box.y + head;
  for (const ShareRow& row : rows) {
    std::string tip = compared ? row.type + ", " + row.series : row.type;
    canvas.text({box.x, y + 18}, fitted(tip, 12, names - 6), {.size = 12});
    double x = left;
    for (std::size_t a = 0; a < choice_looks.size(); ++a) {
      const ChoiceLook& choice = choice_looks[a];
      const double width = (right - left) * row.share(a);
      if (row.counts[a] == 0) continue;
      const std::string percent = label_of(row.share(a), "share");
      const std::string full =
          fmt::format("{} {}", choice.action == Action::institution ? "own" : choice.word, percent);
      canvas.begin_group(
          fmt::format("{}: {} {} of {} ({})", tip, choice.word, row.counts[a], row.total, percent));
      canvas.rect(x, y + 3, std::max(width - 1, 0.5), row_height - 8, choice.color);
      const std::string& words = text_width(full, 11.5) <= width - 6 ? full : percent;
      if (text_width(words, 11.5) <= width - 6)
        canvas.text({x + width / 2, y + 18}, words,
                    {.size = 11.5, .anchor = Anchor::middle, .color = text_on(choice.color)});
      canvas.end_group();
      x += width;
    }
    canvas.text({right + 6, y + 18}, fmt::format("n = {}", row.total), {.size = 11, .color = palette::muted});
    y += row_height;
  }
  for (const double share : {0.0, 0.5, 1.0})
    canvas.text({left + (right - left) * share, y + 14}, label_of(share, "share"),
                {.size = 11,
                 .anchor = share == 0   ? Anchor::start
                           : share == 1 ? Anchor::end
                                        : Anchor::middle,
                 .color = palette::muted});
}

/// Differences of shares by type, in a column an option, around zero.
struct ChangeRow {
  std::string type;
  int now = 0, before = 0;  ///< organisations
  std::array<double, actions> change{};
};

std::vector<ChangeRow> changes_of(const std::vector<ShareRow>& now, const std::vector<ShareRow>& before) {
  std::vector<ChangeRow> rows;
  for (const ShareRow& row : now) {
    const auto other = std::ranges::find(before, row.type, &ShareRow::type);
    if (other == before.end()) continue;
    ChangeRow change{row.type, row.total, other->total, {}};
    for (std::size_t a = 0; a < choice_looks.size(); ++a) change.change[a] = row.share(a) - other->share(a);
    rows.push_back(std::move(change));
  }
  return rows;
}

void draw_changes(Canvas& canvas, const Box& box, const std::vector<ChangeRow>& rows) {
  double names = 0, reach = 0.01;
  for (const ChangeRow& row : rows) {
    names = std::max(names, text_width(row.type, 12));
    for (const double change : row.change) reach = std::max(reach, std::abs(change));
  }
  names = std::min(names + 12, 0.34 * box.width);
  const double width = (box.width - names) / actions, number = 52;
  for (std::size_t a = 0; a < choice_looks.size(); ++a) {
    const double middle = box.x + names + width * (static_cast<double>(a) + 0.5);
    canvas.text({middle, box.y + 13}, choice_looks[a].word,
                {.size = 12, .anchor = Anchor::middle, .bold = true});
    canvas.line({middle, box.y + head},
                {middle, box.y + head + row_height * static_cast<double>(rows.size())}, {palette::muted, 1});
    double y = box.y + head;
    for (const ChangeRow& row : rows) {
      const double change = row.change[a], end = middle + (width / 2 - number) * change / reach;
      const std::string words = short_difference(change, "share");
      canvas.begin_group(fmt::format("{}: {} {}", row.type, choice_looks[a].word, words));
      canvas.rect(std::min(middle, end), y + 6, std::max(std::abs(end - middle), 0.5), row_height - 14,
                  choice_looks[a].color);
      canvas.text({change < 0 ? end - 4 : end + 4, y + 19}, words,
                  {.size = 11.5, .anchor = change < 0 ? Anchor::end : Anchor::start});
      canvas.end_group();
      y += row_height;
    }
  }
  double y = box.y + head;
  for (const ChangeRow& row : rows) {
    canvas.text({box.x, y + 19}, fitted(row.type, 12, names - 6), {.size = 12});
    y += row_height;
  }
}

Figure change_figure(Figure figure, const std::vector<ChangeRow>& rows, const std::string& quarter) {
  const ChangeRow* most = nullptr;
  std::size_t option = 0;
  for (const ChangeRow& row : rows) {
    for (std::size_t a = 0; a < choice_looks.size(); ++a) {
      if (most != nullptr && std::abs(row.change[a]) <= std::abs(most->change[option])) continue;
      most = &row;
      option = a;
    }
  }
  figure.title = most == nullptr ? fmt::format("No type of organisation stands on both sides in {}", quarter)
                                 : fmt::format("{}: {} for {}, B less A, {}", most->type,
                                               plain_difference(most->change[option], "share"),
                                               choice_looks[option].word, quarter);
  figure.table.head = {"type", "organisations", "organisations, A"};
  for (const ChoiceLook& choice : choice_looks)
    figure.table.head.push_back(fmt::format("{}, B less A (share)", choice.word));
  for (const ChangeRow& row : rows) {
    std::vector<std::string> cells{row.type, std::to_string(row.now), std::to_string(row.before)};
    figure.description += row.type + ": ";
    for (std::size_t a = 0; a < choice_looks.size(); ++a) {
      cells.push_back(table_number(row.change[a]));
      figure.description += fmt::format("{}{} {}", a > 0 ? ", " : "", choice_looks[a].word,
                                        plain_difference(row.change[a], "share"));
    }
    figure.description += ". ";
    figure.table.rows.push_back(std::move(cells));
  }
  const double height = head + row_height * static_cast<double>(rows.size()) + 10;
  figure.height = [height](double) { return height; };
  figure.draw = [rows](Canvas& canvas, const Box& box) { draw_changes(canvas, box, rows); };
  return figure;
}

}  // namespace

Figure action_shares_figure(const Scene& scene, const std::vector<double>& choices,
                            const std::vector<double>& before, int run, const std::string& quarter) {
  const RunInfo& info = scene.now->info();
  const auto now = rows_of(info, choices, "B");
  std::vector<ShareRow> rows;
  const auto others = rows_of(info, before, "A");
  const bool compared = !before.empty();
  for (const ShareRow& row : now) {
    rows.push_back(row);
    for (const ShareRow& other : others) {
      if (other.type == row.type) rows.push_back(other);
    }
  }
  int own = 0, total = 0;
  for (const ShareRow& row : now) own += row.counts[0], total += row.total;
  Figure figure;
  figure.name = "distribution";
  figure.title =
      total == 0 ? "No choices in this quarter"
                 : fmt::format("{} of {} organisations chose their own interest in {}", own, total, quarter);
  figure.subtitle =
      fmt::format("What organisations chose, share of organisations by type; {}, {}, run {}; per cent.",
                  country_of(info), quarter, run);
  if (scene.difference) return change_figure(std::move(figure), changes_of(now, others), quarter);
  figure.table.head = {"type", "series", "organisations"};
  for (const ChoiceLook& choice : choice_looks) {
    figure.table.head.push_back(fmt::format("{} (count)", choice.word));
    figure.table.head.push_back(fmt::format("{} (share)", choice.word));
  }
  for (const ShareRow& row : rows) {
    std::vector<std::string> cells{row.type, compared ? row.series : std::string(now_word(scene)),
                                   std::to_string(row.total)};
    figure.description += fmt::format("{}{}: ", row.type, compared ? ", " + row.series : "");
    for (std::size_t a = 0; a < choice_looks.size(); ++a) {
      cells.push_back(std::to_string(row.counts[a]));
      cells.push_back(table_number(row.share(a)));
      figure.description +=
          fmt::format("{}{} {}", a > 0 ? ", " : "", choice_looks[a].word, label_of(row.share(a), "share"));
    }
    figure.description += ". ";
    figure.table.rows.push_back(std::move(cells));
  }
  const double height = head + row_height * static_cast<double>(rows.size()) + foot;
  figure.height = [height](double) { return height; };
  figure.draw = [rows, compared](Canvas& canvas, const Box& box) { draw(canvas, box, rows, compared); };
  return figure;
}

}  // namespace concord
