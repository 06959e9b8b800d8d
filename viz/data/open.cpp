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

[[noreturn]] void cannot_open(const fs::path& path, const std::string& why) {
  throw FileError(path.string(), why);
}

/// Its first bytes. Pipes and devices are not opened: they could block.
std::string beginning_of(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  std::array<char, 512> bytes{};
  const ssize_t got = file < 0 ? -1 : ::read(file, bytes.data(), bytes.size());
  const int error = errno;
  if (file >= 0) ::close(file);
  if (got < 0) cannot_open(path, "cannot be read: " + std::generic_category().message(error));
  return {bytes.data(), static_cast<std::size_t>(got)};
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

constexpr std::string_view can_be_opened =
    "the viewer opens records of `concord run`, merged sweeps, folders of campaigns, and scenarios";

FileKind what_yaml_is(const fs::path& path) {
  Problems problems;
  const yaml::Node tree = yaml::load(path, problems);
  if (tree.find("concord") != nullptr) return FileKind::scenario;
  if (tree.find("sweep") != nullptr) {
    if (tree.find("frozen") != nullptr)
      cannot_open(path, "the plan of a campaign; open the folder that it lies in");
    cannot_open(path,
                fmt::format("the design of a sweep, which must be carried out first: `concord sweep {} -o "
                            "FOLDER`; FOLDER can be opened as soon as that runs",
                            path.string()));
  }
  problems.throw_if_any();
  cannot_open(path, fmt::format("text, but no scenario, which has a line `concord: 1`; {}", can_be_opened));
}

FileKind what_hdf5_is(const fs::path& path, const ReadingOptions& options,
                      const std::shared_ptr<Cancel>& cancel) {
  wire::StoredKind kind{};
  ReaderProcess(options.reader_program, options.limits, cancel)
      .ask(wire::Ask::identify, {.file = path.string()}, 64, kind);
  switch (kind) {
    case wire::StoredKind::run:
      return FileKind::run;
    case wire::StoredKind::sweep:
      return FileKind::sweep;
    case wire::StoredKind::shard:
      break;
  }
  cannot_open(path, "a piece of a campaign; open the folder of the campaign, the one with plan.yaml");
}

}  // namespace

FileKind what_is(const fs::path& path, const ReadingOptions& options, const std::shared_ptr<Cancel>& cancel) {
  const auto expect = [&](bool holds, const std::string& why) {
    if (!holds) cannot_open(path, why);
  };
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  expect(!error, error.message());
  if (fs::is_directory(status)) {
    if (fs::exists(path / "plan.yaml", error)) return FileKind::campaign;
    expect(!error, fmt::format("cannot look into the folder: {}", error.message()));
    cannot_open(
        path,
        "a folder, but not of a campaign, which has a plan.yaml; open a file in it, or make a campaign "
        "with `concord sweep DESIGN -o FOLDER`");
  }
  expect(fs::is_regular_file(status), "not a regular file");
  const std::string beginning = beginning_of(path);
  expect(!beginning.empty(), "an empty file; its writer may have been stopped");
  if (has_hdf5_mark(path, beginning, fs::file_size(path, error))) return what_hdf5_is(path, options, cancel);
  if (beginning.find('\0') != std::string::npos || beginning.starts_with("\x89PNG") ||
      beginning.starts_with("%PDF"))
    cannot_open(path, fmt::format("of a kind that is unknown here; {}", can_be_opened));
  return what_yaml_is(path);
}

Opened open_anything(const fs::path& path, const ReadingOptions& options,
                     const std::shared_ptr<Cancel>& cancel, std::span<const Override> overrides) {
  Opened opened;
  switch (what_is(path, options, cancel)) {
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
  }
  return opened;
}

}  // namespace concord
