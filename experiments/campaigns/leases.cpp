#include "experiments/campaigns/leases.hpp"

#include "experiments/platform/stop.hpp"
#include "sim/errors.hpp"

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace concord {
namespace {

constexpr std::int64_t manifest_byte = std::int64_t{1} << 61U;  // beyond all batches
constexpr std::int64_t trial_byte = manifest_byte + 1;
constexpr std::chrono::milliseconds between_tries{2};
constexpr std::chrono::seconds until_told{1}, until_passed_by{4};
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
  path_ = folder / "leases";
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) {
    const int error = errno;
    if (error != EROFS && error != EACCES)
      throw FileError(path_.string(),
                      fmt::format("cannot open it: {}", std::generic_category().message(error)));
    // Who may only read a campaign can still merge it, and see whether somebody is at work.
    why_not_ = std::generic_category().message(error);
    file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  }
  locks_ = !writable() || keeps_apart();
}

/// Two descriptors of one file are as two processes.
bool Leases::keeps_apart() const {
  const int other = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  if (other < 0) return false;
  struct flock lock = range(F_WRLCK, trial_byte, trial_byte + 1);
  // If another process is just trying too, it works.
  bool apart = ::fcntl(file_, F_OFD_SETLK, &lock) != 0 && (errno == EAGAIN || errno == EACCES);
  if (!apart) {
    lock = range(F_WRLCK, trial_byte, trial_byte + 1);
    apart = ::fcntl(other, F_OFD_SETLK, &lock) != 0 && (errno == EAGAIN || errno == EACCES);
  }
  lock = range(F_UNLCK, trial_byte, trial_byte + 1);
  ::fcntl(file_, F_OFD_SETLK, &lock);
  ::close(other);
  return apart;
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
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  bool told = false;
  // Asked again and again, as who holds it may be suspended: the user must be able to stop.
  for (int looks_after_stop = 0; looks_after_stop < most_looks_after_stop;
       looks_after_stop += stop_signal() ? 1 : 0) {
    struct flock lock = range(F_WRLCK, manifest_byte, manifest_byte + 1);
    if (::fcntl(file_, F_OFD_SETLK, &lock) == 0 || unsupported(errno)) {
      leases.passed_by_ = false;
      return;
    }
    const auto waited = Clock::now() - begin;
    if (leases.passed_by_ || waited > until_passed_by) {
      leases.passed_by_ = true;
      return;
    }
    if (waited > until_told && leases.note && !std::exchange(told, true))
      leases.note(
          fmt::format("{}: another worker has held the manifest for {} seconds; going on without it after {}",
                      leases.path_.parent_path().string(), until_told.count(), until_passed_by.count()));
    std::this_thread::sleep_for(between_tries);
  }
  stop_if_asked();
}

Leases::Exclusive::~Exclusive() {
  struct flock lock = range(F_UNLCK, manifest_byte, manifest_byte + 1);
  ::fcntl(file_, F_OFD_SETLK, &lock);
}

}  // namespace concord
