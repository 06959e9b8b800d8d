#include "experiments/campaigns/leases.hpp"

#include "experiments/platform/stop.hpp"
#include "sim/errors.hpp"

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace concord {
namespace {

constexpr std::int64_t manifest_byte = std::int64_t{1} << 61U;  // beyond all batches
constexpr std::chrono::milliseconds between_looks{2};
constexpr int most_looks_after_stop = 1000;  // two seconds

/// A lock of an open file, not of a process, so that it also keeps threads apart.
struct flock range(short type, std::int64_t first, std::int64_t end) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = first;
  lock.l_len = end - first;
  return lock;
}

/// No locks here, or not for who may only read.
bool unsupported(int error) {
  return error == EBADF || error == ENOLCK || error == EINVAL || error == EOPNOTSUPP || error == ENOSYS;
}

}  // namespace

Leases::Leases(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "leases";
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ >= 0) return;
  const int error = errno;
  if (error != EROFS && error != EACCES)
    throw FileError(path.string(), fmt::format("cannot open it: {}", std::generic_category().message(error)));
  // Who may only read a campaign can still merge it, and see whether somebody is at work.
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

Leases::~Leases() {
  if (file_ >= 0) ::close(file_);
}

bool Leases::take(std::int64_t first, std::int64_t end) {
  struct flock lock = range(F_WRLCK, first, end);
  return ::fcntl(file_, F_OFD_SETLK, &lock) == 0 || unsupported(errno);
}

void Leases::give_back(std::int64_t first, std::int64_t end) {
  struct flock lock = range(F_UNLCK, first, end);
  ::fcntl(file_, F_OFD_SETLK, &lock);
}

bool Leases::held_by_others(std::int64_t first, std::int64_t end) const {
  struct flock lock = range(F_WRLCK, first, end);
  return ::fcntl(file_, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

Leases::Exclusive::Exclusive(const Leases& leases) : file_(leases.file_) {
  // Asked again and again, as who holds it may be suspended: the user must be able to stop.
  for (int looks_after_stop = 0; looks_after_stop < most_looks_after_stop;
       looks_after_stop += stop_signal() ? 1 : 0) {
    struct flock lock = range(F_WRLCK, manifest_byte, manifest_byte + 1);
    if (::fcntl(file_, F_OFD_SETLK, &lock) == 0 || unsupported(errno)) return;
    std::this_thread::sleep_for(between_looks);
  }
  stop_if_asked();
}

Leases::Exclusive::~Exclusive() {
  struct flock lock = range(F_UNLCK, manifest_byte, manifest_byte + 1);
  ::fcntl(file_, F_OFD_SETLK, &lock);
}

}  // namespace concord
