#pragma once

// `sluis keys status`: for each purpose which key is used, which comes next and which are on their
// way out, in plain words; and whether every node knows what comes next.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "crypto/key_lifetimes.h"
#include "operate/ring_access.h"

namespace sluis::operate {

/// What a node said of itself in its last heartbeat.
struct NodeSeen {
  std::string name;
  std::uint64_t serial;                    // of the ring that it has
  std::chrono::milliseconds clock_offset;  // from the store's
  std::chrono::seconds ago;
};

struct NodesSeen {
  std::vector<NodeSeen> nodes;
  std::string why_unknown;  // where the store cannot be asked
};

struct Status {
  std::chrono::seconds rotate_every;
  crypto::Retention retention;
  std::optional<NodesSeen> nodes;  // none: nobody was asked
};

/// Exit code 1 also where a node lacks a key that is about to be used, or a key should have been
/// replaced: for a monitor.
int keys_status(const KeysAsked& asked, const Status& status);

}  // namespace sluis::operate
