#include "experiments/platform/csv_file.hpp"

#include "experiments/platform/csv_text.hpp"
#include "sim/errors.hpp"

#include <cerrno>
#include <iterator>
#include <set>
#include <system_error>

#include <fmt/format.h>

namespace concord {

CsvFile::CsvFile(const std::filesystem::path& target, bool force)
    : partial_(target, force), out_(partial_.temporary(), std::ios::binary) {
  if (!out_) throw FileError(target.string(), "cannot create a file there");
}

void CsvFile::fail() const {
  throw FileError(target().string(),
                  fmt::format("cannot write it: {}", std::generic_category().message(errno)));
}

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
  out_.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!out_) fail();
}

void CsvFile::finish() {
  if (!out_.is_open()) return;
  out_.close();
  if (!out_) fail();
  if (!ascii_ && target().extension() == ".csv") put_mark();
}

void CsvFile::publish() {
  finish();
  partial_.publish();
}

void CsvFile::put_mark() {
  std::filesystem::path marked = partial_.temporary();
  marked += "-marked";
  {
    std::ifstream in(partial_.temporary(), std::ios::binary);
    std::ofstream out(marked, std::ios::binary);
    out << utf8_mark << in.rdbuf() << std::flush;
    if (!in || !out) {
      const int error = errno;
      std::filesystem::remove(marked);
      errno = error;
      fail();
    }
  }
  std::filesystem::rename(marked, partial_.temporary());
}

std::vector<std::string> distinct(std::vector<std::string> names) {
  std::set<std::string> taken;
  for (std::string& name : names) {
    while (!taken.insert(name).second) name += '_';
  }
  return names;
}

}  // namespace concord
