#pragma once

// `sluis store replay-erasures`: a backup that was put back brings the forgotten back with it.
// Their erasures stand in the audit log, each with the random name of the record that went; this
// removes those records again. What else acted for them asks for that record first, and is dead
// with it.
//
// May be run as often as one likes, while the gateway serves or not.

#include <filesystem>
#include <vector>

#include "crypto/clock.h"
#include "fault/audit.h"
#include "operate/console.h"
#include "store/redis_settings.h"

namespace sluis::operate {

/// `logs`: the audit logs of all nodes, each by the name of its newest file. 0: all was done; 1:
/// Redis or a log cannot be used, or a log is not whole. What such a log does hold is replayed all
/// the same: an erasure too few would be worse than one too many.
int replay_erasures(const std::vector<std::filesystem::path>& logs,
                    const store::RedisSettings& redis, const crypto::Clock& clock,
                    const Audit& audit, Format format, Console console);

}  // namespace sluis::operate
