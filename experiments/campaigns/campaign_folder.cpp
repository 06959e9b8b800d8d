#include "experiments/campaigns/campaign_folder.hpp"

#include "experiments/platform/partial_file.hpp"
#include "sim/digest.hpp"
#include "sim/errors.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view finished = "shard", lost = "lost";  // first words of lines
constexpr std::string_view in_the_making = ".partial-";

/// A line of the manifest ends with a fingerprint of what stands before it.
std::string sealed(std::string_view text) { return fmt::format("{} {}\n", text, digest_of(text)); }
std::optional<std::string> unsealed(std::string_view line) {
  const auto space = line.rfind(' ');
  if (space == line.npos || digest_of(line.substr(0, space)) != line.substr(space + 1)) return std::nullopt;
  return std::string(line.substr(0, space));
}

std::string head_of(const std::string& plan_digest) { return "concord manifest 1, plan " + plan_digest; }
std::string line_of(std::string_view word, const ShardEntry& shard) {
  return fmt::format("{} {}", word, shard.name());
}

std::optional<ShardEntry> parse_name(std::string_view name) {
  ShardEntry shard;
  const char* at = name.data();
  const char* const end = at + name.size();
  const auto number = [&](std::int64_t& value, std::string_view after) {
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc() ||
        !std::string_view(next, static_cast<std::size_t>(end - next)).starts_with(after))
      return false;
    at = next + after.size();
    return true;
  };
  if (!number(shard.batches.first, "-") || !number(shard.batches.end, "_") || !number(shard.rows, "rows_") ||
      !number(shard.failed, "failed_"))
    return std::nullopt;
  shard.digest = std::string(at, end).substr(0, 16);
  if (shard.name() != name || shard.batches.size() <= 0) return std::nullopt;
  return shard;
}

/// What the lines of a manifest come to.
/// Was the file in the making written by a process of this machine that is no more?
bool writer_is_gone(const std::string& name) {
  const auto writer = name.substr(name.find(in_the_making) + in_the_making.size());
  const std::string us = process_name(), host = us.substr(0, us.rfind('-') + 1);
  if (!writer.starts_with(host)) return false;
  const auto number = as_integer(writer.substr(host.size()));
  return number.value && ::kill(static_cast<pid_t>(*number.value), 0) != 0 && errno == ESRCH;
}

struct Listing {
  bool there = false, foreign = false;
  std::map<std::string, ShardEntry> shards;  // by name
  int damaged = 0;                           // lines
};

Listing read_manifest(const fs::path& file, const std::string& plan_digest) {
  Listing listing;
  listing.there = fs::exists(fs::symlink_status(file));
  std::istringstream in(content_of(file));
  bool head = true;
  for (std::string line; std::getline(in, line); head = false) {
    const auto text = unsealed(line);
    if (head && (!text || *text != head_of(plan_digest))) listing.foreign = true;
    if (head || line.empty()) continue;
    const auto space = text ? text->find(' ') : std::string::npos;
    const auto shard =
        space == std::string::npos ? std::nullopt : parse_name(std::string_view(*text).substr(space + 1));
    if (!shard) {
      ++listing.damaged;
    } else if (text->substr(0, space) == finished) {
      listing.shards.insert_or_assign(shard->name(), *shard);
    } else {
      listing.shards.erase(shard->name());
    }
  }
  listing.foreign = listing.foreign || (listing.there && head);  // an empty file
  return listing;
}

void put_in_order(std::vector<ShardEntry>& shards) {
  std::ranges::sort(
      shards, {}, [](const ShardEntry& shard) { return std::pair(shard.batches.first, shard.batches.end); });
}

template <class Value>
std::int64_t total(const std::vector<ShardEntry>& shards, Value value) {
  return std::transform_reduce(shards.begin(), shards.end(), std::int64_t{0}, std::plus<>(), value);
}

}  // namespace

void expect_own(const fs::path& part, fs::file_type type) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(part, error);
  if (status.type() == type || status.type() == fs::file_type::not_found) return;
  if (status.type() == fs::file_type::none)
    throw FileError(part.string(), "cannot be looked at: " + error.message());
  // Through a link, what is set aside or written would be somebody else's.
  if (fs::is_symlink(status))
    throw FileError(part.string(), "is a link; the parts of a campaign must stand in its folder");
  throw FileError(part.string(), fmt::format("is not a {}, as this part of a campaign must be",
                                             type == fs::file_type::directory ? "folder" : "regular file"));
}

