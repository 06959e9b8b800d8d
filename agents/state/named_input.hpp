#pragma once
// What single bodies and systems do on dates that a scenario gives.

#include "sim/calendar.hpp"

namespace concord {

enum class NamedAct {
  refusal,      ///< an organisation refuses: an NHS body its control total, a council its system
  accelerator,  ///< a system has a place on the accelerator
};

/// In force from a quarter until before another one.
struct NamedInput {
  NamedAct act = NamedAct::refusal;
  int who = 0;  ///< row of the world: of an organisation that refuses, of a system with a place
  Quarter from, until = never;

  bool holds(Quarter now) const { return from <= now && now < until; }
};

}  // namespace concord
