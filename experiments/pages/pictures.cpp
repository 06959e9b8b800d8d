#include "experiments/pages/pictures.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/svg.hpp"
#include "experiments/pages/about.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/changed_settings.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <deque>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double page_width = 1000, margin = 24, head = 62, foot = 60;
constexpr double panel_width = (page_width - 3 * margin) / 2, panel_height = 290;

struct Source {
  const RecordReader& record;
  const SummaryTable& summary;
  std::vector<std::string> quarters;
  std::string set;  ///< which settings are not the defaults
};

/// Of one measure every quarter, in one piece: a number a run and quarter.
std::vector<Spread> spreads(const Source& source, std::string_view measure) {
  const RecordInfo& info = source.record.info();
  return spread_by_quarter(run_values(source.record, measure, 0, info.replicates), info.quarters);
}

/// Published figures that are one quarter's value of a measure.
std::vector<Observed> observed(const Source& source, std::string_view measure) {
  std::vector<Observed> out;
  for (const SummaryRow& row : source.summary.rows) {
    const PublishedRow& fact = row.row;
    if (fact.measure != measure || !fact.published || fact.match != Match::published ||
        fact.aggregation.how != Aggregation::How::value)
      continue;
    const auto found = std::ranges::find(source.quarters, to_string(fact.aggregation.last));
    if (found != source.quarters.end())
      out.push_back({static_cast<int>(found - source.quarters.begin()), *fact.published});
  }
  return out;
}

FanLine line_of(const Source& source, std::string_view measure, std::string label, std::string_view color,
                std::string_view dash = {}) {
  return {std::move(label), color, dash, spreads(source, measure)};
}

std::string provenance(const Source& source) {
  const RecordInfo& info = source.record.info();
  return fmt::format("Simulated, not observed. Concord {} ({}), model {}, seed {}, n = {} {}.", info.version,
                     info.commit, info.model_digest, info.seed, info.replicates,
                     info.replicates == 1 ? "replicate" : "replicates");
}

struct Page {
  std::string finding, subtitle, bands;
};

std::string described_origin(const Page& page, const Source& source) {
  return fmt::format("{}. {} Set: {}.", page.finding, provenance(source), source.set);
}

void frame(Svg& svg, double height, const Page& page, const Source& source) {
  svg.text({margin, 28}, page.finding, {.size = 18, .bold = true});
  svg.text({margin, 48}, shortened(page.subtitle, 130), {.size = 12.5, .color = palette::muted});
  svg.text({margin, height - foot + 20}, page.bands, {.size = 11.5, .color = palette::muted});
  svg.text({margin, height - foot + 36}, provenance(source), {.size = 11.5, .color = palette::muted});
  svg.text({margin, height - foot + 52}, shortened("Set: " + source.set, 165),
           {.size = 11.5, .color = palette::muted});
}

/// The median, and in brackets what 90% of the runs lie between, if they differ by what can be read.
std::string in_short(const Spread& s, std::string_view unit) {
  const std::string median = readable(s.median, unit), range = readable_range(s.low90, s.high90, unit);
  return median == range ? median : fmt::format("{} ({})", median, range);
}

std::string described(const Source& source, const Page& page, std::span<const Fan> fans) {
  std::string out = described_origin(page, source);
  for (const Fan& fan : fans) {
    out += fmt::format(" {} ({}).", fan.title, fan.y_title);
    for (const FanLine& line : fan.lines) {
      out += fmt::format(" {}: {} in {}, {} in {}.", line.label.empty() ? "median" : line.label,
                         in_short(line.quarters.front(), fan.unit), source.quarters.front(),
                         in_short(line.quarters.back(), fan.unit), source.quarters.back());
    }
  }
  return out + " Numbers in brackets hold 90% of the runs.";
}

/// Two by two.
std::string fan_page(const Source& source, const Page& page, std::span<const Fan> fans) {
  const double rows = std::ceil(static_cast<double>(fans.size()) / 2);
  const double height = head + rows * (panel_height + margin) + foot;
  Svg svg(page_width, height, page.finding, described(source, page, fans));
  frame(svg, height, page, source);
  for (std::size_t n = 0; n < fans.size(); ++n) {
    const double column = static_cast<double>(n % 2), row = std::floor(static_cast<double>(n) / 2);
    draw_fan(svg,
             {margin + column * (panel_width + margin), head + 10 + row * (panel_height + margin),
              panel_width, panel_height},
             fans[n], source.quarters);
  }
  return std::move(svg).finish();
}

std::string bands_text(std::span<const Fan> fans) {
  std::string out = "Line: median of the runs; dark band: middle 50%; light band, and brackets above: 90%.";
  if (std::ranges::any_of(fans, [](const Fan& fan) { return !fan.observed.empty(); }))
    out += " Diamonds: published figures.";
  return out;
}

