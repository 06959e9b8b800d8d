#include "viz/data/open.hpp"

#include "experiments/scenarios/scenario.hpp"
#include "viz/data/file_run.hpp"
#include "viz/data/file_sweep.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view hdf5_mark = "\x89HDF\r\n\x1a\n";

/// Its first bytes; nothing, and why, if it cannot be read. Pipes and devices are not opened: they could
/// block.
std::optional<std::string> beginning_of(const fs::path& path, std::string& why) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) {
    why = std::generic_category().message(errno);
    return std::nullopt;
  }
  std::array<char, 512> bytes{};
  const ssize_t got = ::read(file, bytes.data(), bytes.size());
  if (got < 0) why = std::generic_category().message(errno);
  ::close(file);
  return got < 0 ? std::nullopt : std::optional(std::string(bytes.data(), static_cast<std::size_t>(got)));
}

/// HDF5 may begin after a block of something else.
bool has_hdf5_mark(const fs::path& path, std::string_view beginning, std::uintmax_t size) {
  if (beginning.starts_with(hdf5_mark)) return true;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  bool found = false;
  for (std::uintmax_t at = 512; file >= 0 && !found && at + hdf5_mark.size() <= size && at < (1U << 20U);
       at *= 2) {
    std::array<char, hdf5_mark.size()> bytes{};
    found = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(at)) ==
                static_cast<ssize_t>(bytes.size()) &&
            std::string_view(bytes.data(), bytes.size()) == hdf5_mark;
  }
  if (file >= 0) ::close(file);
  return found;
}

WhatItIs nothing(const fs::path& path, std::string_view why) {
  return {FileKind::none, readable(fmt::format("{}: {}", path.string(), why))};
}

constexpr std::string_view can_be_opened =
    "the viewer opens records of `concord run`, merged sweeps, folders of campaigns, and scenarios";

WhatItIs what_yaml_is(const fs::path& path) {
  Problems problems;
  const yaml::Node tree = yaml::load(path, problems);
  if (tree.find("concord") != nullptr) return {FileKind::scenario, ""};
  if (tree.find("sweep") != nullptr) {
    if (tree.find("frozen") != nullptr)
      return nothing(path, "the plan of a campaign; open the folder that it lies in");
    return nothing(path,
                   fmt::format("the design of a sweep, which must be carried out first: `concord sweep {} -o "
                               "FOLDER`; FOLDER can be opened as soon as that runs",
                               path.string()));
  }
  if (!problems.empty()) return nothing(path, fmt::format("no scenario: {}", problems.all().front().what));
  return nothing(path,
                 fmt::format("text, but no scenario, which has a line `concord: 1`; {}", can_be_opened));
}

WhatItIs what_hdf5_is(const fs::path& path, const ReadingOptions& options,
                      const std::shared_ptr<Cancel>& cancel) {
  wire::StoredKind kind{};
  try {
    ReaderProcess(options.reader_program, options.limits, cancel)
        .ask(wire::Ask::identify, {.file = path.string()}, 64, kind);
  } catch (const FileError& error) {
    return {FileKind::none, readable(error.what())};
  }
  switch (kind) {
    case wire::StoredKind::run:
      return {FileKind::run, ""};
    case wire::StoredKind::sweep:
      return {FileKind::sweep, ""};
    case wire::StoredKind::shard:
      break;
  }
  return nothing(path, "a piece of a campaign; open the folder of the campaign, the one with plan.yaml");
}

}  // namespace

WhatItIs what_is(const fs::path& path, const ReadingOptions& options, const std::shared_ptr<Cancel>& cancel) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return nothing(path, "there is no such file");
  if (error) return nothing(path, fmt::format("cannot be looked at: {}", error.message()));
  if (fs::is_directory(status)) {
    if (fs::exists(path / "plan.yaml", error)) return {FileKind::campaign, ""};
    if (error) return nothing(path, fmt::format("cannot look into the folder: {}", error.message()));
    return nothing(
        path,
        "a folder, but not of a campaign, which has a plan.yaml; open a file in it, or make a campaign "
        "with `concord sweep DESIGN -o FOLDER`");
  }
  if (!fs::is_regular_file(status)) return nothing(path, "not a regular file");
  std::string why;
  const auto beginning = beginning_of(path, why);
  if (!beginning) return nothing(path, fmt::format("cannot be read: {}", why));
  if (beginning->empty()) return nothing(path, "an empty file; its writer may have been stopped");
  if (has_hdf5_mark(path, *beginning, fs::file_size(path, error))) return what_hdf5_is(path, options, cancel);
  if (beginning->find('\0') != std::string::npos || beginning->starts_with("\x89PNG") ||
      beginning->starts_with("%PDF"))
    return nothing(path, fmt::format("of a kind that is unknown here; {}", can_be_opened));
  try {
    return what_yaml_is(path);
  } catch (const FileError& failure) {
    return {FileKind::none, readable(failure.what())};
  }
}

Opened open_anything(const fs::path& path, const ReadingOptions& options,
                     const std::shared_ptr<Cancel>& cancel, std::span<const Override> overrides) {
  const WhatItIs what = what_is(path, options, cancel);
  Opened opened;
  switch (what.kind) {
    case FileKind::run:
      opened.run = open_run(path, options, cancel);
      break;
    case FileKind::sweep:
    case FileKind::campaign:
      opened.sweep = open_sweep(path, options, cancel);
      break;
    case FileKind::scenario: {
      Problems problems;
      opened.scenario = load_scenario(path, overrides, problems);
      problems.throw_if_any();
      break;
    }
    case FileKind::none:
      throw ConfigError({{.file = "", .path = "", .what = what.message}});
  }
  return opened;
}

}  // namespace concord
