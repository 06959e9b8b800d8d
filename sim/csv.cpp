#include "sim/csv.hpp"

#include "sim/suggest.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace concord::csv {
namespace {

constexpr std::size_t longest_name = 60;  // of an unknown column that a message names in full

struct Span {
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// Splits a text into records. Quoted cells with doubled quotes are shortened in place, so that every cell is
/// a piece of the one text.
class Splitter {
 public:
  explicit Splitter(std::string& text) : text_(text), at_(text_start(text)) {}

  bool done() const { return at_ == text_.size(); }
  bool at_comment() const { return !done() && text_[at_] == '#'; }
  int line() const { return line_; }
  std::string_view this_line() const {
    return std::string_view(text_).substr(at_, text_.find('\n', at_) - at_);
  }
  void skip_line() {
    at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1;
    ++line_;
  }

  struct Record {
    int line = 0;        // on which it begins
    std::string fault;   // empty when well formed
    int fault_line = 0;  // on which the faulty cell begins
    std::size_t fault_cell = 0;
    bool blank = false;  // nothing but a line end
  };

  /// The next record into `cells`. After a fault the rest of the line is skipped.
  Record next(std::vector<Span>& cells) {
    cells.clear();
    Record record;
    record.line = line_;
    record.blank = text_[at_] == '\n' || text_.compare(at_, 2, "\r\n") == 0;
    while (true) {
      const int cell_line = line_;
      const char* fault = !done() && text_[at_] == '"' ? quoted(cells) : plain(cells);
      if (fault != nullptr) {
        record.fault = fault;
        record.fault_line = cell_line;
        record.fault_cell = cells.size();
        if (!done()) skip_line();
        return record;
      }
      if (done()) return record;
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      at_ += text_[at_] == '\r' ? 2 : 1;  // a bare carriage return was refused before
      ++line_;
      return record;
    }
  }

 private:
  bool at_end_of_cell() const {
    return done() || text_[at_] == ',' || text_[at_] == '\n' || text_[at_] == '\r';
  }

  const char* plain(std::vector<Span>& cells) {
    const std::size_t begin = at_;
    while (!at_end_of_cell()) {
      if (text_[at_] == '"')
        return "a quote inside an unquoted cell; quote the whole cell and double the quotes in it";
      ++at_;
    }
    cells.push_back({begin, at_ - begin});
    return nullptr;
  }

  const char* quoted(std::vector<Span>& cells) {
    const std::size_t begin = ++at_;
    std::size_t out = begin;
    for (; !done(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        if (done() || text_[at_] != '"') {
          if (!at_end_of_cell()) return "text after the closing quote of a cell";
          cells.push_back({begin, out - begin});
          return nullptr;
        }
      }
      if (c == '\n') ++line_;
      text_[out++] = c;
    }
    return "the quote that opens this cell is never closed";
  }