void expect_own_parts(const fs::path& folder) {
  for (const char* part : {"plan.yaml", "scenario.yaml", "points.csv", "manifest.txt", "leases"})
    expect_own(folder / part, fs::file_type::regular);
  for (const char* part : {"shards", "progress", "quarantine"})
    expect_own(folder / part, fs::file_type::directory);
}

std::int64_t batches_in(const std::vector<BatchRange>& ranges) {
  return std::transform_reduce(ranges.begin(), ranges.end(), std::int64_t{0}, std::plus<>(),
                               [](const BatchRange& range) { return range.size(); });
}

std::vector<BatchRange> uncovered(const BatchRange& whole, std::vector<BatchRange> covered) {
  std::ranges::sort(covered, {}, &BatchRange::first);
  std::vector<BatchRange> open;
  std::int64_t at = whole.first;
  for (const BatchRange& range : covered) {
    if (range.first > at && at < whole.end) open.push_back({at, std::min(range.first, whole.end)});
    at = std::max(at, range.end);
  }
  if (at < whole.end) open.push_back({at, whole.end});
  return open;
}

std::string ShardEntry::name() const {
  return fmt::format("{:09}-{:09}_{}rows_{}failed_{}.h5", batches.first, batches.end, rows, failed, digest);
}

std::vector<BatchRange> Inventory::covered() const {
  std::vector<BatchRange> ranges;
  ranges.reserve(shards.size());
  for (const ShardEntry& shard : shards) ranges.push_back(shard.batches);
  return ranges;
}
std::int64_t Inventory::rows() const {
  return total(shards, [](const auto& shard) { return shard.rows; });
}
std::int64_t Inventory::failed() const {
  return total(shards, [](const auto& shard) { return shard.failed; });
}

CampaignFolder::CampaignFolder(fs::path folder, std::string plan_digest)
    : folder_((expect_own_parts(folder), std::move(folder))),
      plan_digest_(std::move(plan_digest)),
      leases_(folder_) {}

Inventory listed_in(const fs::path& folder, const std::string& plan_digest) {
  Inventory found;
  const Listing listing = read_manifest(folder / "manifest.txt", plan_digest);
  if (listing.foreign) return found;
  for (const auto& [name, shard] : listing.shards) found.shards.push_back(shard);
  put_in_order(found.shards);
  return found;
}

Inventory CampaignFolder::verified(const BatchRange& part, const std::function<void()>& stop) {
  const auto touches = [&](const BatchRange& range) {
    return range.first < part.end && part.first < range.end;
  };
  Inventory found;
  // Before the manifest is read, as a shard gets its name before its line.
  std::vector<fs::path> files;
  if (fs::exists(folder_ / "shards")) {
    for (const auto& file : fs::directory_iterator(folder_ / "shards")) files.push_back(file.path());
  }
  std::ranges::sort(files);
  const fs::path manifest = folder_ / "manifest.txt";
  Listing listing;
  {
    const Leases::Exclusive alone(leases_);
    listing = read_manifest(manifest, plan_digest_);
    if (listing.foreign) {
      quarantine(manifest, "does not begin like the manifest of this plan and is made again from the shards",
                 found);
      listing = {};
    }
  }
  if (listing.damaged > 0) {
    found.notes.push_back(fmt::format("{}: {} damaged line{} ignored", manifest.string(), listing.damaged,
                                      listing.damaged == 1 ? " is" : "s are"));
  }
  for (const fs::path& file : files) {
    if (stop) stop();
    const std::string name = file.filename().string();
    if (!fs::exists(fs::symlink_status(file))) continue;  // another worker set it aside
    if (name.find(in_the_making) != name.npos) {
      BatchRange range;
      const int numbers = std::sscanf(name.c_str(), "%ld-%ld", &range.first, &range.end);
      // Who still writes it holds its lease; without locks only a process of this machine is known to be
      // gone.
      if (numbers != 2 || range.size() <= 0 || !touches(range) ||
          (!leases_.locks() && !writer_is_gone(name)) || !leases_.take(range.first, range.end))
        continue;
      quarantine(file, "was left unfinished", found);
      leases_.give_back(range.first, range.end);
      continue;
    }
    const auto shard = parse_name(name);
    if (!shard || !fs::is_regular_file(fs::symlink_status(file))) {
      quarantine(file, "is no shard", found);
    } else if (!touches(shard->batches) ||
               (!listing.shards.contains(name) &&
                leases_.held_by_others(shard->batches.first, shard->batches.end))) {
      continue;  // not asked for, or its worker is just about to write the line
    } else if (shard_digest(plan_digest_, file) != shard->digest) {
      quarantine(file, "is damaged or foreign, its bytes are not those that were written", found);
    } else {
      if (listing.shards.erase(name) == 0) {
        append(line_of(finished, *shard));
        if (listing.there)
          found.notes.push_back(fmt::format("{}: had no line in the manifest", file.string()));
      }
      found.shards.push_back(*shard);
    }
  }
  for (const auto& [name, shard] : listing.shards) {  // those that no file was found for
    if (!touches(shard.batches) || fs::exists(path_of(shard))) continue;
    append(line_of(lost, shard));
    const bool told = std::ranges::any_of(
        found.notes, [&, &file = name](const std::string& note) { return note.find(file) != note.npos; });
    if (!told) found.notes.push_back(fmt::format("{}: is missing", path_of(shard).string()));
  }
  put_in_order(found.shards);
  return found;
}

