#include "experiments/campaigns/shard.hpp"

#include "experiments/platform/origin.hpp"
#include "sim/errors.hpp"
#include "sim/h5.hpp"

#include <algorithm>
#include <bit>

#include <unistd.h>

namespace concord {
namespace {

constexpr std::uint64_t most_runs_of_shard = 100'000'000, most_text = 4096;

/// A table of numbers, cut into chunks of whole rows.
void write_table(const h5::Object& file, std::string_view name, std::uint64_t rows, std::uint64_t columns,
                 const std::vector<double>& values) {
  if (rows == 0 || columns == 0) return;
  const std::uint64_t chunk_rows =
      std::clamp<std::uint64_t>(h5::chunk_bytes / (columns * sizeof(double)), 1, rows);
  const h5::Object table = h5::create_dataset<double>(file, name, {rows, columns}, {chunk_rows, columns});
  for (std::uint64_t first = 0; first < rows; first += chunk_rows) {
    const std::uint64_t count = std::min(chunk_rows, rows - first);
    h5::write<double>(table, {first, 0}, {count, columns}, {&values[first * columns], count * columns});
  }
}

std::vector<double> read_table(const h5::Object& file, std::string_view name, std::uint64_t rows,
                               std::uint64_t columns) {
  if (rows == 0 || columns == 0) return {};
  const h5::Object table = h5::open_dataset<double>(file, name, {rows, columns});
  if (table.extents != h5::Extents{rows, columns})
    throw FileError(*file.file, "a table is not as long as its rows");
  return h5::read<double>(table, {0, 0}, table.extents);
}

}  // namespace

void write_shard(const std::filesystem::path& path, const std::string& plan_digest, const RunRows& rows) {
  try {
    h5::Object file = h5::create_file(path);
    h5::set_attribute(file, "kind", std::string_view("shard of a sweep"));
    h5::set_attribute(file, "content", simulated_not_observed);
    h5::set_attribute(file, "plan_digest", std::string_view(plan_digest));
    std::vector<std::int64_t> digest(rows.digest.size()), failed_run;
    std::ranges::transform(rows.digest, digest.begin(),
                           [](std::uint64_t value) { return std::bit_cast<std::int64_t>(value); });
    std::vector<std::string> message;
    for (const Failure& failure : rows.failures) {
      failed_run.push_back(failure.run);
      message.push_back(failure.message.substr(0, most_text));
    }
    h5::write_column<std::int64_t>(file, "run", rows.run);
    h5::write_column<std::int8_t>(file, "status", rows.status);
    h5::write_column<std::int64_t>(file, "digest", digest);
    if (!message.empty()) {
      h5::write_column<std::int64_t>(file, "failed_run", failed_run);
      h5::write_column(file, "failed_message", message);
    }
    write_table(file, "outcomes", rows.count(), rows.shape.outcomes, rows.outcomes);
    write_table(file, "trajectories", rows.count(), rows.shape.series(), rows.trajectories);
    h5::seal(file);
  } catch (...) {
    ::unlink(path.c_str());
    throw;
  }
}

RunRows read_shard(const std::filesystem::path& path, const std::string& plan_digest, const RowShape& shape) {
  const h5::Object file = h5::open_file(path);
  if (!h5::has_attribute(file, "plan_digest") || h5::text_attribute(file, "plan_digest") != plan_digest)
    throw FileError(path.string(), "is no shard of this campaign's plan");
  RunRows rows;
  rows.shape = shape;
  rows.run = h5::read_column<std::int64_t>(file, "run", most_runs_of_shard);
  rows.status = h5::read_column<std::int8_t>(file, "status", most_runs_of_shard);
  const auto digest = h5::read_column<std::int64_t>(file, "digest", most_runs_of_shard);
  std::ranges::transform(digest, std::back_inserter(rows.digest),
                         [](std::int64_t value) { return std::bit_cast<std::uint64_t>(value); });
  if (h5::has(file, "failed_run")) {
    const auto run = h5::read_column<std::int64_t>(file, "failed_run", most_runs_of_shard);
    const auto message = h5::read_text_column(file, "failed_message", most_runs_of_shard, most_text);
    for (std::size_t n = 0; n < std::min(run.size(), message.size()); ++n)
      rows.failures.push_back({run[n], message[n]});
  }
  rows.outcomes = read_table(file, "outcomes", rows.count(), shape.outcomes);
  rows.trajectories = read_table(file, "trajectories", rows.count(), shape.series());
  if (rows.status.size() != rows.count() || rows.digest.size() != rows.count())
    throw FileError(path.string(), "its columns differ in length");
  return rows;
}

}  // namespace concord
