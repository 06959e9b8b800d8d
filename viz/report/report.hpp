#pragma once
// A page of figures for readers without the viewer: one file, readable by screen readers and on paper, with
// pictures and tables beside it.

#include "experiments/charts/figure.hpp"
#include "viz/views/sweep_views.hpp"
#include "viz/views/views.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

struct ReportPart {
  std::string heading, intro;
  Figure figure;
};

/// All views of what is selected, the ensemble of every headline measure; what differs only where two are
/// compared. Nothing while data is on its way; asking begins to fetch all of it.
std::optional<std::vector<ReportPart>> report_parts(const Scene& scene);
/// Map, lines, runs of the selected point, points.
std::optional<std::vector<ReportPart>> report_parts(const SweepScene& scene);

inline constexpr double report_width = 952;  ///< of pictures, pixels
/// By this a page is known again.
inline constexpr std::string_view report_generator = "concord-view report";

/// Name of a part's files without their endings: "figure_02_ensemble"; parts count from 0.
std::string report_file(std::size_t part, const Figure& figure);
/// A whole page: well-formed XML, without scripts, dates or anything from elsewhere.
std::string report_html(std::string_view title, std::string_view intro, std::span<const ReportPart> parts);

/// Writes index.html, and every figure as SVG and CSV, into the folder, which is made if need be; an older
/// report in it is replaced. Throws FileError if writing fails, or if the folder holds anything else and
/// `force` is not set.
void write_report(const std::filesystem::path& folder, std::string_view title, std::string_view intro,
                  std::span<const ReportPart> parts, bool force = false);

}  // namespace concord
