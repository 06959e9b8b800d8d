// `concord summarise`: the analyst's table and pictures of a record.

#include "experiments/commands.hpp"
#include "experiments/pictures.hpp"
#include "experiments/summary.hpp"

#include <fmt/format.h>

namespace concord {

void summarise(const SummariseRequest& request) {
  const RecordReader record(request.record);
  const SummaryTable table = summarise(record, published_for(record));
  fmt::print("{}", text(table));
  if (request.pictures.empty()) return;
  for (const auto& path : write_pictures(pictures(record, table), request.pictures, request.force)) {
    fmt::print("{}\n", path.string());
  }
}

}  // namespace concord
