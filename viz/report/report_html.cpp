#include "experiments/answers/html.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/platform/origin.hpp"
#include "viz/report/report.hpp"

#include <cctype>

#include <fmt/format.h>

namespace concord {
namespace {

HtmlTable table_of(const Figure& figure) {
  HtmlTable table{.caption = figure.title,
                  .columns = figure.table.head,
                  .rows = figure.table.rows,
                  .numbers = false};  // words and numbers mixed
  for (auto& row : table.rows) {
    for (std::string& cell : row) {
      if (cell.empty()) cell = no_data;
    }
  }
  return table;
}

/// A title behind its heading, which is not said twice.
std::string behind(std::string_view heading, std::string_view title) {
  if (title.starts_with(heading)) return std::string(title.substr(heading.size()));
  return fmt::format(": {}", title);
}

std::string heading_id(std::size_t part) { return fmt::format("figure-{}-heading", part + 1); }

void add_part(HtmlPage& page, const ReportPart& part, std::size_t n) {
  const Figure& figure = part.figure;
  const std::string file = report_file(n, figure);
  page.heading(2, part.heading, heading_id(n));
  if (!part.intro.empty()) page.paragraph(part.intro);
  page.figure(svg_of(figure, report_width, fmt::format("figure-{}-", n + 1)),
              fmt::format("{}. {}", figure.title, figure.caption));
  page.heading(3, "In words");
  page.paragraph(fmt::format("{}. {} {}", figure.title, figure.subtitle, figure.description));
  std::vector<HtmlLink> files{{file + ".svg", "The picture as SVG"}};
  if (!figure.table.head.empty()) {
    page.begin_details(fmt::format("Numbers of “{}”", part.heading));
    page.table(table_of(figure));
    page.end_details();
    files.push_back({file + ".csv", "These numbers as CSV"});
  }
  page.links(files);
}

}  // namespace

std::string report_file(std::size_t part, const Figure& figure) {
  std::string name;
  for (const char c : figure.name) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return fmt::format("figure_{:02}_{}", part + 1, name.substr(0, 60));
}

std::string report_html(std::string_view title, std::string_view intro, std::span<const ReportPart> parts) {
  HtmlPage page(
      title,
      fmt::format(
          "{} Numbers of a model, no measurements of the NHS and no forecast of any named organisation.",
          simulated),
      report_generator);
  if (!intro.empty()) page.lead(intro);
  std::vector<HtmlLink> contents;
  for (std::size_t n = 0; n < parts.size(); ++n)
    contents.push_back({fmt::format("#{}", heading_id(n)), parts[n].heading,
                        behind(parts[n].heading, parts[n].figure.title)});
  page.links(contents);
  for (std::size_t n = 0; n < parts.size(); ++n) add_part(page, parts[n], n);
  return std::move(page).finish("Made by concord-view. Each figure names its runs, seed and version.");
}

}  // namespace concord
