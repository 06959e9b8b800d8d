#pragma once
// What the command line says is to be shown, and its application to a session.

#include "viz/session/session.hpp"

#include <optional>
#include <string>

namespace concord {

/// As words: codes, keys and numbers that people know.
struct Choices {
  std::optional<std::string> view;                  ///< key of view_rows or sweep_view_rows
  std::optional<std::string> quarter;               ///< "2020/21 Q4"
  std::optional<std::string> quarters;              ///< "2019/20 Q1..2021/22 Q4": what charts over time show
  std::optional<std::string> system, organisation;  ///< code or part of the name
  std::optional<std::string>
      measure;  ///< of systems, of the country or of organisations, as the view needs; or an outcome
  std::optional<std::string> compare;     ///< "over", "beside" or "difference"
  std::optional<std::string> across, up;  ///< axes of a sweep
  std::optional<int> run;                 ///< number of the replicate
  std::optional<int> point;               ///< of a sweep
  bool spaghetti = false, table = false, of_system = false;
};

/// To be called when documents are open. Throws ConfigError with all that cannot be found and what was
/// probably meant.
void apply(const Choices& choices, Session& session);

}  // namespace concord
