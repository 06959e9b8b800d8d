#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Who is at fault decides what happens. The user's input: every fault becomes a Problem, and all of them are
// thrown together as one ConfigError. The outside world (disk, network): FileError. The program itself:
// BrokenInvariant. Nothing in the engine prints; the program's main function decides what to show and how to
// exit.

namespace concord {

/// One fault in the user's input. Lines and columns count from 1; 0 means unknown. Columns count characters,
/// not bytes.
struct Problem {
  std::string file;
  int line = 0;
  int column = 0;
  std::string path;  ///< dotted key (`mechanisms.control_total.clawback`) or name of a column of a table
  std::string what;
};

/// `file:line:column: path: what` on one line, leaving out what is unknown.
std::string to_string(const Problem& problem);
std::ostream& operator<<(std::ostream& out, const Problem& problem);

/// The user's input cannot be used; what() has one line per problem.
class ConfigError : public std::runtime_error {
 public:
  /// `unlisted` is the number of further problems that were counted but not kept.
  explicit ConfigError(std::vector<Problem> problems, std::size_t unlisted = 0);
  const std::vector<Problem>& problems() const noexcept { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// Collects problems so that a user sees all of them at once.
class Problems {
 public:
  /// Beyond this many, problems are counted but not kept: a table with a million bad rows must not fill the
  /// memory.
  static constexpr std::size_t most_kept = 1000;

  void add(Problem problem);
  void add(std::string_view file, int line, int column, std::string_view path, std::string what);

  bool empty() const noexcept { return count_ == 0; }
  std::size_t count() const noexcept { return count_; }
  /// In the order in which they were found.
  const std::vector<Problem>& all() const noexcept { return kept_; }
  /// Throws a ConfigError with the problems in order of file, line and column; does nothing without problems.
  void throw_if_any() const;

 private:
  std::vector<Problem> kept_;
  std::size_t count_ = 0;
};

/// The outside world failed: a disk, a folder, a library that reads files. what() is `path: reason`.
class FileError : public std::runtime_error {
 public:
  FileError(std::string path, const std::string& reason);
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

/// Throws a ConfigError of one problem: `file` is a file, an option or whatever else is wrong.
[[noreturn]] void refuse(std::string file, std::string what);
/// Throws a FileError with the words of errno after those of what was being done.
[[noreturn]] void fail_with_errno(const std::string& path, std::string_view doing);

/// The program contradicts itself: a defect in the code, never the user's fault.
class BrokenInvariant : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// A place in the source. Stands in for std::source_location, which clang 14 does not offer.
struct Place {
  const char* file;
  const char* function;
  int line;
  static constexpr Place here(const char* file = __builtin_FILE(),
                              const char* function = __builtin_FUNCTION(), int line = __builtin_LINE()) {
    return {file, function, line};
  }
};

/// Throws BrokenInvariant; `expression` may be empty.
[[noreturn]] void broken(const char* expression, std::string_view message, Place where = Place::here());

/// Checks what must hold whatever the user does; kept in release builds, so it costs one branch.
inline void ensure(bool holds, std::string_view message, Place where = Place::here()) {
  if (!holds) [[unlikely]]
    broken("", message, where);
}

/// A user's text made safe for a one-line message: in single quotes, shortened, control characters escaped.
std::string shown(std::string_view text);

/// The bytes of a regular file of at most `most` bytes. A missing file, a directory, a FIFO (never opened, so
/// it cannot block), a device or a longer file is a problem and gives nothing. Throws FileError when reading
/// fails half-way.
std::optional<std::string> read_text(const std::string& path, std::size_t most, Problems& problems);

/// Is this UTF-8 without NUL, other control characters and bare carriage returns? The first fault becomes a
/// problem. A leading byte-order mark is allowed; `text_start` tells where the text proper begins.
bool check_text(std::string_view text, std::string_view file, Problems& problems);
std::size_t text_start(std::string_view text);

/// Number of characters in well-formed UTF-8.
std::size_t characters(std::string_view text);

}  // namespace concord
