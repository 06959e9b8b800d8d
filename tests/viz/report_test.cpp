#include "viz/report/report.hpp"

#include "experiments/platform/partial_file.hpp"
#include "sim/errors.hpp"
#include "tests/viz/memory_sweep.hpp"
#include "tests/viz/views_b_support.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace concord {
namespace {

namespace fs = std::filesystem;

std::vector<ReportPart> parts_of_sweep() {
  static test::MemorySweep sweep = test::small_sweep();
  SweepScene scene;
  scene.sweep = &sweep;
  scene.fixed.resize(2);
  return *report_parts(scene);
}

class Folder {
 public:
  Folder() : path(fs::temp_directory_path() / ("report_test-" + process_name())) { fs::remove_all(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  fs::path path;
};

struct Element {
  std::string name, attributes;
  std::vector<std::string> inside;  ///< names of the elements around it
};
/// All elements of well-formed XML; what is not is a failure.
std::vector<Element> elements_of(const std::string& page) {
  std::vector<Element> out;
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != page.npos; at = page.find('<', at)) {
    const std::size_t end = page.find('>', at);
    if (end == page.npos) {
      ADD_FAILURE() << "an element is not closed";
      break;
    }
    std::string tag = page.substr(at + 1, end - at - 1);
    at = end;
    if (tag.starts_with('!')) continue;
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) {
        ADD_FAILURE() << "</" << tag << "> closes nothing";
        return out;
      }
      open.pop_back();
      continue;
    }
    const bool closed = tag.ends_with('/');
    if (closed) tag.pop_back();
    const std::size_t space = std::min(tag.find(' '), tag.size());
    out.push_back({tag.substr(0, space), tag.substr(space), open});
    EXPECT_EQ(std::ranges::count(tag, '"') % 2, 0) << tag;
    if (!closed) open.push_back(out.back().name);
  }
  EXPECT_TRUE(open.empty());
  return out;
}

std::string attribute(const Element& element, const std::string& name) {
  const std::string start = " " + name + "=\"";
  const std::size_t at = element.attributes.find(start);
  if (at == std::string::npos) return {};
  const std::size_t from = at + start.size();
  return element.attributes.substr(from, element.attributes.find('"', from) - from);
}

TEST(Report, IsAWellFormedPageThatScreenReadersCanRead) {
  const auto parts = parts_of_sweep();
  const std::string page = report_html("A <report> & more", "Two sentences. Here.", parts);
  const auto elements = elements_of(page);
  std::set<std::string> ids;
  int level = 0;
  std::size_t svgs = 0, labelled = 0, columns = 0, rows = 0, titles = 0;
  for (const Element& element : elements) {
    if (const std::string id = attribute(element, "id"); !id.empty()) {
      EXPECT_TRUE(ids.insert(id).second) << id;
    }
    if (element.name.size() == 2 && element.name[0] == 'h' && std::isdigit(element.name[1]) != 0) {
      const int now = element.name[1] - '0';
      EXPECT_LE(now, level + 1) << "headings go down one by one";
      EXPECT_EQ(now == 1, level == 0);
      level = now;
    }
    EXPECT_NE(element.name, "script");
    EXPECT_NE(element.name, "link");
    EXPECT_NE(element.name, "img");
    if (element.name == "svg") {
      ++svgs;
      if (attribute(element, "role") == "img") ++labelled;
    }
    if (element.name == "th") (attribute(element, "scope") == "col" ? columns : rows) += 1;
    if (element.name == "th") {
      EXPECT_FALSE(attribute(element, "scope").empty());
    }
    if (element.name == "desc") ++titles;
    if (element.name == "html") {
      EXPECT_EQ(attribute(element, "lang"), "en-GB");
    }
  }
  for (const Element& element : elements) {
    if (const std::string link = attribute(element, "href"); link.starts_with('#')) {
      EXPECT_TRUE(ids.contains(link.substr(1))) << link;
    }
    for (const char* name : {"aria-labelledby"}) {
      std::string names = attribute(element, name);
      for (std::size_t at = 0; at < names.size();) {
        const std::size_t end = std::min(names.find(' ', at), names.size());
        EXPECT_TRUE(ids.contains(names.substr(at, end - at))) << names;
        at = end + 1;
      }
    }
  }
  EXPECT_EQ(svgs, parts.size());
  EXPECT_EQ(labelled, parts.size());
  EXPECT_EQ(titles, parts.size());
  std::size_t heads = 0, lines = 0;
  for (const ReportPart& part : parts) {
    heads += part.figure.table.head.size();
    lines += part.figure.table.rows.size();
    EXPECT_NE(page.find("<p>" + part.figure.title.substr(0, 4)), std::string::npos);
  }
  EXPECT_EQ(columns, heads);
  EXPECT_EQ(rows, lines);
  EXPECT_NE(page.find("Simulated, not observed"), std::string::npos);
  EXPECT_NE(page.find("A &lt;report&gt; &amp; more"), std::string::npos);
  EXPECT_EQ(page, report_html("A <report> & more", "Two sentences. Here.", parts));
}

