#pragma once

// What the store said of a node before it looked for anybody (DESIGN §3, the fence): one whose ring
// is old or another's, or whose clock reads it at the wrong hour, makes and moves nobody and no
// room.

#include "fault/unavailable.h"
#include "store/store.h"

namespace sluis::identity {

/// The fence is ahead of the key that was the primary here.
struct StaleRing : Unavailable {
  StaleRing() : Unavailable(What::stale_ring, "the key ring is older than the fence") {}
};

/// Throws Unavailable (stale_ring) for such a node; StaleRing where its ring is old.
void require_standing(const store::Found& found);

}  // namespace sluis::identity
