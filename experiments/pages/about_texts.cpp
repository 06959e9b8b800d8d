// What text files, pages, pictures and folders of them say of themselves.

#include "experiments/campaigns/plan.hpp"
#include "experiments/pages/about.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/platform/words.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "experiments/scenarios/told.hpp"
#include "sim/errors.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <fstream>
#include <optional>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_read = 1U << 22U;

std::string beginning_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw FileError(file.string(), "cannot be read");
  std::string text(most_read, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

/// What stands between two marks; nothing if they are not there.
std::optional<std::string_view> between(std::string_view text, std::string_view open,
                                        std::string_view close) {
  const auto from = text.find(open);
  if (from == text.npos) return std::nullopt;
  const auto end = text.find(close, from + open.size());
  if (end == text.npos) return std::nullopt;
  return text.substr(from + open.size(), end - from - open.size());
}

std::string plain(std::string_view markup) {
  std::string text(markup);
  for (const auto& [from, to] :
       {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + 1))
      text.replace(at, std::string_view(from).size(), to);
  }
  return text;
}

/// The sentences in which a picture or page of ours states its origin, up to that with the seed and the
/// model.
std::string origin_in(std::string_view text) {
  const auto at = text.find(simulated);
  if (at == text.npos) return {};
  text = text.substr(at, text.find_first_of("<\n", at) - at);
  std::size_t told = simulated.size();
  for (const std::string_view what : {"seed ", "model "}) {
    if (const auto found = text.find(what); found != text.npos) told = std::max(told, found);
  }
  const auto end = text.find(". ", told);
  return plain(text.substr(0, end == text.npos ? end : end + 1));
}

std::optional<About> about_markup(std::string_view text) {
  const bool page = text.starts_with("<!DOCTYPE html>"), picture = text.find("<svg") < 200;
  if (!page && !picture) return std::nullopt;
  const auto title = between(text, page ? "<title>" : "<title id=\"title\">", "</title>");
  const std::string_view rest =
      page && text.find("<footer>") != text.npos ? text.substr(text.find("<footer>")) : text;
  const std::string origin = origin_in(rest);
  if (!title || origin.empty() ||
      (page && text.find("<meta name=\"generator\" content=\"Concord") == text.npos &&
       origin.find("Concord") == origin.npos))
    return std::nullopt;
  return About{
      .title = plain(*title),
      .facts = {{"kind", page ? "page of results (HTML)" : "picture of results (SVG)"}, {"origin", origin}}};
}

std::optional<About> about_yaml(const fs::path& file) {
  Problems problems;
  const yaml::Node tree = yaml::load(file, problems);
  if (tree.kind != yaml::Kind::map) return std::nullopt;
  if (tree.find("sweep") != nullptr) {
    Design design = load_design(file, {}, problems);
    problems.throw_if_any();
    const bool frozen = design.frozen.has_value();
    About about{.title = design.title,
                .facts = {{"kind", frozen ? "plan of a campaign"
                                          : "design of a sweep, to be carried out by `concord sweep`"},
                          {"scenario", design.scenario},
                          {"seed", fmt::format("{}", design.base.seed)}}};
    if (!frozen) {
      const std::string resolved = design.base.resolved;
      const Plan plan = make_plan(std::move(design), problems);
      problems.throw_if_any();
      about.facts.emplace_back("runs",
                               fmt::format("up to {} at {} points", plan.runs(), plan.points.count()));
      about.facts.emplace_back("plan", "digest " + plan.digest);
      about.facts.push_back(settings_fact(resolved));
    } else {
      about.facts.emplace_back("plan", "digest " + stored_digest(file.parent_path()));
    }
    return about;
  }
  if (tree.find("concord") == nullptr) return std::nullopt;
  const RunPlan plan = load_scenario(file, {}, problems);
  problems.throw_if_any();
  About about{.title = plan.title,
              .facts = {{"kind", "scenario, to be simulated by `concord run`"},
                        {"runs", fmt::format("{} with seed {}", plan.replicates, plan.seed)},
                        {"quarters",
                         fmt::format("{} from {}", plan.scenario.quarters, to_string(plan.scenario.start))},
                        {"world", counted(plan.scenario.world->system_count(), "system") + ", " +
                                      counted(plan.scenario.world->organisation_count(), "organisation")},
                        settings_fact(plan.resolved)}};
  add_told(about.facts, told_to(plan));
  return about;
}

