#pragma once
// Who works on what: locks on ranges of batches, held by the operating system for as long as their process
// lives. So nothing expires, no clock matters, and a killed process leaves nothing behind. They only save
// work: results are right even if two processes do the same.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace concord {

class Leases {
 public:
  /// Opens the folder's file of leases, which is made if it is not there. In a folder that may not be written
  /// every lease is granted: who tries to use it will find out. Throws FileError for any other reason.
  explicit Leases(const std::filesystem::path& folder);
  ~Leases();
  Leases(const Leases&) = delete;
  Leases& operator=(const Leases&) = delete;

  /// May this process change the folder?
  bool writable() const { return why_not_.empty(); }
  /// The system's reason if it may not.
  const std::string& why_not() const { return why_not_; }
  /// Does the file system keep locks apart? Tried when the file was opened. Without them work may be done
  /// twice, and nothing else happens.
  bool locks() const { return locks_; }
  /// Is told whom this process waits for, and since when.
  std::function<void(const std::string&)> note;

  /// True if nobody else holds any of [first, end). Where the file system knows no locks, always true.
  bool take(std::int64_t first, std::int64_t end);
  void give_back(std::int64_t first, std::int64_t end);
  /// Does anybody else hold any of [first, end) now?
  bool held_by_others(std::int64_t first, std::int64_t end) const;

  /// Waits for, and holds, the right to change the folder's manifest and plan. Whoever holds it for more than
  /// four seconds is suspended, or its disk stands still, and is passed by: lines are appended whole, and the
  /// worst is a line twice. Throws Stopped if that takes longer than two seconds after a signal.
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
  bool keeps_apart() const;

  std::filesystem::path path_;
  int file_ = -1;
  std::string why_not_;
  bool locks_ = true;
  mutable bool passed_by_ = false;  ///< whoever holds the manifest is not waited for again
};

}  // namespace concord
