#include "experiments/svg.hpp"
#include "viz/report/report.hpp"

#include <cctype>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double picture_width = 952;

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en-GB" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8"/>
<meta name="generator" content="concord-view report"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{0}</title>
<style>
body {{ font: 1rem/1.5 sans-serif; color: #1a1a1a; background: #ffffff; margin: 0 auto; padding: 1rem; max-width: 62rem; }}
a {{ color: #12436d; }}
a:focus, summary:focus {{ outline: 3px solid #801650; outline-offset: 2px; }}
.skip {{ position: absolute; left: -100rem; }}
.skip:focus {{ position: static; }}
.banner {{ border: 3px solid #801650; padding: 0.6rem 1rem; font-weight: bold; }}
figure {{ margin: 1rem 0; }}
svg {{ max-width: 100%; height: auto; border: 1px solid #767676; }}
figcaption {{ color: #404040; font-size: 0.9rem; }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-size: 0.85rem; }}
caption {{ text-align: left; font-weight: bold; padding: 0.3rem 0; }}
th, td {{ border: 1px solid #767676; padding: 0.15rem 0.5rem; text-align: left; vertical-align: top; }}
thead th {{ background: #eef2f6; }}
@media (prefers-contrast: more) {{ body, figcaption {{ color: #000000; }} a {{ color: #00264d; }} }}
@media print {{ .skip, nav {{ display: none; }} body {{ max-width: none; }} section {{ break-inside: avoid-page; }}
 details:not([open]) {{ display: none; }} }}
</style>
</head>
<body>
<p><a class="skip" href="#content">Skip to the figures</a></p>
<header>
<h1>{0}</h1>
<p class="banner">Simulated, not observed: numbers of a model, no measurements of the NHS and no forecast of any named organisation.</p>
)";

std::string paragraph(std::string_view text) {
  return text.empty() ? std::string() : fmt::format("<p>{}</p>\n", escaped(text));
}

std::string table_of(const Figure& figure) {
  std::string out = fmt::format("<table>\n<caption>{}</caption>\n<thead>\n<tr>", escaped(figure.title));
  for (const std::string& name : figure.table.head)
    out += fmt::format("<th scope=\"col\">{}</th>", escaped(name));
  out += "</tr>\n</thead>\n<tbody>\n";
  for (const auto& row : figure.table.rows) {
    out += "<tr>";
    for (std::size_t n = 0; n < row.size(); ++n) {
      const std::string cell = row[n].empty() ? "no value" : escaped(row[n]);
      out += n == 0 ? fmt::format("<th scope=\"row\">{}</th>", cell) : fmt::format("<td>{}</td>", cell);
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n";
}

/// The picture without the head that only a document of its own has.
std::string inline_svg(const Figure& figure, const std::string& id) {
  std::string svg = svg_of(figure, picture_width, id + "-");
  return svg.substr(svg.find("<svg"));
}

std::string part_html(const ReportPart& part, std::size_t n) {
  const Figure& figure = part.figure;
  const std::string id = fmt::format("figure-{}", n + 1), file = report_file(n, figure);
  std::string out =
      fmt::format("<section aria-labelledby=\"{0}-heading\">\n<h2 id=\"{0}-heading\">{1}</h2>\n", id,
                  escaped(part.heading));
  out += paragraph(part.intro);
  out += fmt::format("<figure>\n{}<figcaption>{} {}</figcaption>\n</figure>\n", inline_svg(figure, id),
                     escaped(figure.title + "."), escaped(figure.caption));
  out += fmt::format("<h3>In words</h3>\n<p>{}. {} {}</p>\n", escaped(figure.title), escaped(figure.subtitle),
                     escaped(figure.description));
  if (!figure.table.head.empty()) {
    out += fmt::format(
        "<details>\n<summary>Numbers of “{}”</summary>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
        "aria-label=\"Numbers of {}\">\n{}</div>\n</details>\n",
        escaped(part.heading), escaped(part.heading), table_of(figure));
    out += fmt::format(
        "<p><a href=\"{0}.csv\">These numbers as CSV</a>, <a href=\"{0}.svg\">the picture as SVG</a></p>\n",
        file);
  } else {
    out += fmt::format("<p><a href=\"{}.svg\">The picture as SVG</a></p>\n", file);
  }
  return out + "</section>\n";
}

}  // namespace

std::string report_file(std::size_t part, const Figure& figure) {
  std::string name;
  for (const char c : figure.name) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return fmt::format("figure_{:02}_{}", part + 1, name.substr(0, 60));
}

std::string report_html(std::string_view title, std::string_view intro, std::span<const ReportPart> parts) {
  std::string out = fmt::format(head, escaped(title));
  out += paragraph(intro);
  out += "</header>\n<nav aria-label=\"Figures\">\n<ol>\n";
  for (std::size_t n = 0; n < parts.size(); ++n)
    out += fmt::format("<li><a href=\"#figure-{}-heading\">{}</a>: {}</li>\n", n + 1,
                       escaped(parts[n].heading), escaped(parts[n].figure.title));
  out += "</ol>\n</nav>\n<main id=\"content\">\n";
  for (std::size_t n = 0; n < parts.size(); ++n) out += part_html(parts[n], n);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace concord
