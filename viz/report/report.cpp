#include "viz/report/report.hpp"

#include "experiments/charts/plain_words.hpp"
#include "experiments/platform/partial_file.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::array headlines{Measure::real, Measure::institution_share, Measure::trusts_in_deficit_year,
                               Measure::nhs_balance, Measure::integration_index};

bool is_report(const fs::path& folder) {
  return content_of(folder / "index.html").find(fmt::format("content=\"{}\"", report_generator)) !=
         std::string::npos;
}

/// Pictures and tables of an older report; nothing else is touched.
void remove_figures(const fs::path& folder) {
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (path.filename().string().starts_with("figure_") &&
        (path.extension() == ".svg" || path.extension() == ".csv"))
      old.push_back(path);
  }
  for (const fs::path& path : old) fs::remove(path);
}

/// Collects figures; `waiting` once one is still on its way, so that all are asked for.
struct Parts {
  std::vector<ReportPart> parts;
  bool waiting = false;
  void add(std::string heading, std::string intro, std::optional<Figure> figure) {
    if (figure) {
      parts.push_back({std::move(heading), std::move(intro), std::move(*figure)});
    } else {
      waiting = true;
    }
  }
  std::optional<std::vector<ReportPart>> done() && {
    if (waiting) return std::nullopt;
    return std::move(parts);
  }
};

}  // namespace

std::optional<std::vector<ReportPart>> report_parts(const Scene& scene) {
  Parts out;
  const bool compared = scene.before != nullptr && !scene.ghost;
  for (const ViewRow& row : view_rows) {
    if (row.subject == Subject::settings && !compared) continue;
    Scene shown = scene;
    shown.of_system = row.time == Time::own_period;  // a control chart of the selected system
    if (row.view != View::ensemble) {
      out.add(std::string(row.name), std::string(row.meaning) + ".", make_figure(row.view, shown));
      continue;
    }
    for (const Measure measure : headlines) {
      shown.selection.measure = static_cast<std::size_t>(measure);
      out.add(plain_name(measure_rows[shown.selection.measure]), "", make_figure(row.view, shown));
    }
  }
  return std::move(out).done();
}

std::optional<std::vector<ReportPart>> report_parts(const SweepScene& scene) {
  Parts out;
  for (const SweepViewRow& row : sweep_view_rows)
    out.add(std::string(row.name), std::string(row.meaning) + ".", make_figure(row.view, scene));
  return std::move(out).done();
}

void write_report(const fs::path& folder, std::string_view title, std::string_view intro,
                  std::span<const ReportPart> parts, bool force) {
  try {
    if (fs::exists(folder) && !fs::is_directory(folder))
      throw FileError(folder.string(), "is a file; name a folder for the report");
    fs::create_directories(folder);
    const bool empty = fs::is_empty(folder), older = is_report(folder);
    if (!empty && !older && !force)
      throw FileError(folder.string(), "holds other files; name an empty folder, or force it to be used");
    if (older) remove_figures(folder);
  } catch (const fs::filesystem_error& error) {
    throw FileError(folder.string(), error.code().message());
  }
  for (std::size_t n = 0; n < parts.size(); ++n) {
    const std::string file = report_file(n, parts[n].figure);
    write_file(folder / (file + ".svg"), svg_of(parts[n].figure, report_width));
    if (!parts[n].figure.table.head.empty()) write_file(folder / (file + ".csv"), csv_of(parts[n].figure));
  }
  write_file(folder / "index.html", report_html(title, intro, parts));  // last: whoever sees it has all
}

}  // namespace concord
