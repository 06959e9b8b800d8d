#pragma once
// Parts of files of results that several kinds of them have.

#include "agents/quarter/simulate.hpp"
#include "experiments/platform/origin.hpp"
#include "sim/h5.hpp"

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace concord {

inline constexpr std::string_view units_of_results = "money in £ million at 2018/19 prices";
inline constexpr std::string_view licence_of_results =
    "Contains public sector information licensed under the Open Government Licence v3.0.";

/// One value of every row, as a column.
template <class Rows, class Value>
auto column(const Rows& rows, Value value) {
  std::vector<std::decay_t<decltype(value(*rows.begin()))>> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(value(row));
  return values;
}
/// Writes a column, with what it means beside it.
template <h5::Number T>
h5::Object put(const h5::Object& group, std::string_view name, const std::vector<T>& values,
               std::string_view meaning) {
  h5::Object dataset = h5::write_column<T>(group, name, values);
  h5::set_attribute(dataset, "meaning", meaning);
  return dataset;
}
void put(const h5::Object& group, std::string_view name, const std::vector<std::string>& values,
         std::string_view meaning);
void put(const h5::Object& group, std::string_view name, const std::vector<double>& values,
         std::string_view unit, std::string_view meaning);

/// /quarters: "2017/18 Q1", ...
void write_quarters(const h5::Object& file, const Scenario& scenario);
/// /plausible: the table that runs draw their settings from, if there is one.
void write_plausible(const h5::Object& file, const Plausible& plausible);
/// Of what `plausible` says under /runs/setting.
inline constexpr std::string_view meaning_of_setting =
    "Setting that the run drew: row of /plausible, from 0.";
/// /parameters: every parameter with its value and what is known about it.
void write_parameters(const h5::Object& file, const Parameters& parameters);

}  // namespace concord
