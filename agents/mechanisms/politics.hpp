#pragma once

#include "sim/parameters.hpp"

namespace concord {

/// An election or similar puts later dates off (M10).
struct Politics {
  static constexpr std::string_view key = "politics";
  Quarter shock_date = never;
  int delay = 0;
  bool guidance_only = false;
};

template <>
inline constexpr auto rows<Politics> = std::array{
    parameter("shock_date", &Politics::shock_date, allow::date, {}, "quarter",
              "Quarter of the political shock.", "policy lever", "M10", "shock_t")
        .idle_unless("politics.delay"),
    parameter("delay", &Politics::delay, allow::count, {0, 8}, "quarters",
              "Quarters by which later dates (guidance, deadline, statute, settlement, prescribed merger) "
              "are put off.",
              "policy lever", "M10", "shock_delay")
        .neutral_at(0),
    parameter("guidance_only", &Politics::guidance_only, allow::on_off, {}, "switch",
              "The shock puts off guidance alone; deadline, statute, settlement and merger stay.",
              "off; in December 2019 guidance and plans slipped and the deadline of April 2021 stayed (HSJ, "
              "January 2020)",
              "M10", "shock_guid")
        .idle_unless("politics.delay"),
};

}  // namespace concord
