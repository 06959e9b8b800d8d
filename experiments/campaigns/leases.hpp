#pragma once
// Who works on what: locks on ranges of batches, held by the operating system for as long as their process
// lives. So nothing expires, no clock matters, and a killed process leaves nothing behind. They only save
// work: results are right even if two processes do the same.

#include <cstdint>
#include <filesystem>

namespace concord {

class Leases {
 public:
  /// Opens the folder's file of leases, which is made if it is not there. In a folder that may not be written
  /// every lease is granted: who tries to use it will find out. Throws FileError for any other reason.
  explicit Leases(const std::filesystem::path& folder);
  ~Leases();
  Leases(const Leases&) = delete;
  Leases& operator=(const Leases&) = delete;

  /// True if nobody else holds any of [first, end). Where the file system knows no locks, always true.
  bool take(std::int64_t first, std::int64_t end);
  void give_back(std::int64_t first, std::int64_t end);
  /// Does anybody else hold any of [first, end) now?
  bool held_by_others(std::int64_t first, std::int64_t end) const;

  /// Waits for, and holds, the right to change the folder's manifest and plan. Throws Stopped if that takes
  /// longer than two seconds after a signal.
  class Exclusive {
   public:
    explicit Exclusive(const Leases& leases);
    ~Exclusive();
    Exclusive(const Exclusive&) = delete;
    Exclusive& operator=(const Exclusive&) = delete;

   private:
    int file_;
  };

 private:
  int file_ = -1;
};

}  // namespace concord
