#include "experiments/charts/figure.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/svg.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/platform/csv_text.hpp"
#include "experiments/platform/partial_file.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <deque>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double page_margin = 24, title_size = 18, subtitle_size = 13, caption_size = 11;

std::string csv_row(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t n = 0; n < cells.size(); ++n) {
    if (n > 0) out += ',';
    out += csv_cell(cells[n]);
  }
  return out + "\n";
}

}  // namespace

Figure message_figure(std::string_view name, std::string_view title, std::string_view message,
                      std::string caption) {
  constexpr double size = 14, line_height = 20;
  const std::string words(message);
  return {.name = std::string(name),
          .title = std::string(title),
          .subtitle = {},
          .description = words,
          .caption = std::move(caption),
          .message = words,
          .table = {},
          .height =
              [words](double width) {
                return 100 + line_height * static_cast<double>(wrapped_lines(words, size, width).size());
              },
          .draw =
              [words](Canvas& canvas, const Box& box) {
                double y = box.y + 24;
                for (const std::string& line : wrapped_lines(words, size, box.width)) {
                  canvas.text({box.x, y}, line, {.size = size, .color = palette::muted});
                  y += line_height;
                }
              }};
}

FigureFrame frame_of(const Figure& figure, double width) {
  const double room = std::max(width - 2 * page_margin, 60.0);
  FigureFrame frame{.title = wrapped_lines(figure.title, title_size * bold_width, room),
                    .subtitle = wrapped_lines(figure.subtitle, subtitle_size, room),
                    .caption = wrapped_lines(figure.caption, caption_size, room)};
  frame.above =
      16 + 24 * static_cast<double>(frame.title.size()) + 18 * static_cast<double>(frame.subtitle.size()) + 8;
  frame.chart_width = room;
  frame.below = 12 + 15 * static_cast<double>(frame.caption.size()) + 8;
  return frame;
}

void draw_figure(Canvas& canvas, const Box& box, const Figure& figure) {
  const FigureFrame frame = frame_of(figure, box.width);
  double y = box.y + 16 + title_size - 4;
  for (const std::string& line : frame.title) {
    canvas.text({box.x + page_margin, y}, line, {.size = title_size, .color = palette::text, .bold = true});
    y += 24;
  }
  y -= 4;
  for (const std::string& line : frame.subtitle) {
    canvas.text({box.x + page_margin, y}, line, {.size = subtitle_size, .color = palette::muted});
    y += 18;
  }
  const double height = box.height - frame.above - frame.below;
  figure.draw(canvas, {box.x + page_margin, box.y + frame.above, frame.chart_width, height});
  y = box.y + box.height - frame.below + 12 + caption_size;
  for (const std::string& line : frame.caption) {
    canvas.text({box.x + page_margin, y}, line, {.size = caption_size, .color = palette::muted});
    y += 15;
  }
}

std::string svg_of(const Figure& figure, double width, std::string_view ids) {
  const FigureFrame frame = frame_of(figure, width);
  const double height = frame.above + figure.height(frame.chart_width) + frame.below;
  Svg svg(width, height, figure.title, figure.description + " " + figure.caption, ids);
  draw_figure(svg, {0, 0, width, height}, figure);
  return std::move(svg).finish();
}

std::vector<std::filesystem::path> write_figures(std::span<const Figure> figures,
                                                 const std::filesystem::path& folder, bool force,
                                                 double width) {
  std::deque<PartialFile> files;  // all are checked before the first is written
  for (const Figure& figure : figures) files.emplace_back(folder / (figure.name + ".svg"), force);
  std::vector<std::filesystem::path> paths;
  for (std::size_t n = 0; n < figures.size(); ++n)
    write_file(files[n].temporary(), svg_of(figures[n], width));
  for (PartialFile& file : files) {
    file.publish();
    paths.push_back(file.target());
  }
  return paths;
}

std::string csv_of(const Figure& figure) {
  std::string out;
  std::string subtitle = figure.subtitle;  // shares are per cent where they are drawn, and shares here
  constexpr std::string_view drawn = "unit: per cent", held = "unit: share";
  if (const auto at = subtitle.find(drawn); at != subtitle.npos) subtitle.replace(at, drawn.size(), held);
  for (const std::string* line :
       {&figure.title, static_cast<const std::string*>(&subtitle), &figure.caption}) {
    if (!line->empty()) out += "# " + *line + "\n";
  }
  out += csv_row(figure.table.head);
  for (const auto& row : figure.table.rows) out += csv_row(row);
  return csv_file_text(std::move(out));
}

}  // namespace concord
