#pragma once
// A file that appears under its name only when it is complete.

#include "sim/evidence.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace concord {

/// "<host>-<process id>", for names of files that no other process may use, also on a shared disk.
std::string process_name();
/// Waits until the disk holds a file, or the names in a folder. Throws FileError.
void sync_file(const std::filesystem::path& path);
/// The bytes of a file; none where nothing stands. Throws FileError if what stands there is no regular file
/// or cannot be read.
std::string content_of(const std::filesystem::path& file);
/// Writes a small file whole, under a temporary name first; one that exists is replaced. Throws FileError.
/// write_file makes the folder if need be and survives a crash of the machine; replace_file does neither.
void write_file(const std::filesystem::path& target, std::string_view text);
void replace_file(const std::filesystem::path& target, std::string_view text);

/// Writes a file from front to back. A disk that is full or fails for a moment loses what was written and
/// says so once, or later: finish() reads everything back.
class WrittenFile {
 public:
  /// Empties a file that exists. All of it throws FileError.
  explicit WrittenFile(std::filesystem::path path);
  ~WrittenFile();
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;

  void write(std::string_view text);
  /// Closes the file and compares it with what was to be written.
  void finish();

 private:
  void flush();
  std::filesystem::path path_;
  int file_;
  std::string waiting_;
  ValueHash hash_;
};

/// Reserves a target. The file is written under a temporary name in the same folder; publish() gives it its
/// name in one step that survives a crash. Without publish() the destructor removes the temporary file.
class PartialFile {
 public:
  /// Makes the folder if there is none. Throws FileError if it cannot, the target is not a regular file, or
  /// it exists and `force` is not set.
  PartialFile(std::filesystem::path target, bool force);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  const std::filesystem::path& target() const { return target_; }
  /// "<target>.partial-<host>-<process id>"; nothing is created yet.
  const std::filesystem::path& temporary() const { return temporary_; }

  /// To be called when the temporary file is closed. Throws FileError; if only because somebody else made the
  /// target meanwhile, the temporary file stays and the message names it.
  void publish();

 private:
  std::filesystem::path target_, temporary_;
  bool force_, keep_ = false;
};

}  // namespace concord
