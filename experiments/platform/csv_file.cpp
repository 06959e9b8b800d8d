#include "experiments/platform/csv_file.hpp"

#include "experiments/platform/csv_text.hpp"
#include "sim/errors.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace concord {

CsvFile::CsvFile(const std::filesystem::path& target, bool force)
    : partial_(target, force), out_(partial_.temporary()) {}

void CsvFile::separate() {
  if (!first_) row_ += ',';
  first_ = false;
}

CsvFile& CsvFile::operator<<(std::string_view text) {
  separate();
  row_ += csv_cell(text);
  return *this;
}

CsvFile& CsvFile::operator<<(double value) {
  separate();
  row_ += csv_number(value);
  return *this;
}

CsvFile& CsvFile::operator<<(float value) {
  separate();
  if (value == value) fmt::format_to(std::back_inserter(row_), "{}", value);
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
  ascii_ = ascii_ && is_ascii(text);
  out_.write(text);
}

void CsvFile::finish() {
  if (std::exchange(finished_, true)) return;
  out_.finish();
  if (!ascii_ && target().extension() == ".csv") put_mark();
}

void CsvFile::publish() {
  finish();
  partial_.publish();
}

void CsvFile::put_mark() {
  PartialFile marked(partial_.temporary(), true);
  WrittenFile out(marked.temporary());
  out.write(utf8_mark);
  std::ifstream in(partial_.temporary(), std::ios::binary);
  if (!in) throw FileError(partial_.temporary().string(), "cannot be opened again");
  std::string part(std::size_t{1} << 18U, '\0');
  while (in) {
    in.read(part.data(), static_cast<std::streamsize>(part.size()));
    out.write(std::string_view(part).substr(0, static_cast<std::size_t>(in.gcount())));
  }
  if (in.bad()) throw FileError(partial_.temporary().string(), "cannot be read again");
  out.finish();
  marked.publish();
}

std::vector<std::string> distinct(std::vector<std::string> names) {
  std::set<std::string> taken;
  for (std::string& name : names) {
    while (!taken.insert(name).second) name += '_';
  }
  return names;
}

}  // namespace concord
