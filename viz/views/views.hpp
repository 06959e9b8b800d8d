#pragma once
// The views: each makes a figure of what is open and selected. Nothing comes back while data is on its way.

#include "experiments/charts/figure.hpp"
#include "viz/data/run_data.hpp"
#include "viz/data/selection.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace concord {

enum class Compare { over, beside, difference };

/// What a figure is made of.
struct Scene {
  RunData* now = nullptr;     ///< never null; B of a comparison
  RunData* before = nullptr;  ///< A: another file, a baseline; or the result before a change, of a ghost
  Compare compare = Compare::over;
  bool ghost = false;      ///< `before` is a shadow of the last live result, not a partner in a comparison
  bool spaghetti = false;  ///< every run as a thin line
  bool of_system = false;  ///< ensemble and control chart: of the selected system, not of the country
  Selection selection;
};

/// Views of runs in the order of menus and of the keys 1 to 9 (and 0 for the tenth).
enum class View {
  map,
  system,
  organisation,
  network,
  multiples,
  distribution,
  ranking,
  control_chart,
  funnel,
  ensemble,
  parameters,
};
struct ViewRow {
  View view;
  std::string_view key, name, meaning;
};
inline constexpr std::array view_rows{
    ViewRow{View::map, "map", "Map", "The systems of England as tiles, coloured by a measure"},
    ViewRow{View::system, "system", "System",
            "One system: finances, relationships, members and their choices"},
    ViewRow{View::organisation, "organisation", "Organisation", "Why an organisation chose what it chose"},
    ViewRow{View::network, "network", "Network", "Who relates to whom within a system"},
    ViewRow{View::multiples, "multiples", "All systems", "A small chart for every system"},
    ViewRow{View::distribution, "distribution", "Distribution", "How organisations differ"},
    ViewRow{View::ranking, "ranking", "Ranking", "Systems in order of a measure"},
    ViewRow{View::control_chart, "spc", "Control chart", "Is a change more than noise? (SPC)"},
    ViewRow{View::funnel, "funnel", "Funnel", "Which systems differ by more than their size explains"},
    ViewRow{View::ensemble, "ensemble", "Ensemble", "Median and bands over all runs"},
    ViewRow{View::parameters, "parameters", "Parameters", "What differs between two scenarios"},
};
/// Its charts run over time and show the period of the selection.
constexpr bool over_time(View view) {
  return view == View::system || view == View::organisation || view == View::multiples ||
         view == View::control_chart || view == View::ensemble;
}
/// Shows one run, the selected one or the first, as medians of choices would mean nothing.
constexpr bool of_one_run(View view) {
  return view == View::organisation || view == View::network || view == View::distribution ||
         view == View::funnel;
}
constexpr const ViewRow& row_of(View view) { return view_rows[static_cast<std::size_t>(view)]; }

/// Nothing while data is on its way. What cannot be drawn (a file without systems, a trouble) is a figure
/// that says so.
std::optional<Figure> make_figure(View view, const Scene& scene);

// One maker a view, each in a file of its name.
std::optional<Figure> map_figure(const Scene& scene);
std::optional<Figure> system_figure(const Scene& scene);
std::optional<Figure> organisation_figure(const Scene& scene);
std::optional<Figure> network_figure(const Scene& scene);
std::optional<Figure> multiples_figure(const Scene& scene);
std::optional<Figure> distribution_figure(const Scene& scene);
std::optional<Figure> ranking_figure(const Scene& scene);
std::optional<Figure> control_chart_figure(const Scene& scene);
std::optional<Figure> funnel_figure(const Scene& scene);
std::optional<Figure> ensemble_figure(const Scene& scene);
std::optional<Figure> parameters_figure(const Scene& scene);

/// "Simulated, not observed. England 2017/18 to 2022/23: 100 runs, seed 12345. All settings are the defaults.
/// Concord 0.1.0 (abc123), model 2d67...". With `before`, of both, A first.
std::string caption_of(const Scene& scene);
/// "Settings changed: duty strength 1 pp (default 0.35)." or "All settings are the defaults."
std::string settings_sentence(const RunInfo& info);
/// A figure without a chart that says in a sentence why there is none.
Figure message_figure(const Scene& scene, std::string_view name, std::string_view title,
                      std::string_view message);

}  // namespace concord
