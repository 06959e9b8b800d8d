#include "experiments/sweep/csv_file.hpp"

#include "sim/errors.hpp"

#include <cmath>
#include <iterator>
#include <set>

#include <fmt/format.h>

namespace concord {

CsvFile::CsvFile(const std::filesystem::path& target, bool force)
    : partial_(target, force), out_(partial_.temporary(), std::ios::binary) {
  if (!out_) throw FileError(target.string(), "cannot create a file there");
}

void CsvFile::separate() {
  if (!first_) row_ += ',';
  first_ = false;
}

CsvFile& CsvFile::operator<<(std::string_view text) {
  separate();
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    row_ += text;
    return *this;
  }
  row_ += '"';
  for (const char c : text) {
    row_ += c;
    if (c == '"') row_ += '"';
  }
  row_ += '"';
  return *this;
}

CsvFile& CsvFile::operator<<(double value) {
  separate();
  if (!std::isnan(value)) fmt::format_to(std::back_inserter(row_), "{}", value);
  return *this;
}

CsvFile& CsvFile::operator<<(std::int64_t value) {
  separate();
  fmt::format_to(std::back_inserter(row_), "{}", value);
  return *this;
}

void CsvFile::end_row() {
  row_ += '\n';
  lines(row_);
  row_.clear();
  first_ = true;
}

void CsvFile::lines(std::string_view text) {
  out_.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!out_) throw FileError(target().string(), "cannot write it; is the disk full?");
}

void CsvFile::publish() {
  out_.close();
  if (!out_) throw FileError(target().string(), "cannot write it; is the disk full?");
  partial_.publish();
}

std::vector<std::string> distinct(std::vector<std::string> names) {
  std::set<std::string> taken;
  for (std::string& name : names) {
    while (!taken.insert(name).second) name += '_';
  }
  return names;
}

}  // namespace concord
