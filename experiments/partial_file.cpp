#include "experiments/partial_file.hpp"

#include "sim/errors.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace concord {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view doing) {
  throw FileError(path.string(), fmt::format("{}: {}", doing, std::generic_category().message(errno)));
}

/// Waits until the disk holds the file, or the names in a folder.
void sync(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(path, "cannot open it again");
  const bool synced = ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  errno = error;
  // Some file systems cannot sync a folder and say EINVAL; that is no fault of the file.
  if (!synced && errno != EINVAL) fail(path, "cannot write it to disk");
}

}  // namespace

PartialFile::PartialFile(std::filesystem::path target, bool force)
    : target_(std::move(target)), temporary_(target_), force_(force) {
  temporary_ += fmt::format(".partial{}", ::getpid());
  std::error_code error;
  const auto folder = target_.has_parent_path() ? target_.parent_path() : std::filesystem::path(".");
  if (!target_.has_filename()) throw FileError(target_.string(), "this names a folder, not a file");
  if (!std::filesystem::is_directory(folder, error))
    throw FileError(target_.string(), fmt::format("there is no folder {}", shown(folder.string())));
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
  sync(temporary_);
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
  if (failed != 0 && ::rename(temporary_.c_str(), target_.c_str()) != 0) fail(target_, "cannot rename to it");
  keep_ = true;
  sync(target_.has_parent_path() ? target_.parent_path() : std::filesystem::path("."));
}

}  // namespace concord