void CampaignFolder::publish(const fs::path& temporary, const ShardEntry& shard) {
  sync_file(temporary);
  if (::rename(temporary.c_str(), path_of(shard).c_str()) != 0)
    fail_with_errno(path_of(shard), "cannot rename to it");
  sync_file(folder_ / "shards");
  append(line_of(finished, shard));
}

fs::path CampaignFolder::temporary_for(const BatchRange& batches) const {
  return folder_ / "shards" /
         fmt::format("{:09}-{:09}{}{}", batches.first, batches.end, in_the_making, process_name());
}

void CampaignFolder::append(const std::string& text) {
  if (!leases_.writable()) return;
  const fs::path path = folder_ / "manifest.txt";
  std::optional<Leases::Exclusive> alone(std::in_place, leases_);  // before others can see an empty manifest
  const int file = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) fail_with_errno(path, "cannot open it for writing");
  const std::unique_ptr<const int, void (*)(const int*)> closing(&file,
                                                                 [](const int* open) { ::close(*open); });
  const off_t size = ::lseek(file, 0, SEEK_END);
  std::string line = sealed(text);
  char last = '\n';
  if (size == 0) {
    line = sealed(head_of(plan_digest_)) + line;
  } else if (::pread(file, &last, 1, size - 1) == 1 && last != '\n') {
    line = "\n" + line;  // after a line that somebody could not finish
  }
  const ssize_t written = ::write(file, line.data(), line.size());
  if (written >= 0 && written != static_cast<ssize_t>(line.size())) errno = ENOSPC;
  if (written != static_cast<ssize_t>(line.size())) fail_with_errno(path, "cannot write it");
  // Others need not wait for the disk: a line that a crash loses is made again from its shard.
  alone.reset();
  if (::fsync(file) != 0) fail_with_errno(path, "cannot write it");
  if (size == 0) sync_file(folder_);
}

void CampaignFolder::quarantine(const fs::path& file, const std::string& why, Inventory& found) {
  if (!leases_.writable()) {
    found.notes.push_back(
        fmt::format("{}: {}; left where it is, as this folder may only be read", file.string(), why));
    return;
  }
  if (set_aside(folder_, file))
    found.notes.push_back(fmt::format("{}: {}; moved to quarantine", file.string(), why));
}

bool set_aside(const fs::path& campaign, const fs::path& file) {
  const fs::path folder = campaign / "quarantine";
  fs::create_directories(folder);
  fs::path to = folder / file.filename();
  for (int n = 2; fs::exists(fs::symlink_status(to)); ++n)
    to = folder / fmt::format("{}.{}", file.filename().string(), n);
  if (::rename(file.c_str(), to.c_str()) == 0) return true;
  if (errno != ENOENT) fail_with_errno(file, "cannot move it to quarantine");
  return false;  // another worker found it first
}

std::string shard_digest(const std::string& plan_digest, const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) fail_with_errno(file, "cannot read it");
  std::vector<char> buffer(std::size_t{1} << 20U);
  Digest digest;
  digest.add(std::string_view(plan_digest));
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    digest.add(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())));
  }
  if (in.bad()) fail_with_errno(file, "cannot read it");
  return hex(digest.value());
}

}  // namespace concord
