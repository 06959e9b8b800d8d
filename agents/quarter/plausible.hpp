#pragma once
// Settings of parameters from which every run takes one by its address: what a calibration keeps, with
// weights (docs/adr/0024-plausible-settings.md).

#include "agents/quarter/parameter_info.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace concord {

/// A setting a row. Columns are numbers, since runs of a batch agree in everything else. The first row is the
/// central setting.
struct PlausibleTable {
  std::string name;    ///< way to its file from the scenario's folder, or the file's name
  std::string digest;  ///< of the file's content
  std::vector<const ParameterInfo*> columns;
  std::vector<double> values;  ///< [row][column], allowed
  std::vector<double> weight;  ///< [row] above 0, of any scale
  std::vector<double> reach;   ///< [row] sum of the weights up to this one
  std::vector<int> line;       ///< [row] of the file, from 1

  std::size_t rows() const { return weight.size(); }
  double value(std::size_t row, std::size_t column) const { return values[row * columns.size() + column]; }
  /// Fills `reach`.
  void sum_weights();
};

/// What a scenario draws from a table.
struct Plausible {
  std::shared_ptr<const PlausibleTable> table;  ///< null: nothing
  bool central = false;                         ///< every run has the first row
  std::vector<std::string> set_by;  ///< [column] who gives the parameter its value; empty: the table

  /// Do runs differ in their settings?
  bool draws() const { return table != nullptr && !central; }
  /// Is it the table that gives a parameter its value?
  bool decides(const ParameterInfo& parameter) const;
  /// The parameter keeps the value that it has, or gets, from somebody else.
  void leave(const ParameterInfo& parameter, std::string set_by);
  /// The row of a replicate: the same in every scenario, under whatever policy.
  std::size_t row_of(std::uint64_t seed, std::uint32_t replicate) const;
  /// Sets what the table decides, in all lanes.
  void lay(std::size_t row, Parameters& parameters) const;
};

}  // namespace concord
