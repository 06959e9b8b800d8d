#include "experiments/platform/output_name.hpp"

#include "sim/characters.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace concord {
namespace {

struct Ending {
  std::string_view what, ending;  ///< as it is written, with the ending that it should have
  std::string_view also;          ///< another ending that is as good
};
constexpr Ending endings[]{
    {"an HDF5 file", ".h5", ".hdf5"}, {"a folder", "", ""}, {"a CSV file", ".csv", ".txt"}};

// Endings of files that somebody may have hoped for. A folder may be called `duty.v2`, but not `duty.csv`.
constexpr std::string_view files[]{".csv", ".tsv", ".txt", ".json",    ".xlsx", ".xls", ".ods",    ".parquet",
                                   ".rds", ".dta", ".sav", ".feather", ".svg",  ".png", ".pdf",    ".html",
                                   ".htm", ".md",  ".h5",  ".hdf5",    ".hdf",  ".nc",  ".mat",    ".yaml",
                                   ".yml", ".zip", ".gz",  ".db",      ".docx", ".npz", ".sqlite", ".pptx"};

/// Letters and digits that begin with a letter: `.h5`, but not the year of `england.2019`.
bool is_ending(std::string_view text) {
  constexpr std::size_t longest = 8;
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return text.size() > 1 && text.size() <= longest && letter(text[1]) &&
         std::all_of(text.begin() + 2, text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

void check_output(const std::filesystem::path& name, Output output, std::string_view option) {
  const std::string ending = lower(name.extension().string());
  const Ending& kind = endings[static_cast<std::size_t>(output)];
  if (ending.empty() || ending == kind.ending || ending == kind.also) return;
  const bool known = std::ranges::find(files, ending) != std::end(files);
  if (output == Output::folder ? !known : !known && !is_ending(ending)) return;
  std::filesystem::path other = name;
  other.replace_extension(std::string(kind.ending));
  const char* csv = output == Output::hdf5 && (ending == ".csv" || ending == ".tsv" || ending == ".xlsx")
                        ? "; `concord export` makes tables (CSV) of it"
                        : "";
  refuse(std::string(option),
         fmt::format("{} ends like another kind of file, and {} is written: write {} {}{}",
                     shown(name.string()), kind.what, option, other.string(), csv));
}

}  // namespace concord
