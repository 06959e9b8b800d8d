#include "tests/viz/views_a_worlds.hpp"

namespace concord::test {

RunInfo two_systems(int runs) {
  RunInfo info;
  info.title = "Two systems";
  info.source = "two.yaml";
  info.seed = 1;
  info.replicates = runs;
  info.quarters = {"2019/20 Q1", "2019/20 Q2", "2019/20 Q3", "2019/20 Q4"};
  info.systems = {{"A", "Avon", "South", 1000}, {"B", "Borders", "North", 2000}};
  info.places = {{"A-1", "Avon place", 0}, {"B-1", "Borders place", 1}};
  info.organisations = {{"T1", "First NHS Foundation Trust", Type::acute, 0, 0, 300},
                        {"C1", "NHS First CCG", Type::ccg, 0, 0, 200},
                        {"L1", "First council", Type::council, 0, 0, 50},
                        {"T2", "Second NHS Trust", Type::acute, 1, 1, 400}};
  info.configuration = "concord: 1\nparameters:\n  pooling:\n    floor: 0.5\n  duty:\n    strength: 0.35\n";
  return info;
}

Slice same_in_all_runs(const RunInfo& info, const std::vector<std::vector<double>>& values) {
  Slice slice{info.replicates, static_cast<int>(values.size()), static_cast<int>(values[0].size()), {}};
  for (int run = 0; run < info.replicates; ++run) {
    for (const auto& quarter : values)
      slice.values.insert(slice.values.end(), quarter.begin(), quarter.end());
  }
  return slice;
}

void set_column(RunDetail& detail, OrganisationColumn column, int quarter, int organisation, float value) {
  detail.columns[(static_cast<std::size_t>(column) * static_cast<std::size_t>(detail.quarters) +
                  static_cast<std::size_t>(quarter)) *
                     static_cast<std::size_t>(detail.organisations) +
                 static_cast<std::size_t>(organisation)] = value;
}

RunDetail detail_of(const RunInfo& info, Action action) {
  RunDetail detail;
  detail.quarters = static_cast<int>(info.quarters.size());
  detail.organisations = static_cast<int>(info.organisations.size());
  detail.columns.assign(organisation_column_count * static_cast<std::size_t>(detail.quarters) *
                            static_cast<std::size_t>(detail.organisations),
                        0);
  for (int t = 0; t < detail.quarters; ++t) {
    for (int i = 0; i < detail.organisations; ++i) {
      set_column(detail, OrganisationColumn::action, t, i, static_cast<float>(action));
      set_column(detail, OrganisationColumn::trust_place, t, i, 0.8F);
      set_column(detail, OrganisationColumn::trust_system, t, i, 0.2F);
    }
  }
  return detail;
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace concord::test