Picture systems_picture(const Source& source) {
  const RecordInfo& info = source.record.info();
  std::vector<Fan> fans{
      {"Form and substance",
       fmt::format("integrated care systems, of {}", info.systems),
       "systems",
       {line_of(source, "designated", "designated", palette::dark),
        line_of(source, "real", "in substance", palette::blue, "7 3"),
        line_of(source, "in_name_only", "in name only", palette::orange, "2 2")},
       observed(source, "designated")},
      {"Two tiers",
       "official maturity, index: where the upper and lower tenth of systems begin",
       "index",
       {line_of(source, "maturity_p90", "upper tenth", palette::blue),
        line_of(source, "maturity_p10", "lower tenth", palette::plum, "7 3")},
       {}},
      {"System control totals",
       "systems that pool part of their money",
       "systems",
       {line_of(source, "control_totals_accepted", "accepted", palette::teal),
        line_of(source, "fully_pooled", "whole fund", palette::plum, "7 3")},
       observed(source, "fully_pooled")},
      {"Money pooled",
       "share of the sustainability fund, mean of systems",
       "share",
       {line_of(source, "pooled_share", "pooled", palette::teal)},
       {}},
  };
  Page page;
  page.finding = fmt::format("{} of {} systems are designated in {}, {} in name only",
                             in_short(fans[0].lines[0].quarters.back(), "systems"), info.systems,
                             source.quarters.back(), in_short(fans[0].lines[2].quarters.back(), "systems"));
  page.subtitle = info.title;
  page.bands = bands_text(fans);
  return {"systems.svg", fan_page(source, page, fans)};
}

Picture choices_picture(const Source& source) {
  std::vector<Fan> fans{
      {"Whose interest NHS bodies act for",
       "share of NHS budgets",
       "share",
       {line_of(source, "institution_share", "their own", palette::orange, "2 2"),
        line_of(source, "place_share", "their place", palette::teal, "7 3"),
        line_of(source, "system_share", "their system", palette::blue)},
       {}},
      {"Trusts in deficit",
       "share of trusts, balance since April",
       "share",
       {line_of(source, "trusts_in_deficit_year", "in deficit", palette::plum)},
       observed(source, "trusts_in_deficit_year")},
      {"Balance of the NHS",
       "£m a quarter, trusts and CCGs",
       "£m",
       {line_of(source, "nhs_balance", "together", palette::dark),
        line_of(source, "trusts_balance", "trusts", palette::plum, "7 3")},
       {}},
      {"Clinical commissioning groups",
       "number, merged ones counted once",
       "CCGs",
       {line_of(source, "ccgs", "CCGs", palette::blue)},
       observed(source, "ccgs")},
  };
  const auto& own = fans[0].lines[0].quarters;
  Page page;
  page.finding = fmt::format("Own interest guides {} of NHS budgets at first, {} at the end",
                             in_short(own.front(), "share"), in_short(own.back(), "share"));
  page.subtitle = source.record.info().title;
  page.bands = bands_text(fans);
  return {"choices_and_money.svg", fan_page(source, page, fans)};
}

std::vector<RangeRow> compared(const SummaryTable& summary) {
  std::vector<RangeRow> rows;
  for (const SummaryRow& row : summary.rows) {
    const PublishedRow& fact = row.row;
    if (!fact.published || !row.recorded || row.simulated.runs == 0 || fact.use == Use::input) continue;
    const bool assumed = fact.match == Match::assumed;
    std::string note = inside(row) ? "in" : "out";
    if (fact.match == Match::near) note.insert(0, 1, '~');
    if (fact.use == Use::unused) note += " +";
    rows.push_back(
        {fact.section, fact.label, fact.unit, row.simulated, *fact.published, assumed, assumed ? "" : note});
  }
  return rows;
}

std::optional<Picture> published_picture(const Source& source) {
  const auto rows = compared(source.summary);
  const auto facts = std::ranges::count_if(rows, [](const RangeRow& row) { return !row.assumed; });
  if (facts == 0) return std::nullopt;
  const auto within = std::ranges::count_if(
      rows, [](const RangeRow& row) { return row.note.find("in") != std::string::npos; });
  const double height = head + range_chart_height(rows) + foot + 34;
  Page page;
  page.finding = fmt::format("{} of {} published figures lie within the simulated range", within, facts);
  page.subtitle = source.record.info().title;
  page.bands =
      "Simulated range, and bar: 90% of runs; thick: middle 50%; stroke: median. ~: another period or a "
      "somewhat different "
      "definition.";
  std::string description = described_origin(page, source);
  for (const RangeRow& row : rows) {
    description += fmt::format(" {}: {} {}, simulated {}.", row.label, row.assumed ? "assumed" : "published",
                               readable(row.published, row.unit), in_short(row.simulated, row.unit));
  }
  Svg svg(page_width, height, page.finding, description);
  frame(svg, height, page, source);
  svg.text({margin, height - foot + 4},
           "Orange diamond: published; white: assumed by the modellers. +: no parameter was "
           "fitted to it; agreement with the others is fit, not validation.",
           {.size = 11.5, .color = palette::muted});
  draw_ranges(svg, {margin, head + 6, page_width - 2 * margin, 0}, rows);
  return Picture{"published.svg", std::move(svg).finish()};
}

