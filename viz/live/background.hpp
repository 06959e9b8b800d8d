#pragma once
// Threads that simulate while another one draws.

namespace concord {

/// The calling thread works when those that draw leave a processor to it, so that frames stay even though the
/// model wants all processors. Nothing happens where the system does not allow it.
void give_way_to_drawing();

}  // namespace concord
