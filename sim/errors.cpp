#include "sim/errors.hpp"

#include "sim/characters.hpp"

#include <algorithm>
#include <cerrno>
#include <initializer_list>
#include <ostream>
#include <system_error>
#include <tuple>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace concord {
namespace {

constexpr std::size_t most_shown = 60;  // bytes of a user's text quoted in a message

std::string reason(int error) { return std::generic_category().message(error); }

/// Control characters and what else cannot be seen, made visible.
std::string escaped(std::string_view raw) {
  std::string out;
  const std::string text = with_invisible_shown(raw);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

std::string joined(const std::vector<Problem>& problems, std::size_t unlisted) {
  std::string lines;
  for (const Problem& problem : problems) {
    if (!lines.empty()) lines += '\n';
    lines += to_string(problem);
  }
  if (unlisted > 0) lines += fmt::format("\nand {} more problems", unlisted);
  return lines;
}

/// What stands at a path that is not a regular file.
const char* kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  if (S_ISSOCK(mode)) return "a socket";
  return "something else";
}

struct Descriptor {
  int id;
  explicit Descriptor(int opened) : id(opened) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (id >= 0) ::close(id);
  }
};

}  // namespace

std::string to_string(const Problem& problem) {
  std::string where = problem.file;
  if (problem.line > 0) where += fmt::format("{}{}", where.empty() ? "" : ":", problem.line);
  if (problem.line > 0 && problem.column > 0) where += fmt::format(":{}", problem.column);
  std::string text;
  for (const std::string* part :
       std::initializer_list<const std::string*>{&where, &problem.path, &problem.what}) {
    if (part->empty()) continue;
    if (!text.empty()) text += ": ";
    text += escaped(*part);
  }
  return text;
}

std::ostream& operator<<(std::ostream& out, const Problem& problem) { return out << to_string(problem); }

ConfigError::ConfigError(std::vector<Problem> problems, std::size_t unlisted)
    : std::runtime_error(joined(problems, unlisted)), problems_(std::move(problems)) {}

void Problems::add(Problem problem) {
  ++count_;
  if (kept_.size() < most_kept) kept_.push_back(std::move(problem));
}

void Problems::add(std::string_view file, int line, int column, std::string_view path, std::string what) {
  add({std::string(file), line, column, std::string(path), std::move(what)});
}

void Problems::throw_if_any() const {
  if (empty()) return;
  std::vector<Problem> sorted = kept_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
  throw ConfigError(std::move(sorted), count_ - kept_.size());
}

FileError::FileError(std::string path, const std::string& reason)
    : std::runtime_error(path + ": " + reason), path_(std::move(path)) {}

void refuse(std::string file, std::string what) {
  throw ConfigError({{.file = std::move(file), .path = "", .what = std::move(what)}});
}

void fail_with_errno(const std::string& path, std::string_view doing) {
  throw FileError(path, fmt::format("{}: {}", doing, std::generic_category().message(errno)));
}

void broken(const char* expression, std::string_view message, Place where) {
  // Only the file's own name: the folder in which somebody compiled tells a reader nothing.
  std::string_view file = where.file;
  if (const auto slash = file.rfind('/'); slash != file.npos) file.remove_prefix(slash + 1);
  const std::string_view condition = expression;
  throw BrokenInvariant(fmt::format("{}:{}: {}: {}{}{}{}", file, where.line, where.function, message,
                                    condition.empty() ? "" : " (", condition, condition.empty() ? "" : ")"));
}

std::string shown(std::string_view text) {
  std::string out = "'";
  std::size_t end = text.size();
  if (end > most_shown) {
    end = most_shown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
      --end;  // not inside a character
  }
  out += escaped(text.substr(0, end));
  return out + (end < text.size() ? "...'" : "'");
}

std::optional<std::string> read_text(const std::string& path, std::size_t most, Problems& problems) {
  auto refuse = [&](std::string what) {
    problems.add(path, 0, 0, "", std::move(what));
    return std::nullopt;
  };
  auto too_long = [&](std::uintmax_t size) {
    return fmt::format("is {} bytes long; at most {} MiB ({} bytes) are read", size, most >> 20U, most);
  };
  auto not_regular = [](const struct stat& status) {
    return fmt::format("is {}, not a regular file", kind_of(status.st_mode));
  };
  // A wrong name is the user's to mend; a disk that fails is not.
  auto unreadable = [&] {
    const int error = errno;
    for (const int wrong_name : {ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG}) {
      if (error == wrong_name) return refuse("cannot be read: " + reason(error));
    }
    throw FileError(path, "cannot be read: " + reason(error));
  };
  if (path.find('\0') != path.npos) return refuse("has a NUL in its name");

  // Look before opening, as opening some devices acts on them; look again after, as the path may have been
  // exchanged.
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return unreadable();
  if (!S_ISREG(status.st_mode)) return refuse(not_regular(status));
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (file.id < 0 || ::fstat(file.id, &status) != 0) return unreadable();
  if (!S_ISREG(status.st_mode)) return refuse(not_regular(status));
  const auto size = static_cast<std::uintmax_t>(status.st_size);
  if (size > most) return refuse(too_long(size));

  // The stated size may be wrong (a file that grows, a file of the kernel), so read to the end or past the
  // limit.
  std::string text(static_cast<std::size_t>(size) + 1, '\0');
  std::size_t filled = 0;
  while (true) {
    if (filled == text.size()) text.resize(text.size() * 2 + 4096);
    const ssize_t got = ::read(file.id, text.data() + filled, text.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw FileError(path, "reading failed: " + reason(errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > most) return refuse(fmt::format("grew beyond {} bytes while being read", most));
  }
  text.resize(filled);
  return text;
}

std::size_t text_start(std::string_view text) { return text.starts_with("\xEF\xBB\xBF") ? 3 : 0; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace concord
