#pragma once

// `sluis keys status`: for each purpose which key is used, which comes next and which are on their
// way out, in plain words; and whether every node knows what comes next.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "crypto/key_lifetimes.h"
#include "operate/nodes.h"
#include "operate/ring_access.h"
#include "store/redis_settings.h"

namespace sluis::operate {

struct NodesSeen {
  std::vector<Node> nodes;
  std::string why_unknown;  // where the store cannot be asked
};

/// As they told the store within the last half minute.
NodesSeen ask_nodes(const store::RedisSettings& redis, const crypto::Clock& clock);

struct Status {
  std::chrono::seconds rotate_every;
  crypto::Retention retention;
  std::optional<NodesSeen> nodes;  // none: nobody was asked
};

/// Exit code 1 also where a node lacks a key that is about to be used, or a key should have been
/// replaced: for a monitor.
int keys_status(const KeysAsked& asked, const Status& status);

}  // namespace sluis::operate
