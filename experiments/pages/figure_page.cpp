#include "experiments/pages/figure_page.hpp"

#include "experiments/charts/svg.hpp"
#include "experiments/scenarios/short_meaning.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double margin = 24, line = 16;

std::string provenance(const SweepTable& table) {
  const SweepInfo& info = table.info;
  const std::string failed = info.failed > 0 ? fmt::format(" ({} failed)", info.failed) : "";
  return fmt::format(
      "Simulated, not observed. Concord {} ({}), model {}; {}, design seed {}; {} points, {} "
      "runs{} with seed {}. Set: {}.",
      info.version, info.commit, info.model_digest, info.method, info.design_seed, info.points, info.runs,
      failed, info.seed, table.set);
}

/// Fit for the name of a file anywhere.
std::string file_name(std::string text) {
  std::ranges::replace_if(
      text,
      [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '_' && c != '-';
      },
      '_');
  return text.substr(0, 200) + ".svg";
}

}  // namespace

Picture draw_page(const FigureSource& source, const SweepChart& chart) {
  const FigurePage& page = chart.page;
  const double height = chart.height(page_room);
  const SweepInfo& info = source.table.info;
  const SweepOutcome& outcome = source.outcome;
  const std::string what =
      fmt::format("{} ({}): {} Unit: {}.", outcome.name, outcome.take, outcome.meaning, outcome.unit);
  const auto heading = wrapped_lines(page.finding, 18, page_room / bold_width);
  const auto above = wrapped_lines(what, 12.5, page_room);
  auto below = wrapped_lines(page.caption, 11.5, page_room);
  for (auto& text : wrapped_lines(provenance(source.table), 11.5, page_room))
    below.push_back(std::move(text));
  const double under = 6 + 22 * static_cast<double>(heading.size());
  const double top = under + 24 + line * static_cast<double>(above.size()) + 14;
  const double bottom = top + height + 12;
  Svg svg(page_room + 2 * margin, bottom + line * static_cast<double>(below.size()) + 12, page.finding,
          fmt::format("{}. {} {}{}", page.finding, provenance(source.table), what, page.description));
  for (std::size_t n = 0; n < heading.size(); ++n)
    svg.text({margin, 28 + 22 * static_cast<double>(n)}, heading[n], {.size = 18, .bold = true});
  svg.text({margin, under + 20}, fitted(info.title, 12.5, 0.97 * page_room),
           {.size = 12.5, .color = palette::muted});
  for (std::size_t n = 0; n < above.size(); ++n)
    svg.text({margin, under + 20 + line * static_cast<double>(n + 1)}, above[n],
             {.size = 12.5, .color = palette::muted});
  chart.draw(svg, {margin, top, page_room, height});
  for (std::size_t n = 0; n < below.size(); ++n)
    svg.text({margin, bottom + line * static_cast<double>(n + 1) - 4}, below[n],
             {.size = 11.5, .color = palette::muted});
  return {file_name(fmt::format("{}_{}{}", chart.kind, outcome.name, chart.rest)), std::move(svg).finish()};
}

std::string percent_of(double share) { return fmt::format("{:g}%", 100 * share); }

std::string axis_words(const SweepAxis& axis) {
  std::string words = axis.kind == AxisKind::packages ? axis.name : short_meaning(axis.meaning);
  if (words.empty()) {  // "pooling.floor"
    words = axis.name;
    std::ranges::replace(words, '_', ' ');
    if (const auto dot = words.find('.'); dot != words.npos) words.replace(dot, 1, ": ");
  }
  return words;
}
namespace {
std::string standing_alone(const SweepAxis& axis) {
  std::string words = axis_words(axis);
  const bool small = axis.kind != AxisKind::packages && words[0] >= 'a' && words[0] <= 'z';
  if (small) words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}
}  // namespace

std::vector<std::string> axis_labels(std::span<const SweepAxis> axes) {
  std::vector<std::string> labels;
  for (const SweepAxis& axis : axes) labels.push_back(standing_alone(axis));
  const std::vector<std::string> plain = labels;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    if (std::ranges::count(plain, plain[axis]) > 1) labels[axis] += " (" + axes[axis].name + ")";
  }
  return labels;
}

std::string table_text(double value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : std::string();
}

std::string unit_title(const SweepAxis& axis) {
  const std::string unit = axis.unit == "1" ? "" : axis.unit;
  if (!axis.log) return unit;
  return unit.empty() ? "by ratio" : unit + " (by ratio)";
}
std::string axis_title(const SweepAxis& axis) {
  const std::string unit = unit_title(axis);
  const std::string words = standing_alone(axis);
  return unit.empty() ? words : words + ", " + unit;
}

std::vector<double> positions_on(const SweepAxis& axis, std::span<const double> coordinates) {
  const bool log = axis.log && std::ranges::all_of(coordinates, [](double at) { return at > 0; });
  const bool metric = (axis.kind == AxisKind::number || axis.kind == AxisKind::whole) && axis.log == log;
  std::vector<double> out;
  for (const double at : coordinates)
    out.push_back(!metric ? static_cast<double>(out.size()) : log ? std::log10(at) : at);
  return out;
}

Dot dot_of(const Cell& cell) {
  return {cell.mean, Interval{std::numeric_limits<double>::quiet_NaN(), cell.low90, cell.high90}};
}

}  // namespace concord
