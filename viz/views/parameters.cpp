#include "agents/quarter/parameter_info.hpp"
#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "sim/errors.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double size = 12, small = 11, line = 16, narrow = 700, head = 28, most_width = 1500;

struct Difference {
  std::string path, now, before, standard, meaning;
};
struct Picture {
  std::vector<Difference> rows;
  bool compared = false;    ///< with another scenario, not only with the defaults
  std::string now, before;  ///< what the two are called
  std::string none;         ///< in place of rows
};

/// One row is laid out in lines, with or without a canvas.
struct Cells {
  std::vector<std::string> path, now, before, standard, meaning;
  double height = 0;
};
struct Columns {
  bool tall;
  double path, value, meaning;  ///< widths
};
Columns columns_of(const Picture& picture, double width) {
  width = std::min(width, most_width);
  if (width < narrow) return {true, width, width, width};
  double path = text_width("parameter", size), value = text_width("last result", size) + 12;
  for (const Difference& row : picture.rows) {
    path = std::max(path, text_width(row.path, size * bold_width));
    for (const std::string* text : {&row.now, &row.before, &row.standard})
      value = std::max(value, text_width(*text, size));
  }
  path = std::min(path + 18, width * 0.36);
  value = std::min(value + 18, 130.0);
  return {false, path, value, width - path - value * (picture.compared ? 3 : 2)};
}

Cells cells_of(const Picture& picture, const Difference& row, double width) {
  const Columns c = columns_of(picture, width);
  const auto lines = [](const std::vector<std::string>& text) { return static_cast<double>(text.size()); };
  Cells cells;
  if (c.tall) {
    std::string values = fmt::format("{} {}", picture.now, row.now);
    if (picture.compared) values = fmt::format("{} {}  ·  {}", picture.before, row.before, values);
    values += "  ·  default " + row.standard;
    cells.path = wrapped_lines(row.path, size * bold_width, c.path);
    cells.now = wrapped_lines(values, size, c.value);
    cells.meaning = wrapped_lines(row.meaning, small, c.meaning);
    cells.height = line * (lines(cells.path) + lines(cells.now) + lines(cells.meaning)) + 10;
    return cells;
  }
  cells.path = wrapped_lines(row.path, size * bold_width, c.path - 14);
  cells.now = wrapped_lines(row.now, size, c.value - 10);
  cells.before = wrapped_lines(row.before, size, c.value - 10);
  cells.standard = wrapped_lines(row.standard, size, c.value - 10);
  cells.meaning = wrapped_lines(row.meaning, size, c.meaning);
  cells.height = line * std::max({lines(cells.path), lines(cells.now), lines(cells.before),
                                  lines(cells.standard), lines(cells.meaning)}) +
                 10;
  return cells;
}

double height_of(const Picture& picture, double width) {
  if (picture.rows.empty()) return 60;
  double height = columns_of(picture, width).tall ? 4 : head;
  for (const Difference& row : picture.rows) height += cells_of(picture, row, width).height;
  return height + 4;
}

void draw_lines(Canvas& canvas, Point at, const std::vector<std::string>& lines, const TextStyle& style) {
  for (const std::string& words : lines) {
    canvas.text(at, words, style);
    at.y += line;
  }
}

void draw_parameters(Canvas& canvas, const Box& box, const Picture& picture) {
  if (picture.rows.empty()) {
    double y = box.y + 22;
    for (const std::string& words : wrapped_lines(picture.none, 14, box.width)) {
      canvas.text({box.x, y}, words, {.size = 14, .color = palette::muted});
      y += 18;
    }
    return;
  }
  const Columns c = columns_of(picture, box.width);
  const double width = std::min(box.width, most_width);
  double y = box.y + 4;
  const double first = box.x + c.path, step = c.value;
  const double before_at = first, now_at = picture.compared ? first + step : first,
               standard_at = now_at + step, meaning_at = standard_at + step;
  if (!c.tall) {
    const TextStyle label{.size = small, .color = palette::muted};
    canvas.text({box.x, y + 14}, "setting", label);
    if (picture.compared) canvas.text({before_at, y + 14}, picture.before, label);
    canvas.text({now_at, y + 14}, picture.now, label);
    canvas.text({standard_at, y + 14}, "default", label);
    canvas.text({meaning_at, y + 14}, "meaning", label);
    y = box.y + head;
  }
  for (std::size_t n = 0; n < picture.rows.size(); ++n) {
    const Difference& row = picture.rows[n];
    const Cells cells = cells_of(picture, row, box.width);
    canvas.begin_group(row.path + ": " + row.meaning);
    if (n % 2 == 0) canvas.rect(box.x - 6, y, width + 12, cells.height, "#F5F5F5");
    const double base = y + 16;
    draw_lines(canvas, {box.x, base}, cells.path, {.size = size, .bold = true});
    if (c.tall) {
      const double values = base + line * static_cast<double>(cells.path.size());
      draw_lines(canvas, {box.x, values}, cells.now, {.size = size});
      draw_lines(canvas, {box.x, values + line * static_cast<double>(cells.now.size())}, cells.meaning,
                 {.size = small, .color = "#505050"});
    } else {
      draw_lines(canvas, {now_at, base}, cells.now, {.size = size, .bold = true});
      if (picture.compared) draw_lines(canvas, {before_at, base}, cells.before, {.size = size});
      draw_lines(canvas, {standard_at, base}, cells.standard, {.size = size, .color = "#505050"});
      draw_lines(canvas, {meaning_at, base}, cells.meaning, {.size = size});
    }
    canvas.end_group();
    y += cells.height;
  }
}

