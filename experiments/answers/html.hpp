#pragma once
// Writes one self-contained page of HTML that everybody can read: headings in order, a skip link, tables with
// scopes, figures inside, a style for print and for high contrast. No scripts and nothing from elsewhere. The
// page is well-formed XML, too, and the same calls give the same bytes.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

struct HtmlLink {
  std::string target, text;
  std::string after = {};  ///< words behind the link
};

/// Cells as text; the first of a row is its header.
struct HtmlTable {
  std::string caption;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  bool numbers = true;  ///< all but the first column are numbers, which stand right
};

class HtmlPage {
 public:
  /// `title` is the heading of the page as well; `notice` stands in a box above all else. `generator` tells
  /// programs what made the page.
  HtmlPage(std::string_view title, std::string_view notice, std::string_view generator = "concord report");

  /// A heading of level 2 to 4, with a name to link to if `id` is given. No level is left out on the way
  /// down: anything else is a broken invariant.
  void heading(int level, std::string_view text, std::string_view id = "");
  void paragraph(std::string_view text);
  void lead(std::string_view text);  ///< a paragraph in larger letters
  void list(std::span<const std::string> items);
  void links(std::span<const HtmlLink> links);  ///< to parts of the page, or to files beside it
  void code(std::string_view text);
  /// `svg` is a whole document made by Svg, with ids that no other figure of the page has. Where there is
  /// less room than it reads in, it is moved sideways.
  void figure(std::string_view svg, std::string_view caption);
  /// The same of a narrow one, which fills a telephone and grows a little where there is room.
  void headline_figure(std::string_view svg, std::string_view caption);
  void table(const HtmlTable& table);
  /// What follows until end_details() is folded away under a line of text; printed all the same.
  void begin_details(std::string_view summary);
  void end_details();
  /// A file that the page carries with it.
  void download(std::string_view file, std::string_view text, std::string_view what);

  /// The whole page; nothing can be added afterwards.
  std::string finish(std::string_view footer) &&;

 private:
  void add_figure(std::string_view begin, std::string_view svg, std::string_view end,
                  std::string_view caption);
  std::string out_;
  int level_ = 1;
  bool folded_ = false;
};

}  // namespace concord
