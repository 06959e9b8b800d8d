#pragma once

#include "sim/parameters.hpp"

namespace concord {

/// Whole modules off, for limiting cases.
struct Switches {
  static constexpr std::string_view key = "switches";
  bool finance = true;
  bool fund = true;
  bool duty = true;
  bool relationships = true;
  bool capital = true;
  bool exposure = true;
  bool ladder = true;
  bool pressure = true;
  bool noise = true;
};

template <>
inline constexpr auto rows<Switches> = std::array{
    parameter("finance", &Switches::finance, allow::on_off, {}, "switch", "Direct money effects of actions.",
              "switch", "switch", "m_fin"),
    parameter("fund", &Switches::fund, allow::on_off, {}, "switch", "Sustainability fund.", "switch",
              "switch", "m_psf"),
    parameter("duty", &Switches::duty, allow::on_off, {}, "switch", "Duty to collaborate and sanctions.",
              "switch", "switch", "m_duty"),
    parameter("relationships", &Switches::relationships, allow::on_off, {}, "switch",
              "Social preference and reciprocity.", "switch", "switch", "m_rel"),
    parameter("capital", &Switches::capital, allow::on_off, {}, "switch",
              "Integration capital and its savings.", "switch", "switch", "m_stock"),
    parameter("exposure", &Switches::exposure, allow::on_off, {}, "switch", "Exposure and reluctance.",
              "switch", "switch", "m_expo"),
    parameter("ladder", &Switches::ladder, allow::on_off, {}, "switch", "Ladder, deadline and blueprint.",
              "switch", "switch", "m_ladder"),
    parameter("pressure", &Switches::pressure, allow::on_off, {}, "switch", "Pressure on staff.", "switch",
              "switch", "m_press"),
    parameter("noise", &Switches::noise, allow::on_off, {}, "switch", "Surprises in the accounts.", "switch",
              "switch", "m_noise")
        .for_the_nation("the nation draws its years once"),
};

}  // namespace concord
