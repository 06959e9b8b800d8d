#include "viz/session/command.hpp"

namespace concord {

std::optional<Command> command_of(std::string_view key) {
  constexpr std::string_view between = " or ";
  for (const CommandRow& row : command_rows) {
    std::string_view keys = row.keys;
    while (!keys.empty()) {
      const auto at = keys.find(between);
      if (keys.substr(0, at) == key) return row.command;
      keys = at == keys.npos ? std::string_view{} : keys.substr(at + between.size());
    }
  }
  return std::nullopt;
}

}  // namespace concord