  std::string& text_;
  std::size_t at_;
  int line_ = 1;
};

}  // namespace

std::optional<std::string> other_separator(std::string_view header) {
  if (header.find(',') != header.npos) return std::nullopt;
  for (const auto& [sign, name] :
       {std::pair{';', "semicolons"}, std::pair{'\t', "tabs"}, std::pair{'|', "bars"}}) {
    if (header.find(sign) != header.npos)
      return fmt::format(
          "its cells are separated by {}; save the table with commas between cells and points in numbers "
          "(Excel: \"CSV UTF-8 (Comma delimited)\")",
          name);
  }
  return std::nullopt;
}

Table::Table(std::string file, const Columns& columns, Problems& problems)
    : file_(std::move(file)), names_(columns.required), problems_(&problems) {
  names_.insert(names_.end(), columns.optional.begin(), columns.optional.end());
  places_.assign(names_.size(), absent);
}

std::size_t Table::column(std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  ensure(found != names_.end(), "a column was asked for that was not declared");
  return static_cast<std::size_t>(found - names_.begin());
}

bool Table::has(std::size_t column) const {
  ensure(column < places_.size(), "no such column");
  return places_[column] != absent;
}

int Table::line(std::size_t row) const {
  ensure(row < rows(), "no such row");
  return static_cast<int>(lines_[row]);
}

std::string_view Table::text(std::size_t row, std::size_t column) const {
  ensure(row < rows() && column < places_.size(), "no such cell");
  if (places_[column] == absent) return {};
  const Cell& cell = cells_[row * width_ + places_[column]];
  return std::string_view(text_).substr(cell.begin, cell.length);
}

void Table::problem(std::size_t row, std::size_t column, std::string message) const {
  ensure(row < rows() && column < names_.size(), "no such cell");
  problems_->add(file_, line(row), 0, names_[column], std::move(message));
}

std::optional<double> Table::number(std::size_t row, std::size_t column) const {
  const std::string_view cell = text(row, column);
  if (cell.empty()) return std::nullopt;
  Reading<double> reading = as_number(cell);
  if (!reading.value) problem(row, column, std::move(reading.wrong));
  return reading.value;
}

std::optional<std::int64_t> Table::integer(std::size_t row, std::size_t column) const {
  const std::string_view cell = text(row, column);
  if (cell.empty()) return std::nullopt;
  Reading<std::int64_t> reading = as_integer(cell);
  if (!reading.value) problem(row, column, std::move(reading.wrong));
  return reading.value;
}

std::optional<std::string_view> Table::required_text(std::size_t row, std::size_t column) const {
  const std::string_view cell = text(row, column);
  if (!cell.empty()) return cell;
  problem(row, column, "is blank; give a text");
  return std::nullopt;
}

std::optional<double> Table::required_number(std::size_t row, std::size_t column) const {
  if (!text(row, column).empty()) return number(row, column);
  problem(row, column, "is blank; give a number");
  return std::nullopt;
}

std::optional<std::int64_t> Table::required_integer(std::size_t row, std::size_t column) const {
  if (!text(row, column).empty()) return integer(row, column);
  problem(row, column, "is blank; give a whole number");
  return std::nullopt;
}

std::optional<std::string> read_file(const std::filesystem::path& path, Problems& problems) {
  std::error_code none;
  if (std::filesystem::is_regular_file(path, none) && std::filesystem::file_size(path, none) > most_lines) {
    std::ifstream in(path, std::ios::binary);
    std::vector<char> part(std::size_t{1} << 20U);
    std::size_t lines = 0;
    do {
      in.read(part.data(), static_cast<std::streamsize>(part.size()));
      lines += static_cast<std::size_t>(std::count(part.begin(), part.begin() + in.gcount(), '\n'));
    } while (in && lines <= most_lines);
    if (lines > most_lines) {
      problems.add(path.string(), 0, 0, "",
                   fmt::format("has more than {} lines, the most that are read", most_lines));
      return std::nullopt;
    }
  }
  return read_text(path, most_bytes, problems);
}

Table parse(std::string text, std::string file, const Columns& columns, Problems& problems) {
  Table table(std::move(file), columns, problems);
  auto refuse = [&](int line, std::string_view column, std::string what) {
    problems.add(table.file_, line, 0, column, std::move(what));
  };
  if (text.size() > most_bytes) {
    refuse(0, "", fmt::format("is {} bytes long; at most {} are read", text.size(), most_bytes));
    return table;
  }
  if (!check_text(text, table.file_, problems)) return table;
  table.text_ = std::move(text);

  Splitter split(table.text_);
  while (split.at_comment()) split.skip_line();
  if (split.done()) {
    refuse(0, "", fmt::format("has no header; its columns must be {}", fmt::join(columns.required, ", ")));
    return table;
  }

  std::vector<Span> cells;
  const std::string_view first_line = split.this_line();
  if (auto wrong = other_separator(first_line)) {
    refuse(split.line(), "", std::move(*wrong));
    return table;
  }
  const Splitter::Record header = split.next(cells);
  if (!header.fault.empty()) {
    refuse(header.fault_line, "", header.fault);
    return table;
  }
  bool good = true;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string_view name = std::string_view(table.text_).substr(cells[i].begin, cells[i].length);
    const auto found = std::find(table.names_.begin(), table.names_.end(), name);
    if (name.empty()) {
      refuse(header.line, "", fmt::format("column {} has no name; remove it, or name it", i + 1));
      good = false;
      continue;
    }
    if (found == table.names_.end()) {
      const auto meant = nearest(name, table.names_);
      refuse(header.line, name.size() > longest_name ? "" : name,
             meant ? fmt::format("unknown column; did you mean '{}'?", *meant)
                   : fmt::format("unknown column {}; known here: {}", shown(name),
                                 fmt::join(table.names_, ", ")));
      good = false;
      continue;
    }
    std::size_t& place = table.places_[static_cast<std::size_t>(found - table.names_.begin())];
    if (place != Table::absent) {
      refuse(header.line, name,
             fmt::format("duplicate column; it is also column {} of the header", place + 1));
      good = false;
      continue;
    }
    place = i;
  }
  for (std::size_t i = 0; i < columns.required.size(); ++i) {
    if (table.places_[i] != Table::absent) continue;
    refuse(header.line, table.names_[i], "missing column");
    good = false;
  }
  if (!good) return table;

  table.width_ = cells.size();
  std::vector<std::string_view> in_file(table.width_);
  for (std::size_t i = 0; i < table.names_.size(); ++i)
    if (table.places_[i] != Table::absent) in_file[table.places_[i]] = table.names_[i];
  while (!split.done()) {
    const Splitter::Record record = split.next(cells);
    if (!record.fault.empty()) {
      refuse(record.fault_line, record.fault_cell < table.width_ ? in_file[record.fault_cell] : "",
             record.fault);
      continue;
    }
    if (record.blank) {
      refuse(record.line, "", "blank line; remove it");
      continue;
    }
    if (cells.size() != table.width_) {
      const bool comment = table.text_[cells[0].begin] == '#';
      refuse(record.line, "",
             fmt::format("{} {}, but the header has {}{}", cells.size(), cells.size() == 1 ? "cell" : "cells",
                         table.width_, comment ? "; comments may stand only above the header" : ""));
      continue;
    }
    for (const Span& cell : cells)
      table.cells_.push_back(
          {static_cast<std::uint32_t>(cell.begin), static_cast<std::uint32_t>(cell.length)});
    table.lines_.push_back(static_cast<std::uint32_t>(record.line));
  }
  return table;
}

Table load(const std::filesystem::path& path, const Columns& columns, Problems& problems) {
  if (auto text = read_file(path, problems)) return parse(std::move(*text), path, columns, problems);
  return {path, columns, problems};
}

Header header_of(std::string_view text) {
  Header header;
  text.remove_prefix(text_start(text));
  while (text.starts_with('#')) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    ++header.line;
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  while (!text.empty()) {
    std::string_view name = text.substr(0, text.find(','));
    text.remove_prefix(std::min(name.size() + 1, text.size()));
    if (name.size() > 1 && name.starts_with('"') && name.ends_with('"'))
      name = name.substr(1, name.size() - 2);
    header.names.emplace_back(name);
  }
  return header;
}

bool refuse_separator(const Header& header, const std::string& file, Problems& problems) {
  if (header.names.size() != 1) return false;
  auto wrong = other_separator(header.names.front());
  if (wrong) problems.add(file, header.line, 0, "", std::move(*wrong));
  return wrong.has_value();
}

}  // namespace concord::csv