TEST(Report, WritesPicturesAndTablesBesideThePage) {
  const Folder folder;
  const auto parts = parts_of_sweep();
  write_report(folder.path, "Report", "", parts);
  const std::string page = content_of(folder.path / "index.html");
  EXPECT_EQ(content_of(folder.path / "figure_01_heat.csv"), csv_of(parts[0].figure));
  EXPECT_EQ(content_of(folder.path / "figure_01_heat.svg"), svg_of(parts[0].figure, 952));
  for (const Element& element : elements_of(page)) {
    if (const std::string link = attribute(element, "href"); !link.empty() && !link.starts_with('#')) {
      EXPECT_TRUE(fs::exists(folder.path / link)) << link;
    }
  }
  // A report may be replaced, and leaves no pictures that are no longer part of it.
  write_report(folder.path, "Report", "", std::span(parts).first(1));
  EXPECT_FALSE(fs::exists(folder.path / "figure_02_lines.svg"));
}

TEST(Report, KeepsOffFoldersThatHoldOtherThings) {
  const Folder folder;
  const auto parts = parts_of_sweep();
  fs::create_directories(folder.path);
  std::ofstream(folder.path / "index.html") << "<html>mine</html>";
  EXPECT_THROW(write_report(folder.path, "Report", "", parts), FileError);
  EXPECT_EQ(content_of(folder.path / "index.html"), "<html>mine</html>");
  write_report(folder.path, "Report", "", parts, true);
  EXPECT_NE(content_of(folder.path / "index.html").find("<h1>Report</h1>"), std::string::npos);
  EXPECT_THROW(write_report(folder.path / "index.html", "Report", "", parts), FileError);
}

TEST(Report, HasAllViewsOfRuns) {
  MemoryRun data(test::hand_info(2));
  Scene scene{.now = &data};
  EXPECT_FALSE(report_parts(scene));  // the decisions are not there yet
  data.set_detail(test::detail_of(data.info(), [](OrganisationColumn, int, int i) { return i % 3; }));
  const auto parts = report_parts(scene);
  ASSERT_TRUE(parts);
  std::vector<std::string> headings;
  for (const ReportPart& part : *parts) headings.push_back(part.heading);
  EXPECT_EQ(headings.front(), "Map");
  EXPECT_EQ(headings.size(), view_rows.size() - 2 + 5);  // less parameters; the headlines for the ensemble
  const std::string page = report_html("Runs", "", *parts);
  elements_of(page);
  for (const ReportPart& part : *parts)
    EXPECT_EQ(page.find(part.heading + "</a>: " + part.heading), std::string::npos) << part.heading;
  EXPECT_NE(page.find("Systems real in substance</a>: no data"), std::string::npos);
  scene.before = &data;
  EXPECT_EQ(report_parts(scene)->back().heading, "Parameters");
}

}  // namespace
}  // namespace concord
