#include "experiments/pages/about.hpp"

#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/campaigns/plan.hpp"
#include "experiments/campaigns/sweep_file.hpp"
#include "experiments/platform/readable_text.hpp"
#include "experiments/platform/words.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/runs/record.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/told.hpp"
#include "sim/errors.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_told = 12;

std::string size_of(const fs::path& file) {
  std::error_code ignored;
  return readable_bytes(static_cast<double>(fs::file_size(file, ignored)));
}

std::string span_of(std::int64_t quarters, const std::string& start) {
  const auto first = parse_quarter(start);
  const auto length = static_cast<int>(quarters);
  return fmt::format("{}, {} to {}", quarters, start,
                     first ? to_string(*first + (length - 1)) : std::string("an unknown quarter"));
}

std::string axes_in_lines(const std::vector<SweepAxis>& axes) {
  std::string lines;
  for (const SweepAxis& axis : axes) {
    if (&axis - axes.data() == static_cast<std::ptrdiff_t>(most_told)) {
      lines += fmt::format("\nand {} more", axes.size() - most_told);
      break;
    }
    lines += lines.empty() ? "" : "\n";
    switch (axis.kind) {
      case AxisKind::packages:
        lines += fmt::format("{}: {}", axis.name, axis.meaning);
        break;
      case AxisKind::quarter:
        lines += fmt::format("{}: dates", axis.name);
        break;
      default:
        lines += fmt::format("{}: {:.6g} to {:.6g}{}{}", axis.name, axis.low, axis.high,
                             axis.unit.empty() ? "" : " ", axis.unit);
    }
  }
  return lines;
}

std::string outcomes_in_line(const std::vector<SweepOutcome>& outcomes) {
  std::string line;
  for (std::size_t n = 0; n < std::min(outcomes.size(), most_told); ++n)
    line += (n == 0 ? "" : ", ") + outcomes[n].name;
  return outcomes.size() > most_told ? fmt::format("{} and {} more", line, outcomes.size() - most_told)
                                     : line;
}

/// Of a file: does its plan keep a fixed number of replicates? Then fewer runs are a part of it.
bool is_part(const SweepReader& sweep) {
  Problems ignored;
  const yaml::Node plan = yaml::parse(sweep.plan(), "/plan", ignored);
  const yaml::Node* replicates = plan.find("replicates");
  const bool sequential = replicates != nullptr && replicates->kind == yaml::Kind::map;
  const auto counts = sweep.replicates();
  return std::ranges::any_of(counts, [&](std::int64_t count) {
    return count == 0 || (!sequential && count < sweep.info().most_replicates);
  });
}

/// Nothing of files that older versions wrote.
std::string digest_of_scenario(std::string_view before, std::string_view digest) {
  return digest.empty() ? "" : fmt::format("{}digest {}", before, digest);
}

using Facts = std::vector<std::pair<std::string, std::string>>;

void add_sweep_facts(Facts& facts, const SweepInfo& info, const std::vector<SweepAxis>& axes,
                     const std::vector<SweepOutcome>& outcomes, const std::string& runs) {
  facts.emplace_back("design", fmt::format("{}, {} axes, {} points, design seed {}", info.method, axes.size(),
                                           info.points, info.design_seed));
  facts.emplace_back("runs", fmt::format("{} with seed {}", runs, info.seed));
  facts.emplace_back("quarters", span_of(info.quarters, info.start));
  facts.emplace_back("varied", axes_in_lines(axes));
  facts.emplace_back("outcomes", outcomes_in_line(outcomes));
  if (!info.scenario_digest.empty())
    facts.emplace_back("scenario", digest_of_scenario("", info.scenario_digest));
  facts.emplace_back("plan", "digest " + info.plan_digest);
}

