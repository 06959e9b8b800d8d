#pragma once
// The section `plausible` of a scenario: a table of settings from which every run draws one
// (docs/adr/0024-plausible-settings.md).

#include "agents/quarter/simulate.hpp"
#include "experiments/grammar/keys.hpp"
#include "experiments/runs/run_plan.hpp"
#include "sim/yaml.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// Most rows of a table: files of results hold it.
inline constexpr std::size_t most_plausible_rows = 10'000;

Keys plausible_keys();
/// The section in canonical form; empty if there is none. Loads again to the same, beside `parameters` that
/// leave out what the table decides.
std::string plausible_yaml(const Plausible& plausible);

/// Reads a table: a column `weight`, and a column for each of some parameters that are numbers. Null after a
/// problem.
std::shared_ptr<const PlausibleTable> read_plausible_table(const std::filesystem::path& file,
                                                           std::string name, Problems& problems);

/// Reads `plausible` of a whole tree of files laid over one another. `layers` are their names, from the one
/// that the user named downwards; what none of them holds was laid over all. Whatever the file that states
/// the table sets in its own `parameters`, or what lies above it, wins over the table; what lies below is
/// replaced. `home` is the scenario's folder; the table is added to `files`.
Plausible read_plausible(yaml::Reader& scenario, const yaml::Node& tree,
                         const std::vector<std::string>& layers, const std::filesystem::path& home,
                         std::vector<TableFile>& files, Problems& problems);

/// Is it the table that gives the parameter its value in a quarter?
bool drawn_in(const Scenario& scenario, const ParameterInfo& parameter, Quarter quarter);

/// The relations that do not hold in a quarter with these parameters and of which the table decides no side.
std::vector<std::size_t> broken_whatever_is_drawn(const Scenario& scenario, Quarter quarter,
                                                  const Parameters& parameters);

/// Finds rows of a table that break an order between parameters. Of all rows only those few can that have the
/// highest of one, the lowest of the other, or the greatest difference.
class PlausibleOrders {
 public:
  explicit PlausibleOrders(const Plausible& plausible);
  /// Can it matter to a row what another value this parameter has?
  bool concern(const ParameterInfo& parameter) const;
  struct Fault {
    std::string text;  ///< "line 17 of posterior.csv: designation.thriving (0.4) must be above ..."
    const ParameterInfo* beside;  ///< the side that the table does not decide; null if it decides both
  };
  /// Once for each order.
  std::vector<Fault> faults_of(const Scenario& scenario) const;

 private:
  struct Watched {
    std::size_t order;  // of parameter_orders()
    std::array<std::size_t, 3> rows;
  };
  std::vector<Watched> watched_;
};

/// All runs get the central setting, as `plausible.central` says; the plan is written out again.
void take_central_setting(RunPlan& plan);

/// "drawn from 151 rows of posterior.csv (duty.strength, pooling.floor set by the user)", with at most so
/// many names; "as in the central row of posterior.csv"; empty without a table.
std::string plausible_words(const Plausible& plausible, std::size_t most);
/// The same of the section in a configuration in full, with all names.
std::string plausible_words(const yaml::Node& section);

}  // namespace concord