/// Median over runs of every quarter and system, [quarter][system], from as many runs as are read at once.
std::vector<double> medians(const Source& source, std::string_view measure, int runs) {
  const auto values = source.record.systems(measure, 0, runs);
  const std::size_t width = values.size() / static_cast<std::size_t>(runs);
  std::vector<double> out, one(static_cast<std::size_t>(runs));
  for (std::size_t at = 0; at < width; ++at) {
    for (std::size_t run = 0; run < one.size(); ++run) one[run] = values[run * width + at];
    out.push_back(spread_of(one).median);
  }
  return out;
}

std::optional<Picture> maturity_picture(const Source& source) {
  const RecordInfo& info = source.record.info();
  if (info.record == Record::summary || info.systems > most_named_systems) return std::nullopt;
  const int runs = runs_at_once(info, true);
  const auto maturity = medians(source, "maturity", runs), designated = medians(source, "designated", runs);
  const auto names = source.record.table_text("systems", "name");
  const auto systems = static_cast<std::size_t>(info.systems);
  HeatMap map{"official maturity, index: median of the runs", "first designated in most runs", "index", {}};
  for (std::size_t k = 0; k < systems; ++k) {
    HeatRow row{k < names.size() ? names[k] : fmt::format("system {}", k + 1), {}, -1};
    for (std::size_t t = 0; t < source.quarters.size(); ++t) {
      row.values.push_back(maturity[t * systems + k]);
      if (row.marked < 0 && designated[t * systems + k] > 0.5) row.marked = static_cast<int>(t);
    }
    map.rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(map.rows, std::ranges::greater{},
                           [](const HeatRow& row) { return row.values.back(); });
  const HeatRow &best = map.rows.front(), &worst = map.rows.back();
  Page page;
  page.finding =
      fmt::format("Median maturity of a system in {} lies between {} and {}", source.quarters.back(),
                  readable(worst.values.back(), "index"), readable(best.values.back(), "index"));
  page.subtitle = info.title + ". Systems in order of their maturity at the end";
  page.bands = runs < info.replicates ? fmt::format("Medians of the first {} runs.", runs)
                                      : "Each cell: median of the runs; ranges are in the record.";
  std::string description = described_origin(page, source);
  for (const HeatRow& row : map.rows)
    description += fmt::format(" {}: {} to {}.", row.label, readable(row.values.front(), "index"),
                               readable(row.values.back(), "index"));
  const double height = head + heat_map_height(map) + foot;
  Svg svg(page_width, height, page.finding, description);
  frame(svg, height, page, source);
  draw_heat_map(svg, {margin, head + 6, page_width - 2 * margin, 0}, map, source.quarters);
  return Picture{"maturity.svg", std::move(svg).finish()};
}

}  // namespace

std::vector<Picture> pictures(const RecordReader& record, const SummaryTable& summary) {
  const Source source{record, summary, record.quarters(), set_in_line(record.configuration(), all_of_them)};
  std::vector<Picture> out{systems_picture(source), choices_picture(source)};
  for (auto& picture : {published_picture(source), maturity_picture(source)}) {
    if (picture) out.push_back(*picture);
  }
  return out;
}

std::vector<std::filesystem::path> write_pictures(std::span<const Picture> pictures,
                                                  const std::filesystem::path& folder, bool force) {
  std::deque<PartialFile> files;  // all are checked before the first is written
  for (const Picture& picture : pictures) files.emplace_back(folder / picture.name, force);
  std::vector<std::filesystem::path> paths;
  for (std::size_t n = 0; n < pictures.size(); ++n) {
    std::ofstream out(files[n].temporary(), std::ios::binary);
    out << pictures[n].svg << std::flush;
    if (!out)
      throw FileError(files[n].target().string(),
                      fmt::format("cannot write it: {}", std::generic_category().message(errno)));
  }
  for (PartialFile& file : files) {
    file.publish();
    paths.push_back(file.target());
  }
  return paths;
}

}  // namespace concord
