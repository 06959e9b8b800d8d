#pragma once
// What a file or folder is that this program wrote, and what is known of its origin: the same lines in
// `concord inspect` and beside exported tables.

#include "experiments/platform/origin.hpp"
#include "experiments/results/sweep_reader.hpp"
#include "experiments/runs/record_reader.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concord {

enum class FileForm { run, sweep, other };

struct About {
  std::string title;
  /// Name and value; the first is "kind". A value may have several lines.
  std::vector<std::pair<std::string, std::string>> facts;
  FileForm form = FileForm::other;
};

/// Of whatever the user names. Throws FileError for what is none of Concord's, which says what it looks like.
About about(const std::filesystem::path& path);
About about(const RecordReader& record);
About about(const SweepReader& sweep);

/// A title and a line a fact, each as the terminal or a text file shall show them.
std::string text_of(const About& about);
/// The same for a README.txt beside `what` was made of it: `read_me` finds it there again.
std::string read_me_of(About about, std::string_view what);

/// Pieces of about() that need no HDF5: text files, pictures, pages, folders with a README.txt.
About about_text_file(const std::filesystem::path& file);
About about_folder(const std::filesystem::path& folder);
/// The fact "set" of a configuration in full: a line a setting.
std::pair<std::string, std::string> settings_fact(const std::string& configuration);

}  // namespace concord
