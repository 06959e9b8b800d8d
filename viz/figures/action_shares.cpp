#include "viz/figures/action_shares.hpp"

#include "experiments/charts.hpp"
#include "experiments/sweep/sweep_charts.hpp"
#include "viz/figures/plain_words.hpp"
#include "viz/figures/run_series.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::array<std::string_view, types> type_names{"Acute trusts",      "Mental health trusts",
                                                         "Community trusts",  "Ambulance trusts",
                                                         "Specialist trusts", "CCGs",
                                                         "Councils"};
struct Choice {
  std::string_view name, short_name, fill, text;
};
constexpr std::array<Choice, actions> choice_rows{{{"own interest", "own", "#F2B48C", palette::text},
                                                   {"place", "place", "#28A197", "#000000"},
                                                   {"system", "system", palette::blue, "#FFFFFF"}}};

struct ShareRow {
  std::string type, series;
  std::array<int, actions> counts{};
  int total = 0;
  double share(std::size_t action) const { return static_cast<double>(counts[action]) / total; }
};

std::vector<ShareRow> rows_of(const RunInfo& info, const std::vector<double>& choices,
                              const std::string& series) {
  std::vector<ShareRow> rows;
  for (std::size_t k = 0; k < type_names.size(); ++k) {
    ShareRow row{std::string(type_names[k]), series, {}, 0};
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
  for (const Choice& choice : choice_rows) {
    canvas.rect(key, box.y + 2, 12, 12, choice.fill);
    canvas.text({key + 17, box.y + 12}, choice.name, {.size = 12});
    key += 17 + text_width(choice.name, 12) + 18;
  }
  double y = box.y + head;
  for (const ShareRow& row : rows) {
    std::string tip = compared ? row.type + ", " + row.series : row.type;
    canvas.text({box.x, y + 18}, fitted(tip, 12, names - 6), {.size = 12});
    double x = left;
    for (std::size_t a = 0; a < choice_rows.size(); ++a) {
      const Choice& choice = choice_rows[a];
      const double width = (right - left) * row.share(a);
      if (row.counts[a] == 0) continue;
      const std::string percent = label_of(row.share(a), "share");
      const std::string full = fmt::format("{} {}", choice.short_name, percent);
      canvas.begin_group(
          fmt::format("{}: {} {} of {} ({})", tip, choice.name, row.counts[a], row.total, percent));
      canvas.rect(x, y + 3, std::max(width - 1, 0.5), row_height - 8, choice.fill);
      const std::string& words = text_width(full, 11.5) <= width - 6 ? full : percent;
      if (text_width(words, 11.5) <= width - 6)
        canvas.text({x + width / 2, y + 18}, words,
                    {.size = 11.5, .anchor = Anchor::middle, .color = choice.text});
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

}  // namespace

Figure action_shares_figure(const Scene& scene, const std::vector<double>& choices,
                            const std::optional<ActionPartner>& before, const std::string& quarter) {
  const RunInfo& info = scene.now->info();
  const auto now = rows_of(info, choices, "now");
  std::vector<ShareRow> rows;
  const auto others = before ? rows_of(*before->info, before->choices, "before") : std::vector<ShareRow>{};
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
                  country_of(info), quarter, info.first_replicate + scene.selection.run.value_or(0));
  figure.caption = caption_of(scene);
  figure.table.head = {"type", "series", "organisations"};
  for (const Choice& choice : choice_rows) {
    figure.table.head.push_back(fmt::format("{} (count)", choice.name));
    figure.table.head.push_back(fmt::format("{} (share)", choice.name));
  }
  for (const ShareRow& row : rows) {
    std::vector<std::string> cells{row.type, before ? row.series : "now", std::to_string(row.total)};
    figure.description += fmt::format("{}{}: ", row.type, before ? ", " + row.series : "");
    for (std::size_t a = 0; a < choice_rows.size(); ++a) {
      cells.push_back(std::to_string(row.counts[a]));
      cells.push_back(table_number(row.share(a)));
      figure.description +=
          fmt::format("{}{} {}", a > 0 ? ", " : "", choice_rows[a].name, label_of(row.share(a), "share"));
    }
    figure.description += ". ";
    figure.table.rows.push_back(std::move(cells));
  }
  const double height = head + row_height * static_cast<double>(rows.size()) + foot;
  figure.height = [height](double) { return height; };
  figure.draw = [rows, compared = before.has_value()](Canvas& canvas, const Box& box) {
    draw(canvas, box, rows, compared);
  };
  return figure;
}

}  // namespace concord
