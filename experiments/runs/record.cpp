#include "experiments/runs/record.hpp"

#include "agents/world/periods.hpp"
#include "experiments/platform/version.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/runs/fingerprint.hpp"
#include "experiments/runs/record_parts.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/runs/settings.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

namespace concord {
namespace {

/// Results are refused if they could not be held even packed to this share; England's take 0.53 to 0.57.
constexpr double best_compression = 0.25;

void expect_room(const std::filesystem::path& target, const RunPlan& plan) {
  std::error_code failure;
  const auto folder = target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
  const auto space = std::filesystem::space(folder, failure);
  const double most = estimate(plan).file_bytes, free = static_cast<double>(space.available);
  if (failure || most * best_compression <= free) return;
  throw FileError(target.string(),
                  fmt::format("would take {} before packing, and the disk has {} left; ask for "
                              "fewer runs or quarters, or record less",
                              readable_bytes(most), readable_bytes(free)));
}

void write_origin(const h5::Object& file, const RunPlan& plan) {
  const auto set = [&](std::string_view name, auto value) { h5::set_attribute(file, name, value); };
  const std::string scenario = std::filesystem::path(plan.file).filename().string(),
                    start = to_string(plan.scenario.start);
  set("title", std::string_view(plan.title));
  set("content", simulated_not_observed);
  set("concord_version", version());
  set("commit", commit());
  set("schema_version", !plan.scenario.policies.empty()            ? record_schema
                        : plan.scenario.plausible.table != nullptr ? record_schema_with_draws
                                                                   : record_schema_plain);
  set("model_digest", std::string_view(behaviour_digest()));
  set("scenario_digest", std::string_view(plan.scenario_digest));
  set("scenario_file", std::string_view(scenario));
  set("seed", static_cast<std::int64_t>(plan.seed));
  set("replicates", std::int64_t{plan.replicates});
  set("quarters", std::int64_t{plan.scenario.quarters});
  set("start", std::string_view(start));
  set("record", name_of(plan.record));
  set("units", units_of_results);
  set("licence", licence_of_results);
}

/// A column that some tables have: left out if it says nothing of anybody.
void put_known(const h5::Object& group, std::string_view name, const std::vector<double>& values,
               std::string_view unit, std::string_view meaning) {
  if (std::ranges::any_of(values, [](double value) { return value < 0 || value > 0; }))
    put(group, name, values, unit, meaning);
}

void write_systems(const h5::Object& tables, const Layout& layout) {
  const h5::Object group = h5::create_group(tables, "systems");
  const auto of = [&](auto value) { return column(layout.systems, value); };
  put(group, "code", of([](const auto& row) { return row.code; }), "Code.");
  put(group, "name", of([](const auto& row) { return row.name; }), "Name.");
  put(group, "region", of([](const auto& row) { return row.region; }), "Region.");
  put(group, "population", of([](const auto& row) { return row.population; }), "people", "Population.");
  put(group, "position", of([](const auto& row) { return row.position; }), "standardised",
      "Starting finances, higher = healthier; missing = drawn in every run.");
  put(group, "relationship", of([](const auto& row) { return row.relationship; }), "standardised",
      "Starting relationships; missing = drawn in every run.");
  put_known(group, "waiting", of([](const auto& row) { return row.waiting; }), "standardised",
            "Waits of the year before the start, higher = longer.");
  put_known(group, "success_regime", of([](const auto& row) { return row.success_regime; }), "share",
            "People in an area of the success regime of 2015.");
  put(group, "imputed", of([](const auto& row) { return row.imputed; }),
      "Columns of the input that were filled in by a rule.");
}

void write_places(const h5::Object& tables, const Layout& layout) {
  const h5::Object group = h5::create_group(tables, "places");
  const auto of = [&](auto value) { return column(layout.places, value); };
  put(group, "code", of([](const auto& row) { return row.code; }), "Code.");
  put(group, "name", of([](const auto& row) { return row.name; }), "Name.");
  put(group, "system", of([](const auto& row) { return std::int64_t{row.system}; }),
      "Row of its system in /tables/systems, from 0.");
  put(group, "population", of([](const auto& row) { return row.population; }), "people", "Population.");
  put(group, "imputed", of([](const auto& row) { return row.imputed; }),
      "Columns of the input that were filled in by a rule.");
}

void write_organisations(const h5::Object& tables, const Layout& layout) {
  const h5::Object group = h5::create_group(tables, "organisations");
  const auto of = [&](auto value) { return column(layout.organisations, value); };
  put(group, "code", of([](const auto& row) { return row.code; }), "Code.");
  put(group, "name", of([](const auto& row) { return row.name; }), "Name.");
  put(group, "type", of([](const auto& row) { return std::string(row_of(row.type).name); }), "Type.");
  put(group, "place", of([](const auto& row) { return std::int64_t{row.place}; }),
      "Row of its place in /tables/places, from 0.");
  put(group, "system", of([&](const auto& row) {
        return std::int64_t{layout.places[static_cast<std::size_t>(row.place)].system};
      }),
      "Row of its system in /tables/systems, from 0.");
  put(group, "budget", of([](const auto& row) { return row.budget; }), "£m a year",
      "Turnover of a trust, allocation of a CCG, social-care spending of a council.");
  put(group, "position", of([](const auto& row) { return row.position; }), "standardised",
      "Starting finances, higher = healthier; missing = drawn in every run.");
  put_known(group, "outturn", of([](const auto& row) { return row.outturn; }), "pp",
            "Margin of a trust in the year before the start, without the fund.");
  put_known(group, "distance", of([](const auto& row) { return row.distance; }), "per cent",
            "Allocation of a CCG above its target.");
  put_known(group, "delays", of([](const auto& row) { return row.delays; }), "standardised",
            "Delays due to a council in the year before the start.");
  put_known(group, "special_measures", of([](const auto& row) { return row.special_measures; }), "1 = yes",
            "Trusts in financial special measures at the start.");
  put(group, "imputed", of([](const auto& row) { return row.imputed; }),
      "Columns of the input that were filled in by a rule.");
}

/// What a run that starts then is told from later, if its tables state periods.
void write_told(const h5::Object& tables, const Layout& layout, Quarter start) {
  if (layout.periods.empty()) return;
  std::vector<Layout::Period> later;
  std::ranges::copy_if(layout.periods, std::back_inserter(later),
                       [&](const auto& row) { return is_later(row, start); });
  const h5::Object group = h5::create_group(tables, "told");
  const auto of = [&](auto value) { return column(later, value); };
  put(group, "table", of([](const auto& row) { return row.table; }), "Table, or parameters.");
  put(group, "column", of([](const auto& row) { return row.column; }), "Column, or group of parameters.");
  put(group, "period", of([](const auto& row) { return row.period; }), "What it describes.");
  put(group, "ends", of([](const auto& row) { return month_text(row.ends); }), "Last month of it.");
  put(group, "why", of([](const auto& row) { return row.told; }), "Why the run is told it.");
}

}  // namespace

std::string_view name_of(Record record) { return level_of(record).name; }

std::optional<Record> record_named(std::string_view name) {
  const auto found = std::ranges::find(record_levels, name, &RecordLevel::name);
  return found == record_levels.end() ? std::nullopt : std::optional(found->level);
}

RecordWriter::RecordWriter(const std::filesystem::path& target, const RunPlan& plan, bool force)
    : partial_(target, force),
      scenario_(plan.scenario),
      seed_(static_cast<std::int64_t>(plan.seed)),
      replicates_(plan.replicates),
      first_replicate_(plan.first_replicate) {
  ensure(plan.seed < std::uint64_t{1} << 53U, "seeds stay below 2^53");
  expect_room(target, plan);
  const World& world = *plan.scenario.world;
  const auto runs = static_cast<std::uint64_t>(plan.replicates),
             quarters = static_cast<std::uint64_t>(plan.scenario.quarters);
  file_ = h5::create_file(partial_.temporary());
  write_origin(file_, plan);
  write_quarters(file_, plan.scenario);
  h5::write_text(file_, "configuration", plan.resolved);
  write_parameters(file_, parameters_in(plan.scenario, plan.scenario.start));
  write_plausible(file_, plan.scenario.plausible);
  const h5::Object tables = h5::create_group(file_, "tables");
  write_systems(tables, world.layout);
  write_places(tables, world.layout);
  write_organisations(tables, world.layout);
  write_told(tables, world.layout, plan.scenario.start);
  summary_.emplace_back(h5::create_group(file_, "summary"), measure_rows, runs, quarters, "", 1);
  derived_.emplace_back(h5::create_group(file_, "derived"), made_measure_rows(), runs, quarters, "", 1);
  if (plan.record >= Record::systems) {
    systems_.emplace_back(h5::create_group(file_, "systems"), system_measure_rows, runs, quarters, "system",
                          static_cast<std::uint64_t>(world.system_count()));
    rules_ = event_rules(plan.scenario);
    events_.emplace_back(h5::create_group(file_, "events"), event_measure_rows(), runs, quarters, "system",
                         static_cast<std::uint64_t>(world.system_count()));
  }
  if (plan.record >= Record::organisations) {
    organisations_.emplace_back(h5::create_group(file_, "organisations"), organisation_column_rows, runs,
                                quarters, "organisation",
                                static_cast<std::uint64_t>(world.organisation_count()));
  }
}

void RecordWriter::write(const Block& block) {
  ensure(static_cast<std::size_t>(block.first_run) == digests_.size(), "blocks come in order of runs");
  const auto runs = static_cast<std::size_t>(block.runs);
  std::vector<double> derived;
  for (const MeasureRow& row : made_measure_rows()) {
    const auto values = run_values(block, row.key);
    derived.insert(derived.end(), values.begin(), values.end());
  }
  const auto events = events_.empty() ? std::vector<std::int8_t>() : events_of(block);
  for (std::size_t run = 0; run < runs; ++run) {
    for (auto& series : events_) series.add(events, runs, run);
    for (auto& series : summary_) series.add(block.summary, runs, run);
    for (auto& series : derived_) series.add(derived, runs, run);
    for (auto& series : systems_) series.add(block.system, runs, run);
    for (auto& series : organisations_) series.add(block.organisation, runs, run);
  }
  digests_.insert(digests_.end(), block.digest.begin(), block.digest.end());
  digest_.add(block);
}

std::vector<std::int8_t> RecordWriter::events_of(const Block& block) const {
  if (!scenario_.plausible.draws()) return events_in(block, [&](std::size_t) { return std::span(rules_); });
  std::vector<EventRules> own;
  return events_in(block, [&](std::size_t run) {
    const auto replicate = static_cast<std::size_t>(first_replicate_ + block.first_run) + run;
    own = event_rules(scenario_, static_cast<std::uint64_t>(seed_), static_cast<std::uint32_t>(replicate));
    return std::span<const EventRules>(own);
  });
}

void RecordWriter::finish() {
  ensure(digests_.size() == static_cast<std::size_t>(replicates_), "every run is written");
  std::vector<std::int64_t> replicate(digests_.size());
  for (std::size_t run = 0; run < replicate.size(); ++run)
    replicate[run] = first_replicate_ + static_cast<std::int64_t>(run);
  const h5::Object runs = h5::create_group(file_, "runs");
  put(runs, "replicate", replicate, "Number of the replicate; with the seed it names the run.");
  put(runs, "seed", std::vector<std::int64_t>(digests_.size(), seed_), "Seed of the run.");
  put(runs, "status", std::vector<std::int64_t>(digests_.size(), 0), "0 = complete.");
  put(runs, "digest", column(digests_, hex), "Fingerprint of everything recorded of the run (FNV-1a).");
  if (const Plausible& plausible = scenario_.plausible; plausible.table != nullptr)
    put(runs, "setting",
        column(replicate,
               [&](std::int64_t number) {
                 return static_cast<std::int64_t>(
                     plausible.row_of(static_cast<std::uint64_t>(seed_), static_cast<std::uint32_t>(number)));
               }),
        meaning_of_setting);
  h5::set_attribute(file_, "results_digest", std::string_view(hex(digest_.value())));

  summary_.clear();
  derived_.clear();
  systems_.clear();
  events_.clear();
  organisations_.clear();
  h5::seal(file_);
  partial_.publish();
}

}  // namespace concord
