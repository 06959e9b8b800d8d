#pragma once
// JSON, written and read by one library. Keys keep their order.

#include <nlohmann/json.hpp>

namespace concord {

using Json = nlohmann::ordered_json;

/// In one line; what is no UTF-8 is replaced.
inline std::string json_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace concord
