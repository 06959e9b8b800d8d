#include "experiments/answers/html.hpp"

#include "experiments/charts/svg.hpp"
#include "sim/errors.hpp"

#include <cctype>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

// Text on white at 12:1 and more; links and the box at 7:1 and more. Nothing is told by colour alone.
constexpr std::string_view style = R"(
:root { color-scheme: light; }
body { margin: 0; background: #ffffff; color: #1a1a1a; font: 1.06rem/1.55 system-ui, sans-serif; }
main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; display: inline-block; padding: .5rem 1rem; background: #12436d; color: #ffffff; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 1.2rem 0 .6rem; }
h2 { font-size: 1.35rem; margin: 2.2rem 0 .5rem; border-top: 2px solid #12436d; padding-top: .6rem; }
h3 { font-size: 1.1rem; margin: 1.4rem 0 .3rem; }
p, ul { max-width: 46rem; }
.notice { border-left: .4rem solid #801650; background: #f6eef2; padding: .5rem .9rem; font-weight: bold; }
.lead { font-size: 1.2rem; }
a { color: #12436d; }
a:focus, summary:focus { outline: 3px solid #801650; outline-offset: 2px; }
figure { margin: 1.2rem 0; }
figure svg { max-width: 100%; min-width: 40rem; height: auto; border: 1px solid #767676; box-sizing: border-box; }
.headline svg { width: 100%; min-width: 0; max-width: 32rem; }
figcaption { max-width: 46rem; color: #3d3d3d; font-size: .95rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .93rem; margin: .6rem 0 1rem; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
th, td { border-bottom: 1px solid #767676; padding: .28rem .7rem .28rem 0; text-align: left; vertical-align: top; }
.numbers td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
summary { cursor: pointer; font-weight: bold; padding: .3rem 0; }
pre { background: #f3f3f3; padding: .6rem .9rem; overflow-x: auto; font-size: .93rem; }
footer { border-top: 1px solid #767676; margin-top: 3rem; padding-top: .8rem; padding-bottom: 2rem; font-size: .93rem; }
@media (prefers-contrast: more) {
  body, figcaption { color: #000000; }
  a { color: #00008b; }
  th, td, figure svg { border-color: #000000; }
  .notice { background: #ffffff; border: 3px solid #000000; }
}
@media print {
  figure svg { min-width: 0; }
  .skip, .downloads { display: none; }
  body { font-size: 10pt; }
  main, footer { max-width: none; padding: 0; }
  figure, table { break-inside: avoid; }
  details > summary { list-style: none; }
  details::details-content { content-visibility: visible; }
}
)";

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte < 0x80 && std::isalnum(byte) != 0;
    if (plain || c == '-' || c == '_' || c == '.' || c == ',') {
      out += c;
    } else {
      out += fmt::format("%{:02X}", byte);
    }
  }
  return out;
}

}  // namespace

HtmlPage::HtmlPage(std::string_view title, std::string_view notice, std::string_view generator) {
  out_ = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"generator\" content=\"{3}\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>{0}</title>\n"
      "<style>{2}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n"
      "<main id=\"content\">\n<p class=\"notice\">{1}</p>\n<h1>{0}</h1>\n",
      escaped(title), escaped(notice), style, escaped(generator));
}

void HtmlPage::heading(int level, std::string_view text, std::string_view id) {
  ensure(level >= 2 && level <= 4 && level <= level_ + 1, "headings follow one another in order");
  level_ = level;
  const std::string name = id.empty() ? std::string() : fmt::format(" id=\"{}\"", escaped(id));
  out_ += fmt::format("<h{0}{2}>{1}</h{0}>\n", level, escaped(text), name);
}

void HtmlPage::paragraph(std::string_view text) { out_ += fmt::format("<p>{}</p>\n", escaped(text)); }

void HtmlPage::lead(std::string_view text) {
  out_ += fmt::format("<p class=\"lead\">{}</p>\n", escaped(text));
}

void HtmlPage::list(std::span<const std::string> items) {
  out_ += "<ul>\n";
  for (const std::string& item : items) out_ += fmt::format("<li>{}</li>\n", escaped(item));
  out_ += "</ul>\n";
}

void HtmlPage::links(std::span<const HtmlLink> links) {
  out_ += "<ul>\n";
  for (const HtmlLink& link : links)
    out_ += fmt::format("<li><a href=\"{}\">{}</a>{}</li>\n", escaped(link.target), escaped(link.text),
                        escaped(link.after));
  out_ += "</ul>\n";
}

void HtmlPage::code(std::string_view text) {
  out_ += fmt::format("<pre tabindex=\"0\"><code>{}</code></pre>\n", escaped(text));
}

void HtmlPage::figure(std::string_view svg, std::string_view caption) {
  const std::size_t named = std::min(svg.find('>', svg.find("<title")) + 1, svg.size());
  const std::string_view title = svg.substr(named, svg.find('<', named) - named);  // escaped as it is
  add_figure(
      fmt::format("<figure>\n<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"{}\">", title),
      svg, "</div>\n", caption);
}

void HtmlPage::headline_figure(std::string_view svg, std::string_view caption) {
  add_figure("<figure class=\"headline\">", svg, "", caption);
}

void HtmlPage::add_figure(std::string_view begin, std::string_view svg, std::string_view end,
                          std::string_view caption) {
  svg.remove_prefix(
      std::min(svg.find("<svg"), svg.size()));  // what stands before belongs to a file of its own
  out_ += fmt::format("{}\n{}{}<figcaption>{}</figcaption>\n</figure>\n", begin, svg, end, escaped(caption));
}

void HtmlPage::table(const HtmlTable& table) {
  out_ += fmt::format(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
      "aria-label=\"{0}\">\n<table{1}>\n<caption>{0}</caption>\n<thead><tr>",
      escaped(table.caption), table.numbers ? " class=\"numbers\"" : "");
  for (const std::string& column : table.columns)
    out_ += fmt::format("<th scope=\"col\">{}</th>", escaped(column));
  out_ += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    ensure(row.size() == table.columns.size(), "a cell for every column");
    out_ += "<tr>";
    for (std::size_t n = 0; n < row.size(); ++n)
      out_ += n == 0 ? fmt::format("<th scope=\"row\">{}</th>", escaped(row[n]))
                     : fmt::format("<td>{}</td>", escaped(row[n]));
    out_ += "</tr>\n";
  }
  out_ += "</tbody>\n</table>\n</div>\n";
}

void HtmlPage::begin_details(std::string_view summary) {
  ensure(!folded_, "details do not stand inside one another");
  folded_ = true;
  out_ += fmt::format("<details>\n<summary>{}</summary>\n", escaped(summary));
}

void HtmlPage::end_details() {
  ensure(folded_, "details were begun");
  folded_ = false;
  out_ += "</details>\n";
}

void HtmlPage::download(std::string_view file, std::string_view text, std::string_view what) {
  out_ += fmt::format(
      "<p class=\"downloads\"><a download=\"{}\" href=\"data:text/csv;charset=utf-8,{}\">{}</a></p>\n",
      escaped(file), percent_encoded(text), escaped(what));
}

std::string HtmlPage::finish(std::string_view footer) && {
  ensure(!folded_, "details are ended");
  out_ += fmt::format("</main>\n<footer><p>{}</p></footer>\n</body>\n</html>\n", escaped(footer));
  return std::move(out_);
}

}  // namespace concord
