#include "viz/live/background.hpp"

#include <sys/resource.h>

namespace concord {

void give_way_to_drawing() {
  constexpr int politeness = 5;
  // On Linux 0 is the thread, not the process.
  setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + politeness);
}

}  // namespace concord