About about_campaign(const fs::path& folder) {
  Problems problems;
  const Plan plan = load_plan(folder, problems);
  if (!problems.empty()) {
    Problems ignored;
    const yaml::Node tree = yaml::load(folder / "plan.yaml", ignored);
    const yaml::Node* title = tree.find("title");
    About closed{.title = title == nullptr ? "A campaign" : title->text,
                 .facts = {{"kind", "campaign that this program cannot go on with"},
                           {"plan", "digest " + stored_digest(folder)}}};
    for (const Problem& problem : problems.all()) closed.facts.emplace_back("why", problem.what);
    return closed;
  }
  const Inventory found = listed_in(folder, plan.digest);
  const std::int64_t open = batches_in(uncovered({0, plan.batches()}, found.covered()));
  const SweepInfo info = info_of(plan);
  std::string kind = found.shards.empty() ? "campaign, planned; nothing is simulated yet"
                     : open == 0          ? "campaign, complete"
                                 : fmt::format("campaign, {} of {} batches are there", plan.batches() - open,
                                               plan.batches());
  About campaign{.title = info.title, .facts = {{"kind", std::move(kind)}}};
  std::string runs = fmt::format("{} of {}{}", found.rows(),
                                 plan.design.replication.sequential ? "up to " : "", plan.runs());
  if (found.failed() > 0) runs += fmt::format(", {} of them failed,", found.failed());
  add_sweep_facts(campaign.facts, info, axes_of(plan), outcomes_of(plan), runs);
  campaign.facts.push_back(settings_fact(plan.design.base.resolved));
  add_told(campaign.facts, told_to(plan.design.base));
  campaign.facts.emplace_back("made for", "behaviour digest " + info.model_digest);
  campaign.facts.emplace_back("results", counted(found.shards.size(), "shard"));
  return campaign;
}

std::pair<std::string, std::string> evidence_fact(const std::string& digest) {
  return {"evidence",
          digest.empty()
              ? "none: written before there was any"
              : digest + ", which whatever is read is compared with; `concord verify` reads everything"};
}

About about_shard(const fs::path& path, const h5::Object& file) {
  About shard{.title = "A piece of a sweep", .facts = {{"kind", "shard of a campaign"}}};
  const std::string digest = h5::text_attribute(file, "plan_digest");
  const auto rows = h5::read_column<std::int64_t>(file, "run", 100'000'000);
  const fs::path campaign = fs::absolute(path).parent_path().parent_path();
  if (plan_file(campaign) == PlanFile::whole && stored_digest(campaign) == digest) {
    About whole = about_campaign(campaign);
    shard.title = whole.title;
    whole.facts.erase(whole.facts.begin());
    std::erase_if(whole.facts, [](const auto& fact) { return fact.first == "runs" || fact.first == "plan"; });
    shard.facts.insert(shard.facts.end(), whole.facts.begin(), whole.facts.end());
  }
  shard.facts.insert(shard.facts.begin() + 1,
                     {"runs", rows.empty() ? "none"
                                           : fmt::format("{}, numbers {} to {}", rows.size(),
                                                         std::ranges::min(rows), std::ranges::max(rows))});
  shard.facts.emplace_back("plan", "digest " + digest);
  shard.facts.emplace_back("size", size_of(path));
  return shard;
}

About about_hdf5(const fs::path& path) {
  std::string kind;
  {
    const h5::Object file = h5::open_file(path);
    if (h5::has_attribute(file, "kind")) kind = h5::text_attribute(file, "kind");
    if (!kind.empty() && kind != "sweep" && h5::has_attribute(file, "plan_digest"))
      return about_shard(path, file);
  }
  return kind == "sweep" ? about(SweepReader(path)) : about(RecordReader(path));
}

bool is_hdf5(const fs::path& path) {
  constexpr std::string_view mark = "\x89HDF\r\n\x1a\n";
  std::ifstream in(path, std::ios::binary);
  std::array<char, mark.size()> bytes{};
  for (std::streamoff at = 0; at < (1 << 20); at = at == 0 ? 512 : 2 * at) {  // HDF5 may begin after a block
    if (!in.seekg(at) || !in.read(bytes.data(), bytes.size())) return false;
    if (std::string_view(bytes.data(), bytes.size()) == mark) return true;
  }
  return false;
}

}  // namespace

