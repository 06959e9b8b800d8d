#include "experiments/platform/partial_file.hpp"

#include "sim/errors.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace concord {
namespace {

void write_all(const std::filesystem::path& path, std::string_view text) {
  WrittenFile file(path);
  file.write(text);
  file.finish();
}

constexpr std::size_t at_once = std::size_t{1} << 18U;  // bytes

}  // namespace

std::string process_name() {
  std::array<char, 65> host{};
  ::gethostname(host.data(), host.size() - 1);
  return fmt::format("{}-{}", host.data(), ::getpid());
}

void sync_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail_with_errno(path, "cannot open it again");
  const bool synced = ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  errno = error;
  // Some file systems cannot sync a folder and say EINVAL; that is no fault of the file.
  if (!synced && errno != EINVAL) fail_with_errno(path, "cannot write it to disk");
}

std::string content_of(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::status(file, error).type() == std::filesystem::file_type::not_found) return "";
  Problems problems;
  auto text = read_text(file.string(), std::numeric_limits<std::size_t>::max() / 4, problems);
  if (!text) throw FileError(file.string(), problems.all().front().what);
  return std::move(*text);
}

WrittenFile::WrittenFile(std::filesystem::path path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (file_ < 0) fail_with_errno(path_, "cannot write it");
}

WrittenFile::~WrittenFile() {
  if (file_ >= 0) ::close(file_);
}

void WrittenFile::flush() {
  for (std::string_view left = waiting_;
       !left.empty();) {  // what is left of a short write fails with the reason
    const ssize_t written = ::write(file_, left.data(), left.size());
    if (written < 0 && errno != EINTR) fail_with_errno(path_, "cannot write it");
    if (written > 0) left.remove_prefix(static_cast<std::size_t>(written));
  }
  hash_.add_bytes(waiting_.data(), waiting_.size());
  waiting_.clear();
}

void WrittenFile::write(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= at_once) flush();
}

void WrittenFile::finish() {
  flush();
  if (::close(std::exchange(file_, -1)) != 0) fail_with_errno(path_, "cannot write it");
  const int in = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (in < 0) fail_with_errno(path_, "cannot open it again");
  ValueHash found;
  std::vector<char> bytes(at_once);
  ssize_t got = 0;
  while ((got = ::read(in, bytes.data(), bytes.size())) > 0 || (got < 0 && errno == EINTR)) {
    if (got > 0) found.add_bytes(bytes.data(), static_cast<std::size_t>(got));
  }
  const int error = errno;
  ::close(in);
  errno = error;
  if (got < 0) fail_with_errno(path_, "cannot read it again");
  if (found.value() != hash_.value())
    throw FileError(path_.string(), "reads back other than it was written; the disk may be full or failing");
}

void write_file(const std::filesystem::path& target, std::string_view text) {
  PartialFile file(target, true);
  write_all(file.temporary(), text);
  file.publish();
}

void replace_file(const std::filesystem::path& target, std::string_view text) {
  std::error_code error;
  if (target.has_parent_path() && !std::filesystem::is_directory(target.parent_path(), error))
    throw FileError(target.string(), "its folder is gone");
  const PartialFile file(target, true);
  write_all(file.temporary(), text);
  if (::rename(file.temporary().c_str(), target.c_str()) != 0) fail_with_errno(target, "cannot rename to it");
}

PartialFile::PartialFile(std::filesystem::path target, bool force)
    : target_(std::move(target)), temporary_(target_), force_(force) {
  temporary_ += ".partial-" + process_name();
  std::error_code error;
  const auto folder = target_.has_parent_path() ? target_.parent_path() : std::filesystem::path(".");
  if (!target_.has_filename()) throw FileError(target_.string(), "this names a folder, not a file");
  std::filesystem::create_directories(folder, error);
  if (!std::filesystem::is_directory(folder)) {
    if (!error) error = std::make_error_code(std::errc::not_a_directory);
    throw FileError(target_.string(), fmt::format("cannot make its folder: {}", error.message()));
  }
  const auto status = std::filesystem::status(target_, error);
  if (!std::filesystem::exists(status)) return;
  if (!std::filesystem::is_regular_file(status))
    throw FileError(target_.string(), "stands there already and is not a regular file");
  if (!force_) throw FileError(target_.string(), "exists already; --force replaces it");
}

PartialFile::~PartialFile() {
  if (!keep_) ::unlink(temporary_.c_str());
}

void PartialFile::publish() {
  sync_file(temporary_);
  int failed = -1;
  if (!force_) {
    failed = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE);
    if (failed != 0 && errno == EEXIST) {
      keep_ = true;
      throw FileError(target_.string(),
                      fmt::format("appeared while the results were computed; they are in {}",
                                  temporary_.filename().string()));
    }
  }
  // Also where the file system does not know how to refuse.
  if (failed != 0 && ::rename(temporary_.c_str(), target_.c_str()) != 0)
    fail_with_errno(target_, "cannot rename to it");
  keep_ = true;
  sync_file(target_.has_parent_path() ? target_.parent_path() : std::filesystem::path("."));
}

}  // namespace concord