std::string meaning_of(const std::string& path) {
  const ParameterInfo* parameter = find_parameter(path);
  if (path == "plausible") return "From which each run draws the values of parameters.";
  if (parameter == nullptr) return capital(setting_words(path)) + ".";
  if (parameter->unit.empty() || parameter->unit == "switch" || parameter->unit == "quarter" ||
      parameter->unit == "1")
    return std::string(parameter->meaning);
  return fmt::format("{} ({})", parameter->meaning, parameter->unit);
}

std::string default_of(const std::string& path) {
  const ParameterInfo* parameter = find_parameter(path);
  return parameter == nullptr ? "–" : value_text(*parameter, parameter->get(Parameters{}));
}

}  // namespace

std::optional<Figure> parameters_figure(const Scene& scene) {
  const RunInfo& now = scene.now->info();
  const bool compared = scene.before != nullptr;
  auto picture = std::make_shared<Picture>();
  picture->compared = compared;
  picture->now = compared ? std::string(now_word(scene)) : "value";
  picture->before = compared ? std::string(before_word(scene)) : "";
  const auto text_or_none = [](const std::string& text) { return text.empty() ? std::string("none") : text; };
  try {
    const auto settings = compared ? settings_between(scene.before->info().configuration, now.configuration)
                                   : changed_settings(now.configuration);
    for (const ChangedSetting& one : settings)
      picture->rows.push_back({one.path, text_or_none(one.value), text_or_none(one.other),
                               compared ? default_of(one.path) : text_or_none(one.other),
                               meaning_of(one.path)});
  } catch (const ConfigError& error) {
    return message_figure(scene, "parameters", "The settings cannot be read", error.what());
  }
  const std::size_t count = picture->rows.size();
  picture->none = compared
                      ? fmt::format("No setting differs between {} and {}.", picture->before, picture->now)
                      : std::string("All settings are the defaults.");
  Figure figure;
  figure.name = "parameters";
  figure.title = count == 0
                     ? picture->none.substr(0, picture->none.size() - 1)
                     : fmt::format("{} {}", counted(count, "setting differs", "settings differ"),
                                   compared ? fmt::format("between {} and {}", picture->before, picture->now)
                                            : std::string("from the defaults"));
  figure.subtitle = compared ? fmt::format("A: {} ({}). B: {} ({}).", scene.before->info().title,
                                           scene.before->info().source, now.title, now.source)
                             : fmt::format("{} ({}).", now.title, now.source);
  if (compared && scene.ghost)
    figure.subtitle = fmt::format("{} ({}) and its last result.", now.title, now.source);
  figure.subtitle += " What changes in mid-run says so.";
  figure.description = count == 0 ? picture->none : "A table of settings: ";
  for (std::size_t n = 0; n < std::min<std::size_t>(count, 3); ++n) {
    const Difference& row = picture->rows[n];
    figure.description +=
        fmt::format("{}{} is {} instead of {}", n == 0 ? "" : "; ", row.path, row.now, row.before);
  }
  if (count > 0) figure.description += count > 3 ? fmt::format("; and {} more.", count - 3) : ".";
  figure.caption = caption_of(scene);
  figure.table.head = {"setting", picture->now};
  if (compared) figure.table.head.push_back(picture->before);
  figure.table.head.insert(figure.table.head.end(), {"default", "meaning"});
  for (const Difference& row : picture->rows) {
    std::vector<std::string> cells{row.path, row.now};
    if (compared) cells.push_back(row.before);
    cells.insert(cells.end(), {row.standard, row.meaning});
    figure.table.rows.push_back(std::move(cells));
  }
  figure.height = [picture](double width) { return height_of(*picture, width); };
  figure.draw = [picture](Canvas& canvas, const Box& box) { draw_parameters(canvas, box, *picture); };
  return figure;
}

}  // namespace concord