std::pair<std::string, std::string> settings_fact(const std::string& configuration) {
  try {
    const auto changed = changed_settings(configuration);
    std::string lines;
    for (const ChangedSetting& setting : changed)
      lines += fmt::format("{}{} = {}{}", lines.empty() ? "" : "\n", setting.path, setting.value,
                           setting.other.empty() ? " (not a setting of this version)"
                                                 : fmt::format(" (default {})", setting.other));
    return {"set", lines.empty() ? changed_words({}) : lines};
  } catch (const ConfigError&) {
    return {"set", std::string(unknown_settings)};
  }
}

About about(const RecordReader& record) {
  const RecordInfo& info = record.info();
  const std::vector<std::string> quarters = record.quarters();
  About run{
      .title = info.title,
      .facts = {{"kind", "results of `concord run`"},
                {"scenario", info.scenario_file + digest_of_scenario(", ", info.scenario_digest)},
                {"runs", fmt::format("{} with seed {}", info.replicates, info.seed)},
                {"quarters", fmt::format("{}, {} to {}", info.quarters, quarters.front(), quarters.back())},
                {"world",
                 counted(info.systems, "system") + ", " + counted(info.organisations, "organisation")},
                {"holds", std::string(name_of(info.record))},
                settings_fact(record.configuration()),
                {"made by", fmt::format("concord {}, commit {}, behaviour digest {}", info.version,
                                        info.commit, info.model_digest)},
                {"results", "digest " + info.results_digest},
                evidence_fact(record.evidence()),
                {"size", size_of(record.file())}},
      .form = FileForm::run};
  add_told(run.facts, told_in(record));
  return run;
}

About about(const SweepReader& sweep) {
  const SweepInfo& info = sweep.info();
  const auto most = static_cast<std::int64_t>(info.points) * info.most_replicates;
  const bool part = is_part(sweep);
  About merged{.title = info.title,
               .facts = {{"kind", part ? "merged sweep, a part of its campaign" : "merged sweep"}},
               .form = FileForm::sweep};
  std::string runs = part ? fmt::format("{} of up to {}", info.runs, most) : fmt::format("{}", info.runs);
  if (info.failed > 0) runs += fmt::format(", {} of them failed,", info.failed);
  add_sweep_facts(merged.facts, info, sweep.axes(), sweep.outcomes(), runs);
  merged.facts.push_back(settings_fact(sweep.configuration()));
  merged.facts.emplace_back("made by", fmt::format("concord {}, commit {}, behaviour digest {}", info.version,
                                                   info.commit, info.model_digest));
  merged.facts.emplace_back("results", "digest " + info.content_digest);
  merged.facts.push_back(evidence_fact(sweep.evidence()));
  merged.facts.emplace_back("size", size_of(sweep.file()));
  return merged;
}

About about(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error) throw FileError(path.string(), error.message());
  if (fs::is_directory(status)) {
    const fs::path folder = fs::canonical(path);
    if (fs::exists(folder / "plan.yaml")) return about_campaign(folder);
    const bool of_campaign = folder.filename() == "shards" && fs::exists(folder.parent_path() / "plan.yaml");
    return of_campaign ? about_campaign(folder.parent_path()) : about_folder(path);
  }
  if (!fs::is_regular_file(status)) throw FileError(path.string(), "is neither a file nor a folder");
  return is_hdf5(path) ? about_hdf5(path) : about_text_file(path);
}

std::string text_of(const About& about) {
  std::string text = readable(about.title, true) + "\n\n";
  for (const auto& [name, told] : about.facts) {
    const std::string value = readable(told, true);
    std::string_view rest = value;
    text += fmt::format("  {:<12}", name);
    for (bool first = true; first || !rest.empty(); first = false) {
      const auto end = std::min(rest.find('\n'), rest.size());
      text += fmt::format("{}{}\n", first ? "" : std::string(14, ' '), rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return text;
}

std::string read_me_of(About about, std::string_view what) {
  about.facts.at(0).second = fmt::format("{} of: {}", what, about.facts.at(0).second);
  std::erase_if(about.facts, [](const auto& fact) { return fact.first == "size"; });
  about.title += fmt::format("\n\n{}", simulated);
  return text_of(about);
}

}  // namespace concord