/// A README.txt that read_me_of() wrote, as it stands.
std::optional<About> about_read_me(const std::string& text) {
  const auto mark = text.find(fmt::format("\n\n{}\n\n  kind", simulated));
  if (mark == text.npos || mark > 4096) return std::nullopt;
  About about{.title = text.substr(0, mark)};
  std::string_view facts = std::string_view(text).substr(mark + simulated.size() + 4);
  facts = facts.substr(0, facts.find("\n\n"));
  while (!facts.empty()) {
    const std::string_view line = facts.substr(0, facts.find('\n'));
    if (line.size() > 14 && line.starts_with("  ")) {
      std::string name(line.substr(2, 12));
      name.resize(name.find_last_not_of(' ') + 1);
      if (!name.empty()) {
        about.facts.emplace_back(std::move(name), line.substr(14));
      } else if (!about.facts.empty()) {
        about.facts.back().second += fmt::format("\n{}", line.substr(14));
      }
    }
    facts.remove_prefix(std::min(line.size() + 1, facts.size()));
  }
  return about;
}

std::string looks_like(const std::string& text, bool table) {
  if (text.empty()) return "an empty file; its writer may have been stopped";
  for (const auto& [mark, what] : {std::pair{"\x89PNG", "a PNG picture"},
                                   {"%PDF", "a PDF"},
                                   {"PK\x03\x04", "a ZIP archive or a workbook"},
                                   {"\x1f\x8b", "a gzip archive"},
                                   {"\x7f"
                                    "ELF",
                                    "a program"},
                                   {"SQLite", "a database"}}) {
    if (text.starts_with(mark)) return what;
  }
  if (text.find('\0') != text.npos) return "a binary file of a kind that is unknown here";
  const std::string line = text.substr(0, text.find_first_of("\r\n"));
  if (table) return fmt::format("a table (CSV) with the columns {}", shown(line));
  return fmt::format("text that begins {}", shown(line));
}

constexpr std::string_view not_ours =
    "; `concord inspect` knows results of `concord run`, merged sweeps, campaigns and their shards, exported "
    "tables, analyses, "
    "pictures, pages, scenarios and designs";

}  // namespace

About about_text_file(const fs::path& file) {
  const std::string text = beginning_of(file);
  if (auto markup = about_markup(text)) return std::move(*markup);
  if (auto read_me = about_read_me(text)) return std::move(*read_me);
  if (const auto at = text.find("Made by `concord report`"); at < 500)
    return {.title = text.substr(text.starts_with("# ") ? 2 : 0, text.find('\n') - 2),
            .facts = {{"kind", "document of answers, made by `concord report`"}}};
  // A table of ours has its origin beside it.
  if (file.extension() == ".csv" && fs::is_regular_file(file.parent_path() / "README.txt")) {
    if (auto beside = about_read_me(beginning_of(file.parent_path() / "README.txt")))
      return std::move(*beside);
  }
  const std::string extension = file.extension().string();
  if (extension == ".yaml" || extension == ".yml" || text.find("\nconcord:") != text.npos ||
      text.starts_with("concord:") || text.starts_with("sweep:")) {
    if (auto scenario = about_yaml(file)) return std::move(*scenario);
  }
  throw FileError(file.string(), fmt::format("is none of Concord's files: it looks like {}{}",
                                             looks_like(text, extension == ".csv"), not_ours));
}

About about_folder(const fs::path& folder) {
  if (fs::is_regular_file(folder / "README.txt")) {
    if (auto read_me = about_read_me(beginning_of(folder / "README.txt"))) return std::move(*read_me);
  }
  std::vector<std::string> names;
  std::optional<About> picture;
  std::size_t pictures = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
    if (entry.path().extension() != ".svg" || !entry.is_regular_file()) continue;
    if (auto found = about_markup(beginning_of(entry.path()))) {
      ++pictures;
      if (!picture || found->title < picture->title) picture = std::move(found);
    }
  }
  if (picture) {
    picture->facts.at(0).second = fmt::format("folder of {} of results (SVG)", counted(pictures, "picture"));
    return std::move(*picture);
  }
  std::ranges::sort(names);
  const std::size_t count = names.size();
  names.resize(std::min<std::size_t>(count, 5));
  for (std::string& name : names) name = shown(name);
  throw FileError(folder.string(),
                  count == 0
                      ? fmt::format("is an empty folder{}", not_ours)
                      : fmt::format("is none of Concord's folders: it holds {}{}{}", fmt::join(names, ", "),
                                    count > 5 ? fmt::format(" and {} more", count - 5) : "", not_ours));
}

}  // namespace concord
